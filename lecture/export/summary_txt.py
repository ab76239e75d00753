"""The summary as text: the overview, then the points with the stretches they cover."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.clock import span
from lecture.export import plain, wording
from lecture.export.options import USUAL, Options
from lecture.tongue import _
from lecture.values import Lecture


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    return plain.document([*plain.head(lecture), "", *lines(lecture)])


def lines(lecture: Lecture) -> Iterator[str]:
    """The summary under its heading."""
    summary = lecture.summary
    yield from plain.underlined(_("Summary"))
    yield from plain.wrapped(wording.one_line(summary.overview) or _(wording.NO_SUMMARY))
    wide = max((len(span(point.start, point.end)) for point in summary.points), default=0) + 2
    for chapter, points in wording.points_by_chapter(lecture, summary.points):
        yield ""
        if chapter:
            yield from plain.wrapped(f"* {wording.heading_of(chapter)}")
        if not points:
            yield _(wording.COURSE_TALK)
        for point in points:
            yield from plain.hanging(span(point.start, point.end).ljust(wide), wording.one_line(point.text))
    if summary.points:
        yield ""
        yield wording.covers(summary)
