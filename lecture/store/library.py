"""The store: what students have, in SQLite, and their recordings beside it.

    library.db                  rows; see database.py
    recordings/<sha256>         each recording once, whoever gave it
    lectures/<id>/about.json    whose it is: enough to find it again where the rows were lost
    lectures/<id>/…             what is kept of unfinished work; see jobs.py
    incoming/                   recordings that are still arriving
    secret                      what keys are derived from; who reads it opens every notebook

Everything a student has is reached through a `Notebook`, and a `Notebook` through its key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, Literal

import platformdirs
from filelock import FileLock

from lecture import codec
from lecture.errors import (
    DamagedData,
    EmptyRecording,
    NotebookFull,
    NotFinished,
    QueueFull,
    RecordingGone,
    SettingError,
    TooLarge,
    UnknownLecture,
    UnknownNotebook,
)
from lecture.store.database import Database, store_errors
from lecture.values import Lecture, Options

State = Literal["queued", "running", "done", "failed", "cancelled"]

KEY_BYTES = 24  # 192 bits
PIECE = 2**20  # bytes read at a time
DAY = 24 * 60 * 60  # seconds
STALE = DAY  # an upload that has not grown for so long was broken off


def data_folder() -> Path:
    """`LECTURE_DATA`, else the platform's folder for a user's data."""
    chosen = os.environ.get("LECTURE_DATA")
    return Path(chosen) if chosen else Path(platformdirs.user_data_path("lecture-voice-to-notes"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator may set."""

    upload_bytes: int = 2 * 2**30
    notebook_lectures: int = 1000
    notebook_bytes: int = 50 * 2**30
    keep_days: int = 0  # 0: for ever
    waiting: int = 100  # lectures in the queue

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> Limits:
        """From LECTURE_UPLOAD_MB, _NOTEBOOK_LECTURES, _NOTEBOOK_MB, _KEEP_DAYS and _QUEUE. Raises SettingError."""
        usual = Limits()

        def number(setting: str, unit: int, otherwise: int) -> int:
            value = environment.get(setting, "").strip()
            if not value:
                return otherwise
            if not value.isdecimal():
                raise SettingError(setting, value, "a whole number")
            return int(value) * unit

        return Limits(
            upload_bytes=number("LECTURE_UPLOAD_MB", 2**20, usual.upload_bytes),
            notebook_lectures=number("LECTURE_NOTEBOOK_LECTURES", 1, usual.notebook_lectures),
            notebook_bytes=number("LECTURE_NOTEBOOK_MB", 2**20, usual.notebook_bytes),
            keep_days=number("LECTURE_KEEP_DAYS", 1, usual.keep_days),
            waiting=number("LECTURE_QUEUE", 1, usual.waiting),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A lecture as a list shows it."""

    id: str
    title: str
    course: str
    date: str  # ISO 8601
    notes: str
    file_name: str
    size: int  # bytes
    duration: float  # seconds; 0 until it is known
    added: float  # Unix time
    state: State
    reason: str = ""  # why it failed, a sentence
    found: str = ""  # where a search found it: a few words of the transcript
    options: Options = Options()  # noqa: RUF009  (frozen)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a notebook's lectures, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Review:
    """One answer of the student to one card."""

    card: str  # its question
    at: float  # Unix time
    grade: int


class Library:
    """The store in `folder`. Safe to share between threads, and between processes on one machine.

    `remark` is a sentence for the page where the library had to be restored, else empty.
    Raises leaves of StoreError.
    """

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.folder = folder
        self.limits = limits or Limits()
        with store_errors(folder):
            for name in ("recordings", "lectures", "incoming"):
                (folder / name).mkdir(parents=True, exist_ok=True)
        self.database = Database(folder / "library.db")
        self.remark = self.database.remark
        self._secret = _secret(folder / "secret")
        if self.remark:
            self._mend()
        self._adopt()
        self.sweep()

    def close(self) -> None:
        self.database.close()

    # Notebooks

    def new_notebook(self) -> str:
        """The key of a new, empty notebook."""
        return self._start(secrets.token_urlsafe(KEY_BYTES))

    def first_notebook(self) -> str:
        """The key of the one notebook on a laptop: always the same."""
        return self._start(self._derived("the first notebook"))

    def notebook_of(self, person: str) -> str:
        """The key of the notebook of a signed-in person: always the same for the same name of the person."""
        return self._start(self._derived(f"person {person}"))

    def knows(self, key: str) -> bool:
        with self.database.reading() as rows:
            return rows.execute("SELECT 1 FROM notebooks WHERE id = ?", (_hash(key),)).fetchone() is not None

    def notebook(self, key: str) -> Notebook:
        """Raises UnknownNotebook."""
        if not self.knows(key):
            raise UnknownNotebook
        return Notebook(self, _hash(key))

    def _derived(self, purpose: str) -> str:
        digest = hmac.digest(self._secret, purpose.encode("utf-8", "surrogatepass"), "sha256")
        return base64.urlsafe_b64encode(digest[:KEY_BYTES]).decode()

    def _start(self, key: str) -> str:
        with self.database.writing() as rows:
            rows.execute("INSERT OR IGNORE INTO notebooks (id, added) VALUES (?, ?)", (_hash(key), time.time()))
        return key

    # Files

    def recording(self, digest: str) -> Path:
        return self.folder / "recordings" / digest

    def work_folder(self, lecture: str) -> Path:
        return self.folder / "lectures" / lecture

    @contextmanager
    def adding(self, about: About) -> Iterator[sqlite3.Connection]:
        """A transaction that adds this lecture, with what stands beside its row; where it fails neither is there."""
        folder = self.work_folder(about.id)
        try:
            with self.database.writing() as rows:
                yield rows
                folder.mkdir()
                write_whole(folder / "about.json", codec.dump(about))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def sweep(self, now: float | None = None) -> None:
        """Delete what is past its time: lectures older than the limit, uploads broken off, recordings of nobody."""
        now = time.time() if now is None else now
        if self.limits.keep_days:
            with self.database.reading() as rows:
                past = rows.execute(
                    "SELECT notebook, id FROM lectures WHERE added < ?", (now - self.limits.keep_days * DAY,)
                ).fetchall()
            for row in past:
                with suppress(UnknownLecture):  # the student was faster
                    Notebook(self, row["notebook"]).delete(row["id"])
        with store_errors(self.folder):
            for upload in (self.folder / "incoming").iterdir():
                with suppress(FileNotFoundError):  # it has arrived, or another server was faster
                    if upload.stat().st_mtime >= now - STALE:
                        continue
                    if upload.is_dir():  # a notebook that was being brought in
                        shutil.rmtree(upload)
                    else:
                        upload.unlink()
        self.drop_unused(path.name for path in (self.folder / "recordings").iterdir())

    def drop_unused(self, digests: Iterable[str]) -> None:
        """Delete recordings that no lecture has. Within a transaction, so that none is just being added."""
        with self.database.writing() as rows:
            for digest in digests:
                if not rows.execute("SELECT 1 FROM lectures WHERE recording = ?", (digest,)).fetchone():
                    self.recording(digest).unlink(missing_ok=True)

    def _adopt(self) -> None:
        """Give every lecture whose row was lost a row again, from what stands beside it. It is worked on anew."""
        with self.database.writing() as rows:
            known = {row["id"] for row in rows.execute("SELECT id FROM lectures")}
            for folder in (self.folder / "lectures").iterdir():
                about = None if folder.name in known else _about(folder)
                if about and self.recording(about.recording).exists():
                    with suppress(sqlite3.IntegrityError):  # the student has given the same again meanwhile
                        insert(rows, about)

    def _mend(self) -> None:
        """After a restoration: every lecture has a job, and one without a result that can be read is queued."""
        with self.database.writing() as rows:
            for row in rows.execute("SELECT number, options, body FROM lectures").fetchall():
                number, lecture = row["number"], None
                with suppress(DamagedData):
                    lecture = codec.load(Lecture, row["body"]) if row["body"] else None
                try:
                    codec.load(Options, row["options"])
                except DamagedData:  # then it is adopted, from what stands beside it
                    rows.execute("DELETE FROM lectures WHERE number = ?", (number,))
                    continue
                rows.execute(
                    "INSERT OR IGNORE INTO jobs (lecture, state, queued) VALUES (?, 'done', ?)", (number, time.time())
                )
                index(rows, number, lecture.transcript.text if lecture else "")
                if not lecture:
                    work_again(rows, number)


@dataclass(frozen=True, slots=True)
class About:
    """What makes a row of `lectures`, and is kept beside it too."""

    id: str
    notebook: str
    recording: str
    size: int
    options: Options
    models: str
    file_name: str
    added: float
    title: str
    date: str


def about_of(row: sqlite3.Row) -> About:
    fields = {name: row[name] for name in About.__slots__}
    return About(**{**fields, "options": codec.load(Options, row["options"])})


def insert(rows: sqlite3.Connection, about: About) -> int:
    """A row for the lecture and a queued job for it. Returns the row's number."""
    rows.execute("INSERT OR IGNORE INTO notebooks (id, added) VALUES (?, ?)", (about.notebook, about.added))
    number = rows.execute(
        "INSERT INTO lectures (id, notebook, recording, size, options, models, file_name, added, title, date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            about.id,
            about.notebook,
            about.recording,
            about.size,
            codec.dump(about.options),
            about.models,
            about.file_name,
            about.added,
            about.title,
            about.date,
        ),
    ).lastrowid
    assert number is not None
    rows.execute("INSERT INTO jobs (lecture, state, queued) VALUES (?, 'queued', ?)", (number, time.time()))
    index(rows, number)
    return number


