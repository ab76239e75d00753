"""Subtitles in SubRip's format, which every player and every editor of videos reads."""

from __future__ import annotations

import re
from datetime import timedelta

import srt

from lecture.export.cues import cues
from lecture.export.options import USUAL, Options
from lecture.values import Lecture

JOINER = "\N{WORD JOINER}"  # unseen, and no space
BEGINS = re.compile(r"<(?=[/A-Za-z])|\{(?=\\)")


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    subtitles = [
        srt.Subtitle(number, timedelta(milliseconds=cue.start), timedelta(milliseconds=cue.end), _text(cue.lines))
        for number, cue in enumerate(cues(lecture.transcript), 1)
    ]
    text: str = srt.compose(subtitles, reindex=False)
    return text.encode("utf-8")


def _text(lines: tuple[str, ...]) -> str:
    """Nothing of it is an arrow, which separates times, or begins a tag or an order, which players do not show."""
    return BEGINS.sub(rf"\g<0>{JOINER}", "\n".join(lines).replace("-->", "→"))
