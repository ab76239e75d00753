"""Lectures put away: what a student deletes, with a way back until it is deleted for good."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from lecture.store.jobs import cancel

DAY = 24 * 60 * 60  # seconds
DAYS = 30  # from then on it is gone


@dataclass(frozen=True, slots=True)
class PutAway:
    """A lecture that can still be brought back."""

    id: str
    title: str
    course: str
    at: float  # when it was put away, Unix time

    @property
    def until(self) -> float:
        """When it is deleted for good."""
        return self.at + DAYS * DAY


def put_away(rows: sqlite3.Connection, number: int, now: float) -> None:
    """Out of the lists, the search and the queue; all that belongs to it stays."""
    rows.execute("UPDATE lectures SET deleted = ? WHERE number = ?", (now, number))
    cancel(rows, number)


def bring_back(rows: sqlite3.Connection, number: int) -> None:
    rows.execute("UPDATE lectures SET deleted = NULL WHERE number = ?", (number,))


def put_away_in(rows: sqlite3.Connection, notebook: str) -> tuple[PutAway, ...]:
    """What was put away last comes first."""
    found = rows.execute(
        "SELECT id, title, course, deleted AS at FROM lectures WHERE notebook = ? AND deleted IS NOT NULL"
        " ORDER BY deleted DESC, number DESC",
        (notebook,),
    )
    return tuple(PutAway(**dict(row)) for row in found)


def past_their_time(rows: sqlite3.Connection, now: float) -> list[sqlite3.Row]:
    """Those of all notebooks that are to be deleted for good: `notebook` and `id` of each."""
    return rows.execute("SELECT notebook, id FROM lectures WHERE deleted < ?", (now - DAYS * DAY,)).fetchall()
