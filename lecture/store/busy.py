"""How long a writer waits for another program that holds the database, and who is told of it meanwhile."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass

from lecture.errors import StoreError
from lecture.tongue import N_

QUIET = 2.0  # seconds that a writer waits without a word: others of ours are done in less
BOUND = 30.0  # seconds that it waits in all


class StoreBusy(StoreError):
    """Another program has held the database for longer than one waits for it."""

    sentence = N_(
        "Another program holds the app's database in {folder}. Nothing that was kept is lost; close that program, or "
        "wait until it is done."
    )


@dataclass(frozen=True, slots=True)
class Patience:
    """`told` is entered once a writer waits for longer than is usual, and left when it need not wait any more."""

    seconds: float = BOUND
    told: Callable[[], AbstractContextManager[None]] = nullcontext


USUAL = Patience()

_patience: ContextVar[Patience] = ContextVar("patience", default=USUAL)


@contextmanager
def patience(seconds: float, told: Callable[[], AbstractContextManager[None]] = nullcontext) -> Iterator[None]:
    """Within, this thread's writers wait for so long, and say so by `told`; then they raise StoreBusy."""
    before = _patience.set(Patience(seconds, told))
    try:
        yield
    finally:
        _patience.reset(before)


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction that writes, as soon as no other does."""
    patience, began = _patience.get(), time.monotonic()
    try:
        _begin(connection, min(QUIET, patience.seconds))
    except sqlite3.OperationalError as error:
        if not is_busy(error) or patience.seconds <= QUIET:
            raise
    else:
        return
    with patience.told():
        _begin(connection, max(0.0, patience.seconds - (time.monotonic() - began)))


def _begin(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    connection.execute("BEGIN IMMEDIATE")


def is_busy(error: sqlite3.Error) -> bool:
    """Whether SQLite says that another holds what it asks for."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
