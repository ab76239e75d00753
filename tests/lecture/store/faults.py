"""Faults at step n, as SQLite tests itself: a step is whatever changes what is on the disk, and the n-th one fails.

A step is: a file opened to be written, a write to it, its sync, a rename, a deletion, a folder made or deleted, and a
transaction of SQLite begun, committed or brought from its log into its file. A write that fails has written its first
half. What SQLite writes below a commit is not reached: it is one step, which happens or does not; a disk that really
fills up under it is in test_database.py. Nothing here waits for the disk, since a process that dies loses nothing that
it wrote; a loss of power is not tried.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Fault = Callable[..., None]  # is told which step it is; raises, dies, or lets it happen

CHANGING = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir")  # of os
TO_WRITE = os.O_WRONLY | os.O_RDWR
SYSTEM = (errno.ENOSPC, errno.EIO, errno.EACCES)
SQLITE = (
    (sqlite3.SQLITE_FULL, "database or disk is full"),
    (sqlite3.SQLITE_IOERR, "disk I/O error"),
    (sqlite3.SQLITE_BUSY, "database is locked"),
)


class Steps:
    """Counts steps; from the one numbered `at` on, or at that one alone, each is a fault of one of three kinds."""

    def __init__(self, at: int = 0, kind: int = 0, *, lasting: bool = False, dies: bool = False) -> None:
        self.at, self.kind, self.lasting, self.dies = at, kind, lasting, dies
        self.done = 0
        self.failed: list[str] = []

    def __call__(self, what: str, half: Callable[[], object] = lambda: None) -> None:
        """`half` does the first half of the step."""
        self.done += 1
        if self.done != self.at and not (self.lasting and self.done > self.at):
            return
        self.failed.append(what)
        half()
        if self.dies:
            os._exit(9)
        if what.startswith("SQLite"):
            code, words = SQLITE[self.kind % len(SQLITE)]
            error = sqlite3.OperationalError(words)
            error.sqlite_errorcode = code
            raise error
        code = SYSTEM[self.kind % len(SYSTEM)]
        raise OSError(code, os.strerror(code), what)


@contextmanager
def failing(step: Fault) -> Iterator[None]:
    """Until its end, each step of this process is told to `step` before it happens."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CHANGING:
            patch.setattr(os, name, _told(step, name, getattr(os, name)))
        patch.setattr(os, "fsync", lambda file: step("sync"))
        patch.setattr(os, "open", _opened_by_number(step, os.open))
        opened = _opened(step, io.open)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        patch.setattr(sqlite3, "connect", _connected(step, sqlite3.connect))
        yield


def _told(step: Fault, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *more: Any, **named: Any) -> Any:
        step(f"{name} {Path(path).name}")
        return real(path, *more, **named)

    return call


def _opened_by_number(step: Fault, real: Callable[..., int]) -> Callable[..., int]:
    def call(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & TO_WRITE:
            step(f"open {Path(path).name}")
        return real(path, flags, *more, **named)

    return call


def _opened(step: Fault, real: Callable[..., Any]) -> Callable[..., Any]:
    class Raw(io.FileIO):
        failed: OSError | None = None

        def write(self, data: Any, /) -> int:
            """As the system does: what cannot be written whole is written in part, and the next try says why."""
            if error := self.failed:
                self.failed = None
                raise error
            whole, written = bytes(data), [0]
            try:
                step("write", lambda: written.append(super(Raw, self).write(whole[: len(whole) // 2])))
            except OSError as error:
                if not written[-1]:
                    raise
                self.failed = error
                return written[-1]
            return super().write(whole)

    def call(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        if not set(mode) & set("wax+") or not isinstance(file, str | os.PathLike):
            return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
        step(f"open {Path(file).name}")
        raw = Raw(file, mode.replace("b", "").replace("t", ""), opener=opener)
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    return call


def _connected(step: Fault, real: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql == "PRAGMA synchronous = FULL":
                sql = "PRAGMA synchronous = OFF"
            if sql == "BEGIN IMMEDIATE":
                step("SQLite begin")
            if sql.startswith("PRAGMA wal_checkpoint"):
                step("SQLite checkpoint")
            return super().execute(sql, *values)

        def executescript(self, sql: str) -> sqlite3.Cursor:
            step("SQLite script")
            return super().executescript(sql)

        def __exit__(self, kind: Any, error: Any, trace: Any) -> Any:
            if kind is None:
                try:
                    step("SQLite commit")
                except sqlite3.Error:
                    self.rollback()
                    raise
            return super().__exit__(kind, error, trace)

    def connect(*what: Any, **how: Any) -> sqlite3.Connection:
        return real(*what, **{"factory": Connection, **how})

    return connect
