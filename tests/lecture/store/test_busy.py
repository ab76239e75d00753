"""Another program holds the database: whoever reads minds nothing, whoever writes waits, and says so after a while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lecture.store import busy
from lecture.store.busy import StoreBusy, patience
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue, Status
from tests.held import held
from tests.lecture.store.script import Script, add, alone, hear, until, worked_on


class Told:
    """What was told, in its order."""

    def __init__(self) -> None:
        self.said: list[str] = []

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.said.append("waits")
        yield
        self.said.append("goes on")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "QUIET", 0.2)


def test_who_reads_waits_for_nobody(library: Library, mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    with held(library.folder), patience(0):
        assert mine.lecture(lecture).transcript == alone(Script(1))
        assert mine.page("said").total == 1


def test_the_library_opens_and_knows_who_was_there_before(library: Library, mine: Notebook) -> None:
    lecture, key = worked_on(mine, Script(1)), library.first_notebook()
    with held(library.folder), patience(0):
        again = Library(library.folder)
        assert again.first_notebook() == key
        assert Notebook(again, mine.name).entry(lecture).state == "done"
        again.close()


def test_what_was_pressed_is_done_when_the_other_lets_go_and_it_is_told_meanwhile(
    library: Library, mine: Notebook, told: Told
) -> None:
    lecture = worked_on(mine, Script(1))
    with held(library.folder, seconds=1), patience(60, told):
        mine.edit(lecture, title="Tides")
    assert told.said == ["waits", "goes on"]
    assert mine.entry(lecture).title == "Tides"


def test_a_short_wait_is_not_told(
    library: Library, mine: Notebook, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(busy, "QUIET", 30.0)
    lecture = worked_on(mine, Script(1))
    with held(library.folder, seconds=0.3), patience(60, told):
        mine.edit(lecture, title="Tides")
    assert told.said == []


def test_after_a_bounded_time_it_is_not_done_and_said(library: Library, mine: Notebook, told: Told) -> None:
    lecture, began = worked_on(mine, Script(1)), time.monotonic()
    with held(library.folder), patience(0.6, told), pytest.raises(StoreBusy, match="Another program holds"):
        mine.edit(lecture, title="Tides")
    assert 0.5 < time.monotonic() - began < 5
    assert told.said == ["waits"]
    assert mine.entry(lecture).title == "lecture 1"


def test_the_line_says_what_it_waits_for_and_goes_on_by_itself(tmp_path: Path) -> None:
    library = Library(tmp_path)
    mine = library.notebook(library.first_notebook())
    lecture = add(mine, Script(1))
    with held(library.folder), patience(0.1):
        waits = Queue(library, hear, by_itself=False)
        with pytest.raises(StoreBusy):
            waits.round()

    def over() -> bool:
        waits.round()
        return waits.status(mine, lecture) == Status("done")

    until(over)
    waits.close()
    library.close()
