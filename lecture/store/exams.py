"""The exam dates of a notebook's courses."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812

from lecture.store.files import storable
from lecture.store.notebook import Notebook


def set_exam(notebook: Notebook, course: str, date: str | None) -> None:
    """The course ends with an exam on this date (ISO 8601, ValueError otherwise); None: with none.

    Until then no card of it comes after that date, and from the day after on none comes at all.
    """
    if not course:
        raise ValueError("an exam belongs to a course")
    exam = Date.fromisoformat(date).isoformat() if date else ""
    with notebook.storage.database.writing() as rows:
        notebook.begin(rows)
        rows.execute(
            "INSERT INTO courses (notebook, name, exam) VALUES (?, ?, ?)"
            " ON CONFLICT (notebook, name) DO UPDATE SET exam = excluded.exam",
            (notebook.name, storable(course), exam),
        )


def exams(notebook: Notebook) -> dict[str, str]:
    """The dates of the exams that are set, by course."""
    with notebook.storage.database.reading() as rows:
        found = rows.execute(
            "SELECT name, exam FROM courses WHERE notebook = ? AND exam != '' ORDER BY exam, name", (notebook.name,)
        )
        return dict(map(tuple, found))