def finish(rows: sqlite3.Connection, number: int, lecture: Lecture) -> None:
    """Keep the finished lecture, under the names of this row: it may have been made for another student's file."""
    row = rows.execute("SELECT title, file_name FROM lectures WHERE number = ?", (number,)).fetchone()
    lecture = replace(lecture, title=row["title"], file_name=row["file_name"])
    rows.execute(
        "UPDATE lectures SET body = ?, duration = ? WHERE number = ?",
        (codec.dump(lecture), lecture.transcript.duration, number),
    )
    rows.execute("UPDATE jobs SET state = 'done', reason = '', attempts = 0 WHERE lecture = ?", (number,))
    index(rows, number, lecture.transcript.text)


def index(rows: sqlite3.Connection, number: int, transcript: str | None = None) -> None:
    """Bring the words that a search finds up to date. Without `transcript` its words stay as they are."""
    row = rows.execute("SELECT notebook, title, course, notes FROM lectures WHERE number = ?", (number,)).fetchone()
    texts = [row["notebook"], *map(spaced, row[1:])]
    rows.execute(
        "INSERT INTO words (rowid, notebook, title, course, notes, transcript)"
        " SELECT ?, '', '', '', '', '' WHERE NOT EXISTS (SELECT 1 FROM words WHERE rowid = ?)",
        (number, number),
    )
    rows.execute("UPDATE words SET notebook = ?, title = ?, course = ?, notes = ? WHERE rowid = ?", (*texts, number))
    if transcript is not None:
        rows.execute("UPDATE words SET transcript = ? WHERE rowid = ?", (spaced(transcript), number))


