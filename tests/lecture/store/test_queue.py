"""The queue: honest about how far it is, idle without a trace, and stopped by who may stop it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from lecture.errors import UnknownLecture
from lecture.settings import Limits
from lecture.store import queue as module
from lecture.store.busy import patience
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.progress_log import ProgressLog
from lecture.store.put_away import DAY
from lecture.store.queue import HELD, HOUR, REST, Queue, Status
from lecture.values import Progress
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, Standing, meanwhile, watched, work_off
from tests.lecture.store.script import (
    Script,
    add,
    alone,
    diary,
    hear,
    heard,
    made,
    until_over,
    worked_on,
)

# From queued to done


def test_a_job_goes_from_queued_to_done_and_the_lecture_opens(
    library: Library, mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture = add(mine, Script(1))
    queue = start()
    assert queue.status(mine, lecture) == Status("queued", place=1)
    queue.round()
    assert queue.status(mine, lecture) == Status("running")
    hand.step()
    assert queue.status(mine, lecture).state == "running"
    queue.round()
    assert queue.status(mine, lecture) == Status("done")
    assert mine.lecture(lecture) == replace(made(mine, lecture), date=mine.entry(lecture).date)
    assert mine.entry(lecture).duration == 10.0
    assert [path.name for path in library.work_folder(lecture).iterdir()] == ["about.json"]


def test_a_queue_works_by_itself_from_the_moment_it_is_made(library: Library, mine: Notebook) -> None:
    first = add(mine, Script(1))
    queue = Queue(library, hear)
    until_over(queue, mine, first)
    second = add(mine, Script(2))
    until_over(queue, mine, second)
    queue.close()
    assert [mine.lecture(each).transcript for each in (first, second)] == [alone(Script(1)), alone(Script(2))]


def test_a_queue_that_waits_is_woken_by_a_retry_by_work_that_is_over_and_by_its_end(
    library: Library, mine: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSE", 1e6)
    lectures = [add(mine, Script(seed)) for seed in (1, 2)]
    queue = Queue(library, hear)
    until_over(queue, mine, *lectures)
    with library.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = NULL")
        rows.execute("UPDATE jobs SET state = 'cancelled'")
    for lecture in lectures:
        queue.retry(mine, lecture)
        until_over(queue, mine, lecture)
    queue.close()
    assert not queue._thread.is_alive()
    assert [mine.lecture(each).transcript for each in lectures] == [alone(Script(1)), alone(Script(2))]


def test_progress_only_grows_and_shows_the_text_as_it_comes(
    mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    """A second of work for each second of speech, and for each piece of summary and cards."""
    lecture = add(mine, Script(1))
    seen: list[Status] = []

    def look(_: Progress) -> None:
        seen.append(queue.status(mine, lecture))
        clock.move(1)

    queue = start(watched(look))
    work_off(queue, hand)
    fractions = [*(0.08 * second for second in range(1, 11)), 0.85, 0.9, 0.95, 1.0]
    assert [status.fraction for status in seen] == pytest.approx(fractions)
    assert [(status.stage, status.done, status.total) for status in seen] == [
        *(("speech", second, 10) for second in range(1, 11)),
        *(("summary", 1, 2), ("summary", 2, 2), ("cards", 1, 2), ("cards", 2, 2)),
    ]
    assert [status.transcript for status in seen] == [
        *(heard(Script(1), second) for second in range(1, 11)),
        *[alone(Script(1))] * 4,
    ]
    lefts = [status.seconds_left for status in seen]
    assert lefts[0] is None
    assert lefts[1:10] == pytest.approx([(1 - 0.08 * second) / 0.08 for second in range(2, 11)])
    assert lefts[10:] == pytest.approx([10 * 0.15 / 0.77, 11 * 0.1 / 0.82, 12 * 0.05 / 0.87, 0.0])
    assert {(status.state, status.reason, status.permanent, status.place) for status in seen} == {
        ("running", "", False, 0)
    }


def test_no_more_jobs_run_at_once_than_the_executor_takes(library: Library, mine: Notebook, hand: ByHand) -> None:
    lectures = [add(mine, Script(seed)) for seed in range(5)]
    room = [2]
    queue = Queue(library, hear, hand, lambda: room[0], by_itself=False)
    queue.round()
    queue.round()
    states = [mine.entry(lecture).state for lecture in lectures]
    assert states == ["running", "running", "queued", "queued", "queued"]
    hand.step()
    queue.round()
    assert len(hand.calls) == 2
    room[0] = 4  # two workers more
    queue.round()
    assert len(hand.calls) == 4
    work_off(queue, hand)
    queue.close()
    assert [mine.lecture(each).transcript for each in lectures] == [alone(Script(seed)) for seed in range(5)]


def test_more_jobs_are_looked_at_than_are_held_in_memory(mine: Notebook, start: Start) -> None:
    lectures = [add(mine, Script(seed)) for seed in range(HELD + 1)]
    for number, lecture in enumerate(lectures):
        log = ProgressLog(mine.storage.work_folder(lecture))
        log.grow(Progress("speech", number, 100))
    queue = start()
    for _ in range(2):
        looked = [queue.status(mine, lecture).done for lecture in lectures]
        assert looked == list(range(HELD + 1))
    assert len(queue._logs) == HELD


# An idle queue


def test_an_idle_queue_waits_for_no_writer_and_makes_none_wait(library: Library, mine: Notebook, start: Start) -> None:
    done, resting = worked_on(mine, Script(1)), add(mine, Script(2))
    with library.database.writing() as rows:
        rows.execute("UPDATE jobs SET not_before = ? WHERE state = 'queued'", (library.clock.now() + REST[-1] / 2,))
    queue = start()
    writer = sqlite3.connect(library.folder / "library.db", isolation_level=None)
    (before,) = writer.execute("PRAGMA data_version").fetchone()
    written = (library.folder / "library.db-wal").stat().st_size
    writer.execute("BEGIN IMMEDIATE")
    with patience(0):  # whoever would have to wait fails
        for _ in range(5):
            queue.round()
    assert queue.status(mine, done) == Status("done")
    assert queue.status(mine, resting) == Status("queued", place=1)
    writer.execute("COMMIT")
    assert writer.execute("PRAGMA data_version").fetchone() == (before,)
    assert (library.folder / "library.db-wal").stat().st_size == written
    writer.close()


def test_every_hour_what_is_past_its_time_is_deleted(tmp_path: Path, clock: Standing, hand: ByHand) -> None:
    library = Library(tmp_path, Limits(keep_days=1), clock.clock)
    mine = library.notebook(library.new_notebook())
    lecture = worked_on(mine, Script(1))
    queue = Queue(library, hear, hand, by_itself=False)
    clock.move(DAY - HOUR / 2)
    queue.round()  # the first sweep, for nothing
    clock.move(HOUR)  # past the day, and no more than an hour later
    queue.round()
    assert [entry.id for entry in mine.page().entries] == [lecture]
    clock.move(1)
    queue.round()
    assert mine.page().total == 0
    queue.close()
    library.close()


# Cancel


def test_a_queued_job_that_is_cancelled_never_starts(mine: Notebook, start: Start, hand: ByHand) -> None:
    first, second = add(mine, Script(1)), add(mine, Script(2))
    queue = start()
    queue.round()
    queue.cancel(mine, second)
    assert queue.status(mine, second) == Status("cancelled")
    work_off(queue, hand)
    assert [mine.entry(each).state for each in (first, second)] == ["done", "cancelled"]


def test_cancel_keeps_what_was_heard_and_retry_goes_on_from_there(
    tmp_path: Path, mine: Notebook, start: Start, hand: ByHand
) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start(meanwhile(6, lambda: queue.cancel(mine, lecture)))
    work_off(queue, hand)
    expected = Status("cancelled", stage="speech", done=6, total=10, fraction=0.8 * 0.6, transcript=heard(script, 6))
    assert queue.status(mine, lecture) == expected
    assert diary(script) == [*"0123456"]  # it was at the seventh when it noticed
    queue.retry(mine, lecture)
    assert queue.status(mine, lecture) == replace(expected, state="queued", place=1)
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(script)
    assert diary(script) == [*"0123456", *"6789"]


def test_what_is_over_is_neither_cancelled_nor_started_again(mine: Notebook, start: Start, hand: ByHand) -> None:
    done, silent = add(mine, Script(1)), add(mine, Script(2, trouble="no speech"))
    queue = start()
    work_off(queue, hand)
    queue.cancel(mine, done)
    queue.cancel(mine, silent)
    queue.retry(mine, done)
    assert [mine.entry(each).state for each in (done, silent)] == ["done", "failed"]


def test_the_other_jobs_go_on_after_one_is_cancelled_or_deleted(
    library: Library, mine: Notebook, start: Start, hand: ByHand
) -> None:
    one, two, three = (add(mine, Script(seed)) for seed in (1, 2, 3))

    def meddle(progress: Progress) -> None:
        if progress.done == 3 and mine.entry(one).state == "running":
            queue.cancel(mine, one)
        elif progress.done == 3 and mine.page().total == 3 and mine.entry(two).state == "running":
            mine.delete(two)

    queue = start(watched(meddle))
    work_off(queue, hand)
    assert {entry.id: entry.state for entry in mine.page().entries} == {one: "cancelled", three: "done"}
    assert {path.name for path in (library.folder / "lectures").iterdir()} == {one, three}


def test_another_key_can_neither_see_nor_stop_a_job(
    mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    lecture = add(mine, Script(1))
    queue = start()
    for attempt in (queue.status, queue.cancel, queue.retry, queue.remake):
        with pytest.raises(UnknownLecture):
            attempt(theirs, lecture)
    work_off(queue, hand)
    assert mine.entry(lecture).state == "done"


# The pace


def test_the_time_left_is_learned_from_the_lectures_before(
    library: Library, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    """Here summary and cards take eight seconds of nine: far more than one would guess."""
    fractions: list[float | None] = []

    def slow_notes(progress: Progress) -> None:
        if progress.stage != "speech":
            clock.move(2)
        elif progress.done == 10:
            clock.move(1)
            fractions.append(queue.status(mine, mine.page().entries[0].id).fraction)

    first = add(mine, Script(1))
    queue = start(watched(slow_notes))
    work_off(queue, hand)
    clock.move(1)
    add(mine, Script(2))
    work_off(queue, hand)
    with library.database.reading() as rows:
        paces = [tuple(row) for row in rows.execute("SELECT speech, summary, cards FROM pace")]
    assert paces == [(0, 3, 4)] * 2
    assert fractions == pytest.approx([0.8, 0.0])
    assert mine.entry(first).state == "done"


def test_a_lecture_that_was_broken_off_teaches_nothing_of_the_pace(
    tmp_path: Path, library: Library, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    (tmp_path / "diary").touch()
    add(mine, Script(1, trouble="once", trouble_at=6, diary=str(tmp_path / "diary")))
    queue = start()
    work_off(queue, hand)
    clock.move(1)
    work_off(queue, hand)
    with library.database.reading() as rows:
        assert rows.execute("SELECT * FROM pace").fetchall() == []
