"""WebVTT, which browsers read: the subtitles, and the chapters as a track of their own."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise

import webvtt

from lecture.export.cues import cues
from lecture.export.options import USUAL, Options
from lecture.export.wording import heading_of
from lecture.values import Lecture


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    return _file((cue.start, cue.end, "\n".join(cue.lines)) for cue in cues(lecture.transcript))


def write_chapters(lecture: Lecture, options: Options = USUAL) -> bytes:
    """Each chapter from its beginning to the next one's, so that there is one at any moment."""
    chapters = sorted(lecture.chapters, key=lambda chapter: chapter.start)
    last = max([lecture.transcript.duration, *(chapter.end for chapter in chapters)])
    moments = [round(1000 * moment) for moment in (*(chapter.start for chapter in chapters), last)]
    titled = zip(pairwise(moments), map(heading_of, chapters), strict=True)
    return _file((start, end, title) for (start, end), title in titled if start < end)


def _file(timed: Iterable[tuple[int, int, str]]) -> bytes:
    file = webvtt.WebVTT()
    for start, end, text in timed:
        file.captions.append(webvtt.Caption(_time(start), _time(end), escape(text, quote=False)))
    content: str = file.content
    return (content.rstrip("\n") + "\n").encode("utf-8")


def _time(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