class Notebook:
    """The lectures of one student. Another notebook's lectures are unknown to it: UnknownLecture."""

    def __init__(self, library: Library, name: str) -> None:
        """`name` is the hash of the key; pages come here through `Library.notebook(key)`."""
        self.library, self.name = library, name

    # In

    def add(
        self, file_name: str, chunks: BinaryIO | Iterable[bytes], options: Options | None = None, *, models: str = ""
    ) -> str:
        """Keep a recording as it arrives and put it in the queue. Returns the lecture's id.

        The same recording with the same options and models is the same lecture; where that one had failed or was
        cancelled, it is queued again. `models` names what the work will be done with.
        Raises EmptyRecording, TooLarge, NotebookFull, QueueFull, or a leaf of StoreError.
        """
        name = file_name_of(file_name)
        self._check_queue()
        arrived = self.library.folder / "incoming" / secrets.token_hex(16)
        try:
            with store_errors(self.library.folder):
                digest, size = receive(name, chunks, arrived, self.library.limits.upload_bytes)
            return self._keep(arrived, self.about(name, digest, size, options or Options(), models))
        finally:
            with suppress(OSError):
                arrived.unlink(missing_ok=True)

    def about(self, name: str, digest: str, size: int, options: Options, models: str) -> About:
        return About(
            id=new_id(),
            notebook=self.name,
            recording=digest,
            size=size,
            options=options,
            models=models,
            file_name=name,
            added=time.time(),
            title=title_of(name),
            date=Date.today().isoformat(),
        )

    def _keep(self, arrived: Path, about: About) -> str:
        """Move the recording to its place and make its row, in one transaction."""
        library = self.library
        with library.database.writing() as rows:
            same = self.same(rows, about)
            if same:
                self._put_in_place(arrived, about.recording)
                requeue(rows, same["number"], ("failed", "cancelled"))
                return str(same["id"])
        try:
            with library.adding(about) as rows:
                self.check_room(rows, about.size)
                self._put_in_place(arrived, about.recording)
                insert(rows, about)
        except sqlite3.IntegrityError:  # another page of the same student was faster
            return self._keep(arrived, about)
        return about.id

    def _put_in_place(self, arrived: Path, digest: str) -> None:
        """Within a transaction, so that nobody deletes the recording as one that no lecture has."""
        target = self.library.recording(digest)
        if not target.exists():
            arrived.replace(target)
            _sync_folder(target.parent)

    def same(self, rows: sqlite3.Connection, about: About) -> sqlite3.Row | None:
        """The lecture of this notebook that this one would be."""
        row: sqlite3.Row | None = rows.execute(
            "SELECT id, number FROM lectures WHERE notebook = ? AND recording = ? AND options = ? AND models = ?",
            (self.name, about.recording, codec.dump(about.options), about.models),
        ).fetchone()
        return row

    def _check_queue(self) -> None:
        with self.library.database.reading() as rows:
            (waiting,) = rows.execute("SELECT count(*) FROM jobs WHERE state = 'queued'").fetchone()
        if waiting >= self.library.limits.waiting:
            raise QueueFull(waiting)

    def size(self) -> int:
        """The bytes of its recordings."""
        with self.library.database.reading() as rows:
            (total,) = rows.execute(
                "SELECT coalesce(sum(size), 0) FROM lectures WHERE notebook = ?", (self.name,)
            ).fetchone()
        return int(total)

    def check_room(self, rows: sqlite3.Connection, size: int) -> None:
        """Raise NotebookFull unless there is room for one more lecture of `size` bytes."""
        limits = self.library.limits
        lectures, total = rows.execute(
            "SELECT count(*), coalesce(sum(size), 0) FROM lectures WHERE notebook = ?", (self.name,)
        ).fetchone()
        if lectures >= limits.notebook_lectures:
            raise NotebookFull(f"{limits.notebook_lectures} lectures")
        if total + size > limits.notebook_bytes:
            raise NotebookFull(f"{limits.notebook_bytes / 2**20:.0f} MB of recordings")

    # The list

    def page(self, search: str = "", *, start: int = 0, count: int = 25) -> Page:
        """Newest first; with `search`, those whose title, course, notes or transcript hold words that begin so."""
        words = _words(search)
        if search.strip() and not words:
            return Page((), 0)
        with self.library.database.reading() as rows:
            chosen, values = "", [self.name]
            if words:
                hits = rows.execute("SELECT rowid FROM words WHERE words MATCH ?", (_query(self.name, words),))
                chosen, values = FOUND, [self.name, json.dumps([number for (number,) in hits])]
            (total,) = rows.execute(f"SELECT count(*) FROM lectures l WHERE l.notebook = ? {chosen}", values).fetchone()
            listed = rows.execute(f"{LISTED} {chosen} {NEWEST_FIRST} LIMIT ? OFFSET ?", [*values, count, start])
            found = listed.fetchall()
            excerpts = [_excerpt(rows, row["number"], words) for row in found]
        entries = (replace(_entry(row), found=excerpt) for row, excerpt in zip(found, excerpts, strict=True))
        return Page(tuple(entries), total)

    def entry(self, lecture: str) -> Entry:
        with self.library.database.reading() as rows:
            row = rows.execute(f"{LISTED} AND l.id = ?", (self.name, lecture)).fetchone()
        if not row:
            raise UnknownLecture
        return _entry(row)

    # One lecture

    def lecture(self, lecture: str) -> Lecture:
        """The finished lecture, with the student's title and date. Raises UnknownLecture or NotFinished.

        One that can no longer be read is not finished: it is queued to be made anew from its recording.
        """
        with self.library.database.reading() as rows:
            row = self._row(rows, lecture, ", body")
        if row["body"] is None:
            raise NotFinished
        try:
            made = codec.load(Lecture, row["body"])
        except DamagedData as error:
            with self.library.database.writing() as rows:
                work_again(rows, row["number"])
            raise NotFinished from error
        return replace(made, title=row["title"], date=row["date"])

    def recording(self, lecture: str) -> Path:
        """Where the recording lies, to be played. Raises UnknownLecture or RecordingGone."""
        with self.library.database.reading() as rows:
            row = self._row(rows, lecture)
        path = self.library.recording(row["recording"])
        if not path.exists():
            raise RecordingGone(row["file_name"])
        return path

    def edit(
        self,
        lecture: str,
        *,
        title: str | None = None,
        course: str | None = None,
        date: str | None = None,
        notes: str | None = None,
    ) -> None:
        """Change what is given. `date` is ISO 8601 (ValueError otherwise); an empty title stays as it was."""
        if date is not None:
            Date.fromisoformat(date)
        given = {"title": (title or "").strip() or None, "course": course, "date": date, "notes": notes}
        changes = {name: storable(value) for name, value in given.items() if value is not None}
        with self.library.database.writing() as rows:
            number = self._row(rows, lecture)["number"]
            for name, value in changes.items():
                rows.execute(f"UPDATE lectures SET {name} = ? WHERE number = ?", (value, number))
            index(rows, number)

    def delete(self, *lectures: str) -> None:
        """Delete them really: rows, words, reviews, unfinished work; a recording too where nobody else has it."""
        with self.library.database.writing() as rows:
            gone = [self._row(rows, lecture) for lecture in lectures]
            for row in gone:
                rows.execute("DELETE FROM words WHERE rowid = ?", (row["number"],))
                rows.execute("DELETE FROM lectures WHERE number = ?", (row["number"],))
                shutil.rmtree(self.library.work_folder(row["id"]), ignore_errors=True)  # work that runs stops at this
        self.library.drop_unused(row["recording"] for row in gone)
        self.library.database.scrub()

    # Reviews

    def add_review(self, lecture: str, review: Review) -> None:
        with self.library.database.writing() as rows:
            number = self._row(rows, lecture)["number"]
            rows.execute(
                "INSERT OR REPLACE INTO reviews (lecture, card, at, grade) VALUES (?, ?, ?, ?)",
                (number, storable(review.card), review.at, review.grade),
            )

    def reviews(self, lecture: str) -> tuple[Review, ...]:
        """Oldest first."""
        with self.library.database.reading() as rows:
            number = self._row(rows, lecture)["number"]
            found = rows.execute("SELECT card, at, grade FROM reviews WHERE lecture = ? ORDER BY at, card", (number,))
            return tuple(Review(*row) for row in found)

    def number(self, rows: sqlite3.Connection, lecture: str) -> int:
        """The row's number, for other tables. Raises UnknownLecture."""
        number: int = self._row(rows, lecture)["number"]
        return number

    def _row(self, rows: sqlite3.Connection, lecture: str, more: str = "") -> sqlite3.Row:
        """The lecture's row, without what is long. Raises UnknownLecture."""
        row: sqlite3.Row | None = rows.execute(
            f"SELECT number, id, recording, file_name, title, date {more} FROM lectures WHERE notebook = ? AND id = ?",
            (self.name, lecture),
        ).fetchone()
        if row is None:
            raise UnknownLecture
        return row


