"""On a disk that is full to the last byte all goes on that needs no room, and what frees room first of all."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from lecture.errors import DiskFull, RecordingGone, UnknownLecture
from lecture.store import archive, put_away, reserve
from lecture.store.growing import Recorder, Told
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from tests.disks import mounted
from tests.lecture.store.hands import ByHand, Standing, work_off
from tests.lecture.store.script import Script, add, alone, hear, worked_on

TALK = Told("audio/webm", "2026-11-27T10:00:00")
VOICE = "recording-0123456789"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=8m", "none") as folder:
        yield folder


class Full:
    """A library on the disk with a finished lecture, one that waits and what a microphone records; then the disk is
    full."""

    def __init__(self, disk: Path, clock: Standing) -> None:
        self.disk, self.clock = disk, clock
        self.library = Library(disk / "data", clock=clock.clock)
        self.key, self.ann = self.library.first_notebook(), self.library.notebook_of("ann")
        self.mine = self.library.notebook(self.key)
        self.done = worked_on(self.mine, Script(1, seconds=600))
        self.waits = add(self.mine, Script(2))
        self.recorder = Recorder(self.mine)
        self.recorder.take(VOICE, 0, b"v" * 5000, TALK)
        self.library.database.scrub()  # its log is empty, and cannot grow
        fill(disk)

    def open_again(self) -> Notebook:
        self.library.close()
        fill(self.disk)  # what the log had taken
        self.library = Library(self.disk / "data", clock=self.clock.clock)
        self.mine = self.library.notebook(self.key)
        return self.mine


@pytest.fixture
def full(disk: Path, clock: Standing) -> Iterator[Full]:
    made = Full(disk, clock)
    yield made
    made.library.close()


def fill(disk: Path) -> None:
    with (disk / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
        for _ in range(100_000):
            ballast.write(b"x" * 512)
    assert shutil.disk_usage(disk).free == 0
    with pytest.raises(OSError, match="No space left"):
        (disk / "another").write_bytes(b"x")


def recordings(library: Library) -> int:
    return len(list((library.folder / "recordings").iterdir()))


def test_a_lecture_is_deleted_and_deleted_for_good(full: Full) -> None:
    full.mine.put_away(full.done)
    assert [one.id for one in full.mine.put_away_list()] == [full.done]
    fill(full.disk)
    full.mine.delete(full.done)
    assert full.mine.put_away_list() == ()
    assert recordings(full.library) == 1
    assert full.mine.page("said").total == 0
    with pytest.raises(UnknownLecture):
        full.mine.lecture(full.done)


def test_each_of_many_is_deleted_for_good_while_others_take_what_that_frees(full: Full) -> None:
    for lecture in (full.done, full.waits):
        full.mine.put_away(lecture)
        fill(full.disk)
        full.mine.delete(lecture)
        fill(full.disk)
    assert full.mine.page().total == 0
    assert recordings(full.library) == 0


def test_a_lecture_whose_recording_another_has_is_deleted_in_the_room_of_the_reserve(
    full: Full, tmp_path: Path
) -> None:
    """Then no file makes room."""
    theirs = full.library.notebook(full.key)
    (full.disk / "ballast").unlink()
    other = theirs.add("lecture 1.mp3", [Script(1, seconds=600).recording()], models="another")
    fill(full.disk)
    full.mine.put_away(full.done)
    full.mine.delete(full.done)
    assert [entry.id for entry in theirs.page().entries] == [other, full.waits]
    assert theirs.recording(other).read_bytes() == Script(1, seconds=600).recording()


def test_deleting_is_undone(full: Full) -> None:
    full.mine.put_away(full.done)
    full.mine.bring_back(full.done)
    assert full.mine.lecture(full.done).transcript == alone(Script(1, seconds=600))


def test_what_waits_is_cancelled(full: Full) -> None:
    queue = Queue(full.library, hear, ByHand(), by_itself=False)
    queue.cancel(full.mine, full.waits)
    assert queue.status(full.mine, full.waits).state == "cancelled"
    queue.close()


def test_what_a_microphone_recorded_is_discarded(full: Full) -> None:
    full.recorder.discard(VOICE)
    assert full.recorder.waiting() == ()


def test_a_part_from_the_microphone_is_refused_and_comes_when_there_is_room(full: Full) -> None:
    with pytest.raises(DiskFull):
        full.recorder.take(VOICE, 5000, b"w" * 50_000, TALK)
    assert [one.size for one in full.recorder.waiting()] != []
    (full.disk / "ballast").unlink()
    assert full.recorder.take(VOICE, 5000, b"w" * 50_000, TALK) == 55_000
    sound = full.recorder.folder / VOICE / "sound"
    assert sound.read_bytes() == b"v" * 5000 + b"w" * 50_000


def test_sharing_is_stopped(full: Full) -> None:
    key = full.library.lecture_key(full.done, "read")
    full.library.stop_sharing(full.mine, full.done)
    with pytest.raises(UnknownLecture):
        full.library.opened(full.done, key, "read")


def test_the_notebook_is_taken_along(full: Full) -> None:
    with ZipFile(io.BytesIO(archive.packed(full.mine))) as packed:
        assert packed.testzip() is None
        assert len([name for name in packed.namelist() if name.startswith("recordings/")]) == 2


def test_the_library_opens_and_lectures_are_read_and_deleted(full: Full) -> None:
    mine = full.open_again()
    assert full.library.first_notebook() == full.key
    assert full.library.notebook_of("ann") == full.ann
    assert mine.page("said").total == 1
    assert mine.lecture(full.done).transcript == alone(Script(1, seconds=600))
    mine.put_away(full.done)
    mine.delete(full.done)
    assert recordings(full.library) == 1


def test_the_line_waits_and_goes_on_when_there_is_room(full: Full) -> None:
    hand = ByHand()
    queue = Queue(full.library, hear, hand, by_itself=False)
    with pytest.raises(DiskFull):
        work_off(queue, hand)
    assert queue.status(full.mine, full.waits).state == "queued"
    (full.disk / "ballast").unlink()
    work_off(queue, hand)
    assert full.mine.lecture(full.waits).transcript == alone(Script(2))
    queue.close()


def test_what_takes_room_is_refused_with_a_sentence_and_takes_nothing_of_the_reserve(full: Full) -> None:
    held = (full.library.folder / "reserve").stat().st_size
    with pytest.raises(DiskFull, match="free some space"):
        add(full.mine, Script(3, seconds=30))
    with pytest.raises(DiskFull):
        full.mine.edit(full.done, notes="n" * 100_000)
    assert (full.library.folder / "reserve").stat().st_size == held


def test_the_reserve_is_filled_again_by_what_a_deletion_frees(full: Full) -> None:
    held = (full.library.folder / "reserve").stat().st_size
    full.mine.put_away(full.done)
    full.mine.delete(full.done)
    again = (full.library.folder / "reserve").stat().st_size
    assert held // 2 < again <= reserve.MOST


def test_what_could_not_be_overwritten_is_when_there_is_room(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a deleted lecture no word stays on the disk; there may be no room to write the index of words anew."""
    scrubbed = full.library.database.scrub
    monkeypatch.setattr(full.library.database, "freeing", no_room(full.library.database.freeing, after=1))
    full.mine.delete(full.done)
    monkeypatch.undo()
    assert not (full.library.folder / "reserve").exists()  # by which it is known
    (full.disk / "ballast").unlink()
    full.library.sweep()
    assert (full.library.folder / "reserve").exists()
    assert scrubbed()
    full.library.close()
    word = alone(Script(1, seconds=600)).segments[300].text.split()[0].encode()
    assert word not in (full.library.folder / "library.db").read_bytes()


