"""Whether a recording on disk is still what was given: its name is its sha256, read once for each version of it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path

from lecture.errors import RecordingGone
from lecture.store.executors import OneThread
from lecture.store.files import PIECE
from lecture.tongue import N_

BRIEF = 0.2  # seconds that a page waits for what is being read; it reads some 100 MB in them

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
        """Read all of it where this version was not read before: 2 GB take seconds. False where there is none."""
        try:
            version = _version(recording)
        except FileNotFoundError:
            return False
        with self._lock:
            known = self._found.get(version)
        if not known:
            known = _said(whole(recording))
            self._keep(version, known)
        return known.result()

    def look(self, recording: Path, size: int, name: str) -> None:
        """Raise RecordingDamaged where it is not of this size, or is known not to be whole. Else it is read in a thread
        of its own, and the next look tells; a short one is waited for. `name` is what its student calls it."""
        try:
            version = _version(recording)
        except FileNotFoundError as gone:
            raise RecordingGone(name) from gone
        with self._lock:
            known = self._found.get(version)
        if not known:
            known = _said(False) if version[-1] != size else self._reader().submit(whole, recording)
            self._keep(version, known)
            wait([known], BRIEF)
        if known.done() and not known.result():
            raise RecordingDamaged(name)

    def is_damaged(self, recording: Path) -> bool:
        """Whether that is known by now; nothing is read."""
        with self._lock:
            known = self._found.get(_version(recording))
        return known is not None and known.done() and not known.result()

    def close(self) -> None:
        with self._lock:
            if self._thread:
                self._thread.shutdown(wait=False)

    def _reader(self) -> OneThread:
        with self._lock:
            self._thread = self._thread or OneThread()
            return self._thread

    def _keep(self, version: Version, known: Future[bool]) -> None:
        with self._lock:
            for other in [one for one in self._found if one[0] == version[0]]:
                del self._found[other]
            self._found[version] = known


def whole(recording: Path, go_on: Callable[[], None] = lambda: None) -> bool:
    """Whether the file is what its name says; also not where the disk cannot read it. `go_on` is called now and then,
    and may raise."""
    digest = hashlib.sha256()
    try:
        with recording.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                go_on()
    except OSError:
        return False
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
