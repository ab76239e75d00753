"""The finished lectures of a notebook, by name: which of them are to be taken away."""

from __future__ import annotations

from dataclasses import dataclass

from lecture.store.notebook import PRESENT, Notebook

FINISHED = (
    "SELECT l.id, l.title, l.course FROM lectures l JOIN jobs j ON j.lecture = l.number"
    f" WHERE {PRESENT} AND j.state = 'done' ORDER BY l.date, l.added, l.number"
)


@dataclass(frozen=True, slots=True)
class Finished:
    """A lecture that can be taken away."""

    id: str
    title: str
    course: str


def finished(notebook: Notebook) -> tuple[Finished, ...]:
    """All of them, in the order in which they were held."""
    with notebook.storage.database.reading() as rows:
        return tuple(Finished(*row) for row in rows.execute(FINISHED, (notebook.name,)))
