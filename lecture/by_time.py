"""Stretches of a recording, found by a time that they share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

MOMENT = 0.001  # seconds that a stretch without length takes


class ByTime:
    """The numbers of `stretches`, each from a second to a second."""

    def __init__(self, stretches: Iterable[tuple[float, float]]) -> None:
        ordered = sorted((start, max(end, start + MOMENT), number) for number, (start, end) in enumerate(stretches))
        self._starts = [start for start, _, _ in ordered]
        self._ends = [(end, number) for _, end, number in ordered]
        self._reach = list(accumulate((end for _, end, _ in ordered), max))

    def near(self, start: float, end: float) -> list[int]:
        """Those that share some time with this stretch, and not only an end."""
        first = bisect_right(self._reach, start)
        last = bisect_left(self._starts, max(end, start + MOMENT))
        return sorted(number for end, number in self._ends[first:last] if end > start)
