"""Which of the files that are given together are of the same lecture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import pytest

from lecture.intake.together import together


@dataclass(frozen=True)
class Given:
    name: str


def sorted_out(*names: str) -> dict[str, object]:
    """Each lecture's recording with what goes with it; "spare" and "lonely" where there are such files."""
    found = together([Given(name) for name in names])
    lectures: dict[str, object] = {}
    for group in found.groups:
        captions = group.captions.name if group.captions else ""
        lectures[group.recording.name] = (captions, *(slides.name for slides in group.slides))
    others = {"spare": found.spare, "lonely": found.lonely}
    return lectures | {what: [file.name for file in files] for what, files in others.items() if files}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.mp3"], {"a.mp3": ("",)}),
        (["talk.mp4", "x7.srt", "deck.pdf"], {"talk.mp4": ("x7.srt", "deck.pdf")}),
        (
            ["Lecture 3.mp4", "Lecture 3.en.srt", "Lecture 3 slides.pdf", "Lecture 4.mp4", "lecture_04.VTT"],
            {"Lecture 3.mp4": ("Lecture 3.en.srt", "Lecture 3 slides.pdf"), "Lecture 4.mp4": ("lecture_04.VTT",)},
        ),
        (
            ["Lecture 1.mp3", "Lecture 10.mp3", "Lecture 10.srt"],
            {"Lecture 1.mp3": ("",), "Lecture 10.mp3": ("Lecture 10.srt",)},
        ),
        (
            ["Lecture 3 recording.mp4", "Lecture 4 recording.mp4", "Lecture 4.pptx"],
            {"Lecture 3 recording.mp4": ("",), "Lecture 4 recording.mp4": ("", "Lecture 4.pptx")},
        ),
        (
            ["Lecture 3.mp4", "Lecture 3.srt", "Lecture 4.srt"],
            {"Lecture 3.mp4": ("Lecture 3.srt",), "Lecture 4.srt": ("",)},
        ),
        (
            ["Lecture 3.de.srt", "Lecture 3.txt", "Lecture 3.srt", "Lecture 3.mp4"],
            {"Lecture 3.mp4": ("Lecture 3.srt",), "spare": ["Lecture 3.de.srt", "Lecture 3.txt"]},
        ),
        (["a.mp3", "b.mp3", "c.srt", "d.pdf"], {"a.mp3": ("",), "b.mp3": ("",), "c.srt": ("",), "lonely": ["d.pdf"]}),
        (["only.srt", "slides.pdf"], {"only.srt": ("", "slides.pdf")}),
        (
            ["lecture.json", "talk.mp4", "talk.srt", "lecture.pdf"],
            {"lecture.json": ("",), "talk.mp4": ("talk.srt", "lecture.pdf")},
        ),
        (["lecture.json", "lecture.pdf"], {"lecture.json": ("",), "lonely": ["lecture.pdf"]}),
        (["slides.pdf", "more.pptx"], {"lonely": ["slides.pdf", "more.pptx"]}),
        (
            ["Lecture.mp3", "Lecture.mp4", "Lecture.srt"],
            {"Lecture.mp3": ("",), "Lecture.mp4": ("",), "Lecture.srt": ("",)},
        ),
        (["講義3.mp4", "講義3.srt", "講義4.mp4"], {"講義3.mp4": ("講義3.srt",), "講義4.mp4": ("",)}),
        (["3.mp4", "4.mp4", "....pdf"], {"3.mp4": ("",), "4.mp4": ("",), "lonely": ["....pdf"]}),
    ],
)
def test_files_are_of_the_lecture_whose_name_they_bear(names: list[str], expected: dict[str, object]) -> None:
    assert sorted_out(*names) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["Tides.mp4", "Tides.srt", "Tides.pdf", "Tides 2.mp4", "Tides 2.srt"],
            {"Tides.mp4": ("Tides.srt", "Tides.pdf"), "Tides 2.mp4": ("Tides 2.srt",)},
        ),
        (
            ["Lecture 1.mp4", "Lecture 1.srt", "Lecture 1 part 2.mp4"],
            {"Lecture 1.mp4": ("Lecture 1.srt",), "Lecture 1 part 2.mp4": ("",)},
        ),
        (
            ["a/Tides.mp4", "b/Tides.srt", "b/Tides 2.mp4", "b/Tides 2 b.pdf"],
            {"a/Tides.mp4": ("b/Tides.srt",), "b/Tides 2.mp4": ("", "b/Tides 2 b.pdf")},
        ),
    ],
)
def test_the_very_name_counts_more_than_one_that_goes_on(names: list[str], expected: dict[str, object]) -> None:
    assert sorted_out(*names) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["01 Tides.mp4", "01 slides.pdf", "02 Moon.mp4", "02 slides.pdf", "02_captions.vtt"],
            {"01 Tides.mp4": ("", "01 slides.pdf"), "02 Moon.mp4": ("02_captions.vtt", "02 slides.pdf")},
        ),
        (
            ["Lecture 1.mp4", "Slides 1.pdf", "Lecture 2.mp4", "Slides 2.pdf", "Captions 2.txt", "Subtitles 1.srt"],
            {"Lecture 1.mp4": ("Subtitles 1.srt", "Slides 1.pdf"), "Lecture 2.mp4": ("Captions 2.txt", "Slides 2.pdf")},
        ),
        (
            ["Gezeiten Aufnahme.mp3", "Pra\u0308sentation Gezeiten.pptx", "Mond Aufnahme.mp3", "Mond Folien.pdf"],
            {
                "Gezeiten Aufnahme.mp3": ("", "Pra\u0308sentation Gezeiten.pptx"),
                "Mond Aufnahme.mp3": ("", "Mond Folien.pdf"),
            },
        ),
        (
            ["Lecture 1.mp4", "Lecture 1.srt", "Captions 1.srt", "Lecture 2.mp4"],
            {"Lecture 1.mp4": ("Lecture 1.srt",), "Lecture 2.mp4": ("",), "spare": ["Captions 1.srt"]},
        ),
        (
            ["Lecture 1.mp4", "Lecture 1.srt", "Slides 7.pdf", "Lecture 7.srt"],
            {
                "Lecture 1.mp4": ("Lecture 1.srt",),
                "Lecture 7.srt": ("", "Slides 7.pdf"),
            },
        ),
        (
            ["Week 1/talk.mp4", "Week 1/slides 2.pdf", "Week 2/talk 2.mp4"],
            {"Week 1/talk.mp4": ("", "Week 1/slides 2.pdf"), "Week 2/talk 2.mp4": ("",)},
        ),
        (
            ["Lecture 1.mp4", "Talk 1.mp4", "Slides 1.pdf", "Slides 3.pdf", "slides.pdf"],
            {"Lecture 1.mp4": ("",), "Talk 1.mp4": ("",), "lonely": ["Slides 1.pdf", "Slides 3.pdf", "slides.pdf"]},
        ),
        (
            ["Lecture 1.mp4", "Lecture 2.mp4", "Interview 1.srt"],
            {"Lecture 1.mp4": ("",), "Lecture 2.mp4": ("",), "Interview 1.srt": ("",)},
        ),
    ],
)
def test_words_for_what_a_file_is_are_put_aside_and_numbers_tell(names: list[str], expected: dict[str, object]) -> None:
    for order in (names, names[::-1]):
        found = sorted_out(*order)
        assert {what: sorted(files) if isinstance(files, list) else files for what, files in found.items()} == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["Lecture.mp4", "Lecture.srt", "README.txt", "Tides.pdf"],
            {"Lecture.mp4": ("Lecture.srt", "Tides.pdf"), "lonely": ["README.txt"]},
        ),
        (["Lecture 5.mp4", "README.txt"], {"Lecture 5.mp4": ("",), "lonely": ["README.txt"]}),
        (["Lecture 5.mp4", "Lecture_05.txt"], {"Lecture 5.mp4": ("Lecture_05.txt",)}),
        (["Lecture 5.mp4", "transcript.txt"], {"Lecture 5.mp4": ("transcript.txt",)}),
        (["a.mp4", "b.mp4", "transcript.txt"], {"a.mp4": ("",), "b.mp4": ("",), "lonely": ["transcript.txt"]}),
        (["Lecture 5.mp4", "xy7.srt"], {"Lecture 5.mp4": ("xy7.srt",)}),
        (
            ["Lecture.mp4", "Lecture.srt", "other.vtt", "Tides.pdf"],
            {"Lecture.mp4": ("Lecture.srt", "Tides.pdf"), "other.vtt": ("",)},
        ),
        (
            ["a/talk.mp4", "b/moon.srt", "a/talk.srt", "b/deck.pdf"],
            {"a/talk.mp4": ("a/talk.srt",), "b/moon.srt": ("", "b/deck.pdf")},
        ),
        (["README.txt", "deck.pdf"], {"README.txt": ("", "deck.pdf")}),
    ],
)
def test_a_text_of_another_name_is_no_transcript_and_takes_no_slides_away(
    names: list[str], expected: dict[str, object]
) -> None:
    assert sorted_out(*names) == expected


