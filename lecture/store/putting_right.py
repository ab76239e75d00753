"""Putting a lecture right: an edit is kept, taken back or done again, and the search finds what stands then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from lecture.edits import LONGEST, Edit, unplaced, written_on
from lecture.errors import EditTooLong
from lecture.store import edits
from lecture.store.edits import History, Record
from lecture.store.notebook import Notebook
from lecture.store.rows import changed, follow_edits


def history(notebook: Notebook, lecture: str) -> History:
    """The lecture's edits, and what would be undone and redone next. Raises UnknownLecture."""
    with notebook.storage.database.reading() as rows:
        return edits.history(rows, notebook.number(rows, lecture))


def without_place(notebook: Notebook, lecture: str) -> tuple[Edit, ...]:
    """The edits that find no place in it, e.g. since it was heard again. Raises UnknownLecture or NotFinished."""
    return unplaced(notebook.heard(lecture).transcript, history(notebook, lecture).done)


def keep(notebook: Notebook, lecture: str, edit: Edit) -> str:
    """Put an edit upon the lecture; returns its id, or "" where it changes nothing.

    One with the id of the last edit that is done is that one, written on: a sentence that is saved while it is being
    written is one edit. Raises UnknownLecture, NotFinished or EditTooLong.
    """
    if not edit.fits:
        raise EditTooLong(LONGEST)
    with _upon(notebook, lecture) as (rows, number):
        last = edits.history(rows, number).undo
        on = written_on(last, edit) if last and last.id == edit.id else None
        if on is None:
            return "" if edit.empty else edits.put(rows, number, Record(edit, notebook.storage.clock.now()))
        if on.empty:
            edits.remove(rows, on)
            return ""
        edits.write_on(rows, on)
        return on.id


def take_back(notebook: Notebook, lecture: str, id: str) -> None:
    """Take back any edit, not only the last; nothing happens where it is taken back or unknown.

    Raises UnknownLecture or NotFinished, as do the others here.
    """
    with _upon(notebook, lecture) as (rows, number):
        edits.take_back(rows, number, id)


def do_again(notebook: Notebook, lecture: str, id: str) -> None:
    """Do any edit again that was taken back, at its old place in their order."""
    with _upon(notebook, lecture) as (rows, number):
        edits.do_again(rows, number, id)


def undo(notebook: Notebook, lecture: str) -> Edit | None:
    """Take back the last edit of the text that is done; it, or None where there is none."""
    with _upon(notebook, lecture) as (rows, number):
        if edit := edits.history(rows, number).of_text.undo:
            edits.take_back(rows, number, edit.id)
        return edit


def redo(notebook: Notebook, lecture: str) -> Edit | None:
    """Do again what was taken back last of the text, unless another edit of it was made since; it, or None where there
    is none."""
    with _upon(notebook, lecture) as (rows, number):
        if edit := edits.history(rows, number).of_text.redo:
            edits.do_again(rows, number, edit.id)
        return edit


def edited_since_made(notebook: Notebook, lecture: str) -> bool:
    """Whether the text was edited after the summary and the cards were made of it, not merely the chapters' titles.

    Raises UnknownLecture.
    """
    with notebook.storage.database.reading() as rows:
        number = notebook.number(rows, lecture)
        (made,) = rows.execute("SELECT queued FROM jobs WHERE lecture = ?", (number,)).fetchone()
        records = edits.history(rows, number).of_text.records
        return any(record.at > made and not record.taken_back for record in records)


@contextmanager
def _upon(notebook: Notebook, lecture: str) -> Iterator[tuple[sqlite3.Connection, int]]:
    """A transaction on a lecture's edits. Where one was changed, the page, the search and the review follow."""
    with notebook.storage.database.writing() as rows:
        number = notebook.number(rows, lecture)
        before, changes = edits.history(rows, number).done, rows.total_changes
        yield rows, number
        if rows.total_changes > changes:
            changed(rows, number)
            follow_edits(rows, number, before)
