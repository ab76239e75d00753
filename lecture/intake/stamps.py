"""A text file's lines -> cues: by the times that stand before what was said, where they do; else paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lecture.intake.cues import TIME, Cue, seconds

_OPEN, _CLOSE = r"[\[(<]?", r"[\])>]?"
# “12:34 …”, “[00:12:34] …”, “(0:05) - …”, “[00:00.000 --> 00:04.000] …”
_BEFORE = re.compile(rf"\s*{_OPEN}({TIME})(?:\s*-+>\s*{TIME})?{_CLOSE}(?![\w.,:]\w)[\s:|\-–—]*(.*)")
_BEHIND = re.compile(rf"(\S.{{0,40}}?)\s+{_OPEN}({TIME}){_CLOSE}\s*")  # a line with who speaks, and when
RISING = 0.9  # of the times come after the one before
WORDS = 1000  # to a time, at most
FIRST = 60.0  # s; before an earlier first time stands a head, not what was said
PACE = (1.0, 5.0)  # words a second before the first time, for them to have been said


@dataclass(slots=True)
class _Piece:
    start: float
    lines: list[str] = field(default_factory=list)


def stamped(text: str) -> list[Cue]:
    """A cue from each time to the next; none where the lines have no times."""
    head, pieces = _pieces(text.split("\n"))
    if len(pieces) < 2 or not _are_times([piece.start for piece in pieces], text):
        return []
    words, first = len(" ".join(head).split()), pieces[0].start
    if first >= FIRST and PACE[0] <= words / first <= PACE[1]:
        pieces.insert(0, _Piece(0.0, head))
    ends = [piece.start for piece in pieces[1:]] + [pieces[-1].start]
    return [
        Cue(piece.start, max(piece.start, end), tuple(line for line in piece.lines if line.strip()))
        for piece, end in zip(pieces, ends, strict=True)
    ]


def paragraphs(text: str) -> list[tuple[str, ...]]:
    """What stands between blank lines, as lines."""
    found = (block.strip().split("\n") for block in re.split(r"\n\s*\n", text))
    return [tuple(block) for block in found if any(line.strip() for line in block)]


def _pieces(lines: Sequence[str]) -> tuple[list[str], list[_Piece]]:
    """What stands before the first time, and what stands behind each: by the kind of lines that most of its times are
    of."""
    before, behind = [_stamp(line) for line in lines], [_turn(line) for line in lines]
    stamps = max(before, behind, key=lambda found: sum(one is not None for one in found))
    head: list[str] = []
    pieces: list[_Piece] = []
    for line, stamp in zip(lines, stamps, strict=True):
        if stamp:
            pieces.append(stamp)
        else:
            (pieces[-1].lines if pieces else head).append(line)
    return head, pieces


def _stamp(line: str) -> _Piece | None:
    found = _BEFORE.fullmatch(line)
    return found and _Piece(seconds(found[1]), [found[2]])


def _turn(line: str) -> _Piece | None:
    """A line that says who speaks from when on; none that is a sentence."""
    found = _BEHIND.fullmatch(line)
    return _Piece(seconds(found[2])) if found and not any(mark in found[1] for mark in ".!?,") else None


def _are_times(starts: Sequence[float], text: str) -> bool:
    """Whether these are moments of a recording, rather than the odd line that begins with the time of day."""
    rising = sum(before <= after for before, after in pairwise(starts))
    return rising >= RISING * (len(starts) - 1) and len(text.split()) <= WORDS * len(starts)
