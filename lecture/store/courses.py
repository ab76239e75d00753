"""Courses: the names that a student's lectures are gathered under, what each holds, and how one is renamed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from lecture.store.files import storable
from lecture.store.search import index


@dataclass(frozen=True, slots=True)
class Course:
    """The lectures under one name; under the empty one, those that are in no course."""

    name: str
    lectures: int
    seconds: float  # of all its recordings, as far as they are known
    newest: str  # the latest of its lectures' dates, ISO 8601


def course_name(text: str) -> str:
    """A course's name as it is kept: the same however many spaces were typed."""
    return storable(" ".join(text.split()))


def courses_of(rows: sqlite3.Connection, notebook: str) -> tuple[Course, ...]:
    """The one that was last given a lecture first; last, what is in none."""
    found = rows.execute(
        "SELECT course AS name, count(*) AS lectures, total(duration) AS seconds, max(date) AS newest FROM lectures"
        " WHERE notebook = ? AND deleted IS NULL GROUP BY course ORDER BY course = '', max(added) DESC, course",
        (notebook,),
    )
    return tuple(Course(**dict(row)) for row in found)


def rename(rows: sqlite3.Connection, notebook: str, course: str, name: str, now: float) -> None:
    """All that lies under `course` lies under `name`; where there is such a course already they are one, and what that
    one says of itself holds."""
    lectures = rows.execute("SELECT number FROM lectures WHERE notebook = ? AND course = ?", (notebook, course))
    for (number,) in lectures.fetchall():
        rows.execute("UPDATE lectures SET course = ?, renamed = ? WHERE number = ?", (name, now, number))
        index(rows, number)
    for table, column in (("courses", "name"), ("replacements", "course")):
        rows.execute(
            f"UPDATE OR IGNORE {table} SET {column} = ? WHERE notebook = ? AND {column} = ?", (name, notebook, course)
        )
        rows.execute(f"DELETE FROM {table} WHERE notebook = ? AND {column} = ?", (notebook, course))
