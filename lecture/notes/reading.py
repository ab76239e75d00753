"""Transcript -> Reading: everything that summary and cards are made from, each found once."""

from __future__ import annotations

from lecture.notes import by_words
from lecture.notes.chapters import by_chapter, chapters
from lecture.notes.facts import English, facts, parsed
from lecture.notes.noun_phrases import noun_phrases
from lecture.notes.sentences import clause_starts, sentences
from lecture.notes.terms import vocabulary_of, weighed_terms
from lecture.values import Reading, Transcript


def read(transcript: Transcript, english: English | None = None) -> Reading:
    """One pass over the transcript: its sentences, what its words do, its terms, chapters and facts.

    english : what an English text is parsed and understood with; other languages are read by their words
    Neither vocabulary nor terms are learned from what may have been misheard, or is beside the matter.
    """
    return _by_words(transcript) if english is None else _parsed(transcript, english)


def _parsed(transcript: Transcript, english: English) -> Reading:
    said = sentences(transcript, lambda text: clause_starts(english.parser(text)))
    lecture = parsed(said, english)
    phrases = [list(noun_phrases(doc)) for doc in lecture.docs]
    sure = [
        (sentence, found)
        for sentence, found in zip(lecture.sentences, phrases, strict=True)
        if not (sentence.doubtful or sentence.aside)
    ]
    vocabulary = vocabulary_of([sentence for sentence, _ in sure], "en")
    terms = weighed_terms([sentence for sentence, _ in sure], vocabulary, [found for _, found in sure])
    vectors, marks = lecture.whole.vectors, transcript.marks
    tiles = chapters(lecture.sentences, vocabulary, terms, transcript.duration, vectors, phrases, marks)
    stated = facts(by_chapter(tiles, lecture.sentences), lecture, english)
    return Reading("en", lecture.sentences, vocabulary, tuple(term for term, _ in terms), tiles, tuple(stated), vectors)


def _by_words(transcript: Transcript) -> Reading:
    language = transcript.written_in
    said = sentences(transcript)
    sure = [sentence for sentence in said if not sentence.doubtful]
    vocabulary = vocabulary_of(sure, language)
    weighed = weighed_terms(sure, vocabulary)
    terms = tuple(term for term, _ in weighed)
    tiles = chapters(said, vocabulary, weighed, transcript.duration, marks=transcript.marks)
    stated = by_words.facts(by_chapter(tiles, said), language, vocabulary, terms)
    return Reading(language, said, vocabulary, terms, tiles, tuple(stated))
