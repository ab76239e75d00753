"""Lectures put away: what a student deletes, with a way back until it is deleted for good."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from lecture.store.jobs import cancel
from lecture.store.storage import ABOUT, Storage, unused

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


def delete(rows: sqlite3.Connection, storage: Storage, gone: Sequence[sqlite3.Row]) -> None:
    """Delete lectures really: files, then rows.

    While nobody can give the same recording, files go first: that makes the room in which SQLite writes down what it
    deletes. Who is killed in between leaves lectures without their recordings, which can be deleted again, and are when
    their time comes.
    """
    numbers = [row["number"] for row in gone]
    storage.drop(unused(rows, (row["recording"] for row in gone), numbers))
    for row in gone:
        (storage.work_folder(row["id"]) / ABOUT).unlink(missing_ok=True)  # else it could be found again
        shutil.rmtree(storage.work_folder(row["id"]), ignore_errors=True)  # work that runs stops at this
    for number in numbers:
        rows.execute("DELETE FROM words WHERE rowid = ?", (number,))
        rows.execute("DELETE FROM lectures WHERE number = ?", (number,))


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
