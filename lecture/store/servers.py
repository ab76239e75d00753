"""The servers that work on a library: each holds a lock, and the system frees it when the server dies."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout


class Server:
    """This server, alive from here on until it leaves or dies. `folder` holds the locks of all."""

    def __init__(self, folder: Path) -> None:
        self.name = secrets.token_hex(8)
        self._path = _lock_of(folder, self.name)
        self._lock = FileLock(self._path, thread_local=False)
        self._lock.acquire()

    def leave(self) -> None:
        self._lock.release()
        self._path.unlink(missing_ok=True)


@contextmanager
def found_dead(folder: Path, name: str) -> Iterator[bool]:
    """Whether that server is dead. Where it is, no other one finds it so meanwhile, and its lock goes afterwards."""
    path = _lock_of(folder, name)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
        path.unlink(missing_ok=True)


def sweep(folder: Path, moment: float) -> None:
    """Take away the locks of servers that died before that moment while they ran no job. `folder` holds the locks."""
    for path in folder.glob("*.lock"):
        with suppress(FileNotFoundError):  # another server was faster
            if path.stat().st_mtime < moment:  # one that begins just now is not to lose the file that it locks
                with found_dead(folder, path.stem):
                    pass


def _lock_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.lock"
