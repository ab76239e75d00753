"""The library: keys that open one notebook each, what is past its time, and what an earlier app has left."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from lecture.errors import UnknownNotebook
from lecture.settings import Limits
from lecture.store.busy import patience
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue, Status
from lecture.store.restored import restorations
from tests.lecture.store.hands import MOMENT, ByHand, Standing, work_off
from tests.lecture.store.script import Script, add, alone, hear, worked_on

BEFORE = Path(__file__).parent / "before"  # see make.sh there


# Keys


def test_of_keys_only_their_hash_is_kept(library: Library, tmp_path: Path) -> None:
    keys = {library.new_notebook() for _ in range(50)}
    assert len(keys) == 50
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert not any(key.encode() in kept for key in keys)


def test_the_first_notebook_and_a_persons_notebook_are_the_same_at_every_start(tmp_path: Path) -> None:
    def keys() -> list[str]:
        library = Library(tmp_path)
        try:
            return [library.first_notebook(), library.notebook_of("ann@example"), library.notebook_of("bob@example")]
        finally:
            library.close()

    assert keys() == keys()
    assert len(set(keys())) == 3


def test_another_machine_derives_other_keys(tmp_path: Path) -> None:
    one, two = Library(tmp_path / "one"), Library(tmp_path / "two")
    assert one.notebook_of("ann") != two.notebook_of("ann")
    one.close()
    two.close()


@pytest.mark.parametrize("key", ["", "guess", "' OR 1=1 --", "\udcff", "x" * 10_000])
def test_an_unknown_key_opens_nothing(library: Library, key: str) -> None:
    library.new_notebook()
    assert not library.knows(key)
    with pytest.raises(UnknownNotebook):
        library.notebook(key)


# What is past its time


def test_lectures_past_their_time_are_deleted(tmp_path: Path, clock: Standing) -> None:
    library = Library(tmp_path, Limits(keep_days=7), clock.clock)
    notebook = library.notebook(library.new_notebook())
    old = worked_on(notebook, Script(1))
    clock.move(1)
    new = worked_on(notebook, Script(2))
    gone = notebook.recording(old)
    clock.move(7 * 86_400 - 1)
    library.sweep()
    assert notebook.page().total == 2
    clock.move(0.5)
    library.sweep()
    assert [entry.id for entry in notebook.page().entries] == [new]
    assert not gone.exists()
    assert notebook.recording(new).exists()
    library.close()


def test_without_a_limit_lectures_are_kept_for_ever(library: Library, mine: Notebook, clock: Standing) -> None:
    add(mine, Script(1))
    clock.move(1e9)
    library.sweep()
    assert mine.page().total == 1


def test_a_broken_upload_of_an_earlier_life_is_swept_away_and_a_growing_one_is_not(
    tmp_path: Path, clock: Standing
) -> None:
    Library(tmp_path).close()
    old, young = tmp_path / "incoming" / "old", tmp_path / "incoming" / "young"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    notebook = tmp_path / "incoming" / "notebook"  # somebody was bringing one in
    notebook.mkdir()
    (notebook / "recording").write_bytes(b"half")
    for path in (old, notebook):
        os.utime(path, (MOMENT - 86_401, MOMENT - 86_401))
    os.utime(young, (MOMENT - 86_400, MOMENT - 86_400))
    Library(tmp_path, clock=clock.clock).close()
    assert [path.name for path in (tmp_path / "incoming").iterdir()] == ["young"]


def test_a_recording_of_nobody_is_deleted_and_one_of_somebody_is_not(library: Library, mine: Notebook) -> None:
    kept = mine.recording(add(mine, Script(1)))
    library.recording("0" * 64).write_bytes(b"whose?")
    library.sweep()
    assert list((library.folder / "recordings").iterdir()) == [kept]


def test_a_sweep_that_finds_nothing_keeps_no_writer_waiting(library: Library, mine: Notebook) -> None:
    add(mine, Script(1))
    with library.database.writing(), patience(0):
        library.sweep()


# What an earlier app has left


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A data folder of schema 3: one lecture finished, one failed for good, one half heard when the power went."""
    return Path(shutil.copytree(BEFORE / "data", tmp_path / "before"))


def test_what_the_app_before_has_left_opens_and_unfinished_work_goes_on(before: Path, hand: ByHand) -> None:
    library = Library(before)
    mine = library.notebook(library.first_notebook())
    assert restorations(mine) == ()
    done, failed, half = reversed(mine.page().entries)
    assert (done.title, done.course, done.date, done.notes, done.state) == (
        "On candles", "Chemistry", "2026-10-01", "for the exam", "done"
    )  # fmt: skip
    lecture = mine.lecture(done.id)
    assert (lecture.transcript, lecture.title, lecture.date) == (alone(Script(1)), "On candles", "2026-10-01")
    assert mine.page("exam").total == 1

    heard: list[float] = []

    def listen(*what: object, **how: object) -> object:
        heard.append(how["so_far"].heard)  # type: ignore[attr-defined]
        return hear(*what, **how)  # type: ignore[arg-type]

    queue = Queue(library, listen, hand, by_itself=False)  # type: ignore[arg-type]
    said = (
        "No speech was found in the 10 seconds of “Silence.mp3”. "
        "Check that the microphone was on, and give another recording."
    )
    assert queue.status(mine, failed.id) == Status("failed", said, permanent=True)
    assert half.state == "running"
    assert queue.status(mine, half.id).done == 4
    work_off(queue, hand)
    assert mine.lecture(half.id).transcript == alone(Script(3))
    assert heard == [4.0]
    assert [path.name for path in library.work_folder(half.id).iterdir()] == ["about.json"]
    queue.close()
    library.close()


def test_a_damaged_file_of_the_app_before_is_restored(before: Path, hand: ByHand) -> None:
    """A page of the words for the search is lost: the rest is as it was, and the words are found again."""
    path = before / "library.db"
    data = bytearray(path.read_bytes())
    start = data.rindex(b"is said at second 9.") // 4096 * 4096
    data[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    library = Library(before)
    mine = library.notebook(library.first_notebook())
    assert [(told.again, told.edits, told.cards) for told in restorations(mine)] == [((), (), ())]
    done, failed, half = reversed(mine.page().entries)
    found = [(entry.title, entry.notes, entry.state) for entry in (done, failed, half)]
    assert found == [("On candles", "for the exam", "done"), ("Silence", "", "failed"), ("Half", "", "running")]
    assert mine.lecture(done.id).transcript == alone(Script(1))
    assert [entry.id for entry in mine.page("said exam").entries] == [done.id]
    queue = Queue(library, hear, hand, by_itself=False)
    assert queue.status(mine, failed.id).permanent
    work_off(queue, hand)
    assert mine.lecture(half.id).transcript == alone(Script(3))
    queue.close()
    library.close()
