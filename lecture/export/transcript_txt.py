"""The transcript as text: a line a segment, its time before it; in parentheses what is an aside."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.clock import clock
from lecture.export import doubts, plain, wording
from lecture.export.options import USUAL, Options
from lecture.values import Lecture, Segment


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    notes = doubts.notes(lecture, of_asides=wording.ASIDE_IN_PARENTHESES)
    return plain.document([*plain.head(lecture), "", *notes, *([""] if notes else []), *_lines(lecture)])


def _lines(lecture: Lecture) -> Iterator[str]:
    wide = len(clock(lecture.transcript.duration))
    for one in wording.in_order(lecture.transcript):
        whole = wording.Paragraph((one,), wording.is_aside(one, lecture.asides)) if isinstance(one, Segment) else one
        yield f"{clock(one.start):>{wide}}  {doubts.told(whole)}"
