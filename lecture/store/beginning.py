"""How a notebook begins, with the first that is kept in it, and how one that nothing was kept in goes again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

DAY = 86_400.0
EMPTY = 30 * DAY  # for so long a notebook stays that holds nothing

Admit = Callable[[str], None]  # asked before the notebook of this name begins; raises why it may not

# Of an earlier app's notebook the row alone knows the key: it goes only if nobody was ever heard in it.
EMPTY_ONES = """
    SELECT id FROM notebooks n WHERE added < ? AND (promised OR NOT served)
    AND NOT EXISTS (SELECT 1 FROM lectures WHERE notebook = n.id)
    AND NOT EXISTS (SELECT 1 FROM courses WHERE notebook = n.id)
    AND NOT EXISTS (SELECT 1 FROM replacements WHERE notebook = n.id)
"""


def begin(rows: sqlite3.Connection, name: str, now: float, admit: Admit) -> None:
    """Make the row of the notebook of this name, where there is none and it is admitted."""
    if rows.execute("SELECT 1 FROM notebooks WHERE id = ?", (name,)).fetchone():
        return
    admit(name)
    rows.execute("INSERT INTO notebooks (id, added, promised) VALUES (?, ?, 1)", (name, now))


def sweep_empty(rows: sqlite3.Connection, folder: Path, now: float) -> None:
    """Delete the rows of the notebooks in this data folder that have held nothing for long. Within a transaction."""
    for (name,) in empty_ones(rows, folder, now):
        rows.execute("DELETE FROM notebooks WHERE id = ?", (name,))


def empty_ones(rows: sqlite3.Connection, folder: Path, now: float) -> list[tuple[str]]:
    """The names of those, each as a row."""
    found: list[tuple[str]] = rows.execute(EMPTY_ONES, (now - EMPTY,)).fetchall()
    return [row for row in found if not any((folder / "growing" / row[0]).glob("*/sound"))]
