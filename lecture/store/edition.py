"""Which edition of a finished lecture there is now: another one after whatever makes it read otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from lecture.store.notebook import Notebook

QUERY = """
    SELECT l.revision, l.title, l.date, l.renamed, j.queued, j.state = 'done' AS done
    FROM lectures l JOIN jobs j ON j.lecture = l.number WHERE l.number = ?
"""


@dataclass(frozen=True, slots=True)
class Edition:
    """By it whatever was read or made of a lecture is found again, as long as nothing has changed."""

    notebook: str
    lecture: str
    revision: int  # what the student has put upon it
    title: str
    date: str
    renamed: float  # when these last changed, for they may be what they were before
    queued: float  # when the work began that it comes of
    done: int  # 0: it is being made anew, and what was made before is read


def edition(notebook: Notebook, lecture: str) -> Edition:
    """Raises UnknownLecture."""
    with notebook.storage.database.reading() as rows:
        row = rows.execute(QUERY, (notebook.number(rows, lecture),)).fetchone()
    return Edition(notebook.name, lecture, **{name: row[name] for name in row.keys()})  # noqa: SIM118  a Row is no dict
