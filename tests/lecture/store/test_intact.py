"""A recording damaged on the disk: it is told, nothing is made of it, and the same file given again mends it."""

from __future__ import annotations

import errno
import io
import os
import resource
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest

from lecture.errors import RecordingGone, StoreError
from lecture.store import archive, intact
from lecture.store.archive import packed, take_in
from lecture.store.growing import Recorder, Told
from lecture.store.intact import Intact, RecordingDamaged, whole
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Status
from lecture.values import Options
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, work_off
from tests.lecture.store.script import PATIENCE, Script, add, alone, worked_on

SCRIPT = Script(1)


def truncate(recording: Path) -> None:
    recording.write_bytes(recording.read_bytes()[:20])


def flip(recording: Path) -> None:
    data = bytearray(recording.read_bytes())
    data[20] ^= 1
    recording.write_bytes(data)


def lose(recording: Path) -> None:
    recording.unlink()


Harm = Callable[[Path], None]
HARMS = pytest.mark.parametrize("harm", [truncate, flip, lose])
DAMAGE = pytest.mark.parametrize("harm", [truncate, flip])


def look(mine: Notebook, lecture: str) -> None:
    entry = mine.entry(lecture)
    mine.storage.intact.look(mine.recording(lecture), entry.size, entry.file_name)


@DAMAGE
def test_it_is_told_when_the_lecture_is_opened_and_what_was_made_stays(mine: Notebook, harm: Harm) -> None:
    lecture = worked_on(mine, SCRIPT)
    look(mine, lecture)
    harm(mine.recording(lecture))
    with pytest.raises(RecordingDamaged) as told:
        look(mine, lecture)
    assert str(told.value) == (
        "The recording of “lecture 1.mp3” is damaged on the disk. What was made from it is still here; "
        "give the same file again, and the recording is whole again."
    )
    assert mine.storage.intact.is_damaged(mine.recording(lecture))
    assert mine.lecture(lecture).transcript == alone(SCRIPT)


@DAMAGE
def test_nothing_is_made_of_it_until_it_is_given_again(
    library: Library, mine: Notebook, start: Start, hand: ByHand, harm: Harm
) -> None:
    queue, lecture = start(), add(mine, SCRIPT)
    harm(mine.recording(lecture))
    work_off(queue, hand)
    said = str(RecordingDamaged("lecture 1.mp3"))
    assert queue.status(mine, lecture) == Status("failed", said, permanent=True)
    assert add(mine, SCRIPT) == lecture
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(SCRIPT)


@DAMAGE
def test_it_is_not_heard_a_second_time(mine: Notebook, harm: Harm) -> None:
    lecture = worked_on(mine, SCRIPT)
    harm(mine.recording(lecture))
    with pytest.raises(RecordingDamaged):
        mine.hear_again(lecture, Options(language="de"))
    assert mine.page().total == 1


@HARMS
def test_the_same_file_given_again_mends_it_and_what_was_copied_from_it_goes(mine: Notebook, harm: Harm) -> None:
    lecture = worked_on(mine, SCRIPT)
    storage, recording = mine.storage, mine.recording(lecture)
    copy = storage.playable_copy(recording.name, 0)
    copy.write_bytes(b"made of the damaged one")
    subtitled = storage.work_folder(lecture) / "subtitled-abc.mp4"
    subtitled.write_bytes(b"made of the damaged one")
    harm(recording)
    assert add(mine, SCRIPT) == lecture
    assert recording.read_bytes() == SCRIPT.recording()
    look(mine, lecture)
    assert copy.exists() == subtitled.exists() == (harm is lose)  # what was made of the whole one stays
    assert not list((storage.folder / "incoming").iterdir())
    assert mine.hear_again(lecture, Options(language="de")) != lecture


def test_a_whole_one_given_again_is_left_as_it_is_with_its_copies(mine: Notebook) -> None:
    lecture = worked_on(mine, SCRIPT)
    recording = mine.recording(lecture)
    copy = mine.storage.playable_copy(recording.name, 0)
    copy.write_bytes(b"a copy")
    before = recording.stat()
    add(mine, SCRIPT)
    assert recording.stat() == before
    assert copy.exists()


@HARMS
def test_another_students_file_mends_it_too(mine: Notebook, theirs: Notebook, harm: Harm) -> None:
    lecture = worked_on(mine, SCRIPT)
    harm(mine.storage.recording(mine.recording(lecture).name))
    add(theirs, SCRIPT)
    look(mine, lecture)


@HARMS
@pytest.mark.parametrize("away", [False, True])
def test_a_notebooks_file_mends_it(mine: Notebook, harm: Harm, away: bool) -> None:
    lecture = worked_on(mine, SCRIPT)
    file = packed(mine)
    harm(mine.recording(lecture))
    if away:
        mine.put_away(lecture)
    assert take_in(mine, "notebook.zip", io.BytesIO(file)) == int(away)
    look(mine, lecture)
    assert [entry.id for entry in mine.page().entries] == [lecture]


def test_what_a_microphone_recorded_mends_it(mine: Notebook) -> None:
    """As where a lecture was made of it, and its page sends the same parts again."""
    recorder, told = Recorder(mine), Told("audio/webm", "2026-11-27T10:00:00")
    recorder.take("recording-0123456789", 0, SCRIPT.recording(), told)
    lecture = recorder.make("recording-0123456789")
    truncate(mine.recording(lecture))
    recorder.take("recording-9876543210", 0, SCRIPT.recording(), told)
    assert recorder.make("recording-9876543210") == lecture
    look(mine, lecture)


