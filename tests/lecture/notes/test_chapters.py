"""Chapters begin where the topic changes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.chapters import by_chapter
from lecture.notes.reading import read
from lecture.notes.words import words
from lecture.values import Transcript
from tests.lecture.notes.conftest import reading_of, three_topics, transcript_of
from tests.lecture.values import ANY_TEXT, TRANSCRIPTS


def test_chapters_begin_where_the_topic_changes() -> None:
    found = read(three_topics()).chapters
    assert [(chapter.start, chapter.end) for chapter in found] == [(0.0, 140.0), (140.0, 280.0), (280.0, 420.0)]
    assert [bool({topic} & set(words(c.title))) for c, topic in zip(found, ("wax", "blood", "orbit"), strict=True)] == [
        True
    ] * 3


def test_a_chapters_terms_know_when_they_are_said() -> None:
    second = read(three_topics()).chapters[1]
    blood = next(term for term in second.terms if term.text == "blood")
    assert len(blood.times) == 28
    assert all(second.start <= time <= second.end for time in blood.times)


def test_no_speech_no_chapters() -> None:
    assert reading_of().chapters == ()
    assert reading_of("", "  ").chapters == ()


@settings(deadline=None)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)))
def test_chapters_tile_the_lecture(transcript: Transcript) -> None:
    reading = read(transcript)
    found = reading.chapters
    assert bool(found) == bool(transcript.text.strip())
    for one, next_one in pairwise(found):
        assert one.end == next_one.start
    if found:
        assert found[0].start == 0.0
        assert found[-1].end >= transcript.duration
        assert all(chapter.title for chapter in found)
        groups = by_chapter(found, reading.sentences)
        assert [sentence for group in groups for sentence in group] == list(reading.sentences)
