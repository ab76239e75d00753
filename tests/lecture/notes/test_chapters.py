"""Chapters begin where the topic changes, and are titled by what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.chapters import by_chapter, chapters
from lecture.notes.noun_phrases import noun_phrases
from lecture.notes.sentences import sentences
from lecture.notes.terms import Weighed
from lecture.values import Chapter, Sentence, Term, Transcript, Vocabulary
from models import load_encoder, load_parser
from tests.lecture.notes.conftest import three_topics, transcript_of
from tests.lecture.values import ANY_TEXT, TRANSCRIPTS

NO_WORDS = Vocabulary(frozenset({"the", "of", "a", "to", "is", "on", "into", "from", "around", "an", "under"}), "en")
TIDES = ("The moon pulls the sea, and a spring tide rises.", "A spring tide comes at the full moon.")
GLASS = ("The maker heats the glass furnace until sand melts.", "A glass furnace turns white sand into a bottle.")
MAIL = ("The exam is in March.", "Bring your card to the exam.")


def english(said: Sequence[Sentence], with_vectors: bool = True) -> tuple[Chapter, ...]:
    phrases = [list(noun_phrases(doc)) for doc in load_parser().pipe(sentence.text for sentence in said)]
    vectors = load_encoder().encode([sentence.text for sentence in said]) if with_vectors else None
    return chapters(said, NO_WORDS, (), said[-1].end, vectors, phrases)


def said(*texts: str, times: int = 14) -> tuple[Sentence, ...]:
    return sentences(transcript_of(*[text for text in texts for _ in range(times)]))


def alternately(*pairs: tuple[str, ...], times: int = 14) -> tuple[Sentence, ...]:
    return sentences(transcript_of(*[text for pair in pairs for _ in range(times) for text in pair]))


def test_chapters_begin_where_the_topic_changes() -> None:
    transcript = three_topics()
    found = chapters(sentences(transcript), NO_WORDS, (), transcript.duration)
    assert [(one.start, one.end) for one in found] == [(0.0, 140.0), (140.0, 280.0), (280.0, 420.0)]


def test_with_vectors_they_begin_where_the_meaning_changes() -> None:
    found = english(alternately(TIDES, GLASS))
    assert [(one.start, one.end) for one in found] == [(0.0, 280.0), (280.0, 558.0)]


def test_vectors_alone_can_tell_two_topics() -> None:
    same = said("The same words again and again in every one of these sentences.", times=42)
    vectors = np.zeros((42, 384), np.float32)
    vectors[:21, 0] = vectors[21:, 1] = 1.0
    assert [one.start for one in chapters(same, NO_WORDS, (), 420.0, vectors)] == [0.0, 210.0]
    assert len(chapters(same, NO_WORDS, (), 420.0, np.repeat(vectors[:1], 42, axis=0))) == 1


def test_a_title_is_the_phrase_that_the_chapter_speaks_of() -> None:
    titles = [one.title for one in english(alternately(TIDES, GLASS))]
    assert ["tide" in titles[0].lower(), "glass furnace" in titles[1].lower()] == [True, True]
    assert all(title[0].isupper() and "," not in title for title in titles)


def test_a_title_keeps_the_whole_of_a_compound() -> None:
    texts = ("A blood-brain barrier keeps poison out.", "Few drugs cross the blood-brain barrier.")
    assert english(alternately(texts, times=4))[0].title.startswith("Blood-brain barrier")


def test_no_two_chapters_have_the_same_title() -> None:
    found = english(alternately(TIDES, GLASS, TIDES, GLASS))
    assert len({one.title for one in found}) == len(found) == 4


def test_talk_about_the_course_says_so_and_gives_no_title() -> None:
    both = [replace(one, aside=one.text in MAIL) for one in alternately(MAIL, TIDES, times=20)]
    found = english(both)
    assert [(one.title == "About the course", one.aside) for one in found] == [(True, True), (False, False)]


def test_without_phrases_at_most_two_terms_are_the_title() -> None:
    weighed: list[Weighed] = [
        (Term(text, (1.0, 2.0, 3.0)), weight) for text, weight in (("onde", 3), ("corde", 2), ("air", 1))
    ]
    found = chapters(said("Une onde court sur la corde dans l'air.", times=2), NO_WORDS, weighed, 20.0)
    assert [one.title for one in found] == ["Onde, corde"]


def test_a_chapters_terms_know_when_they_are_said() -> None:
    transcript = three_topics()
    whole = tuple(5.0 + 10 * i for i in range(42))
    found = chapters(sentences(transcript), NO_WORDS, [(Term("turning", whole), 1.0)], transcript.duration)
    assert [term.times for one in found for term in one.terms] == [whole[:14], whole[14:28], whole[28:]]


def test_no_speech_no_chapters() -> None:
    assert chapters((), NO_WORDS, (), 0.0) == ()


@settings(deadline=None)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)))
def test_chapters_tile_the_lecture(transcript: Transcript) -> None:
    spoken = sentences(transcript)
    found = chapters(spoken, NO_WORDS, (), transcript.duration)
    assert bool(found) == bool(spoken)
    assert all(one.end == next_one.start for one, next_one in pairwise(found))
    if found:
        assert (found[0].start, found[-1].end >= transcript.duration) == (0.0, True)
        assert all(one.title for one in found)
        assert [one for group in by_chapter(found, spoken) for one in group] == list(spoken)
