"""Whether a recording on disk is still what was given: its name is its sha256, read once for each version of it."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path

from lecture.errors import RecordingGone
from lecture.store.database import store_errors
from lecture.store.executors import OneThread
from lecture.store.files import PIECE
from lecture.tongue import N_

BRIEF = 0.2  # seconds that a page waits for what is being read; it reads some 100 MB in them
# What a disk says that cannot read a file, or finds that its checksum is wrong; the latter two not everywhere.
BROKEN = {errno.EIO, getattr(errno, "EUCLEAN", errno.EIO), getattr(errno, "EBADMSG", errno.EIO)}

Version = tuple[Path, int, int, int]


class RecordingDamaged(RecordingGone):
    """What lies on the disk is not what was given: the disk has failed, or something has written to it."""

    sentence = N_(
        "The recording of “{name}” is damaged on the disk. What was made from it is still here; "
        "give the same file again, and the recording is whole again."
    )


class Intact:
    """What is known of the recordings, in this process."""

    def __init__(self) -> None:
        self._found: dict[Version, Future[bool]] = {}
        self._lock = threading.Lock()
        self._thread: OneThread | None = None

    def is_whole(self, recording: Path) -> bool:
        """Read all of it where this version was not read before: 2 GB take seconds. False where there is none.

        Raises a leaf of StoreError where it cannot be read now, which says nothing of it.
        """
        with store_errors(recording.parent):
            try:
                version = _version(recording)
                known = self._known(version) or self._keep(version, _said(whole(recording)))
                return known.result()
            except FileNotFoundError:
                return False

    def look(self, recording: Path, size: int, name: str) -> None:
        """Raise RecordingDamaged where it is not of this size, or is known not to be whole. Else it is read in a thread
        of its own, and the next look tells; a short one is waited for. `name` is what its student calls it.

        Raises a leaf of StoreError where it cannot be read now.
        """
        with store_errors(recording.parent):
            try:
                version = _version(recording)
            except FileNotFoundError as gone:
                raise RecordingGone(name) from gone
            if not (known := self._known(version)):
                known = self._keep(version, self._begun(recording))
                wait([known], BRIEF)
            # The size is this student's row's: where that is wrong, the file is no worse for others.
            if version[-1] != size or (known.done() and not known.result()):
                raise RecordingDamaged(name)

    def is_damaged(self, recording: Path) -> bool:
        """Whether that is known by now; nothing is read."""
        known = self._known(_version(recording))
        return known is not None and known.done() and not known.result()

    def is_known(self, recording: Path) -> bool:
        """Whether it is known by now to be whole; nothing is read."""
        with suppress(OSError):
            known = self._known(_version(recording))
            return known is not None and known.done() and known.result()
        return False

    def arrived(self, recording: Path) -> None:
        """It was hashed as it came: it is whole."""
        self._keep(_version(recording), _said(True))

    def close(self) -> None:
        """What is still to be looked at is; for what is asked later there is another thread."""
        with self._lock:
            if self._thread:
                self._thread.shutdown(wait=False)
            self._thread = None

    def _begun(self, recording: Path) -> Future[bool]:
        with self._lock:
            self._thread = self._thread or OneThread("intact")
            return self._thread.submit(whole, recording)

    def _known(self, version: Version) -> Future[bool] | None:
        """What was found, or is looked for; None where nobody looked, or could."""
        with self._lock:
            known = self._found.get(version)
        return None if known and known.done() and known.exception() else known

    def _keep(self, version: Version, known: Future[bool]) -> Future[bool]:
        with self._lock:
            for other in [one for one in self._found if one[0] == version[0]]:
                del self._found[other]
            self._found[version] = known
        return known


def whole(recording: Path, go_on: Callable[[], None] = lambda: None) -> bool:
    """Whether the file is what its name says; also not where the disk cannot read it any more. `go_on` is called now
    and then, and may raise. Raises OSError where it is not the file's doing, such as too many that are open."""
    digest = hashlib.sha256()
    try:
        with recording.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                go_on()
    except OSError as error:
        if error.errno in BROKEN:
            return False
        raise
    return digest.hexdigest() == recording.name


def same(recording: Path, name: str) -> Callable[[], None]:
    """What raises RecordingGone once the file is no longer the one that it is now: deleted, or given again."""
    now = _version(recording)

    def check() -> None:
        with suppress(FileNotFoundError):
            if _version(recording) == now:
                return
        raise RecordingGone(name)

    return check


def _said(answer: bool) -> Future[bool]:
    known: Future[bool] = Future()
    known.set_result(answer)
    return known


def _version(recording: Path) -> Version:
    now = recording.stat()
    return recording, now.st_ino, now.st_mtime_ns, now.st_size
