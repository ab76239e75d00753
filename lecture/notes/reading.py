"""Transcript -> Reading: everything that summary and cards are made from, each found once."""

from __future__ import annotations

from lecture.notes.chapters import by_chapter, chapters
from lecture.notes.facts import facts
from lecture.notes.sentences import sentences
from lecture.notes.terms import vocabulary_of, weighed_terms
from lecture.values import Reading, Transcript


def read(transcript: Transcript) -> Reading:
    """One pass over the transcript: its sentences, what its words do, its terms, chapters and facts.

    Neither vocabulary nor terms are learned from what may have been misheard.
    """
    language = transcript.written_in
    said = sentences(transcript)
    sure = [sentence for sentence in said if not sentence.doubtful]
    vocabulary = vocabulary_of(sure, language)
    terms = weighed_terms(sure, vocabulary)
    tiles = chapters(said, vocabulary, terms, transcript.duration)
    stated = facts(by_chapter(tiles, said), language)
    return Reading(language, said, vocabulary, tuple(term for term, _ in terms), tiles, tuple(stated))
