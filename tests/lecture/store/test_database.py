"""The library on a disk that is full, read-only or damaged: a sentence, all kept that can be read, and it goes on."""

from __future__ import annotations

import io
import resource
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from lecture.errors import DiskFull, FolderReadOnly, StoreError
from lecture.store import archive, database
from lecture.store.database import MIGRATIONS, Database
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue, Status
from tests.disks import fill_disk, mounted
from tests.lecture.store.hands import Standing, meanwhile
from tests.lecture.store.script import Script, add, alone, until, worked_on

# Migrations


def test_a_new_file_has_every_migration_and_an_old_one_gets_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.db"
    Database(path).close()
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (x)"))
    newer = Database(path)
    with newer.reading() as rows:
        assert rows.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) + 1
        assert rows.execute("SELECT count(*) FROM later").fetchone()[0] == 0
    newer.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.db"
    Database(path).close()
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (x); CREATE TABLE later (x)"))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Database(path)
    monkeypatch.undo()
    old = Database(path)
    with old.reading() as rows:
        assert rows.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
        assert not rows.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()
    old.close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path)

    def half() -> None:
        with library.database.writing() as rows:
            rows.execute("INSERT INTO notebooks (id, added) VALUES ('x', 0)")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    with library.database.reading() as rows:
        assert rows.execute("SELECT count(*) FROM notebooks").fetchone()[0] == 0
    library.close()


# What is deleted is overwritten, and nobody waits for that


def test_who_reads_for_long_keeps_neither_a_deletion_nor_other_writers_waiting(
    library: Library, mine: Notebook, clock: Standing
) -> None:
    lecture, stays = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    log = library.folder / "library.db-wal"
    with library.database.reading() as rows:
        rows.execute("SELECT count(*) FROM lectures").fetchone()
        began, waited = time.monotonic(), list[float]()
        deleting = threading.Thread(target=mine.delete, args=(lecture,))
        deleting.start()
        while deleting.is_alive():
            asked = time.monotonic()
            mine.edit(stays, title="Tides")
            waited.append(time.monotonic() - asked)
        assert time.monotonic() - began < 5
        assert max(waited) < 1
        assert log.stat().st_size
        assert library.database.reserve.is_lent  # by which it is known that it is still to be done
    library.sweep()
    assert not log.stat().st_size
    assert not library.database.reserve.is_lent


def test_a_notebook_that_is_taken_along_holds_the_database_at_no_moment(library: Library, mine: Notebook) -> None:
    first, last = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    packed = archive.pack(mine)
    assert next(packed).about.id == first
    mine.delete(last)
    assert not (library.folder / "library.db-wal").stat().st_size
    assert list(packed) == []


# A full disk


def test_a_full_disk_is_a_sentence_and_the_job_goes_on_by_itself_when_there_is_room(
    tmp_path: Path, clock: Standing
) -> None:
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=2m", "none") as folder:
        library = Library(folder / "data", clock=clock.clock)
        mine = library.notebook(library.new_notebook())
        done = worked_on(mine, Script(1))
        with pytest.raises(DiskFull, match="The disk is full"):
            mine.add("large.mp3", io.BytesIO(b"x" * 3 * 2**20))
        assert not list((library.folder / "incoming").iterdir())

        script = Script(2, seconds=60)
        lecture = add(mine, script)
        queue = Queue(library, meanwhile(6, lambda: fill_disk(folder / "ballast")))
        until(lambda: "The disk is full" in queue.status(mine, lecture).reason)
        kept = queue.status(mine, lecture).transcript
        assert kept
        assert 5 < len(kept.segments) < 60
        assert kept.segments == alone(script).segments[: len(kept.segments)]
        assert mine.lecture(done).transcript == alone(Script(1))  # whoever only reads minds nothing
        with pytest.raises(DiskFull):
            mine.edit(done, notes="n" * 100_000)

        (folder / "ballast").unlink()

        def over() -> bool:
            clock.move(10)
            return queue.status(mine, lecture) == Status("done")

        until(over, "for the lecture to go on")
        assert mine.lecture(lecture).transcript == alone(script)
        queue.close()
        library.close()


def test_a_quota_on_an_upload_is_a_sentence(tmp_path: Path) -> None:
    library = Library(tmp_path)
    mine = library.notebook(library.new_notebook())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, hard))
    try:
        with pytest.raises(DiskFull, match="free some space"):
            mine.add("large.mp3", io.BytesIO(b"x" * 2**21))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert mine.page().total == 0
    assert not list((tmp_path / "incoming").iterdir())
    library.close()


# A folder that cannot be written


def test_a_read_only_folder_is_a_sentence(tmp_path: Path) -> None:
    """Through a read-only mount of it: permission bits do not bind the administrator."""
    data = tmp_path / "data"
    library = Library(data)
    mine = library.notebook(library.new_notebook())
    lecture = worked_on(mine, Script(1))
    for part in ("incoming", "lectures"):
        with mounted(data / part, "--bind", "-o", "ro", str(data / part)):
            with pytest.raises(FolderReadOnly, match="LECTURE_DATA"):
                add(mine, Script(2))
            assert mine.lecture(lecture).transcript == alone(Script(1))
    library.close()
    with mounted(data, "--bind", "-o", "ro", str(data)), pytest.raises(FolderReadOnly, match="LECTURE_DATA"):
        Library(data)
    library = Library(data)
    assert [entry.id for entry in mine.page().entries] == [lecture]
    worked_on(mine, Script(2))
    library.close()


def test_a_file_in_the_folders_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(FolderReadOnly, match="cannot be written to"):
        Library(tmp_path / "data")


def test_an_error_that_is_ours_is_not_called_the_disks(tmp_path: Path) -> None:
    library = Library(tmp_path)
    with pytest.raises(sqlite3.OperationalError) as error, library.database.reading() as rows:
        rows.execute("SELECT no_such_column FROM lectures")
    assert not isinstance(error.value, StoreError)
    library.close()
