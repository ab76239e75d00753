"""The reserve: a file that holds room on the disk, and gives it back to what frees room once the disk is full.

SQLite writes down what it is going to delete before it deletes it: on a disk that is full to the last byte nothing
could be deleted without it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from lecture.errors import DiskFull

MOST = 16 * 2**20  # bytes: all that a lecture of some hours has in the database, and the index of words written anew
LEAST = 2**16  # bytes, below which it is of no use
SHARE = 16  # it takes no more than this part of what is free

Done = TypeVar("Done")


class Reserve:
    """The reserve of the data folder, a file at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lent = False

    def helps(self, act: Callable[[], Done]) -> Done:
        """Do it; where the disk is full, do it once more in the room of the reserve. Raises DiskFull where that is
        not enough either."""
        try:
            return act()
        except DiskFull:
            if not self.lend():
                raise
        return act()

    def lend(self) -> bool:
        """Give its room back. False where it has none, or the disk does not do that either."""
        try:
            self.path.unlink()
        except OSError:
            return False
        self._lent = True
        return True

    @property
    def is_lent(self) -> bool:
        return not self.path.exists()

    def fill(self) -> None:
        """Hold room again: what was lent, as far as it is free; at first a part of what is free, so that it is never
        the reserve that fills the disk."""
        part = self.path.with_suffix(".part")
        with suppress(OSError):  # somebody else has taken the room meanwhile: another time
            if not self.is_lent:
                return
            free = shutil.disk_usage(self.path.parent).free
            size = min(MOST, free if self._lent else free // SHARE)
            if size < LEAST:
                return
            with part.open("wb") as file:
                file.write(os.urandom(size))  # not zeros, which some file systems keep without taking room for them
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
            self._lent = False
        with suppress(OSError):
            part.unlink(missing_ok=True)