def work_again(rows: sqlite3.Connection, number: int) -> None:
    """Forget a result that cannot be read, and queue the lecture."""
    rows.execute("UPDATE lectures SET body = NULL WHERE number = ?", (number,))
    requeue(rows, number, ("done",))


def requeue(rows: sqlite3.Connection, number: int, states: tuple[State, ...]) -> None:
    """Put the lecture at the end of the line, if its job is in one of `states`."""
    marks = ", ".join("?" * len(states))
    rows.execute(
        "UPDATE jobs SET state = 'queued', queued = ?, not_before = 0, reason = '', permanent = 0, attempts = 0,"
        " server = '', token = ''"
        f" WHERE lecture = ? AND state IN ({marks})",
        (time.time(), number, *states),
    )


# Queries

LISTED = (
    "SELECT l.number, l.id, l.title, l.course, l.date, l.notes, l.file_name, l.size, l.duration, l.added, l.options,"
    " j.state, j.reason FROM lectures l JOIN jobs j ON j.lecture = l.number WHERE l.notebook = ?"
)
FOUND = "AND l.number IN (SELECT value FROM json_each(?))"
NEWEST_FIRST = "ORDER BY l.added DESC, l.number DESC"
UNFINISHED = 3  # letters from which on a word may be the beginning of one; below, every lecture has some
AROUND = 60  # letters shown before and after what was found


