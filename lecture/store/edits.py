"""The student's edits of a lecture: a record each, kept in their order, taken back and done again."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from lecture import codec
from lecture.edits import Edit
from lecture.errors import DamagedData
from lecture.store.keys import new_id

MOST = 10_000  # edits of a lecture that a file from outside may bring
MOST_LETTERS = 4 * 2**20  # in all of them

IN_ORDER = "FROM edits WHERE lecture = ? ORDER BY rowid"  # as they came: no clock that was set back changes that


@dataclass(frozen=True, slots=True)
class Record:
    """An edit, when it was made, and the how manieth to be taken back it was; 0 where it is done."""

    edit: Edit
    at: float  # Unix time
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """All edits of a lecture in the order in which they were made, those that were taken back among them."""

    records: tuple[Record, ...] = ()
    revision: int = 0  # of the lecture: it grows with whatever the student puts upon it

    @property
    def of_text(self) -> History:
        """What was done to the text, which is undone where that is read."""
        return replace(self, records=tuple(one for one in self.records if one.edit.what != "titles"))

    @property
    def of_titles(self) -> History:
        """What was done to the chapters' titles, which is undone beside them."""
        return replace(self, records=tuple(one for one in self.records if one.edit.what == "titles"))

    @property
    def done(self) -> tuple[Edit, ...]:
        return tuple(record.edit for record in self.records if not record.taken_back)

    @property
    def undo(self) -> Edit | None:
        """What would be taken back next: the last that is done."""
        return self.done[-1] if self.done else None

    @property
    def redo(self) -> Edit | None:
        """What would be done again next: what was taken back last, of those behind the last that is done."""
        behind = self.records
        for place, record in enumerate(self.records, start=1):
            if not record.taken_back:
                behind = self.records[place:]
        last = max(behind, key=lambda record: record.taken_back, default=None)
        return last.edit if last else None


def history(rows: sqlite3.Connection, number: int) -> History:
    """An edit that cannot be read is passed over: it must not keep the lecture from being read."""
    (revision,) = rows.execute("SELECT revision FROM lectures WHERE number = ?", (number,)).fetchone()
    found = []
    for row in rows.execute(f"SELECT id, at, body, taken_back {IN_ORDER}", (number,)):
        with suppress(DamagedData):
            edit = replace(codec.load(Edit, row["body"]), id=row["id"])
            found.append(Record(edit, row["at"], row["taken_back"]))
    return History(tuple(found), revision)


def put(rows: sqlite3.Connection, number: int, record: Record) -> str:
    """A new record behind all others, under an id of its own; returns the id."""
    id, body = new_id(), codec.dump(replace(record.edit, id=""))
    rows.execute(
        "INSERT INTO edits (id, lecture, at, body, taken_back) VALUES (?, ?, ?, ?, ?)",
        (id, number, record.at, body, record.taken_back),
    )
    return id


def write_on(rows: sqlite3.Connection, edit: Edit) -> None:
    """The record with this id holds this edit from now on."""
    rows.execute("UPDATE edits SET body = ? WHERE id = ?", (codec.dump(replace(edit, id="")), edit.id))


def remove(rows: sqlite3.Connection, edit: Edit) -> None:
    rows.execute("DELETE FROM edits WHERE id = ?", (edit.id,))


def take_back(rows: sqlite3.Connection, number: int, id: str) -> bool:
    """Whether there was such an edit, and it was done."""
    return bool(
        rows.execute(
            "UPDATE edits SET taken_back = 1 + (SELECT max(taken_back) FROM edits WHERE lecture = ?)"
            " WHERE lecture = ? AND id = ? AND NOT taken_back",
            (number, number, id),
        ).rowcount
    )


def do_again(rows: sqlite3.Connection, number: int, id: str) -> bool:
    """Whether there was such an edit, and it was taken back."""
    again = "UPDATE edits SET taken_back = 0 WHERE lecture = ? AND id = ? AND taken_back"
    return bool(rows.execute(again, (number, id)).rowcount)


def carry_over(rows: sqlite3.Connection, number: int, to: int) -> None:
    """The same records upon another lecture: the same recording, heard again."""
    for record in history(rows, number).records:
        put(rows, to, record)


def sound_records(records: Sequence[Record], now: float) -> tuple[Record, ...]:
    """Records from outside, made fit to be kept. Raises ValueError for what no student wrote."""
    letters = sum(len(text) for one in records for change in one.edit.changes for text in (change.old, change.new))
    if len(records) > MOST or letters > MOST_LETTERS:
        raise ValueError("there are more edits in it than anybody makes")
    if not all(record.edit.fits and math.isfinite(record.at) for record in records):
        raise ValueError("an edit in it is none")
    return tuple(
        replace(record, at=min(record.at, now), taken_back=min(max(record.taken_back, 0), MOST)) for record in records
    )
