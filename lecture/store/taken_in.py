"""A whole lecture that came as a file: kept as a finished one, without its recording."""

from __future__ import annotations

import sqlite3

from lecture.store import put_away
from lecture.store.archive import made_sound
from lecture.store.files import file_name_of, storable
from lecture.store.keys import new_id
from lecture.store.notebook import Notebook
from lecture.store.rows import About, finish, insert
from lecture.store.storage import ABSENT
from lecture.values import Lecture, Options, title_of


def take_in_lecture(notebook: Notebook, lecture: Lecture, sha256: str, size: int) -> str:
    """Keep a lecture under its own title and date. Returns its id.

    `sha256` in hexadecimal and `size` in bytes are those of the file it came in: the same file is the same lecture;
    where that one was put away it comes back as it is. Raises NotebookFull, or a leaf of StoreError.
    """
    storage, about = notebook.storage, _about(notebook, lecture, sha256, size)
    with storage.database.writing() as rows:
        if same := notebook.same(rows, about):
            put_away.bring_back(rows, same["number"])
            return str(same["id"])
    try:
        with storage.adding(about) as rows:
            notebook.make_room(rows, about.size, about.recording)
            number = insert(rows, about, about.added)
            rows.execute("UPDATE lectures SET taken_in = 1 WHERE number = ?", (number,))
            finish(rows, number, made_sound(lecture))
    except sqlite3.IntegrityError:  # another page of the same student was faster
        return take_in_lecture(notebook, lecture, sha256, size)
    return about.id


def _about(notebook: Notebook, lecture: Lecture, sha256: str, size: int) -> About:
    name = file_name_of(lecture.file_name)
    return About(
        id=new_id(),
        notebook=notebook.name,
        recording=ABSENT + sha256,
        size=size,
        options=Options(),
        models="",
        file_name=name,
        added=notebook.storage.clock.now(),
        title=storable(lecture.title) if lecture.title.strip() else title_of(name),
        date=lecture.date,
    )
