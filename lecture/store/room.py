"""Whether there is room for one more recording: in a notebook, in the library that holds all of them, in the queue."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from lecture.errors import NotebookFull, QueueFull
from lecture.settings import Limits
from lecture.store.limits_errors import LibraryFull

OF_NOTEBOOK = "SELECT count(*), coalesce(sum(size), 0) FROM lectures WHERE notebook = ?"
KEPT = "SELECT 1 FROM lectures WHERE recording = ?"
OF_ALL = "SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT recording, size FROM lectures)"


def check_notebook(rows: sqlite3.Connection, name: str, size: int, limits: Limits) -> None:
    """Raise NotebookFull unless it has room for one more lecture of `size` bytes: those put away take room too."""
    lectures, total = rows.execute(OF_NOTEBOOK, (name,)).fetchone()
    if lectures >= limits.notebook_lectures:
        raise NotebookFull(lectures=limits.notebook_lectures)
    if total + size > limits.notebook_bytes:
        raise NotebookFull(megabytes=round(limits.notebook_bytes / 2**20))


def check_library(
    rows: sqlite3.Connection, folder: Path, recording: str, size: int, limits: Limits, grown: int = 0
) -> None:
    """Raise LibraryFull unless it has room for `size` bytes more, of this sha256: whoever gave it, it is kept once.

    `grown` bytes of these lie among the growing recordings, and will not any more.
    """
    if not limits.library_bytes or rows.execute(KEPT, (recording,)).fetchone():
        return
    (kept,) = rows.execute(OF_ALL).fetchone()
    if kept + growing(folder) - grown + size > limits.library_bytes:
        raise LibraryFull(round(limits.library_bytes / 2**20))


def check_queue(rows: sqlite3.Connection, limits: Limits) -> None:
    """Raise QueueFull unless one more lecture may wait."""
    (waiting,) = rows.execute("SELECT count(*) FROM jobs WHERE state = 'queued'").fetchone()
    if waiting >= limits.waiting:
        raise QueueFull(waiting)


def growing(folder: Path) -> int:
    """The bytes of the recordings in this data folder that still grow."""
    total = 0
    for sound in (folder / "growing").glob("*/*/sound"):
        with suppress(FileNotFoundError):  # a lecture was made of it just now
            total += sound.stat().st_size
    return total
