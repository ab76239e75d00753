"""Misheard words, remembered for a course: its next lecture is heard with them, and they are offered."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from lecture.errors import EditTooLong
from lecture.misheard import Hit, Replacement, offered
from lecture.rewording import letters, one_line
from lecture.store.notebook import Notebook

LONGEST = 100  # letters of a name
MOST = 1000  # of a course that a file from outside may bring
PROMPTED = 40  # words of a course that its lectures are heard with, the newest; Whisper weighs each


def remember(notebook: Notebook, course: str, heard: str, meant: str) -> None:
    """From now on, `heard` in a lecture of this course ("": of none) is offered as `meant`. Raises EditTooLong."""
    replacement = Replacement(one_line(heard), one_line(meant))
    if not _fits(replacement):
        raise EditTooLong(LONGEST)
    if letters(replacement.heard) and letters(replacement.meant):
        with notebook.storage.database.writing() as rows:
            notebook.begin(rows)
            put(rows, notebook.name, course, [replacement], notebook.storage.clock.now())


def forget(notebook: Notebook, course: str, heard: str) -> None:
    with notebook.storage.database.writing() as rows:
        found = (notebook.name, course, one_line(heard))
        rows.execute("DELETE FROM replacements WHERE notebook = ? AND course = ? AND heard = ?", found)


def known(notebook: Notebook, course: str) -> tuple[Replacement, ...]:
    """What is remembered for the course, the newest first."""
    with notebook.storage.database.reading() as rows:
        return remembered(rows, notebook.name, course)


def offers(notebook: Notebook, lecture: str) -> tuple[tuple[Replacement, tuple[Hit, ...]], ...]:
    """What is remembered for its course and stands in the lecture now. Raises UnknownLecture or NotFinished."""
    course = notebook.entry(lecture).course
    return tuple(offered(notebook.lecture(lecture).transcript, known(notebook, course)))


def remembered(rows: sqlite3.Connection, notebook: str, course: str) -> tuple[Replacement, ...]:
    found = rows.execute(
        "SELECT heard, meant FROM replacements WHERE notebook = ? AND course = ? ORDER BY at DESC, rowid DESC",
        (notebook, course),
    )
    return tuple(Replacement(row["heard"], row["meant"]) for row in found)


def put(rows: sqlite3.Connection, notebook: str, course: str, new: Iterable[Replacement], now: float) -> None:
    for one in new:
        rows.execute(
            "INSERT OR REPLACE INTO replacements (notebook, course, heard, meant, at) VALUES (?, ?, ?, ?, ?)",
            (notebook, course, one.heard, one.meant, now),
        )


def put_from_outside(
    rows: sqlite3.Connection, notebook: str, course: str, new: Iterable[Replacement], now: float
) -> None:
    """Those that are not here yet; what the student said here stays."""
    here = {one.heard for one in remembered(rows, notebook, course)}
    put(rows, notebook, course, (one for one in reversed(tuple(new)) if one.heard not in here), now)


def sound_replacements(found: tuple[Replacement, ...]) -> tuple[Replacement, ...]:
    """Those from outside, made fit to be kept. Raises ValueError for what no student wrote."""
    sound = tuple(Replacement(one_line(one.heard), one_line(one.meant)) for one in found)
    if len(sound) > MOST or not all(map(_fits, sound)):
        raise ValueError("a replacement in it is none")
    return tuple(one for one in sound if letters(one.heard) and letters(one.meant))


def _fits(one: Replacement) -> bool:
    return max(len(one.heard), len(one.meant)) <= LONGEST


def prompt_with(rows: sqlite3.Connection, lecture: sqlite3.Row, prompt: str) -> str:
    """The student's course words, and behind them what was meant in earlier lectures of the course."""
    meant = [one.meant for one in remembered(rows, lecture["notebook"], lecture["course"])[:PROMPTED]]
    new = [word for word in dict.fromkeys(meant) if word.casefold() not in prompt.casefold()]
    return ", ".join(filter(None, (prompt.strip().rstrip(",.;"), *new))) if new else prompt
