"""How likely each word is what was said, by how sure the decoder was of it, of its neighbours, and of the whole chunk."""

from __future__ import annotations

import math

from lecture.speech.alignment import TimedWord

# A logistic regression, fitted to words of four synthetic lectures, clean, in noise and in a reverberant room, that were
# compared with what is said. What it is worth: docs/benchmarks.md.
BIAS = -2.09
LEAST = 3.21  # for the probability of the word's least likely token
MEAN = 0.95  # for the mean log probability of its tokens
CHUNK = 1.39  # for the mean log probability of the chunk's
BEFORE, BEHIND = 0.80, 1.74  # for the probability of the least likely token of its neighbours


def probabilities(words: list[TimedWord], mean: float) -> list[float]:
    """For each word of a chunk, 0 to 1.

    mean : the mean log probability of the chunk's tokens
    """
    least = [1.0, *(math.exp(min(word.log_probabilities)) for word in words), 1.0]
    return [
        1
        / (1 + math.exp(-(BIAS + LEAST * own + MEAN * _mean(word) + CHUNK * mean + BEFORE * before + BEHIND * behind)))
        for word, before, own, behind in zip(words, least, least[1:], least[2:], strict=False)
    ]


def _mean(word: TimedWord) -> float:
    return sum(word.log_probabilities) / len(word.log_probabilities)
