"""The chapters that a file brings: those of an audiobook, a podcast or a video."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from unicodedata import category

from lecture.speech.opening import UNREADABLE, links, opened, start_of
from lecture.values import Mark

CLOSEST = 10.0  # seconds between most marks: nearer ones are cues, as for pictures or the lines of a song
MOST = 1000
LONGEST_TITLE = 200  # letters
UNNAMED = re.compile(r"ch[a-z]{0,5}\d+")  # what FFmpeg calls an ID3 chapter without a title: its name in the file


def marks(path: Path, name: str, duration: float) -> tuple[Mark, ...]:
    """Where the file says that its chapters begin, in seconds within `duration`; none where it names fewer than two.

    A chain of Ogg files has none as a whole. `name` is what errors call the file. Raises EmptyRecording.
    """
    parts = links(path, name)
    if len(parts) > 1:
        return ()
    try:
        with opened(path, parts[0]) as container:
            zero = start_of(container)
            told = [
                (float(one["start"] * one["time_base"]) - zero, one["metadata"].get("title", ""))
                for one in container.chapters()
                if one["time_base"]
            ]
    except UNREADABLE:  # it was heard all the same
        return ()
    return sensible(told, duration)


def sensible(told: Iterable[tuple[float, str]], duration: float) -> tuple[Mark, ...]:
    """The marks, ordered and told once each, of chapters that one may want to go to; none where they are cues.

    told : the second at which each begins, and its title as the file has it
    """
    known: dict[float, str] = {}
    for start, title in sorted(told, key=lambda one: one[0]):
        if start < duration:
            at = round(max(0.0, start), 2)
            known[at] = _clean(title) or known.get(at, "")
    starts = list(known)
    gaps = [end - start for start, end in pairwise([*starts, duration])]
    if not 2 <= len(starts) <= MOST or median(gaps) < CLOSEST:
        return ()
    return tuple(Mark(start, title) for start, title in zip(starts, _named(list(known.values())), strict=True))


def _clean(title: str) -> str:
    shown = "".join(" " if category(letter) == "Cc" else letter for letter in title)
    return " ".join(shown.split())[:LONGEST_TITLE].rstrip()


def _named(titles: Sequence[str]) -> Iterator[str]:
    """The titles, without those that say no more than the how manieth it is: “Chapter 003” beside “Chapter 004”."""
    counted = Counter(_unnumbered(title) for title in set(titles))
    for title in titles:
        rest = _unnumbered(title)
        says_a_number = any(map(str.isdigit, title)) and counted[rest] > 1
        yield "" if not rest or says_a_number or UNNAMED.fullmatch(title) else title


def _unnumbered(title: str) -> str:
    return " ".join("".join(letter if letter.isalpha() else " " for letter in title.casefold()).split())
