"""The summary as text: the overview, then the points with the stretches they cover."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.export import plain, wording
from lecture.export.clock import span
from lecture.types import Lecture, Summary


def write(lecture: Lecture) -> bytes:
    return plain.document([*plain.head(lecture), "", *lines(lecture.summary)])


def lines(summary: Summary) -> Iterator[str]:
    """The summary under its heading."""
    yield from plain.underlined("Summary")
    yield from plain.wrapped(wording.one_line(summary.overview) or wording.NO_SUMMARY)
    if summary.points:
        yield ""
        yield from plain.columns(
            (span(point.start, point.end), wording.one_line(point.text)) for point in summary.points
        )
        yield ""
        yield wording.covers(summary)
