"""A file's own chapters are the lecture's, where they divide it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from lecture.notes.chapters import by_chapter, chapters
from lecture.notes.marked import Marked, marked
from lecture.notes.sentences import sentences
from lecture.values import Mark, Transcript, Vocabulary
from tests.lecture.notes.conftest import reading, three_topics, transcript_of
from tests.lecture.values import TRANSCRIPTS

NO_WORDS = Vocabulary(frozenset({"the", "of"}), "en")
SAID = sentences(transcript_of(*(f"This is sentence number {number}." for number in range(12))))  # 8 s, every 10 s


def with_marks(*marks: tuple[float, str]) -> Transcript:
    return replace(three_topics(), marks=tuple(Mark(start, title) for start, title in marks))


def test_the_chapters_are_those_of_the_file_with_their_titles_and_terms_of_their_own() -> None:
    found = reading(with_marks((0.0, "Wax & wick"), (200.0, "Zum Herzen 心"), (350.0, "Orbits"))).chapters
    assert [(one.start, one.end, one.title) for one in found] == [
        (0.0, 200.0, "Wax & wick"),
        (200.0, 350.0, "Zum Herzen 心"),
        (350.0, 420.0, "Orbits"),
    ]
    assert found[0].terms[0].text == "wax"
    assert [term.text for term in found[2].terms] == ["planets", "sun", "orbit", "ellipse"]


def test_a_chapter_without_a_title_is_titled_by_what_it_is_about() -> None:
    found = reading(with_marks((0.0, ""), (140.0, ""), (280.0, "The planets"))).chapters
    assert [one.start for one in found] == [0.0, 140.0, 280.0]
    assert [one.title for one in found] == ["Candle melts and flame", "Blood and heart", "The planets"]


def test_a_language_that_is_read_by_its_words_has_them_too() -> None:
    transcript = transcript_of(*["Die Kerze brennt am Docht."] * 6, *["Der Mond zieht am Meer."] * 6, language="de")
    found = reading(replace(transcript, marks=(Mark(0.0, "Die Kerze"), Mark(60.0, "")))).chapters
    assert [(one.start, one.end, one.title) for one in found] == [
        (0.0, 60.0, "Die Kerze"),
        (60.0, 120.0, "Mond, Meer"),
    ]


def test_what_is_said_before_the_first_mark_is_a_chapter_too() -> None:
    assert marked(SAID, (Mark(20.0, "One"), Mark(60.0, "Two"))) == (
        Marked(0, 2, 0.0, ""),
        Marked(2, 6, 20.0, "One"),
        Marked(6, 12, 60.0, "Two"),
    )


def test_a_mark_within_a_sentence_divides_before_or_after_it_whichever_is_nearer() -> None:
    assert marked(SAID, (Mark(0.0), Mark(31.0), Mark(67.0))) == (
        Marked(0, 3, 0.0, ""),
        Marked(3, 7, 30.0, ""),
        Marked(7, 12, 67.0, ""),
    )


def test_a_chapter_in_which_nothing_is_said_belongs_to_the_one_before() -> None:
    assert marked(SAID, (Mark(0.0, "One"), Mark(58.5, "Music"), Mark(59.5, "Two"), Mark(130.0, "The end"))) == (
        Marked(0, 6, 0.0, "One"),
        Marked(6, 12, 59.5, "Two"),
    )


@pytest.mark.parametrize("marks", [(), (Mark(0.0, "All"),), (Mark(0.0, "All"), Mark(119.0, "The end"))])
def test_fewer_than_two_chapters_in_which_something_is_said_are_none(marks: tuple[Mark, ...]) -> None:
    assert marked(SAID, marks) == ()


def test_marks_that_leave_nearly_all_in_one_chapter_do_not_divide_a_long_lecture() -> None:
    long = sentences(transcript_of(*["This is one of many sentences."] * 90))
    assert marked(long, (Mark(0.0, "Hello"), Mark(50.0, "The lecture"))) == ()
    assert len(marked(long, (Mark(0.0, "One"), Mark(450.0, "Two")))) == 2
    assert len(marked(SAID, (Mark(0.0, "Hello"), Mark(10.0, "A short lecture")))) == 2
    whole = replace(three_topics(), marks=(Mark(0.0, "All"),))
    assert reading(whole).chapters == reading(three_topics()).chapters


@settings(deadline=None)
@given(TRANSCRIPTS)
def test_with_any_marks_the_chapters_tile_the_lecture(transcript: Transcript) -> None:
    spoken, marks = sentences(transcript), tuple(sorted(transcript.marks, key=lambda mark: mark.start))
    found = chapters(spoken, NO_WORDS, (), transcript.duration, marks=marks)
    assert bool(found) == bool(spoken)
    assert all(one.end == next_one.start and one.title for one, next_one in pairwise(found))
    assert [one for group in by_chapter(found, spoken) for one in group] == list(spoken)
