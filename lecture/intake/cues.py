"""The cues of a file of subtitles, SubRip or WebVTT, as they stand in it: when, and which lines.

Read by our own rule rather than by `srt` and `webvtt-py`, which write ours: these refuse or lose what the wild brings
(no blank lines between the cues, times without hours, a missing head, a comma for a point). A line with an arrow
between two times begins a cue; what follows is its text, until the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{1,2}(?:[.,:]\d{1,3})?"
_TIMES = re.compile(rf"\s*({TIME})\s*-+>\s*({TIME})(?=\s|$).*")
MOST_NUMBERED = 0.5  # of the cues, from which on they count as numbered


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines that stand in a file, and when they are shown, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


def cues(text: str) -> list[Cue]:
    """The cues in the order of their times, none of which begins together with another; none where it has none."""
    lines = text.split("\n")
    heads = [(at, times) for at, line in enumerate(lines) if (times := _TIMES.fullmatch(line))]
    web, numbered = text.lstrip().startswith("WEBVTT"), _numbered(lines, [at for at, _ in heads])
    found: list[Cue] = []
    ends = [*(at for at, _ in heads), len(lines)][1:]
    for (at, times), end in zip(heads, ends, strict=True):
        own: Sequence[str] = lines[at + 1 : end]
        own = _without_number(own) if numbered and end < len(lines) else own
        own = _until_blank(own) if web else own
        found.append(Cue(seconds(times[1]), seconds(times[2]), tuple(line for line in own if line.strip())))
    return list(_one_at_a_time(sorted(found, key=lambda cue: cue.start)))


def seconds(time: str) -> float:
    """ "1:02:03,500", "62:03.5" or "1:02:03:500" as seconds."""
    whole, fraction = time.replace(",", "."), ""
    if "." in whole:
        whole, _, fraction = whole.partition(".")
    elif whole.count(":") == 3:
        whole, _, fraction = whole.rpartition(":")
    total = 0
    for part in whole.split(":"):
        total = 60 * total + int(part)
    return total + float(f"0.{fraction or 0}")


def _numbered(lines: Sequence[str], heads: Sequence[int]) -> bool:
    """Whether a line with a number stands before most of the cues."""
    before = sum(at > 0 and lines[at - 1].strip().isdecimal() for at in heads)
    return before > MOST_NUMBERED * len(heads)


def _without_number(lines: Sequence[str]) -> Sequence[str]:
    """Without the number of the next cue, which is the last that stands there."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept[:-1] if kept and kept[-1].strip().isdecimal() else kept


def _until_blank(lines: Sequence[str]) -> Sequence[str]:
    """WebVTT: behind an empty line stand names of cues and notes, which nobody said."""
    return lines[: lines.index("")] if "" in lines else lines


def _one_at_a_time(found: Sequence[Cue]) -> Iterator[Cue]:
    """What begins together is one cue; what stands there twice, once."""
    held: Cue | None = None
    for cue in found:
        if held and cue.start == held.start:
            more = () if set(cue.lines) <= set(held.lines) else cue.lines
            held = replace(held, end=max(held.end, cue.end), lines=held.lines + more)
            continue
        if held:
            yield held
        held = cue
    if held:
        yield held
