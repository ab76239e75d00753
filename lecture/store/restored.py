"""That the library was restored: told to each notebook that was there then, until the student has read it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from lecture import codec
from lecture.store.damage import losses
from lecture.store.database import store_errors
from lecture.store.notebook import Notebook
from lecture.store.storage import Storage


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration cost one notebook, by the titles of its lectures."""

    at: float  # when the damage was found, Unix time
    detail: str  # what was wrong with the file, in SQLite's words
    folder: str  # where it is kept
    again: tuple[str, ...] = ()  # lectures that are worked on again: what was made of them could not be read
    edits: tuple[str, ...] = ()  # those of which edits could not be read
    cards: tuple[str, ...] = ()  # those of whose cards, as the student has them, some could not be read


def tell(rows: sqlite3.Connection, notebook: str, restored: Restored) -> None:
    """Keep it for the notebook, once."""
    told = (notebook, restored.at, codec.dump(restored))
    rows.execute("INSERT OR IGNORE INTO restorations VALUES (?, ?, ?)", told)


@dataclass(frozen=True, slots=True)
class _Told:
    """Which notebooks have something to read, of those in this file: whoever restores it puts another in its place."""

    file: int  # its number on the disk
    notebooks: frozenset[str]


_told: dict[Path, _Told] = {}  # what this process knows, so that a page that has nothing to read opens no file


def restorations(notebook: Notebook) -> tuple[Restored, ...]:
    """What its student has not read yet, the oldest first."""
    if notebook.name not in _waiting(notebook.storage):
        return ()
    with notebook.storage.database.reading() as rows:
        query = "SELECT body FROM restorations WHERE notebook = ? ORDER BY at"
        found = rows.execute(query, (notebook.name,)).fetchall()
    return tuple(codec.load(Restored, row["body"]) for row in found)


def _waiting(storage: Storage) -> frozenset[str]:
    """The notebooks in which there may be something to read."""
    path = storage.database.path
    with store_errors(storage.folder):
        file = path.stat().st_ino
    known = _told.get(path)
    if known and known.file == file:
        return known.notebooks
    mended = not any(losses(storage.folder))  # else another server is about to tell more
    with storage.database.reading() as rows:
        told = rows.execute("SELECT DISTINCT notebook FROM restorations").fetchall()
    now = _Told(file, frozenset(name for (name,) in told))
    if mended:
        _told[path] = now
    return now.notebooks


def read(notebook: Notebook, upto: float) -> None:
    """The student has read of all until this moment."""
    with notebook.storage.database.writing() as rows:
        rows.execute("DELETE FROM restorations WHERE notebook = ? AND at <= ?", (notebook.name, upto))
