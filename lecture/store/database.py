"""The SQLite file of the library: its migrations, its connections, and its errors as leaves of StoreError."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from lecture.errors import DiskFull, FolderReadOnly, StoreDamaged, StoreError
from lecture.store.away import FolderAway
from lecture.store.busy import BOUND, QUIET, StoreBusy, begin, is_busy, patience
from lecture.store.reserve import LEAST, Reserve

Done = TypeVar("Done")
RESTS = (0.01, 0.05, 0.1, 0.2, 0.4)  # seconds in which who reads a little is done

MIGRATIONS = (
    """
    CREATE TABLE notebooks (
        id TEXT PRIMARY KEY,                -- sha256 of the key: who reads this file cannot open a notebook with it
        added REAL NOT NULL,                -- Unix time, like every moment here
        served REAL NOT NULL DEFAULT 0      -- when a job of it last left the worker
    ) STRICT;

    CREATE TABLE lectures (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        notebook TEXT NOT NULL REFERENCES notebooks (id) ON DELETE CASCADE,
        recording TEXT NOT NULL,            -- sha256 of the file, and its name on disk
        size INTEGER NOT NULL,              -- bytes
        options TEXT NOT NULL,              -- Options, as codec writes them
        models TEXT NOT NULL,               -- what works on it: the same options with another model is another lecture
        file_name TEXT NOT NULL,
        added REAL NOT NULL,
        title TEXT NOT NULL,
        course TEXT NOT NULL DEFAULT '',
        date TEXT NOT NULL,                 -- ISO 8601
        notes TEXT NOT NULL DEFAULT '',
        duration REAL NOT NULL DEFAULT 0,   -- seconds
        taken_in INTEGER NOT NULL DEFAULT 0,-- 1: came in a notebook's file; its result is not passed on to others
        body TEXT,                          -- the finished Lecture, as codec writes it
        UNIQUE (notebook, recording, options, models)
    ) STRICT;
    CREATE INDEX lectures_by_age ON lectures (notebook, added DESC, number DESC);
    CREATE INDEX lectures_by_recording ON lectures (recording);

    CREATE TABLE jobs (
        lecture INTEGER PRIMARY KEY REFERENCES lectures (number) ON DELETE CASCADE,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        queued REAL NOT NULL,
        not_before REAL NOT NULL DEFAULT 0, -- a failed attempt rests a little
        reason TEXT NOT NULL DEFAULT '',    -- why it failed, a sentence
        attempts INTEGER NOT NULL DEFAULT 0,-- in a row, without getting further
        reached REAL NOT NULL DEFAULT 0,    -- how far the work had come when the last attempt began
        server TEXT NOT NULL DEFAULT '',    -- who runs it
        run TEXT NOT NULL DEFAULT ''        -- which attempt it is: a word that the work must find in its order
    ) STRICT;
    CREATE INDEX jobs_in_line ON jobs (state) WHERE state IN ('queued', 'running');

    CREATE TABLE reviews (
        lecture INTEGER NOT NULL REFERENCES lectures (number) ON DELETE CASCADE,
        card TEXT NOT NULL,                 -- its question
        at REAL NOT NULL,
        grade INTEGER NOT NULL,
        PRIMARY KEY (lecture, card, at)
    ) STRICT, WITHOUT ROWID;

    CREATE VIRTUAL TABLE words USING fts5 (
        notebook, title, course, notes, transcript, tokenize = 'unicode61 remove_diacritics 2'
    );
    """,
    """
    CREATE TABLE pace (                     -- how long the stages of finished jobs took, in seconds
        number INTEGER PRIMARY KEY,
        models TEXT NOT NULL,
        speech REAL NOT NULL,
        summary REAL NOT NULL,
        cards REAL NOT NULL
    ) STRICT;
    """,
    """
    -- 1: it failed for a recording that cannot be used, which another try would not change
    ALTER TABLE jobs ADD COLUMN hopeless INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE jobs RENAME COLUMN hopeless TO permanent;
    ALTER TABLE jobs RENAME COLUMN run TO token;  -- which attempt it is: what the work must find in its lease
    DROP TABLE reviews;                           -- no page ever wrote one
    """,
    """
    -- What the student makes of a lecture: records upon what was heard and made, which stay when that is made anew.
    ALTER TABLE lectures ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;  -- grows with each such record
    ALTER TABLE lectures ADD COLUMN own INTEGER NOT NULL DEFAULT 0;       -- 1: made with their words; not passed on
    ALTER TABLE lectures ADD COLUMN deleted REAL;                         -- when it was put away; NULL: it is there
    DROP INDEX lectures_by_age;
    CREATE INDEX lectures_by_age ON lectures (notebook, added DESC, number DESC) WHERE deleted IS NULL;
    CREATE INDEX lectures_by_course ON lectures (notebook, course, added DESC, number DESC) WHERE deleted IS NULL;
    CREATE INDEX lectures_put_away ON lectures (deleted) WHERE deleted IS NOT NULL;
    CREATE TABLE edits (
        id TEXT PRIMARY KEY,
        lecture INTEGER NOT NULL REFERENCES lectures (number) ON DELETE CASCADE,
        at REAL NOT NULL,
        body TEXT NOT NULL,                 -- an Edit, as codec writes it
        taken_back INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX edits_by_lecture ON edits (lecture, at);

    CREATE TABLE courses (
        notebook TEXT NOT NULL REFERENCES notebooks (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        exam TEXT NOT NULL DEFAULT '',      -- ISO 8601; empty: none
        PRIMARY KEY (notebook, name)
    ) STRICT;
    CREATE TABLE replacements (             -- misheard names, remembered for a course; '' is what has no course
        notebook TEXT NOT NULL REFERENCES notebooks (id) ON DELETE CASCADE,
        course TEXT NOT NULL,
        heard TEXT NOT NULL,
        meant TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (notebook, course, heard)
    ) STRICT;

    CREATE TABLE cards (                    -- a row for each card that the student said something about, or wrote
        lecture INTEGER NOT NULL REFERENCES lectures (number) ON DELETE CASCADE,
        card TEXT NOT NULL,                 -- Card.id
        state TEXT NOT NULL CHECK (state IN ('proposed', 'kept', 'dropped')),
        thumb INTEGER NOT NULL DEFAULT 0,   -- 1: good, -1: bad
        body TEXT,                          -- the Card as the student wrote it; NULL: as it was made
        made TEXT,                          -- the Card as it was made; NULL: it is the student's own
        merged_into TEXT NOT NULL DEFAULT '',  -- the twin that stayed, for which its reviews count
        wanted INTEGER NOT NULL DEFAULT 0,  -- 1: it was made when the student asked for more cards
        apart TEXT NOT NULL DEFAULT '',     -- cards that look like twins of it and are none, between spaces
        at REAL NOT NULL,
        PRIMARY KEY (lecture, card)
    ) STRICT;
    CREATE TABLE decks (                    -- the cards of a finished lecture beside it: can be made anew from its body
        lecture INTEGER PRIMARY KEY REFERENCES lectures (number) ON DELETE CASCADE,
        body TEXT NOT NULL                  -- Cards, as codec writes them
    ) STRICT;
    CREATE TABLE decisions (                -- how cards stood before the student decided on them, to be taken back
        number INTEGER PRIMARY KEY,
        lecture INTEGER NOT NULL REFERENCES lectures (number) ON DELETE CASCADE,
        body TEXT NOT NULL                  -- a Decision, as codec writes it
    ) STRICT;
    CREATE INDEX decisions_by_lecture ON decisions (lecture);
    CREATE TABLE reviews (
        lecture INTEGER NOT NULL REFERENCES lectures (number) ON DELETE CASCADE,
        card TEXT NOT NULL,
        at REAL NOT NULL,
        rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
        utc_offset INTEGER NOT NULL DEFAULT 0,  -- minutes by which the student's clock was ahead of UTC
        PRIMARY KEY (lecture, card, at)
    ) STRICT;
    CREATE TABLE schedules (                -- what FSRS makes of a card's reviews; can be made anew from them
        lecture INTEGER NOT NULL REFERENCES lectures (number) ON DELETE CASCADE,
        card TEXT NOT NULL,
        due REAL NOT NULL,
        body TEXT NOT NULL,                 -- as fsrs writes it
        PRIMARY KEY (lecture, card)
    ) STRICT;

    CREATE TABLE sentences (                -- what a lecture says, to be asked for; can be found anew in it
        lecture INTEGER PRIMARY KEY REFERENCES lectures (number) ON DELETE CASCADE,
        revision INTEGER NOT NULL,          -- of the lecture, when they were found in it
        language TEXT NOT NULL,
        texts TEXT NOT NULL,                -- a line each
        times BLOB NOT NULL,                -- start and end of each: two floats of 8 bytes
        vectors BLOB NOT NULL               -- of each 384 half floats, at unit length; empty in most languages
    ) STRICT;
    """,
    "ALTER TABLE notebooks ADD COLUMN tongue TEXT NOT NULL DEFAULT ''",  # its page's; empty: as the browser has it
    "ALTER TABLE lectures ADD COLUMN unshared INTEGER NOT NULL DEFAULT 0",  # how often its sharing was stopped
    "ALTER TABLE cards ADD COLUMN source TEXT",  # of a card that was mended by itself: JSON of how it was before
    "ALTER TABLE lectures ADD COLUMN renamed REAL NOT NULL DEFAULT 0",  # when its title, date or course last changed
    "ALTER TABLE jobs ADD COLUMN stops INTEGER NOT NULL DEFAULT 0",  # deaths of its server, without getting further
    """
    CREATE TABLE restorations (             -- that the file was restored, until the student has read it
        notebook TEXT NOT NULL REFERENCES notebooks (id) ON DELETE CASCADE,
        at REAL NOT NULL,
        body TEXT NOT NULL,                 -- Restored, as codec writes it
        PRIMARY KEY (notebook, at)
    ) STRICT;
    """,
    "ALTER TABLE notebooks ADD COLUMN promised INTEGER NOT NULL DEFAULT 0",  # 1: its key is known without this row
)


class Database:
    """One SQLite file, in WAL mode. Connections are short-lived; one stays open so that the WAL need not be rebuilt.

    Raises leaves of StoreError.
    """

    def __init__(self, path: Path, reserve: Reserve | None = None) -> None:
        self.path = path
        self.reserve = reserve or Reserve(path.with_name("reserve"))
        with store_errors(path.parent), FileLock(path.with_suffix(".lock")):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._anchor = self.reserve.helps(self._opened)

    def _opened(self) -> sqlite3.Connection:
        with store_errors(self.path.parent):
            anchor = connect(self.path)
            try:
                anchor.execute("PRAGMA journal_mode = WAL")  # the file remembers it
                migrate(anchor)
            except BaseException:
                anchor.close()
                raise
            return anchor

    def close(self) -> None:
        self._anchor.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the file from its first query on. It waits for no writer."""
        with store_errors(self.path.parent), closing(connect(self.path)) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is kept, or nothing. One at a time over all processes; how long this one waits for
        the others, busy.py says."""
        with store_errors(self.path.parent), closing(connect(self.path)) as connection:
            begin(connection)
            with connection:
                yield connection

    def freeing(self, act: Callable[[sqlite3.Connection], Done]) -> Done:
        """Do in a transaction what frees room, or takes next to none. It goes on a full disk too, in the room of the
        reserve: `act` is done again there, when its first transaction has left nothing."""

        def once() -> Done:
            with self.writing() as rows:
                return act(rows)

        owed = self.reserve.is_lent
        try:
            return self.reserve.helps(once)
        finally:
            if self.reserve.is_lent and not owed:
                self._shorten_log()
                self.reserve.fill()

    def scrub(self) -> bool:
        """Overwrite what deleted rows left behind: in the index of words, and in the log that SQLite writes ahead.

        False where that cannot be now: the reserve stays lent, by which `settle` knows that it is still to be done.
        """
        try:
            self.freeing(lambda rows: rows.execute("INSERT INTO words (words) VALUES ('optimize')"))
        except (DiskFull, StoreBusy):
            self.reserve.lend()
            return False
        if not self._shorten_log():
            self.reserve.lend()
            return False
        return True

    def settle(self) -> None:
        """Do what a full disk has left undone, once there is room: overwrite what was deleted, fill the reserve."""
        if self.reserve.is_lent:
            with patience(QUIET):
                done = self.scrub()
            if done:
                self.reserve.fill()

    def _shorten_log(self) -> bool:
        """Bring what SQLite wrote ahead to its place, and give back the log's room. False while somebody reads there.

        SQLite would wait for them with the writers' lock in its hand: it is asked again and again, and waits never.
        """
        with suppress(sqlite3.OperationalError), closing(connect(self.path)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            for rest in (*RESTS, None):
                with suppress(sqlite3.OperationalError):
                    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                    if not busy:
                        return True
                if rest:
                    time.sleep(rest)
        return False


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BOUND, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what a student deletes is overwritten
    connection.execute("PRAGMA temp_store = MEMORY")  # the disk may be full
    return connection


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version. `PRAGMA user_version` counts the migrations it has had."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT")


@contextmanager
def store_errors(folder: Path) -> Iterator[None]:
    """Turn what the disk and SQLite say into leaves of StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if found := from_sqlite(folder, error):
            raise found from error
        raise  # a mistake of ours
    except OSError as error:
        raise _from_system(folder, error) from error


def from_sqlite(folder: Path, error: sqlite3.DatabaseError) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the low byte is the primary code
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(folder, str(error))
    if code == sqlite3.SQLITE_CANTOPEN and not folder.exists():
        return FolderAway(folder, str(error))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return FolderReadOnly(folder, str(error))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreDamaged(folder, str(error))
    if is_busy(error):
        return StoreBusy(folder, str(error))
    if code == sqlite3.SQLITE_IOERR:  # also where it finds no room for the index of its log
        return (DiskFull if _is_full(folder) else StoreError)(folder, str(error))
    return None


def _is_full(folder: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(folder).free < LEAST
    return False


def _from_system(folder: Path, error: OSError) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(folder, str(error))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST):
        return FolderReadOnly(folder, error.strerror or str(error))
    if error.errno == errno.ENOENT and not folder.exists():
        return FolderAway(folder, str(error))
    return StoreError(folder, str(error))
