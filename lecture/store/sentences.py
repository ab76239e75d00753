"""What a lecture says, in one row: its sentences with their times and their vectors, to be asked for."""

from __future__ import annotations

import sqlite3

import numpy as np

from lecture.values import Said


def keep(rows: sqlite3.Connection, number: int, said: Said | None, revision: int = 0) -> None:
    """Keep this in place of what was kept before; None: it has to be found anew.

    revision : of the lecture that it was found in; 0 is the lecture as it was made
    """
    rows.execute("DELETE FROM sentences WHERE lecture = ?", (number,))
    if said:
        times = np.array([said.starts, said.ends], np.float64).T.tobytes()
        row = (number, revision, said.language, "\n".join(said.texts), times, said.vectors)
        rows.execute("INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?)", row)


def kept(rows: sqlite3.Connection, number: int) -> Said | None:
    row = rows.execute("SELECT * FROM sentences WHERE lecture = ?", (number,)).fetchone()
    return said_in(row) if row else None


def as_made(rows: sqlite3.Connection, number: int) -> Said | None:
    """What may be passed on to other students: nothing that this one has written."""
    row = rows.execute("SELECT * FROM sentences WHERE lecture = ? AND revision = 0", (number,)).fetchone()
    return said_in(row) if row else None


def said_in(row: sqlite3.Row) -> Said:
    """What is said in the lecture of this row."""
    texts = tuple(row["texts"].split("\n")) if row["texts"] else ()
    starts, ends = np.frombuffer(row["times"], np.float64).reshape(-1, 2).T.tolist()
    return Said(row["language"], texts, tuple(starts), tuple(ends), row["vectors"])
