"""Finds again what a damaged database had lost, and lays out what an app of earlier days left otherwise."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from lecture import codec
from lecture.errors import DamagedData, NewerData
from lecture.store.damage import Loss, losses
from lecture.store.database import store_errors
from lecture.store.deck import keep_deck
from lecture.store.restored import Restored, tell
from lecture.store.rows import About, index_heard, insert, lecture_in, work_again
from lecture.store.search import index
from lecture.store.storage import ABOUT, Storage
from lecture.values import Options

WITHOUT_DECK = "SELECT number FROM lectures WHERE body IS NOT NULL AND number NOT IN (SELECT lecture FROM decks)"
LOST_NOTEBOOK = "INSERT OR IGNORE INTO notebooks (id, added) VALUES (?, ?)"
FORMER_NAMES = {"order": "lease", "trail.jsonl": "progress.jsonl"}  # of what stood beside a row until schema 3
Titles = defaultdict[str, list[str]]  # of lectures, by their notebooks


def regain(storage: Storage) -> None:
    """Once at each opening. Afterwards every lecture has a row, a job and, if it is finished, its cards."""
    with store_errors(storage.folder):
        for work in (storage.folder / "lectures").iterdir():
            _rename_former(work)
    for told, loss in losses(storage.folder):
        mend(storage, loss)
        told.unlink(missing_ok=True)
    _adopt(storage)
    _lay_out_decks(storage)


def _adopt(storage: Storage) -> None:
    """Give every lecture whose row was lost a row again, from what stands beside it. It is worked on anew."""
    with storage.database.reading() as rows:  # most of the time there are none, and nobody need wait for a writer
        lost = _lost(storage, rows)
    if lost:
        with storage.database.writing() as rows:
            _adopt_in(storage, rows)


def _lost(storage: Storage, rows: sqlite3.Connection) -> list[About]:
    known = {row["id"] for row in rows.execute("SELECT id FROM lectures")}
    lost = [_about(folder) for folder in (storage.folder / "lectures").iterdir() if folder.name not in known]
    return [about for about in lost if about and storage.recording(about.recording).exists()]


def _adopt_in(storage: Storage, rows: sqlite3.Connection) -> list[About]:
    """Returns those that have a row again."""
    adopted = []
    for about in _lost(storage, rows):
        with suppress(sqlite3.IntegrityError):  # the student has given the same again meanwhile
            rows.execute(LOST_NOTEBOOK, (about.notebook, about.added))
            insert(rows, about, storage.clock.now())
            adopted.append(about)
    return adopted


def mend(storage: Storage, loss: Loss) -> None:
    """After a restoration: every lecture has a job, one without a result that can be read is queued, and each
    notebook is told what that costs it."""
    now, again = storage.clock.now(), Titles(list)
    with storage.database.writing() as rows:
        query = "SELECT l.*, j.state FROM lectures l LEFT JOIN jobs j ON j.lecture = l.number"
        for row in rows.execute(query).fetchall():
            number = row["number"]
            try:
                codec.load(Options, row["options"])
            except DamagedData:  # then it is adopted, from what stands beside it
                rows.execute("DELETE FROM lectures WHERE number = ?", (number,))
                continue
            rows.execute("INSERT OR IGNORE INTO jobs (lecture, state, queued) VALUES (?, 'done', ?)", (number, now))
            index(rows, number, "")
            with suppress(NewerData):  # a newer app made it: it stays as it is
                if lecture := lecture_in(row):
                    index_heard(rows, number, lecture.transcript)
                else:
                    work_again(rows, number, now)
                    if row["state"] in (None, "done"):
                        again[row["notebook"]].append(row["title"])
        for about in _adopt_in(storage, rows):
            again[about.notebook].append(about.title)
        _tell(rows, loss, again)


def _tell(rows: sqlite3.Connection, loss: Loss, again: Titles) -> None:
    edits, cards = _titles(rows, loss.edits), _titles(rows, loss.cards)
    for (notebook,) in rows.execute("SELECT id FROM notebooks").fetchall():
        cost = (tuple(titles[notebook]) for titles in (again, edits, cards))
        tell(rows, notebook, Restored(loss.at, loss.detail, loss.folder, *cost))


def _titles(rows: sqlite3.Connection, numbers: Iterable[int]) -> Titles:
    """The titles of these lectures, by their notebooks."""
    titles = Titles(list)
    for number in numbers:
        for row in rows.execute("SELECT notebook, title FROM lectures WHERE number = ?", (number,)):
            titles[row["notebook"]].append(row["title"])
    return titles


def _lay_out_decks(storage: Storage) -> None:
    """Put beside each finished lecture its cards, where an earlier app did not, or a damaged file had lost them."""
    with storage.database.reading() as rows:
        lacking = rows.execute(WITHOUT_DECK).fetchall()
    for (number,) in lacking:
        with storage.database.writing() as rows, suppress(NewerData):
            row = rows.execute("SELECT body FROM lectures WHERE number = ?", (number,)).fetchone()
            if row and (lecture := lecture_in(row)):
                keep_deck(rows, number, lecture.cards)


def _rename_former(folder: Path) -> None:
    """Give what an earlier app left of unfinished work its names of today, so that the work goes on."""
    for former, name in FORMER_NAMES.items():
        if not (folder / name).exists():
            with suppress(FileNotFoundError):  # there is none, or another server that starts now was faster
                (folder / former).rename(folder / name)


def _about(folder: Path) -> About | None:
    try:
        return codec.load(About, (folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, DamagedData):
        return None