def _entry(row: sqlite3.Row) -> Entry:
    fields = {name: row[name] for name in row.keys() if name != "number"}  # noqa: SIM118  a Row is no dict
    return Entry(**{**fields, "options": codec.load(Options, row["options"])})


def _words(search: str) -> list[str]:
    """What to search for; without words that have no letter in them."""
    words = [spaced(word.replace('"', "").replace("\0", "")) for word in search.split()]
    return [word for word in words if any(map(str.isalnum, word))]


def _query(notebook: str, words: list[str]) -> str:
    """An FTS5 query for lectures of this notebook that hold all `words`."""
    wanted = " ".join(f'"{word}"{"*" * (len(word) >= UNFINISHED)}' for word in words)
    return f'notebook : "{notebook}" AND {{title course notes transcript}} : ({wanted})'


def _excerpt(rows: sqlite3.Connection, number: int, words: list[str]) -> str:
    """A few words of the transcript around the first that was searched for; empty where they stand elsewhere."""
    if not words:
        return ""
    (transcript,) = rows.execute("SELECT transcript FROM words WHERE rowid = ?", (number,)).fetchone()
    places = (re.search(rf"(?<!\w){re.escape(word)}", transcript, re.IGNORECASE) for word in words)
    place = next(filter(None, places), None)
    if not place:
        return ""
    start, end = max(place.start() - AROUND, 0), place.end() + AROUND
    excerpt = transcript[start:end]
    if start:
        excerpt = "…" + excerpt.partition(" ")[2]
    if end < len(transcript):
        excerpt = excerpt.rpartition(" ")[0] + "…"
    return unspaced(excerpt)


# Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Chinese.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


def spaced(text: str) -> str:
    """`text` with a space after each letter of a script without spaces, so that a search finds words within."""
    return re.sub(f"([{UNSPACED}])(?=\\S)", r"\1 ", text)


def unspaced(text: str) -> str:
    """`spaced` taken back, as far as a reader minds."""
    return re.sub(f"(?<=[{UNSPACED}]) (?=[{UNSPACED}])", "", text)


# Files


def write_whole(path: Path, text: str) -> None:
    """Write the file so that it is there with all of its text, or not at all."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a loss of power, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def receive(name: str, chunks: BinaryIO | Iterable[bytes], target: Path, limit: int) -> tuple[str, int]:
    """Write what arrives to `target`; its sha256 in hexadecimal and its size in bytes."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for chunk in _pieces(chunks):
            size += len(chunk)
            if size > limit:
                raise TooLarge(name, limit)
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise EmptyRecording(name)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _pieces(chunks: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read: Callable[[int], bytes] | None = getattr(chunks, "read", None)
    return iter(lambda: read(PIECE), b"") if read else iter(chunks)


def _secret(path: Path) -> bytes:
    """The library's own secret, made at its first start."""
    with store_errors(path.parent), FileLock(path.with_suffix(".lock")):
        if not path.exists():
            part = path.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(secrets.token_hex(32), encoding="ascii")
            part.replace(path)
        return path.read_bytes()


def _about(folder: Path) -> About | None:
    try:
        return codec.load(About, (folder / "about.json").read_text(encoding="utf-8"))
    except (OSError, DamagedData):
        return None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def file_name_of(name: str) -> str:
    """The last part of a name from anywhere, fit to be shown."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    return storable("".join(letter for letter in last if letter.isprintable()))[-200:] or "recording"


def new_id() -> str:
    return secrets.token_urlsafe(12)


def title_of(file_name: str) -> str:
    """The title of a lecture that nobody has named yet."""
    return PurePosixPath(file_name).stem.replace("_", " ").strip() or file_name


def storable(text: str) -> str:
    """Without the surrogates that UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
