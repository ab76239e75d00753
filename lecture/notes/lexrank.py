"""LexRank: how central each of some texts is among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

CLOSE_ENOUGH = 1e-5  # a text, between two rounds
MOST_ROUNDS = 1000


def lexrank(bags: Sequence[Counter[str]], damping: float = 0.85) -> list[float]:
    """Erkan and Radev, “LexRank” (JAIR 22, 2004), the continuous kind.

    bags : the words of each text with their counts.
    Returns one number each, 1.0 for the average: the eigenvector of the damped graph of cosine similarities.
    """
    n = len(bags)
    if n < 3:
        return [1.0] * n
    spread = Counter(word for bag in bags for word in bag)
    rarity = {word: np.log(1 + n / spread[word]) for word in sorted(spread)}
    vectors = np.array([[bag[word] * weight for word, weight in rarity.items()] for bag in bags])  # (n, n_words)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-12)
    similar = vectors @ vectors.T  # (n, n)
    walk = (1 - damping) / n + damping * similar / similar.sum(axis=1, keepdims=True).clip(min=1e-12)
    rank = np.full(n, 1 / n)
    for _ in range(MOST_ROUNDS):
        last, rank = rank, rank + rank @ walk  # with itself added, so that it cannot swing
        rank /= np.linalg.norm(rank)
        if np.abs(rank - last).sum() < n * CLOSE_ENOUGH:
            break
    return [float(r) for r in rank * n / rank.sum()]
