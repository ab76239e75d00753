"""How sure a word is, by its tokens and by what is around it."""

from __future__ import annotations

import math

from lecture.speech.alignment import TimedWord
from lecture.speech.confidence import probabilities
from lecture.values import UNSURE


def words(*likely: float) -> list[TimedWord]:
    return [TimedWord(f" word{i}", [i], [math.log(p)], i, i + 1) for i, p in enumerate(likely)]


def test_a_word_is_as_sure_as_its_least_likely_token() -> None:
    one = TimedWord(" Kjeldahl", [1, 2, 3], [math.log(0.99), math.log(0.05), math.log(0.99)], 0, 1)
    assert probabilities([one], -0.1) == probabilities(words(0.05), -0.1)


def test_what_is_unsure_makes_its_neighbours_less_sure() -> None:
    sure, unsure = probabilities(words(0.99, 0.99, 0.99), -0.1), probabilities(words(0.99, 0.1, 0.99), -0.1)
    assert unsure[1] < UNSURE < sure[1]
    assert unsure[0] < sure[0]
    assert unsure[2] < sure[2]
    assert min(sure) > 0.9


def test_a_doubtful_chunk_has_doubtful_words() -> None:
    assert probabilities(words(0.9), -0.9)[0] < probabilities(words(0.9), -0.1)[0]


def test_a_stop_says_nothing_of_the_word_before_it() -> None:
    word, stop = TimedWord(" morning", [1], [-0.01], 0, 1), TimedWord("!", [2], [-3.0], 1, 1)
    word.take_in(stop)
    assert word.log_probabilities == [-0.01, -3.0]
    assert word.letters == [-0.01]
