"""What was learned from judged notes: how likely a statement is a good point, a question a card to keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LEARNED = Path(__file__).with_name("ranks.json")  # written by `python -m training`


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named features."""

    weights: Mapping[str, float]

    def __call__(self, features: Mapping[str, float]) -> float:
        """The probability, 0 to 1. A feature that was not there in training counts nothing."""
        total = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return float(1 / (1 + np.exp(-total)))


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree, its nodes in rows: below or at `threshold` one goes to `left`, above it to `right`.

    feature : the name that a node asks for; empty where the tree ends, and there `value` is the probability
    """

    feature: tuple[str, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def __call__(self, features: Mapping[str, float]) -> float:
        node = 0
        while name := self.feature[node]:
            below = features.get(name, 0.0) <= self.threshold[node]
            node = self.left[node] if below else self.right[node]
        return self.value[node]


@dataclass(frozen=True, slots=True)
class Forest:
    """A random forest (Breiman, “Random forests”, Machine Learning 45, 2001) over named features."""

    trees: tuple[Tree, ...]

    def __call__(self, features: Mapping[str, float]) -> float:
        """The probability, 0 to 1. A feature that is not there counts as 0."""
        return sum(tree(features) for tree in self.trees) / len(self.trees)


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic regression over sentence vectors."""

    weights: NDArray[np.float32]  # (384,)
    bias: float

    def odds(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """vectors : (n, 384). Returns the logarithms of the odds, (n,)."""
        return np.asarray(vectors @ self.weights + np.float32(self.bias), np.float32)

    def __call__(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """vectors : (n, 384). Returns the probabilities, (n,)."""
        return np.asarray(1 / (1 + np.exp(-self.odds(vectors))), np.float32)


@dataclass(frozen=True, slots=True)
class Ranks:
    """All that was learned."""

    teaches: Linear  # of a sentence: it says something of the subject
    aside: Linear  # of a sentence: it is about the course or the room, or an advertisement
    remember: Linear  # of a sentence: it says what good points say
    point: Logistic  # of a statement: a good point of a summary
    card: Forest  # of a question: a card to keep


@cache
def ranks() -> Ranks:
    """What `ranks.json` holds."""
    found = json.loads(LEARNED.read_text(encoding="utf-8"))

    def linear(name: str) -> Linear:
        return Linear(np.array(found[name]["weights"], np.float32), found[name]["bias"])

    point, card = Logistic(found["point"]), Forest(tuple(Tree(*map(tuple, tree)) for tree in found["card"]))
    return Ranks(linear("teaches"), linear("aside"), linear("remember"), point, card)
