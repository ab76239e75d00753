"""Sentences -> what a lecture says, to be asked for: each with its vector where the encoder knows the language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lecture.notes.facts import English, asides
from lecture.notes.fluent import fluent
from lecture.notes.sentences import clause_starts, sentences
from lecture.values import Reading, Said, Sentence, Transcript


def said(reading: Reading) -> Said:
    """What a lecture says that has just been read. Nobody asks for what is beside the matter."""
    return _said(reading.language, reading.sentences, reading.vectors)


def said_now(transcript: Transcript, english: English | None, before: Said | None = None) -> Said:
    """What a lecture says that was read long ago, or whose words were mended since.

    before : what it said then; the vectors of sentences that are the same are taken from there
    """
    if english is None:
        return _said(transcript.written_in, sentences(transcript), None)
    found = sentences(transcript, lambda text: clause_starts(english.parser(text)))
    vectors = _vectors([_line(sentence) for sentence in found], english, before)
    return _said("en", asides(found, vectors), vectors)


def _vectors(texts: Sequence[str], english: English, before: Said | None) -> NDArray[np.float32]:
    known: dict[str, NDArray[np.float16]] = {}
    if before and before.vectors:
        known = dict(zip(before.texts, vectors_of(before), strict=True))
    new = [text for text in texts if text not in known]
    known.update(zip(new, english.encoder.encode([fluent(text) for text in new]), strict=True))
    return np.array([known[text] for text in texts], np.float32).reshape(len(texts), -1)


def vectors_of(lecture: Said) -> NDArray[np.float16]:
    """shape = (n, 384)"""
    return np.frombuffer(lecture.vectors, np.float16).reshape(len(lecture.texts), -1)


def _said(language: str, found: Sequence[Sentence], vectors: NDArray[np.float32] | None) -> Said:
    matter = [i for i, sentence in enumerate(found) if not sentence.aside]
    told = [found[i] for i in matter]
    return Said(
        language,
        tuple(_line(sentence) for sentence in told),
        tuple(sentence.start for sentence in told),
        tuple(sentence.end for sentence in told),
        b"" if vectors is None else vectors[matter].astype(np.float16).tobytes(),
    )


def _line(sentence: Sentence) -> str:
    return " ".join(sentence.text.split())
