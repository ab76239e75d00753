"""The shelf: what the finished lectures of a notebook say, to be asked for: in one of them, in a course, or in all."""

from __future__ import annotations

from dataclasses import dataclass

from lecture.store.notebook import Notebook
from lecture.store.sentences import keep, kept, said_in
from lecture.values import Said

CHOSEN = (
    "FROM lectures l LEFT JOIN sentences s ON s.lecture = l.number WHERE l.notebook = :notebook"
    " AND l.body IS NOT NULL AND l.deleted IS NULL"
    " AND (:lecture = '' OR l.id = :lecture) AND (:course = '' OR l.course = :course)"
)
OLDEST_FIRST = "ORDER BY l.added, l.number"


@dataclass(frozen=True, slots=True)
class Within:
    """Which finished lectures are asked: all, those of a course, or one by its id."""

    course: str = ""
    lecture: str = ""


@dataclass(frozen=True, slots=True)
class Shelved:
    """What a lecture says, and which one it is."""

    lecture: str
    title: str
    said: Said


def shelved(notebook: Notebook, within: Within) -> list[Shelved]:
    """All that is kept of these lectures, the oldest first."""
    query = f"SELECT l.id, l.title, s.* {CHOSEN} AND s.lecture IS NOT NULL {OLDEST_FIRST}"
    with notebook.storage.database.reading() as rows:
        found = rows.execute(query, _chosen(notebook, within)).fetchall()
    return [Shelved(row["id"], row["title"], said_in(row)) for row in found]


def stale(notebook: Notebook, within: Within) -> list[str]:
    """Those of these lectures in which sentences have to be found: nobody did it yet, or the student has changed
    something since. Their ids, the oldest first."""
    query = f"SELECT l.id {CHOSEN} AND (s.lecture IS NULL OR s.revision != l.revision) {OLDEST_FIRST}"
    with notebook.storage.database.reading() as rows:
        found = rows.execute(query, _chosen(notebook, within)).fetchall()
    return [row["id"] for row in found]


def before(notebook: Notebook, lecture: str) -> tuple[Said | None, int]:
    """What is kept of a lecture, and the revision that it has by now. Raises UnknownLecture."""
    with notebook.storage.database.reading() as rows:
        number = notebook.number(rows, lecture)
        (revision,) = rows.execute("SELECT revision FROM lectures WHERE number = ?", (number,)).fetchone()
        return kept(rows, number), revision


def put(notebook: Notebook, lecture: str, said: Said, revision: int) -> None:
    """Keep what was found in a lecture of this revision. Raises UnknownLecture."""
    with notebook.storage.database.writing() as rows:
        keep(rows, notebook.number(rows, lecture), said, revision)


def _chosen(notebook: Notebook, within: Within) -> dict[str, str]:
    return {"notebook": notebook.name, "lecture": within.lecture, "course": within.course}
