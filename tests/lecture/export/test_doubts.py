"""Where words that may have been misheard stand in a segment, and how the reports tell them."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from lecture.export import FORMATS
from lecture.export.doubts import SENTENCE_MARK, WORD_MARK, note, pieces, said
from lecture.export.wording import how_much_unheard, one_line, stretches
from lecture.values import Aside, Cards, Chapter, Lecture, Segment, Transcript, Unheard, Word
from tests.lecture.export.tides import TIDES
from tests.lecture.values import SEGMENTS


def segment(text: str, *words: str, doubt: str = "", start: float = 0.0) -> Segment:
    """Words that begin with “~” are unsure."""
    spoken = words or tuple(text.split())
    said = tuple(Word(start, start + 1, word.lstrip("~"), 0.3 if word.startswith("~") else 0.99) for word in spoken)
    return Segment(start, start + 2, text.replace("~", ""), said, doubt=doubt)


def lecture_of(*segments: Segment, unheard: tuple[Unheard, ...] = ()) -> Lecture:
    transcript = replace(TIDES.transcript, segments=segments, unheard=unheard, duration=60.0, heard=60.0, remark="")
    return replace(TIDES, transcript=transcript, chapters=(), cards=Cards(()))


@pytest.mark.parametrize(
    ("told", "marked"),
    [
        (segment("The Moon pulls ~harder."), "The Moon pulls harder(?)."),
        (segment("~Newton saw it."), "Newton(?) saw it."),
        (segment("He named ~Isaac ~Newton, and ~Kepler."), "He named Isaac Newton(?), and Kepler(?)."),
        (segment("He saw ~(Kepler) and ~“Brahe”."), "He saw (Kepler(?)) and “Brahe(?)”."),
        (segment("It costs ~50% more."), "It costs 50%(?) more."),
        (segment("It is ~– well, fine."), "It is – well, fine."),
        (segment("the tide is ~the tide"), "the tide is the(?) tide"),
        (segment("月は海を引く。", "月", "は", "~海", "を", "引く。"), "月は海(?)を引く。"),
        (segment("月は海を引く。", "~月", "~は", "海", "を", "~引く。"), "月は(?)海を引く(?)。"),
        (segment("समुद्र ~में है।", "समुद्र", "~में", "है।"), "समुद्र में(?) है।"),
        (segment("Nothing here is unsure."), "Nothing here is unsure."),
    ],
)
def test_a_mark_stands_behind_what_is_unsure_and_before_the_stop(told: Segment, marked: str) -> None:
    assert said(told) == marked


@pytest.mark.parametrize(
    "whole",
    [
        segment("The Moon pulls.", doubt="a loop"),
        segment("The Moon pulls.", "The", "~Sun", "pulls."),  # other words than those of the text
        segment("The Moon pulls.", "~pulls."),  # not all of them
        segment("The Moon ~pulls.", doubt="a loop"),
    ],
)
def test_where_the_words_do_not_tell_the_place_the_whole_segment_is_marked(whole: Segment) -> None:
    assert said(whole) == f"The Moon pulls. {SENTENCE_MARK}"


def test_words_that_are_not_those_of_the_text_say_nothing_while_all_are_sure() -> None:
    assert said(segment("The Moon pulls.", "The", "Sun")) == "The Moon pulls."


@given(SEGMENTS, st.lists(st.booleans(), max_size=5))
def test_pieces_are_the_text(some: Segment, unsure: list[bool]) -> None:
    words = tuple(
        replace(word, probability=0.1 if not sure else 1.0) for word, sure in zip(some.words, unsure, strict=False)
    )
    for one in (replace(some, words=words), replace(some, words=words, doubt="")):
        assert "".join(piece.text for piece in pieces(one)) == one_line(one.text)
        assert {piece.mark for piece in pieces(one)} <= {"", WORD_MARK, SENTENCE_MARK}


def test_unsure_words_are_counted_each_and_whole_segments_each() -> None:
    some = (segment("~Isaac ~Newton saw ~tides."), segment("A loop.", doubt="a loop"), segment("So it is."))
    transcript = Transcript(some, "en", 60, 60)
    assert note(transcript) == "3 words and 1 whole sentence may have been misheard: look for (?) and [?]."
    assert note(replace(transcript, segments=some[:1])) == "3 words may have been misheard: look for (?)."
    assert note(replace(transcript, segments=some[2:])) == ""


SOME = lecture_of(
    segment("The Moon pulls the ~sea.", start=1.0),
    segment("Twice a day it rises.", start=12.0),
    unheard=(Unheard(5.0, 9.0), Unheard(20.0, 25.4)),
)
NOTES = """\
1 word may have been misheard: look for (?).
In 2 places, 9 seconds in all, something was said that could not be made out.
"""


def test_what_was_not_made_out_stands_at_its_time_in_the_text_reports() -> None:
    report = FORMATS["report.txt"].write(SOME).decode()
    assert " ".join(report[report.index("Transcript\n") :].split()) == " ".join(
        f"""Transcript ---------- {NOTES}
        0:01 The Moon pulls the sea(?).
        0:05 [Something was said up to 0:09 that could not be made out.]
        0:12 Twice a day it rises.
        0:20 [Something was said up to 0:25 that could not be made out.]""".split()
    )
    lines = FORMATS["transcript.txt"].write(SOME).decode().partition("\n\n")[2].partition("\n\n")[2]
    assert lines == (
        f"{NOTES}\n"
        "0:01  The Moon pulls the sea(?).\n"
        "0:05  [Something was said up to 0:09 that could not be made out.]\n"
        "0:12  Twice a day it rises.\n"
        "0:20  [Something was said up to 0:25 that could not be made out.]\n"
    )


def test_the_pdf_tells_the_same() -> None:
    pages = PdfReader(io.BytesIO(FORMATS["report.pdf"].write(SOME))).pages
    found = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert found[found.index("Transcript 1 word") :].startswith(
        f"Transcript {' '.join(NOTES.split())} 0:01 The Moon pulls the sea(?). "
        "0:05 [Something was said up to 0:09 that could not be made out.] 0:12 Twice a day it rises. "
    )


def test_a_word_of_several_colours_is_no_wider_than_a_line() -> None:
    endless = segment("", *(("月", "~海") * 200))
    one = replace(endless, text="月海" * 200)
    latin = segment("", *(("under", "~stand") * 200))
    other = replace(latin, text="understand" * 200)
    pages = PdfReader(io.BytesIO(FORMATS["report.pdf"].write(lecture_of(one, other)))).pages
    found = "".join("".join(page.extract_text() for page in pages).split())
    assert found.count("(?)") == 400 + 1  # once where the mark is explained


def test_json_has_the_words_probabilities_and_what_was_not_made_out() -> None:
    found = FORMATS["lecture.json"].write(SOME).decode()
    assert '"probability": 0.3' in found
    assert '"unheard": [\n' in found


def test_what_was_not_made_out_is_in_its_chapter_and_ends_a_paragraph() -> None:
    chapters = (Chapter(0.0, 12.0, "Moon"), Chapter(12.0, 60.0, "Sea"))
    first, second = stretches(replace(SOME, chapters=chapters, asides=(Aside(0.0, 4.0),)))
    moon, sea = SOME.transcript.segments
    assert [getattr(one, "segments", one) for one in first.told] == [(moon,), Unheard(5.0, 9.0)]
    assert [getattr(one, "segments", one) for one in second.told] == [(sea,), Unheard(20.0, 25.4)]


@pytest.mark.parametrize(
    ("unheard", "sentence"),
    [
        ((), ""),
        ((Unheard(1, 5),), "In 1 place, for 4 seconds, something was said that could not be made out."),
        ((Unheard(1, 1.2),), "In 1 place, for 1 second, something was said that could not be made out."),
        (
            (Unheard(1, 100), Unheard(200, 300)),
            "In 2 places, 3 minutes in all, something was said that could not be made out.",
        ),
    ],
)
def test_what_was_not_made_out_is_counted(unheard: tuple[Unheard, ...], sentence: str) -> None:
    assert how_much_unheard(replace(SOME.transcript, unheard=unheard)) == sentence


def test_a_row_of_unsure_words_tells_what_each_may_have_been() -> None:
    told = segment("He met ~a ~conko ~there in ~corno today.")
    words = [replace(word, perhaps={"a": "Okonkwo", "corno": "Cournot"}.get(word.text, "")) for word in told.words]
    found = pieces(replace(told, words=tuple(words)))
    assert [(piece.text, piece.perhaps) for piece in found if piece.mark] == [
        ("a conko there", "Okonkwo"),
        ("corno", "Cournot"),
    ]
