"""Subtitles that roll: each cue repeats the words of the one before, as YouTube's and live ones do. Each said once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

ROLLS = 0.5  # of the cues repeat the end of the one before; elsewhere one in fifty does, by chance

LONGEST = 100  # words of a cue that are looked at


def repeated(cues: Sequence[Sequence[str]]) -> list[int]:
    """How many words at the beginning of each cue were said already; none where the subtitles do not roll.

    cues : the words of each, none of which is empty
    """
    again = [_again(before, cue) for before, cue in pairwise([(), *cues])]
    return again if sum(map(bool, again)) >= ROLLS * len(cues) else [0] * len(cues)


def _again(before: Sequence[str], cue: Sequence[str]) -> int:
    """How many words of the beginning of a cue are the last of the one before."""
    most = min(len(before), len(cue), LONGEST)
    return next((count for count in range(most, 0, -1) if list(before[-count:]) == list(cue[:count])), 0)
