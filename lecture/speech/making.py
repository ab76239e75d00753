"""A media file that is being written, here or apart: whole or not at all, and somebody is told of it now and then."""

from __future__ import annotations

import glob
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from lecture import apart
from lecture.errors import NotARecording
from lecture.speech.opening import UNREADABLE

Report = Callable[[float], None]
Made = TypeVar("Made")


@contextmanager
def whole(target: Path, name: str) -> Iterator[Path]:
    """The path to write to, which becomes `target` at the end, if nothing goes wrong.

    name : what the student calls what is read meanwhile

    Raises NotARecording where that cannot be read, and OSError where the disk does not take what is written.
    """
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except UNREADABLE as error:
        if isinstance(error, OSError):  # the disk said so, through FFmpeg
            raise
        raise NotARecording(name, str(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def seldom(on_progress: Report, every: float, whole: float) -> Report:
    """Takes how much is done, and tells how much of the whole that is, from 0 to 1, after `every` so much more."""
    told = 0.0

    def report(done: float) -> None:
        nonlocal told
        if done - told >= every:
            told = done
            on_progress(min(done / whole, 1.0) if whole else 0.0)

    return report


def made_apart(
    make: Callable[..., Made],
    source: Path,
    target: Path,
    *arguments: object,
    name: str,
    on_progress: Report = lambda fraction: None,
) -> Made:
    """`make(source, target, *arguments, on_progress)`, done in a process of its own, of which no part stays.

    name : what the student calls what is read, for errors

    Raises what that raises, and leaves of apart_errors.py.
    """
    try:
        return apart.call(make, source, target, *arguments, name=name, tell=on_progress)
    finally:
        for part in target.parent.glob(f"{glob.escape(target.name)}.*.part"):
            part.unlink(missing_ok=True)
