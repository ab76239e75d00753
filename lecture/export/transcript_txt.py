"""The transcript as text: a line a segment, its time before it."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.clock import clock
from lecture.export import plain, wording
from lecture.values import Lecture


def write(lecture: Lecture) -> bytes:
    segments = lecture.transcript.segments
    note = [wording.DOUBT_NOTE, ""] if any(segment.doubtful for segment in segments) else []
    return plain.document([*plain.head(lecture), "", *note, *_lines(lecture)])


def _lines(lecture: Lecture) -> Iterator[str]:
    wide = len(clock(lecture.transcript.duration))
    for segment in lecture.transcript.segments:
        yield f"{clock(segment.start):>{wide}}  {wording.said(segment)}"
