"""The data folder goes while the server runs, as an external disk may, and comes back; none is made in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lecture.errors import NoSpeech
from lecture.store.away import FolderAway
from lecture.store.growing import Recorder, Told
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Status
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, Standing, meanwhile, work_off
from tests.lecture.store.script import Script, add, alone, diary, hear, worked_on

TOLD = Told("audio/webm", "2026-11-24T10:00:00+01:00", 1.0)
ONE = "a-recording-of-mine"


@contextmanager
def gone(library: Library) -> Iterator[Path]:
    """The data folder is elsewhere within; it must not stand anew in its own place."""
    away = library.folder.rename(library.folder.with_name("away"))
    yield away
    come_back(library)


def come_back(library: Library) -> None:
    assert not library.folder.exists()
    library.folder.with_name("away").rename(library.folder)


def test_whatever_is_wanted_of_it_is_refused_with_a_sentence_and_is_there_again(
    library: Library, mine: Notebook
) -> None:
    lecture, recorder = worked_on(mine, Script(1)), Recorder(mine)
    assert recorder.take(ONE, 0, b"one", TOLD) == 3
    wanted = (
        lambda: mine.entry(lecture),
        lambda: mine.edit(lecture, title="Mine"),
        lambda: mine.delete(lecture),
        lambda: add(mine, Script(2)),
        lambda: recorder.take(ONE, 3, b"two", TOLD),  # else the browser were told that it is discarded
        lambda: recorder.end(ONE),
    )
    with gone(library):
        for want in wanted:
            with pytest.raises(FolderAway, match="is not there just now"):
                want()
    assert mine.lecture(lecture).transcript == alone(Script(1))
    assert recorder.take(ONE, 3, b"two", TOLD) == 6


def test_a_lecture_that_is_worked_on_goes_on_when_it_is_back_and_has_lost_no_attempt(
    tmp_path: Path, library: Library, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start(meanwhile(5, lambda: library.folder.rename(library.folder.with_name("away"))))
    queue.round()
    hand.step()
    for _ in range(5):
        with pytest.raises(FolderAway):
            queue.round()
    come_back(library)
    queue.round()
    assert "is not there just now" in queue.status(mine, lecture).reason
    with library.database.reading() as rows:
        assert [tuple(row) for row in rows.execute("SELECT state, attempts FROM jobs")] == [("queued", 0)]
    clock.move(10)
    work_off(queue, hand)
    assert queue.status(mine, lecture) == Status("done")
    assert mine.lecture(lecture).transcript == alone(script)
    assert diary(script) == [*"012345", *"56789"]


def test_what_the_work_says_of_a_recording_that_is_away_is_not_believed(
    library: Library, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    lecture, first = add(mine, Script(1)), True

    def work(*what: object, **how: object) -> object:
        nonlocal first
        if first:
            first = False
            library.folder.rename(library.folder.with_name("away"))
            raise NoSpeech("lecture.mp3", 10.0)
        return hear(*what, **how)  # type: ignore[arg-type]

    queue = start(work)
    queue.round()
    hand.step()
    come_back(library)
    queue.round()
    assert mine.entry(lecture).state == "queued"
    clock.move(10)
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(Script(1))
