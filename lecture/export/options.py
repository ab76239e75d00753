"""What a student chooses of a file to take away, and what only the store knows of the lecture in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from lecture.memory import Memory

Part = Literal["summary", "chapters", "terms", "cards", "transcript"]
PARTS: tuple[Part, ...] = get_args(Part)  # in the order in which a report has them
Paper = Literal["A4", "Letter"]
Cut = Callable[[float, float], bytes]  # MP3 of a recording from and to a second; empty where it cannot be read


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lecture comes from."""

    id: str = ""  # by which the store knows it
    course: str = ""
    cut: Cut | None = None
    memories: Mapping[str, Memory] = field(default_factory=dict)  # by Card.id
    changed: Mapping[str, float] = field(default_factory=dict)  # by Card.id: Unix time, where the student changed it


@dataclass(frozen=True, slots=True)
class Options:
    """The same lecture and options give the same bytes."""

    parts: frozenset[Part] = frozenset(PARTS)  # of a report; what else there is has but one
    paper: Paper = "A4"  # of what is printed
    origin: Origin = Origin()


USUAL = Options()