def no_room(freeing, after: int):  # type: ignore[no-untyped-def]
    done = []

    def instead(act):  # type: ignore[no-untyped-def]
        done.append(act)
        if len(done) > after:
            raise DiskFull("here", "full")
        return freeing(act)

    return instead


def test_who_is_killed_between_the_files_and_the_rows_has_a_lecture_that_can_be_deleted_again(
    library: Library, mine: Notebook, monkeypatch: pytest.MonkeyPatch, clock: Standing
) -> None:
    lecture = worked_on(mine, Script(1))
    mine.put_away(lecture)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        mine.delete(lecture)
    monkeypatch.undo()
    assert [one.id for one in mine.put_away_list()] == [lecture]
    assert recordings(library) == 0
    mine.bring_back(lecture)
    assert mine.lecture(lecture).transcript == alone(Script(1))
    with pytest.raises(RecordingGone):
        mine.recording(lecture)
    mine.put_away(lecture)
    clock.move(31 * put_away.DAY)
    library.sweep()
    assert mine.put_away_list() == ()


def test_without_a_reserve_it_is_said_what_to_do(full: Full) -> None:
    (full.library.folder / "reserve").unlink()
    fill(full.disk)
    with pytest.raises(DiskFull, match="free some space"):
        full.mine.put_away(full.done)
    with sqlite3.connect(full.library.folder / "library.db") as rows:
        assert rows.execute("PRAGMA quick_check").fetchone() == ("ok",)
