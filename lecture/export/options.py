"""What a student chooses of a file to take away, and what only the store knows of the lecture in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Part = Literal["summary", "chapters", "terms", "cards", "transcript"]
PARTS: tuple[Part, ...] = get_args(Part)  # in the order in which a report has them
Paper = Literal["A4", "Letter"]


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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lecture comes from."""

    id: str = ""  # by which the store knows it
    course: str = ""
    cut: Callable[[float, float], bytes] | None = None  # MP3 of the recording from and to a second
    memories: Mapping[str, Memory] = field(default_factory=dict)  # by Card.id
    changed: float = 0.0  # Unix time at which anything of it was last changed


@dataclass(frozen=True, slots=True)
class Options:
    """The same lecture and options give the same bytes."""

    parts: frozenset[Part] = frozenset(PARTS)  # of a report; what else there is has but one
    paper: Paper = "A4"  # of what is printed
    origin: Origin = Origin()


USUAL = Options()