def test_the_order_in_which_they_are_given_changes_nothing() -> None:
    names = ["Lecture 3.mp4", "Lecture 3.srt", "Lecture 4.srt", "Lecture 3.pdf", "Lecture 3.fr.srt"]
    for order in permutations(names):
        assert sorted_out(*order) == {
            "Lecture 3.mp4": ("Lecture 3.srt", "Lecture 3.pdf"),
            "Lecture 4.srt": ("",),
            "spare": ["Lecture 3.fr.srt"],
        }


def test_in_a_folder_of_folders_each_lies_beside_its_recording() -> None:
    names = [f"Term/Week {week}/{file}" for week in (1, 2) for file in ("talk.mp4", "subs.vtt", "slides.pdf")]
    assert sorted_out(*names) == {
        f"Term/Week {week}/talk.mp4": (f"Term/Week {week}/subs.vtt", f"Term/Week {week}/slides.pdf") for week in (1, 2)
    }


def test_names_that_are_the_same_in_two_folders_keep_to_their_own() -> None:
    names = ["a/talk.mp4", "b/talk.mp4", "b/talk.srt", "a/talk.en.srt"]
    assert sorted_out(*names) == {"a/talk.mp4": ("a/talk.en.srt",), "b/talk.mp4": ("b/talk.srt",)}


def test_of_two_files_with_one_name_neither_is_lost() -> None:
    first, second = Given("a.mp3"), Given("a.mp3")
    assert [group.recording for group in together([first, second]).groups] == [first, second]
