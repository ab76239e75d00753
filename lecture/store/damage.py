"""A damaged file of the library: found when it is opened, set aside, and what can be read carried into a new one."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from filelock import FileLock

from lecture import codec
from lecture.errors import DamagedData, StoreDamaged
from lecture.store.database import connect, from_sqlite, migrate, store_errors
from lecture.store.files import write_whole

CARRIED = (  # from a damaged file into a new one; the rest is made anew or learned anew
    "notebooks",
    "lectures",
    "jobs",
    "edits",
    "courses",
    "replacements",
    "cards",
    "reviews",
    "schedules",
    "restorations",
)
RENAMED = {"hopeless": "permanent", "run": "token"}  # columns of older files
ASIDE = "damaged-%Y%m%d-%H%M%S"  # the folder of a damaged file, by the moment when it was found
FRESH, LOSS = "restored.db", "loss.json"  # in it, until the new file is in its place, and until the library is mended

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loss:
    """What is known of a damaged file. The numbers are those of lectures that were carried into the new one."""

    at: float  # when it was found, Unix time
    detail: str  # what is wrong with it, in SQLite's words
    folder: str  # where it is kept
    edits: tuple[int, ...] = ()  # lectures of which edits could not be read
    cards: tuple[int, ...] = ()  # lectures of whose cards, as the student has them, some could not be read


def restore(path: Path, now: float) -> None:
    """Where the file is damaged, put a new one in its place with every row that can be read. Raises a StoreError.

    Whoever is killed on the way leaves the damaged file where it is, or the new one complete: `losses` tells of it
    until it is mended.
    """
    with store_errors(path.parent), FileLock(path.with_suffix(".lock")):
        for loss in path.parent.glob(f"damaged-*/{LOSS}"):
            if (loss.parent / FRESH).exists():
                _put_in_place(path, loss.parent)
        if trouble := damage(path):
            log.warning("%s is damaged: %s", path, trouble)
            set_aside(path, trouble, now)


def losses(folder: Path) -> Iterator[tuple[Path, Loss]]:
    """Of each restoration after which the library was not mended yet; the file is to be deleted once it is."""
    for path in folder.glob(f"damaged-*/{LOSS}"):
        with suppress(DamagedData, FileNotFoundError):  # another server was faster
            yield path, codec.load(Loss, path.read_text(encoding="utf-8"))


def damage(path: Path) -> str:
    """What is wrong with the file, in SQLite's words; empty where nothing is, or there is no file yet."""
    if not path.exists() or path.stat().st_size == 0:
        return ""
    try:
        with closing(connect(path)) as connection:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return "" if answer == "ok" else str(answer)
    except sqlite3.DatabaseError as error:
        if isinstance(from_sqlite(path.parent, error), StoreDamaged):
            return str(error)
        raise


def set_aside(path: Path, trouble: str, now: float) -> None:
    """Keep the file as damaged, and put a new one in its place. `trouble` is what is wrong with it."""
    aside = path.parent / time.strftime(ASIDE, time.localtime(now))
    aside.mkdir(exist_ok=True)
    fresh = aside / FRESH
    fresh.unlink(missing_ok=True)  # of an attempt that was killed
    with closing(connect(fresh)) as rows:
        migrate(rows)
        rows.execute("BEGIN")
        lost = _carry_all(path, rows)
        rows.execute("COMMIT")
    edits, cards = (tuple(sorted(set(lost[kind]))) for kind in ("edits", "cards"))
    write_whole(aside / LOSS, codec.dump(Loss(now, trouble, str(aside), edits, cards)))
    _put_in_place(path, aside)


def _put_in_place(path: Path, aside: Path) -> None:
    """The log of the damaged file goes first: none must ever lie beside the new one."""
    for part in sorted(path.parent.glob(f"{path.name}*"), reverse=True):  # -wal and -shm, then the file
        part.replace(aside / part.name)
    (aside / FRESH).replace(path)


def _carry_all(path: Path, fresh: sqlite3.Connection) -> dict[str, list[int]]:
    """Returns the lectures of which edits, or cards, are lost."""
    lost: dict[str, list[int]] = {"edits": [], "cards": []}
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as damaged:
        damaged.row_factory = sqlite3.Row
        for table in CARRIED:
            missing = _carry(damaged, fresh, table, path.parent)
            if table in lost:
                lost[table] += missing
            elif table == "reviews":
                lost["cards"] += missing
    return lost


def _carry(damaged: sqlite3.Connection, fresh: sqlite3.Connection, table: str, folder: Path) -> list[int]:
    """Copy the rows of `table` that can be read and that the rules of the new file allow.

    Returns the lectures of those that are lost although they can be told.
    """
    lost = []
    for row in _readable(damaged, table):
        names = [RENAMED.get(name, name) for name in row.keys()]  # noqa: SIM118  a Row is no dict
        marks = ", ".join("?" * len(names))
        # Of the new file only what it must not hold is left out, not what it has no room for.
        with suppress(sqlite3.IntegrityError), store_errors(folder):
            done = fresh.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})", tuple(row))
            if not done.rowcount and "lecture" in names:
                lost.append(row["lecture"])
    return lost


def _readable(damaged: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """Every row of `table` that can be read; of a lecture whose result cannot, the rest, or at least what lies before.

    What is long lies on pages of its own, and behind it what a later version has added.
    """
    columns = [row["name"] for row in damaged.execute(f"PRAGMA table_info ({table})")]
    short = ", ".join(name for name in columns if name != "body")
    before = ", ".join(takewhile(lambda name: name != "body", columns))
    for key in sorted(_keys(damaged, table)):
        for wanted in ("*", short, before):
            with suppress(sqlite3.DatabaseError):
                yield from damaged.execute(f"SELECT {wanted} FROM {table} WHERE rowid = ?", (key,)).fetchall()
                break


def _keys(damaged: sqlite3.Connection, table: str) -> set[int]:
    """Of all rows from the start until the damage, and from the end back to it."""
    keys: set[int] = set()
    for direction in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError):
            for (key,) in damaged.execute(f"SELECT rowid FROM {table} ORDER BY rowid {direction}"):
                keys.add(key)
    return keys
