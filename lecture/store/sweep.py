"""Deletes what is past its time, and what belongs to nobody: lectures, uploads, copies, recordings, notebooks."""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from lecture import codec
from lecture.errors import DamagedData, UnknownLecture
from lecture.store import growing, servers
from lecture.store.beginning import empty_ones, sweep_empty
from lecture.store.database import store_errors
from lecture.store.files import PART, write_whole
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAY, past_their_time
from lecture.store.rows import About, about_of
from lecture.store.storage import ABOUT, SUBTITLED, Storage, unused

STALE = DAY  # an upload that has not grown for so long was broken off; a copy of a video was saved
OFFERED = 30 * DAY  # for so long a recording that was broken off waits for a lecture to be made of it
LEFT = ("lease", "progress.jsonl")  # of work that is over, where a process died before it forgot it
OVER = "SELECT l.id FROM lectures l JOIN jobs j ON j.lecture = l.number WHERE j.state = 'done'"


def sweep(storage: Storage) -> None:
    """Safe while others add and delete. What of it belongs to nobody is what a process left that died meanwhile."""
    _lectures(storage)
    _files(storage)
    _recordings(storage)
    _folders(storage)
    _notebooks(storage)
    _work_that_is_over(storage)
    storage.database.settle()


def _lectures(storage: Storage) -> None:
    """Those that were put away long ago, or are older than the limit."""
    now, keep = storage.clock.now(), storage.limits.keep_days
    with storage.database.reading() as rows:
        past = past_their_time(rows, now)
        if keep:
            past += rows.execute("SELECT notebook, id FROM lectures WHERE added < ?", (now - keep * DAY,)).fetchall()
    theirs = defaultdict[str, set[str]](set)
    for row in past:
        theirs[row["notebook"]].add(row["id"])
    for notebook, lectures in theirs.items():
        with suppress(UnknownLecture):  # the student was faster with one: the others go the next time
            Notebook(storage, notebook).delete(*lectures)


def _files(storage: Storage) -> None:
    """Uploads and recordings that were broken off, copies of videos, locks, halves of files."""
    now, folder = storage.clock.now(), storage.folder
    with store_errors(folder):
        for pattern in ("incoming/*", f"lectures/*/{SUBTITLED}*", f"lectures/*/*{PART}"):
            for file in folder.glob(pattern):
                _delete_stale(file, now - STALE)
        growing.sweep(folder, now - min(OFFERED, storage.limits.keep_days * DAY or OFFERED))
        servers.sweep(folder / "servers", now - STALE)


def _recordings(storage: Storage) -> None:
    """Those of no lecture."""
    folders = (storage.folder / "recordings", storage.folder / "playable")
    with store_errors(storage.folder):
        kept = {path.name.partition(".")[0] for folder in folders for path in folder.iterdir()}
    with storage.database.reading() as rows:  # most of the time there are none, and nobody need wait for a writer
        nobodys = unused(rows, kept)
    if nobodys:
        storage.drop_unused(nobodys)


def _folders(storage: Storage) -> None:
    """Those of lectures that were never kept; and beside all others it stands whose they are."""
    with storage.database.reading() as rows:
        unkept, unsaid = _unkept(storage, rows), _unsaid(storage, rows)
    if unkept:
        with storage.database.writing() as rows:  # nobody adds a lecture at this moment
            for folder in _unkept(storage, rows):
                shutil.rmtree(folder, ignore_errors=True)
    if unsaid:
        with storage.database.writing() as rows:  # nobody deletes a lecture at this moment
            for lecture in _unsaid(storage, rows):
                _write_about(storage, rows, lecture)


def _notebooks(storage: Storage) -> None:
    """Those that hold nothing."""
    with storage.database.reading() as rows:
        empty = empty_ones(rows, storage.folder, storage.clock.now())
    if empty:
        with storage.database.writing() as rows:
            sweep_empty(rows, storage.folder, storage.clock.now())


def _work_that_is_over(storage: Storage) -> None:
    with storage.database.reading() as rows:
        over = rows.execute(OVER).fetchall()
    with store_errors(storage.folder):
        for (lecture,) in over:
            for left in LEFT:
                _delete_stale(storage.work_folder(lecture) / left, storage.clock.now() - STALE)


def _unkept(storage: Storage, rows: sqlite3.Connection) -> list[Path]:
    """Folders of lectures that were never kept: a process died while it added them."""
    known = {row["id"] for row in rows.execute("SELECT id FROM lectures")}
    folders = (storage.folder / "lectures").iterdir()
    return [one for one in folders if one.name not in known and not (one / ABOUT).exists()]


def _unsaid(storage: Storage, rows: sqlite3.Connection) -> list[str]:
    """Lectures beside which it does not stand whose they are: a process died when it had added them, or before it
    had deleted them."""
    known = (row["id"] for row in rows.execute("SELECT id FROM lectures"))
    return [lecture for lecture in known if not (storage.work_folder(lecture) / ABOUT).exists()]


def _write_about(storage: Storage, rows: sqlite3.Connection, lecture: str) -> None:
    """Say beside the lecture's row whose it is."""
    row = rows.execute(f"SELECT {', '.join(About.__slots__)} FROM lectures WHERE id = ?", (lecture,)).fetchone()
    folder = storage.work_folder(lecture)
    with suppress(OSError, DamagedData):  # it is there to be read without
        folder.mkdir(exist_ok=True)
        write_whole(folder / ABOUT, codec.dump(about_of(row)))


def _delete_stale(file: Path, moment: float) -> None:
    """Delete what has not grown since that moment."""
    with suppress(FileNotFoundError):  # it has arrived, or another server was faster
        if file.stat().st_mtime >= moment:
            return
        if file.is_dir():  # a notebook that was being brought in
            shutil.rmtree(file)
        else:
            file.unlink()
