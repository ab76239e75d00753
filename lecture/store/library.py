"""The library: it opens notebooks, one lecture, and the microphone, each to whoever holds the key."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from lecture.clock import SYSTEM, Clock
from lecture.errors import UnknownLecture, UnknownNotebook
from lecture.settings import Limits
from lecture.store.beginning import Admit
from lecture.store.database import store_errors
from lecture.store.growing import Recorder
from lecture.store.keys import derived_key, hashed, is_tagged, new_key, same_key, secret_in, tagged
from lecture.store.notebook import Notebook
from lecture.store.regain import regain
from lecture.store.storage import Storage
from lecture.store.sweep import sweep

Right = Literal["hear", "read", "write"]
GIVEN_BY: dict[Right, tuple[Right, ...]] = {  # the keys that give a right
    "hear": ("hear", "read", "write"),
    "read": ("read", "write"),
    "write": ("write",),
}


class Library(Storage):
    """The store in `folder`. Safe to share between threads, and between processes on one machine.

    Everything a student has is reached through a `Notebook`, and a `Notebook` through its key.
    Raises leaves of StoreError.
    """

    def __init__(self, folder: Path, limits: Limits | None = None, clock: Clock = SYSTEM) -> None:
        super().__init__(folder, limits, clock)
        with store_errors(folder):
            self._secret = secret_in(folder / "secret")
        regain(self)
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
        """Delete what is past its time, and what belongs to nobody."""
        sweep(self)
