"""The transcript as text: a line a segment, its time before it."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.clock import clock
from lecture.export import doubts, plain, wording
from lecture.export.options import USUAL, Options
from lecture.values import Lecture, Segment


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    notes = [note for note in (doubts.note(lecture.transcript), wording.how_much_unheard(lecture.transcript)) if note]
    return plain.document([*plain.head(lecture), "", *notes, *([""] if notes else []), *_lines(lecture)])


def _lines(lecture: Lecture) -> Iterator[str]:
    wide = len(clock(lecture.transcript.duration))
    for one in wording.in_order(lecture.transcript):
        text = doubts.said(one) if isinstance(one, Segment) else wording.unheard(one)
        yield f"{clock(one.start):>{wide}}  {text}"
