"""Where in a chunk somebody speaks and no word is, and what is no more than the sound of a word that is known."""

from __future__ import annotations

import numpy as np
import pytest

from lecture.speech.alignment import TimedWord
from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.chunks import Chunk
from lecture.speech.heard import HeardChunk, echoes, holes


def heard(words: str, spoken: float, level: float = -20.0, noise: float = -70.0) -> HeardChunk:
    """Words of half a second each, in so many seconds of speech."""
    span = ((0, round(spoken * SAMPLE_RATE)),)
    chunk = Chunk(span, span, span[0][1], np.zeros(span[0][1], np.float32), level, noise)
    timed = [TimedWord(" " + text, [at], [-0.1], at / 2, (at + 1) / 2) for at, text in enumerate(words.split())]
    return HeardChunk(chunk, words=timed)


def part(words: str, start: float, end: float) -> HeardChunk:
    found = heard(words, end)
    step = (end - start) / len(found.words)
    for at, word in enumerate(found.words):
        word.start, word.end = start + at * step, start + (at + 1) * step
    return found


def test_what_is_spoken_without_a_word_is_a_hole() -> None:
    assert holes(heard("the moon reflects", 1.5)) == []
    assert holes(heard("the moon reflects", 2.3)) == [(1.5, 2.3)]


def test_in_noise_a_hole_must_be_longer_for_no_words_end_is_known_so_well() -> None:
    assert holes(heard("the moon reflects", 2.3, noise=-35.0)) == []
    assert holes(heard("the moon reflects", 2.8, noise=-35.0)) == [(1.5, 2.8)]


@pytest.mark.parametrize("said", ["reflects.", "Flects", "moon reflects"])
def test_a_words_end_that_is_heard_once_more_is_no_word(said: str) -> None:
    assert echoes(part(said, 1.5, 2.3), heard("the moon reflects", 2.3))


@pytest.mark.parametrize("said", ["and the sun", "the", "moon"])
def test_other_words_in_a_hole_are_words(said: str) -> None:
    assert not echoes(part(said, 1.5, 2.3), heard("the moon reflects", 2.3))
