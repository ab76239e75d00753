"""The finished lectures that open pages hold, with what was made of them: the last few of this process.

A page that lies open has none in its own memory; when it is used again, its lecture is read once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from lecture.values import Lecture

MOST = 16  # one of three hours takes some 20 MB


@dataclass(eq=False, slots=True)
class Ticket:
    """What a page has in place of its lecture: by it the lecture is found, while it is held."""

    lecture: str
    revision: int


@dataclass(eq=False, slots=True)
class Held:
    """A lecture, and what was made of it, or of another that was made of it."""

    lecture: Lecture
    made: dict[tuple[str, int], Any] = field(default_factory=dict)  # by the name of what, and the id of which lecture

    def has(self, lecture: Lecture) -> bool:
        return self.lecture is lecture or any(made is lecture for made in self.made.values())


_held: OrderedDict[Ticket, Held] = OrderedDict()
_lock = threading.Lock()


def find(ticket: Ticket) -> Held | None:
    with _lock:
        if ticket in _held:
            _held.move_to_end(ticket)
        return _held.get(ticket)


def hold(ticket: Ticket, lecture: Lecture) -> Held:
    """It is held until so many others were used after it."""
    with _lock:
        held = _held[ticket] = Held(lecture)
        while len(_held) > MOST:
            _held.popitem(last=False)
        return held


def made_of(lecture: Lecture) -> dict[tuple[str, int], Any]:
    """Where what is made of this lecture is kept; nowhere, where it is held no longer."""
    with _lock:
        return next((held.made for held in _held.values() if held.has(lecture)), {})


def drop(ticket: Ticket | None) -> None:
    """The page is done with it."""
    if ticket:
        with _lock:
            _held.pop(ticket, None)
