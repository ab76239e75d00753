"""The finished lectures that open pages show, and what was made of them: shared by all pages of this process.

A page holds none of its own: it asks at each run. What was not asked for in a while is let go, and read once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from weakref import finalize

from lecture.values import Lecture

Made = TypeVar("Made")

MOST = 400_000  # words of all lectures that are held: some forty hours, which take 300 MB with what is made of them
BESIDES = 1000  # words that one takes as much as, however short it is


@dataclass(eq=False, slots=True)
class _Held:
    """A lecture, from when the first page asks for it; others wait until that one has read it."""

    lecture: Lecture | None = None
    size: int = BESIDES
    lock: threading.RLock = field(default_factory=threading.RLock)


@dataclass(eq=False, slots=True)
class _MadeOf:
    """What was made of a lecture. It lives as long as somebody has the lecture: this file, or a page that is drawn."""

    made: dict[Hashable, Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


_held: OrderedDict[Hashable, _Held] = OrderedDict()  # the last that was asked for is the last
_made: dict[int, _MadeOf] = {}  # by the id of the lecture
_lock = threading.Lock()  # of both; nothing is read or made under it


def lecture(edition: Hashable, read: Callable[[], Lecture]) -> Lecture:
    """The lecture of this edition, which names all that it depends on. It is read where it is not held."""
    with _lock:
        one = _held.setdefault(edition, _Held())
        _held.move_to_end(edition)
    with one.lock:
        found = one.lecture = one.lecture or read()
        one.size = BESIDES + sum(len(segment.words) for segment in found.transcript.segments)
    with _lock:
        _let_go()
    return found


def _let_go() -> None:
    while len(_held) > 1 and sum(one.size for one in _held.values()) > MOST:
        _held.popitem(last=False)


def made_of(lecture: Lecture, what: Hashable, make: Callable[[Lecture], Made]) -> Made:
    """What `make` makes of the lecture, once while anybody has that. It must not hold the lecture itself."""
    with _lock:
        if id(lecture) not in _made:
            _made[id(lecture)] = _MadeOf()
            finalize(lecture, _made.pop, id(lecture)).atexit = False
        of = _made[id(lecture)]
    with of.lock:
        if what not in of.made:
            of.made[what] = make(lecture)
        return cast("Made", of.made[what])
