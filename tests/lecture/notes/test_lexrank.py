"""LexRank, beside its definition."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from lecture.notes.lexrank import lexrank


def test_lexrank_finds_the_text_that_the_others_are_like() -> None:
    bags = [Counter(text.split()) for text in ("wax flame wick", "wax flame", "wax wick", "flame wick", "moon orbit")]
    ranks = lexrank(bags)
    assert ranks.index(max(ranks)) == 0
    assert ranks[4] == pytest.approx(1)  # like none of the others: as much as by chance
    assert sum(ranks) == pytest.approx(5)


def test_lexrank_agrees_with_the_stationary_distribution() -> None:
    """Against the definition: the walk's matrix, multiplied with itself until it stands still."""
    bags = [Counter(text.split()) for text in ("a b c", "a b", "b c d", "d e", "e f a")]
    ranks = lexrank(bags)
    n = len(bags)
    spread = Counter(word for bag in bags for word in bag)
    vocabulary = sorted(spread)
    matrix = np.array([[bag[word] * np.log(1 + n / spread[word]) for word in vocabulary] for bag in bags])
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    similar = unit @ unit.T
    walk = 0.15 / n + 0.85 * similar / similar.sum(axis=1, keepdims=True)
    stationary = np.linalg.matrix_power(walk, 200)[0] * n
    assert ranks == pytest.approx(list(stationary), abs=1e-3)
