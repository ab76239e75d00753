"""Files that hold what was said, in place of a recording or beside it."""

from __future__ import annotations

from pathlib import PurePath

ENDINGS = ("srt", "vtt", "txt")


def is_transcript(name: str) -> bool:
    """Whether a file of this name is one: what it holds is looked at where it is read."""
    return PurePath(name).suffix.lower().removeprefix(".") in ENDINGS
