"""What is true of a data folder at any time, whatever went wrong before: written down once, asked after every fault."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

from lecture import codec
from lecture.edits import edited
from lecture.errors import DamagedData
from lecture.store.edits import history
from lecture.store.library import Library
from lecture.store.rows import About, about_of, lecture_in
from lecture.store.schedule import reschedule
from lecture.store.search import spaced
from lecture.store.servers import found_dead
from lecture.store.storage import ABSENT
from lecture.values import Cards

ALIKE = ("id", "notebook", "recording", "size", "options", "models", "file_name", "added")  # of a row and beside it
ASK = "INSERT INTO words (words) VALUES ('integrity-check')"


def broken(library: Library) -> list[str]:
    """What is not as it has to be; empty where all is well."""
    return [*_file(library), *_recordings(library), *_rows(library), *_folders(library)]


def left_over(library: Library) -> list[str]:
    """What should be gone by now. To be asked a day after the last that was done, and after a sweep."""
    folder = library.folder
    found = [*(folder / "incoming").iterdir(), *folder.rglob("*.part"), *(folder / "servers").iterdir()]
    with library.database.reading() as rows:
        done = rows.execute("SELECT id FROM lectures l JOIN jobs j ON j.lecture = l.number WHERE state = 'done'")
        found += [path for (id,) in done for path in library.work_folder(id).iterdir() if path.name != "about.json"]
    return [f"{path.relative_to(folder)} is left over" for path in found]


def _file(library: Library) -> Iterator[str]:
    with library.database.writing() as rows:
        for (said,) in rows.execute("PRAGMA integrity_check").fetchall():
            if said != "ok":
                yield f"SQLite: {said}"
        for row in rows.execute("PRAGMA foreign_key_check").fetchall():
            yield f"a row of {row[0]} belongs to nothing"
        try:
            rows.execute(ASK)
        except sqlite3.DatabaseError as error:
            yield f"the index of words: {error}"


def _recordings(library: Library) -> Iterator[str]:
    """Every row's recording is there as it was given, and none of nobody. That of a lecture which is being deleted may
    be gone before its row."""
    with library.database.reading() as rows:
        query = "SELECT recording, size, max(deleted IS NULL) AS here FROM lectures GROUP BY recording"
        found = rows.execute(query).fetchall()
    going = {row["recording"] for row in found if not row["here"]}
    wanted = {row["recording"]: row["size"] for row in found if not row["recording"].startswith(ABSENT)}
    there = {path.name: path for path in (library.folder / "recordings").iterdir()}
    for name in wanted.keys() - there.keys() - going:
        yield f"the recording {name[:8]} is gone"
    for name in there.keys() - wanted.keys():
        yield f"the recording {name[:8]} is nobody's"
    for name in wanted.keys() & there.keys():
        data = there[name].read_bytes()
        if (len(data), hashlib.sha256(data).hexdigest()) != (wanted[name], name):
            yield f"the recording {name[:8]} is not what was given"
    for copy in (library.folder / "playable").iterdir():
        if copy.name.partition(".")[0] not in wanted:
            yield f"the copy {copy.name[:8]} is nobody's"


def _rows(library: Library) -> Iterator[str]:
    """Each lecture has one job, and what is made of its body agrees with it."""
    with library.database.reading() as rows:
        words = {row["rowid"]: row for row in rows.execute("SELECT rowid, * FROM words").fetchall()}
        lectures = rows.execute("SELECT * FROM lectures").fetchall()
        yield from (f"words of the lecture {number}, which is none" for number in words.keys() - _numbers(lectures))
        for row in lectures:
            yield from (f"{row['file_name']}: {trouble}" for trouble in _row(library, rows, row, words))


def _numbers(lectures: list[sqlite3.Row]) -> set[int]:
    return {row["number"] for row in lectures}


def _row(library: Library, rows: sqlite3.Connection, row: sqlite3.Row, words: dict[int, sqlite3.Row]) -> Iterator[str]:
    number = row["number"]
    job = rows.execute("SELECT * FROM jobs WHERE lecture = ?", (number,)).fetchone()
    if not job:
        yield "it has no job"
        return
    if job["state"] == "done" and not row["body"]:
        yield "it is done and there is nothing"
    if row["body"] and job["state"] in ("failed", "cancelled"):
        yield f"it was finished and is {job['state']}"
    yield from _running(library, row, job)
    made = lecture_in(row)
    now = edited(made, history(rows, number).done) if made else None
    deck = rows.execute("SELECT body FROM decks WHERE lecture = ?", (number,)).fetchone()
    if (codec.load(Cards, deck["body"]) if deck else None) != (now and now.cards):
        yield "its deck is not what its body says"
    said = now.transcript.text if now else ""
    texts = (row["notebook"], *map(spaced, (row["title"], row["course"], row["notes"], said)))
    if number not in words or tuple(words[number])[1:] != texts:
        yield "a search finds other words than stand in it"
    found = rows.execute("SELECT revision FROM sentences WHERE lecture = ?", (number,)).fetchone()
    if found and found["revision"] > row["revision"]:
        yield "its sentences are of a revision that never was"
    before = _schedules(rows, number)
    rows.execute("SAVEPOINT replayed")
    reschedule(rows, number)
    if _schedules(rows, number) != before:
        yield "its schedules are not what its reviews give"
    rows.execute("ROLLBACK TO replayed")


def _schedules(rows: sqlite3.Connection, number: int) -> list[tuple[object, ...]]:
    found = rows.execute("SELECT * FROM schedules WHERE lecture = ? ORDER BY card", (number,))
    return list(map(tuple, found.fetchall()))


def _running(library: Library, row: sqlite3.Row, job: sqlite3.Row) -> Iterator[str]:
    """No job runs without a server that lives, and no lease is granted to an attempt that is over."""
    lease = library.work_folder(row["id"]) / "lease"
    if job["state"] == "running":
        with found_dead(library.folder / "servers", job["server"]) as dead:
            if dead:
                yield "it runs on a server that is dead"
    elif job["state"] != "done" and lease.exists() and lease.read_text() == job["token"]:
        yield f"it is {job['state']}, and an attempt may work on it"


def _folders(library: Library) -> Iterator[str]:
    """Each lecture has a folder that says whose it is, and none is of a lecture that is not there."""
    with library.database.reading() as rows:
        abouts = [about_of(row) for row in rows.execute("SELECT * FROM lectures").fetchall()]
    folders = {path.name: path for path in (library.folder / "lectures").iterdir()}
    for name in folders.keys() - {about.id for about in abouts}:
        yield f"the folder {name} is nobody's"
    for about in abouts:
        beside = None
        with suppress(OSError, DamagedData):
            beside = codec.load(About, (folders[about.id] / "about.json").read_text()) if about.id in folders else None
        if not beside or any(getattr(beside, name) != getattr(about, name) for name in ALIKE):
            yield f"{about.file_name}: what stands beside its row is not what the row says"
