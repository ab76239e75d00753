"""The library: it opens notebooks, deletes what is past its time, and finds again what a damaged file had lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from lecture import codec
from lecture.clock import SYSTEM, Clock
from lecture.errors import DamagedData, NewerData, UnknownLecture, UnknownNotebook
from lecture.settings import Limits
from lecture.store import growing, servers
from lecture.store.beginning import Admit, empty_ones, sweep_empty
from lecture.store.damage import Loss, losses
from lecture.store.database import store_errors
from lecture.store.deck import keep_deck
from lecture.store.files import PART, write_whole
from lecture.store.growing import Recorder
from lecture.store.keys import derived_key, hashed, is_tagged, new_key, same_key, secret_in, tagged
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAY, past_their_time
from lecture.store.restored import Restored, tell
from lecture.store.rows import About, about_of, index_heard, insert, lecture_in, work_again
from lecture.store.search import index
from lecture.store.storage import ABOUT, SUBTITLED, Storage, unused
from lecture.values import Options

Right = Literal["hear", "read", "write"]
GIVEN_BY: dict[Right, tuple[Right, ...]] = {  # the keys that give a right
    "hear": ("hear", "read", "write"),
    "read": ("read", "write"),
    "write": ("write",),
}
WITHOUT_DECK = "SELECT number FROM lectures WHERE body IS NOT NULL AND number NOT IN (SELECT lecture FROM decks)"
OVER = "SELECT l.id FROM lectures l JOIN jobs j ON j.lecture = l.number WHERE j.state = 'done'"
LOST_NOTEBOOK = "INSERT OR IGNORE INTO notebooks (id, added) VALUES (?, ?)"
LEFT = ("lease", "progress.jsonl")  # of work that is over, where a process died before it forgot it
STALE = DAY  # an upload that has not grown for so long was broken off; a copy of a video was saved
OFFERED = 30 * DAY  # for so long a recording that was broken off waits for a lecture to be made of it
Titles = defaultdict[str, list[str]]  # of lectures, by their notebooks
FORMER_NAMES = {"order": "lease", "trail.jsonl": "progress.jsonl"}  # of what stood beside a row until schema 3


class Library(Storage):
    """The store in `folder`. Safe to share between threads, and between processes on one machine.

    Everything a student has is reached through a `Notebook`, and a `Notebook` through its key.
    Raises leaves of StoreError.
    """

    def __init__(self, folder: Path, limits: Limits | None = None, clock: Clock = SYSTEM) -> None:
        super().__init__(folder, limits, clock)
        with store_errors(folder):
            self._secret = secret_in(folder / "secret")
            for work in (folder / "lectures").iterdir():
                _rename_former(work)
        for told, loss in losses(folder):
            self._mend(loss)
            told.unlink(missing_ok=True)
        self._adopt()
        self._lay_out_decks()
        self.sweep()

    # Notebooks

    def new_notebook(self) -> str:
        """The key of a new, empty notebook, of which nothing is kept until something is kept in it."""
        return tagged(self._secret, new_key())

    def first_notebook(self) -> str:
        """The key of the one notebook on a laptop: always the same."""
        return derived_key(self._secret, "the first notebook")

    def notebook_of(self, person: str) -> str:
        """The key of the notebook of a signed-in person: always the same for the same name of the person."""
        former = derived_key(self._secret, f"person {person}")  # of an earlier app: where it is in use it stays
        return former if self._has(former) else tagged(self._secret, former)

    def knows(self, key: str) -> bool:
        """Whether it was given here, or a notebook of it is here."""
        given = is_tagged(self._secret, key) or same_key(key, self.first_notebook())
        return given or self._has(key)

    def _has(self, key: str) -> bool:
        with self.database.reading() as rows:
            return rows.execute("SELECT 1 FROM notebooks WHERE id = ?", (hashed(key),)).fetchone() is not None

    def notebook(self, key: str, admit: Admit = lambda name: None) -> Notebook:
        """Raises UnknownNotebook. `admit` is asked before it begins, with the first that is kept in it."""
        if not self.knows(key):
            raise UnknownNotebook
        return Notebook(self, hashed(key), admit)

    # One lecture, for whoever holds a key to it

    def lecture_key(self, lecture: str, may: Right) -> str:
        """A key to one lecture and nothing else: to hear it, to read it too, or to write in it as well.

        The one to read is what a student shares: it is another after each time that they have stopped to.
        """
        with self.database.reading() as rows:
            row = rows.execute("SELECT unshared FROM lectures WHERE id = ?", (lecture,)).fetchone()
        return self._lecture_key(lecture, may, row["unshared"] if row else 0)

    def _lecture_key(self, lecture: str, may: Right, unshared: int) -> str:
        which = f" {unshared}" if may == "read" and unshared else ""
        return derived_key(self._secret, f"{may} {lecture}{which}")

    def stop_sharing(self, mine: Notebook, lecture: str) -> None:
        """The key to read it opens nothing any more; there is a new one. Raises UnknownLecture."""
        stop = "UPDATE lectures SET unshared = unshared + 1 WHERE number = ?"
        self.database.freeing(lambda rows: rows.execute(stop, (mine.number(rows, lecture),)))

    def opened(self, lecture: str, key: str, may: Right) -> Notebook:
        """The notebook in which this lecture lies. Raises UnknownLecture where the key does not give this right."""
        with self.database.reading() as rows:
            present = "SELECT notebook, unshared FROM lectures WHERE id = ? AND deleted IS NULL"
            row = rows.execute(present, (lecture,)).fetchone()
        unshared = row["unshared"] if row else 0
        # All are compared, also where there is no such lecture: how long it takes tells nothing of what is here.
        fits = [same_key(key, self._lecture_key(lecture, given, unshared)) for given in GIVEN_BY[may]]
        if not row or not any(fits):
            raise UnknownLecture
        return Notebook(self, row["notebook"])

    # The microphone, for whoever holds a key to record

    def recorder_key(self, notebook: Notebook) -> str:
        """A key to record into this notebook and nothing else."""
        return derived_key(self._secret, f"record {notebook.name}")

    def recorder(self, notebook: str, key: str, admit: Admit = lambda name: None) -> Recorder:
        """The recorder of the notebook of this name. Raises UnknownNotebook where the key is not to it."""
        mine = Notebook(self, notebook, admit)
        if not same_key(key, self.recorder_key(mine)):
            raise UnknownNotebook
        return Recorder(mine)

    # What is past its time

    def sweep(self) -> None:
        """Delete what is past its time: lectures older than the limit or put away long ago, uploads broken off,
        copies of videos, recordings of nobody, notebooks that hold nothing, and what a process left that died while it
        added or deleted."""
        self._delete_past()
        kept = self.limits.keep_days * DAY
        with store_errors(self.folder):
            for upload in (self.folder / "incoming").iterdir():
                _delete_stale(upload, self.clock.now() - STALE)
            for copy in (self.folder / "lectures").glob(f"*/{SUBTITLED}*"):
                _delete_stale(copy, self.clock.now() - STALE)
            growing.sweep(self.folder, self.clock.now() - min(OFFERED, kept or OFFERED))
            servers.sweep(self.folder / "servers", self.clock.now() - STALE)
            for part in (self.folder / "lectures").glob(f"*/*{PART}"):
                _delete_stale(part, self.clock.now() - STALE)
        with self.database.reading() as rows:  # most of the time there are none, and nobody need wait for a writer
            nobodys = unused(rows, self._kept_sounds())
            unkept, unsaid = self._unkept(rows), self._unsaid(rows)
            empty = empty_ones(rows, self.folder, self.clock.now())
            over = rows.execute(OVER).fetchall()
        if nobodys:
            self.drop_unused(nobodys)
        if unkept:
            with self.database.writing() as rows:  # nobody adds a lecture at this moment
                for folder in self._unkept(rows):
                    shutil.rmtree(folder, ignore_errors=True)
        if unsaid:
            with self.database.writing() as rows:  # nobody deletes a lecture at this moment
                for lecture in self._unsaid(rows):
                    self._write_about(rows, lecture)
        if empty:
            with self.database.writing() as rows:
                sweep_empty(rows, self.folder, self.clock.now())
        for (lecture,) in over:
            for left in LEFT:
                _delete_stale(self.work_folder(lecture) / left, self.clock.now() - STALE)
        self.database.settle()

    def _unkept(self, rows: sqlite3.Connection) -> list[Path]:
        """Folders of lectures that were never kept: a process died while it added them."""
        known = {row["id"] for row in rows.execute("SELECT id FROM lectures")}
        folders = (self.folder / "lectures").iterdir()
        return [one for one in folders if one.name not in known and not (one / ABOUT).exists()]

    def _unsaid(self, rows: sqlite3.Connection) -> list[str]:
        """Lectures beside which it does not stand whose they are: a process died when it had added them, or before it
        had deleted them."""
        known = (row["id"] for row in rows.execute("SELECT id FROM lectures"))
        return [lecture for lecture in known if not (self.work_folder(lecture) / ABOUT).exists()]

    def _kept_sounds(self) -> set[str]:
        """The sha256 of every recording that is here, or of which a copy is."""
        folders = (self.folder / "recordings", self.folder / "playable")
        return {path.name.partition(".")[0] for folder in folders for path in folder.iterdir()}

    def _delete_past(self) -> None:
        now, keep = self.clock.now(), self.limits.keep_days
        with self.database.reading() as rows:
            past = past_their_time(rows, now)
            if keep:
                past += rows.execute(
                    "SELECT notebook, id FROM lectures WHERE added < ?", (now - keep * DAY,)
                ).fetchall()
        theirs = defaultdict[str, set[str]](set)
        for row in past:
            theirs[row["notebook"]].add(row["id"])
        for notebook, lectures in theirs.items():
            with suppress(UnknownLecture):  # the student was faster with one: the others go the next time
                Notebook(self, notebook).delete(*lectures)

    # What a damaged file had lost

    def _adopt(self) -> None:
        """Give every lecture whose row was lost a row again, from what stands beside it. It is worked on anew."""
        with self.database.reading() as rows:  # most of the time there are none, and nobody need wait for a writer
            lost = self._lost(rows)
        if lost:
            with self.database.writing() as rows:
                self._adopt_in(rows)

    def _lost(self, rows: sqlite3.Connection) -> list[About]:
        known = {row["id"] for row in rows.execute("SELECT id FROM lectures")}
        lost = [_about(folder) for folder in (self.folder / "lectures").iterdir() if folder.name not in known]
        return [about for about in lost if about and self.recording(about.recording).exists()]

    def _adopt_in(self, rows: sqlite3.Connection) -> list[About]:
        """Returns those that have a row again."""
        adopted = []
        for about in self._lost(rows):
            with suppress(sqlite3.IntegrityError):  # the student has given the same again meanwhile
                rows.execute(LOST_NOTEBOOK, (about.notebook, about.added))
                insert(rows, about, self.clock.now())
                adopted.append(about)
        return adopted

    def _write_about(self, rows: sqlite3.Connection, lecture: str) -> None:
        """Say beside the lecture's row whose it is."""
        row = rows.execute(f"SELECT {', '.join(About.__slots__)} FROM lectures WHERE id = ?", (lecture,)).fetchone()
        folder = self.work_folder(lecture)
        with suppress(OSError, DamagedData):  # it is there to be read without
            folder.mkdir(exist_ok=True)
            write_whole(folder / ABOUT, codec.dump(about_of(row)))

    def _mend(self, loss: Loss) -> None:
        """After a restoration: every lecture has a job, one without a result that can be read is queued, and each
        notebook is told what that costs it."""
        now, again = self.clock.now(), Titles(list)
        with self.database.writing() as rows:
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
            for about in self._adopt_in(rows):
                again[about.notebook].append(about.title)
            self._tell(rows, loss, again)

    def _tell(self, rows: sqlite3.Connection, loss: Loss, again: Titles) -> None:
        edits, cards = _titles(rows, loss.edits), _titles(rows, loss.cards)
        for (notebook,) in rows.execute("SELECT id FROM notebooks").fetchall():
            cost = (tuple(titles[notebook]) for titles in (again, edits, cards))
            tell(rows, notebook, Restored(loss.at, loss.detail, loss.folder, *cost))

    def _lay_out_decks(self) -> None:
        """Put beside each finished lecture its cards, where an earlier app did not, or a damaged file had lost them."""
        with self.database.reading() as rows:
            lacking = rows.execute(WITHOUT_DECK).fetchall()
        for (number,) in lacking:
            with self.database.writing() as rows, suppress(NewerData):
                row = rows.execute("SELECT body FROM lectures WHERE number = ?", (number,)).fetchone()
                if row and (lecture := lecture_in(row)):
                    keep_deck(rows, number, lecture.cards)


def _titles(rows: sqlite3.Connection, numbers: Iterable[int]) -> Titles:
    """The titles of these lectures, by their notebooks."""
    titles = Titles(list)
    for number in numbers:
        for row in rows.execute("SELECT notebook, title FROM lectures WHERE number = ?", (number,)):
            titles[row["notebook"]].append(row["title"])
    return titles


def _rename_former(folder: Path) -> None:
    """Give what an earlier app left of unfinished work its names of today, so that the work goes on."""
    for former, name in FORMER_NAMES.items():
        if not (folder / name).exists():
            with suppress(FileNotFoundError):  # there is none, or another server that starts now was faster
                (folder / former).rename(folder / name)


def _delete_stale(upload: Path, moment: float) -> None:
    """Delete an upload that has not grown since that moment."""
    with suppress(FileNotFoundError):  # it has arrived, or another server was faster
        if upload.stat().st_mtime >= moment:
            return
        if upload.is_dir():  # a notebook that was being brought in
            shutil.rmtree(upload)
        else:
            upload.unlink()


def _about(folder: Path) -> About | None:
    try:
        return codec.load(About, (folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, DamagedData):
        return None
