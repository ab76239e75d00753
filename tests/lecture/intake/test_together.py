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
