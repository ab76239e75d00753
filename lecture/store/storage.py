"""The data folder: where each thing in it lies, and how lectures come into it and recordings go out of it.

library.db                  rows; see database.py
recordings/<sha256>         each recording once, whoever gave it
playable/<sha256>.<track>   its sound for browsers that cannot play it as it is; made anew where it is missing
lectures/<id>/about.json    whose it is: enough to find it again where the rows were lost
lectures/<id>/subtitled-…   a copy of its video with the subtitles in it, for a day; made anew where it is missing
lectures/<id>/…             what is kept of unfinished work; see attempt.py
incoming/                   what is still arriving; what broke off goes after a day
growing/<notebook>/<id>/    what a microphone records, part by part; what broke off waits for 30 days; see growing.py
servers/                    a lock of each server that works; see servers.py
reserve                     room for a full disk; see reserve.py
damaged-<moment>/           a database that was damaged, once one was restored from it; see damage.py
*.lock                      held for a moment by whoever makes, opens or restores what is beside it
secret                      what keys are derived from; who reads it opens every notebook
"""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lecture import codec
from lecture.clock import SYSTEM, Clock
from lecture.errors import RecordingGone
from lecture.settings import Limits
from lecture.store.damage import restore
from lecture.store.database import Database, store_errors
from lecture.store.files import PART, make_private, move_whole, write_whole
from lecture.store.intact import Intact
from lecture.store.reserve import Reserve
from lecture.store.rows import About
from lecture.tongue import N_

ABOUT = "about.json"
PENDING = f"{ABOUT}{PART}"  # until the row is there: who dies before has added nothing that could be found again
ABSENT = "absent-"  # before the name of a recording that did not come with its lecture


class NoRecording(RecordingGone):
    """It did not come with its lecture, and nobody has ever had it here."""

    sentence = N_(
        "“{name}” came here as a file without its recording. All that was made of it is here to read and to study; "
        "only its sound cannot be played."
    )


SUBTITLED = "subtitled-"  # begins the names of copies of videos


class Storage:
    """The data folder and the database in it. Raises leaves of StoreError."""

    def __init__(self, folder: Path, limits: Limits | None = None, clock: Clock = SYSTEM) -> None:
        self.folder = folder
        self.limits = limits or Limits()
        self.clock = clock
        with store_errors(folder):
            make_private(folder)
            for name in ("recordings", "playable", "lectures", "incoming", "growing", "servers"):
                (folder / name).mkdir(exist_ok=True)
        path, reserve = folder / "library.db", Reserve(folder / "reserve")
        reserve.helps(lambda: restore(path, clock.now()))
        self.database = Database(path, reserve)
        self.intact = Intact()

    def close(self) -> None:
        self.intact.close()
        self.database.close()

    def recording(self, digest: str) -> Path:
        return self.folder / "recordings" / digest

    def present(self, digest: str, name: str) -> Path:
        """The place of a recording that is there. Raises RecordingGone, or NoRecording; `name` is the file's own."""
        path = self.recording(digest)
        if path.exists():
            return path
        raise NoRecording(name) if digest.startswith(ABSENT) else RecordingGone(name)

    def is_whole(self, digest: str) -> bool:
        """Whether a recording is here as it was given. It may take seconds, once."""
        return self.intact.is_whole(self.recording(digest))

    def playable_copy(self, digest: str, track: int) -> Path:
        """The place of a recording's copy for browsers; `track` as in Transcript. It is no part of any archive."""
        return self.folder / "playable" / f"{digest}.{track}"

    def work_folder(self, lecture: str) -> Path:
        return self.folder / "lectures" / lecture

    def arriving(self) -> Path:
        """A new place for what is still arriving."""
        return self.folder / "incoming" / secrets.token_hex(16)

    @contextmanager
    def adding(self, about: About) -> Iterator[sqlite3.Connection]:
        """A transaction that adds this lecture, with what stands beside its row; where it fails neither is there."""
        folder = self.work_folder(about.id)
        try:
            with self.database.writing() as rows:
                yield rows
                folder.mkdir()
                write_whole(folder / PENDING, codec.dump(about))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with suppress(OSError):  # else the next start writes it anew
            (folder / PENDING).replace(folder / ABOUT)

    def put_in_place(self, arrived: Path, digest: str) -> None:
        """Keep a recording; where a damaged one lies in its place, it is replaced, and what was made of that goes.

        Within a transaction, so that nobody deletes it as one that no lecture has. Others wait for that, and nothing is
        read in it: who comes here has asked `is_whole` before.
        """
        target = self.recording(digest)
        if self.intact.is_known(target):
            return
        mended = target.exists()
        move_whole(arrived, target)
        self.intact.arrived(target)
        if mended:
            self.drop_copies(digest)

    def put_copy_in_place(self, made: Path, digest: str, track: int) -> None:
        """Keep a copy that was made, unless its recording was deleted meanwhile."""
        with self.database.writing():  # nobody deletes a recording at this moment
            if self.recording(digest).exists():
                move_whole(made, self.playable_copy(digest, track))

    def subtitled_copy(self, lecture: str, content: str) -> Path | None:
        """The copy of its video with the subtitles of this content, such as a hash, if it is made."""
        return next(self.work_folder(lecture).glob(f"{SUBTITLED}{content}.*"), None)

    def put_subtitled_in_place(self, made: Path, lecture: str, content: str, ending: str) -> None:
        """Keep such a copy in the place of those before, unless the lecture was deleted meanwhile."""
        folder = self.work_folder(lecture)
        with self.database.writing():  # nobody deletes a lecture at this moment
            if folder.exists():
                for before in folder.glob(f"{SUBTITLED}*"):
                    before.unlink(missing_ok=True)
                move_whole(made, folder / f"{SUBTITLED}{content}{ending}")

    def drop_unused(self, digests: Iterable[str]) -> None:
        """Delete recordings that no lecture has, with their copies. Within a transaction: none is just being added."""
        self.database.freeing(lambda rows: self.drop(unused(rows, digests)))

    def drop(self, digests: Iterable[str]) -> None:
        """Delete these recordings, with their copies. Within a transaction: nobody is just giving one of them."""
        for digest in digests:
            self.recording(digest).unlink(missing_ok=True)
            self.drop_copies(digest)

    def drop_copies(self, digest: str) -> None:
        """Delete what was made of a recording to be played or saved."""
        for copy in (self.folder / "playable").glob(f"{digest}.*"):
            copy.unlink(missing_ok=True)
        with self.database.reading() as rows:
            lectures = rows.execute("SELECT id FROM lectures WHERE recording = ?", (digest,)).fetchall()
        for (lecture,) in lectures:
            for copy in self.work_folder(lecture).glob(f"{SUBTITLED}*"):
                copy.unlink(missing_ok=True)


def unused(rows: sqlite3.Connection, digests: Iterable[str], without: Iterable[int] = ()) -> list[str]:
    """Those recordings that no lecture has, but for these, by the numbers of their rows."""
    query = "SELECT 1 FROM lectures WHERE recording = ? AND number NOT IN (SELECT value FROM json_each(?))"
    besides = json.dumps(list(without))
    return [digest for digest in set(digests) if not rows.execute(query, (digest, besides)).fetchone()]
