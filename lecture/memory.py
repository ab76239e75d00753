"""How well a card is known, as one program that knows FSRS tells another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How well a card was known: 1 again, 2 hard, 3 good, 4 easy."""

    at: float  # Unix time
    rating: int
    interval: int  # days until it comes again; 0 where that is minutes


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS makes of the reviews of a card."""

    reviews: tuple[Reviewed, ...]
    due: float  # Unix time
    stability: float  # days until it is known with 90 %
    difficulty: float  # 1 to 10
