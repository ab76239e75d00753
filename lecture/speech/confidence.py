"""How likely each word is what was said: by how sure the decoder was of it, of its neighbours, and of its chunk."""

from __future__ import annotations

import math

from lecture.speech.alignment import TimedWord

# A logistic regression, fitted to the 14,000 words of six synthetic lectures, clean and in six kinds of bad sound,
# compared with what is said. Punctuation does not count. What it is worth: docs/benchmarks.md.
BIAS = -3.79
OWN = 4.76  # for the probability of the word's least likely token
BEFORE, BEHIND = 1.34, 1.89  # for that of its neighbours
CHUNK = 2.16  # for the mean log probability of the chunk's tokens


def probabilities(words: list[TimedWord], mean: float) -> list[float]:
    """For each word of a chunk, 0 to 1.

    mean : the mean log probability of the chunk's tokens
    """
    least = [1.0, *(math.exp(min(word.letters)) for word in words), 1.0]
    return [
        1 / (1 + math.exp(-(BIAS + OWN * own + BEFORE * before + BEHIND * behind + CHUNK * mean)))
        for before, own, behind in zip(least, least[1:], least[2:], strict=False)
    ]
