"""What tells the time, and times as a reader of recordings knows them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """What tells the time. A test hands in one that it moves itself."""

    now: Callable[[], float] = time.time  # Unix time, in seconds
    passed: Callable[[], float] = time.monotonic  # seconds since some moment; no set clock and no sleep moves it


SYSTEM = Clock()


def clock(seconds: float) -> str:
    """Whole seconds passed, as a player shows them: "0:00", "12:05", "1:02:09"."""
    minutes, second = divmod(int(max(seconds, 0.0)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def span(start: float, end: float) -> str:
    """A stretch of a recording: "12:05–12:41", or one time where both read the same."""
    first, last = clock(start), clock(end)
    return first if first == last else f"{first}–{last}"