@DAMAGE
def test_a_notebook_is_taken_along_without_it_and_can_be_brought_in(
    mine: Notebook, theirs: Notebook, harm: Harm
) -> None:
    damaged, sound = worked_on(mine, SCRIPT), worked_on(mine, Script(2))
    harm(mine.recording(damaged))
    assert take_in(theirs, "notebook.zip", io.BytesIO(packed(mine))) == 2
    there = {entry.file_name: entry.id for entry in theirs.page().entries}
    assert theirs.lecture(there["lecture 1.mp3"]).transcript == alone(SCRIPT)
    assert theirs.recording(there["lecture 2.mp3"]).read_bytes() == Script(2).recording()
    assert mine.entry(sound).state == "done"
    with pytest.raises(RecordingGone):
        theirs.recording(there["lecture 1.mp3"])


def test_each_version_of_a_file_is_read_once(mine: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    lecture, read = worked_on(mine, SCRIPT), list[Path]()

    def reading(recording: Path) -> bool:
        read.append(recording)
        return whole(recording)

    monkeypatch.setattr(intact, "whole", reading)
    recording = mine.recording(lecture)
    for _ in range(3):
        look(mine, lecture)
        archive.packed(mine)
    assert read == []  # it was hashed as it came
    os.utime(recording)  # somebody has written to it, perhaps
    look(mine, lecture)
    look(mine, lecture)
    assert read == [recording]
    other = recording.with_suffix(".part")
    shutil.copy2(recording, other)
    other.replace(recording)
    look(mine, lecture)
    assert read == [recording, recording]


def test_a_look_waits_for_no_long_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read meanwhile, and the next look tells."""
    go_on = threading.Event()
    monkeypatch.setattr(intact, "whole", lambda recording: not go_on.wait(60))
    (tmp_path / "long").write_bytes(b"long")
    known = Intact()
    known.look(tmp_path / "long", 4, "long.mp3")
    assert not known.is_damaged(tmp_path / "long")
    go_on.set()
    while not known.is_damaged(tmp_path / "long"):
        pass
    with pytest.raises(RecordingDamaged):
        known.look(tmp_path / "long", 4, "long.mp3")
    known.close()


@pytest.mark.skipif(sys.platform != "linux", reason="a file that cannot be read, as Linux has one")
def test_what_the_disk_cannot_read_any_more_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to("/proc/self/mem")
    with pytest.raises(OSError, match="Input/output error"):
        (tmp_path / "broken").read_bytes()
    assert not whole(tmp_path / "broken")


def test_what_cannot_be_opened_now_is_not_damaged_and_is_read_later(mine: Notebook) -> None:
    lecture = worked_on(mine, SCRIPT)
    recording = mine.recording(lecture)
    os.utime(recording)
    with no_more_files(), pytest.raises(StoreError):
        mine.storage.is_whole(recording.name)
    known = Intact()
    known._begun = failing  # type: ignore[assignment, method-assign]
    with pytest.raises(StoreError):
        known.look(recording, recording.stat().st_size, "a.mp3")
    assert not known.is_damaged(recording)
    assert known.is_whole(recording)
    assert mine.storage.is_whole(recording.name)


def failing(_: Path) -> Future[bool]:
    future: Future[bool] = Future()
    future.set_exception(OSError(errno.EMFILE, "Too many open files"))
    return future


@contextmanager
def no_more_files() -> Iterator[None]:
    """This process can open no file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_one_row_with_a_wrong_size_spoils_the_recording_for_nobody_else(mine: Notebook, theirs: Notebook) -> None:
    wrong, right = worked_on(mine, SCRIPT), worked_on(theirs, SCRIPT)
    with mine.storage.database.writing() as rows:
        rows.execute("UPDATE lectures SET size = size + 1 WHERE id = ?", (wrong,))
    os.utime(mine.recording(wrong))  # as after a restart: nothing is known of it
    with pytest.raises(RecordingDamaged):
        look(mine, wrong)
    look(theirs, right)
    assert not mine.storage.intact.is_damaged(mine.recording(wrong))


def test_a_look_after_the_library_was_closed_finds_an_answer(mine: Notebook) -> None:
    """As while the server ends, and a page is drawn still."""
    recording = mine.recording(worked_on(mine, SCRIPT))
    os.utime(recording)
    known = Intact()
    known.look(recording, recording.stat().st_size, "a.mp3")
    known.close()
    os.utime(recording)
    known.look(recording, recording.stat().st_size, "a.mp3")
    assert known._known(intact._version(recording)).result(PATIENCE)  # type: ignore[union-attr]
    known.close()


def test_while_a_recording_is_put_in_its_place_nothing_is_read(
    mine: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every other writer waits for that."""
    recording, read = mine.recording(worked_on(mine, SCRIPT)), list[Path]()
    os.utime(recording)
    (tmp_path / "arrived").write_bytes(SCRIPT.recording())
    monkeypatch.setattr(intact, "whole", read.append)
    with mine.storage.database.writing():
        mine.storage.put_in_place(tmp_path / "arrived", recording.name)
    assert mine.storage.is_whole(recording.name)
    assert (recording.read_bytes(), read) == (SCRIPT.recording(), [])


def test_work_that_is_stopped_does_not_read_to_the_end(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    (tmp_path / "long").write_bytes(b"long")
    with pytest.raises(KeyboardInterrupt):
        whole(tmp_path / "long", stop)
