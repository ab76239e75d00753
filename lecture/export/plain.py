"""Plain text laid out for 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable

from lecture.export import wording
from lecture.export.options import PARTS, Part
from lecture.values import Lecture

WIDTH = 78  # columns


def document(lines: Iterable[str]) -> bytes:
    return ("\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n").encode("utf-8")


def head(lecture: Lecture, parts: Collection[Part] = PARTS) -> list[str]:
    """The title underlined, then the facts on these parts of a report."""
    facts = wording.facts_of(lecture, parts)
    return [*underlined(wording.title(lecture), "="), "", *columns(facts)]


def underlined(text: str, mark: str = "-") -> list[str]:
    return [text, mark * min(len(text), WIDTH)]


def columns(rows: Iterable[tuple[str, str]], gap: int = 2) -> list[str]:
    """Two columns: the first as wide as it must be, the second wrapped beside it."""
    rows = list(rows)
    left = max((len(first) for first, _ in rows), default=0) + gap
    return [line for first, second in rows for line in hanging(first.ljust(left), second)]


def hanging(first: str, text: str) -> list[str]:
    """`text` wrapped, `first` before its first line and as much space before the others."""
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first)) or [first]


def wrapped(text: str) -> list[str]:
    return hanging("", text)
