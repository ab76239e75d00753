"""That the library was restored: told to each notebook that was there then, until the student has read it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from lecture import codec
from lecture.store.notebook import Notebook


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


def restorations(notebook: Notebook) -> tuple[Restored, ...]:
    """What its student has not read yet, the oldest first."""
    with notebook.storage.database.reading() as rows:
        query = "SELECT body FROM restorations WHERE notebook = ? ORDER BY at"
        found = rows.execute(query, (notebook.name,)).fetchall()
    return tuple(codec.load(Restored, row["body"]) for row in found)


def read(notebook: Notebook, upto: float) -> None:
    """The student has read of all until this moment."""
    with notebook.storage.database.writing() as rows:
        rows.execute("DELETE FROM restorations WHERE notebook = ? AND at <= ?", (notebook.name, upto))
