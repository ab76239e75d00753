"""The queue: honest about how far it is, patient with failures, and able to go on after anything."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from lecture.errors import DiskFull, NotAModel, NotFinished, UnknownLecture
from lecture.settings import Limits
from lecture.store import database
from lecture.store.library import DAY, Library
from lecture.store.notebook import Notebook
from lecture.store.progress_log import ProgressLog
from lecture.store.queue import HELD, HOUR, Queue, Status
from lecture.values import Lecture, Options, Progress, Transcript
from tests.conftest import ROOT
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, Standing, meanwhile, watched, work_off
from tests.lecture.store.script import Script, add, alone, hear, made, served, until, until_over, worked_on


def heard(script: Script, seconds: int) -> Transcript:
    """What is known when so much of it has been heard."""
    whole = alone(script)
    return replace(whole, segments=whole.segments[:seconds], heard=float(seconds))


def diary(script: Script) -> list[str]:
    return Path(script.diary).read_text().split()


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


def test_an_idle_queue_waits_for_no_writer_and_makes_none_wait(
    library: Library, mine: Notebook, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, resting = worked_on(mine, Script(1)), add(mine, Script(2))
    with library.database.writing() as rows:
        rows.execute("UPDATE jobs SET not_before = 1e12 WHERE state = 'queued'")
    queue = start()
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)  # whoever would have to wait fails
    writer = sqlite3.connect(library.folder / "library.db", isolation_level=None)
    (before,) = writer.execute("PRAGMA data_version").fetchone()
    written = (library.folder / "library.db-wal").stat().st_size
    writer.execute("BEGIN IMMEDIATE")
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


# Trouble

FELL_OVER = "Something went wrong while working on this lecture (ValueError: the model fell over)."


def test_a_failed_attempt_rests_a_second_and_the_next_one_ten(
    tmp_path: Path, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    lecture = add(mine, Script(1, trouble="crash", diary=str(tmp_path / "diary")))
    queue = start()
    for rest in (1, 10):
        work_off(queue, hand)
        assert queue.status(mine, lecture) == Status("queued", FELL_OVER, place=1)
        clock.move(rest - 0.01)
        queue.round()
        assert not hand.calls
        clock.move(0.01)
        queue.round()
        assert len(hand.calls) == 1
    work_off(queue, hand)
    assert queue.status(mine, lecture) == Status("failed", FELL_OVER)


def test_three_failures_in_a_row_end_in_the_reason_and_retry_starts_afresh(
    tmp_path: Path, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    script = Script(1, trouble="crash", trouble_at=3, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start()

    def try_until_it_fails() -> Status:
        while mine.entry(lecture).state == "queued":
            work_off(queue, hand)
            clock.move(10)
        return queue.status(mine, lecture)

    status = try_until_it_fails()
    assert status == Status(
        "failed", FELL_OVER, stage="speech", done=3, total=10, fraction=0.8 * 0.3, transcript=heard(script, 3)
    )
    # The first attempt got to second 3, so it was a step ahead; three more got no further.
    assert diary(script) == ["0", "1", "2", *["crashed"] * 4]
    queue.retry(mine, lecture)
    assert queue.status(mine, lecture) == replace(status, state="queued", reason="", place=1)
    assert try_until_it_fails() == status
    assert diary(script).count("crashed") == 7


def test_a_failure_that_does_not_come_again_is_only_a_delay(
    tmp_path: Path, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    (tmp_path / "diary").touch()
    script = Script(1, trouble="once", trouble_at=6, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start()
    work_off(queue, hand)
    clock.move(1)
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(script)
    assert diary(script) == [*"012345", "crashed", *"6789"]
    assert mine.entry(lecture).reason == ""


def test_a_recording_without_speech_fails_at_once_for_good_with_its_sentence(
    tmp_path: Path, mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture = add(mine, Script(1, trouble="no speech", diary=str(tmp_path / "diary")), "silence.mp3")
    queue = start()
    work_off(queue, hand)
    said = (
        "No speech was found in the 10 seconds of “silence.mp3”. "
        "Check that the microphone was on, and give another recording."
    )
    assert queue.status(mine, lecture) == Status("failed", said, permanent=True)
    assert not (tmp_path / "diary").exists()
    queue.retry(mine, lecture)
    assert queue.status(mine, lecture) == Status("queued", place=1)


def test_a_model_that_cannot_be_used_fails_at_once_but_not_for_good(mine: Notebook, start: Start, hand: ByHand) -> None:
    error = NotAModel("small", "it is empty", "WHISPER_MODEL")

    def no_model(*_: object, **__: object) -> Lecture:
        raise error

    lecture = add(mine, Script(1))
    queue = start(no_model)
    work_off(queue, hand)
    assert queue.status(mine, lecture) == Status("failed", str(error))


def test_a_full_disk_is_no_failure_of_the_job_however_often_it_comes(
    mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    full = [True]

    def work(recording: Path, options: Options, **how: Any) -> Lecture:
        if full:
            raise DiskFull("/data", "no space left")
        return hear(recording, options, **how)

    lecture = add(mine, Script(1))
    queue = start(work)
    for _ in range(7):
        work_off(queue, hand)
        assert queue.status(mine, lecture) == Status("queued", str(DiskFull("/data", "")), place=1)
        clock.move(9.99)
        queue.round()
        assert not hand.calls
        clock.move(0.01)
    full.clear()
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(Script(1))


def test_a_recording_deleted_from_under_the_app_fails_with_its_sentence(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture, other = add(mine, Script(1)), add(mine, Script(2))
    mine.recording(lecture).unlink()
    queue = start()
    work_off(queue, hand)
    assert "no longer in the data folder" in queue.status(mine, lecture).reason
    assert mine.entry(other).state == "done"


def test_an_executor_that_takes_no_work_is_the_jobs_failure_and_not_the_queues(
    library: Library, mine: Notebook, hand: ByHand
) -> None:
    class Broken(ByHand):
        def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise RuntimeError("no workers")

    lecture = add(mine, Script(1))
    queue = Queue(library, hear, Broken(), by_itself=False)
    queue.round()
    queue.round()
    said = "Something went wrong while working on this lecture (RuntimeError: no workers)."
    assert queue.status(mine, lecture) == Status("queued", said, place=1)
    queue.close()


def test_a_worker_process_that_dies_every_time_ends_in_failure_not_in_a_loop(
    tmp_path: Path, library: Library, mine: Notebook, clock: Standing
) -> None:
    class Fresh(Executor):
        """A new process for each call, as a supervisor would start one."""

        def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            pools.append(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
            return pools[-1].submit(call, *args, **kwargs)

    pools: list[ProcessPoolExecutor] = []
    script = Script(1, trouble="exit", trouble_at=2, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = Queue(library, hear, Fresh(), by_itself=False)

    def over() -> bool:
        clock.move(10)
        queue.round()
        return mine.entry(lecture).state == "failed"

    until(over, "for the last attempt")
    assert "BrokenProcessPool" in queue.status(mine, lecture).reason
    assert len(pools) == 4  # the first got to second 2, so it was a step ahead
    assert diary(script) == ["0", "1"]
    queue.close()
    for pool in pools:
        pool.shutdown()


def test_a_result_that_cannot_be_kept_is_that_jobs_failure_alone(mine: Notebook, start: Start, hand: ByHand) -> None:
    def not_a_number(recording: Path, options: Options, **how: Any) -> Lecture:
        lecture = hear(recording, options, **how)
        if "odd" not in how["name"]:
            return lecture
        return replace(lecture, transcript=replace(lecture.transcript, duration=float("nan")))

    odd, plain = add(mine, Script(1), "odd.mp3"), add(mine, Script(2), "plain.mp3")
    queue = start(not_a_number)
    work_off(queue, hand)
    assert "ValueError" in queue.status(mine, odd).reason
    assert mine.entry(odd).state == "queued"
    assert mine.lecture(plain).transcript == alone(Script(2))


# Never twice


def test_a_recording_that_anybody_had_worked_on_opens_at_once_and_keeps_each_ones_own_names(
    tmp_path: Path, mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    first = add(mine, script, "my_secret_name.mp3")
    queue = start()
    work_off(queue, hand)
    mine.edit(first, course="my secret course")
    second = add(theirs, script, "lecture.mp3")
    queue.round()
    assert not hand.calls
    assert theirs.lecture(second).transcript == alone(script)
    assert diary(script) == [*"0123456789"]
    assert "secret" not in repr((theirs.lecture(second), theirs.entry(second)))
    assert (mine.lecture(first).title, mine.lecture(first).file_name) == ("my secret name", "my_secret_name.mp3")
    assert (theirs.lecture(second).title, theirs.lecture(second).file_name) == ("lecture", "lecture.mp3")


def test_a_finished_twin_that_cannot_be_read_is_worked_on_anew(
    library: Library, mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    queue = start()
    first = add(mine, Script(1))
    work_off(queue, hand)
    with library.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = '{}'")
    second = add(theirs, Script(1))
    work_off(queue, hand)
    assert theirs.lecture(second).transcript == alone(Script(1))
    with pytest.raises(NotFinished):
        mine.lecture(first)
    work_off(queue, hand)
    assert mine.lecture(first).transcript == alone(Script(1))


def test_remake_makes_the_rest_anew_and_hears_nothing_twice(
    tmp_path: Path, mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    made_so_far = 0

    def work(recording: Path, options: Options, **how: Any) -> Lecture:
        nonlocal made_so_far
        made_so_far += 1
        lecture = hear(recording, options, **how)
        return replace(lecture, cards=replace(lecture.cards, remark=f"made {made_so_far}"))

    first, second = add(mine, script), add(theirs, script)
    queue = start(work)
    work_off(queue, hand)
    mine.edit(first, title="Mine")
    queue.remake(mine, first)
    work_off(queue, hand)
    assert (mine.lecture(first).cards.remark, theirs.lecture(second).cards.remark) == ("made 2", "made 1")
    assert mine.lecture(first).transcript == theirs.lecture(second).transcript == alone(script)
    assert mine.lecture(first).title == "Mine"
    assert diary(script) == [*"0123456789"]


def test_notes_that_cannot_be_made_anew_stay_as_they_were(
    library: Library, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    lecture = worked_on(mine, Script(1))
    before = mine.lecture(lecture)
    mine.recording(lecture).unlink()  # what was heard is enough

    def fail(*_: object, **how: Any) -> Lecture:
        assert how["so_far"] == before.transcript  # nothing is heard twice
        raise ValueError("the model fell over")

    queue = start(fail)
    queue.remake(mine, lecture)
    while mine.entry(lecture).state == "queued":
        work_off(queue, hand)
        assert mine.lecture(lecture) == before
        clock.move(10)
    assert queue.status(mine, lecture) == Status("done")
    assert mine.entry(lecture).reason == FELL_OVER
    assert mine.lecture(lecture) == before


def test_stopping_while_notes_are_made_anew_keeps_the_old_ones(mine: Notebook, start: Start) -> None:
    lecture = worked_on(mine, Script(1))
    before = mine.lecture(lecture)
    queue = start()
    queue.remake(mine, lecture)
    assert mine.entry(lecture).state == "queued"
    queue.cancel(mine, lecture)
    assert queue.status(mine, lecture) == Status("done")
    assert mine.lecture(lecture) == before


def test_an_unfinished_lecture_cannot_be_made_anew(mine: Notebook, start: Start) -> None:
    lecture = add(mine, Script(1))
    with pytest.raises(NotFinished):
        start().remake(mine, lecture)


# Afterlife


def test_a_restart_goes_on_by_itself_from_what_was_kept(
    tmp_path: Path, library: Library, mine: Notebook, hand: ByHand
) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    for second in range(1, 6):  # more than three: to be closed is no failure
        queue = Queue(library, meanwhile(second, lambda: queue.close()), hand, by_itself=False)  # noqa: B023
        queue.round()
        hand.step()
        assert queue.status(mine, lecture).state == "queued"
        assert queue.status(mine, lecture).transcript == heard(script, second)
    queue = Queue(library, hear)
    until_over(queue, mine, lecture)
    queue.close()
    assert mine.lecture(lecture).transcript == alone(script)
    assert diary(script) == [*"01", *"12", *"23", *"34", *"45", *"56789"]


def test_closing_ends_a_queue_that_works_by_itself_in_the_middle(library: Library, mine: Notebook) -> None:
    lecture = add(mine, Script(1))
    at_five, closed = threading.Event(), threading.Event()

    def wait() -> None:
        at_five.set()
        closed.wait()

    queue = Queue(library, meanwhile(5, wait))
    at_five.wait()
    queue.close()
    assert mine.entry(lecture).state == "queued"
    closed.set()
    again = Queue(library, hear)
    until_over(again, mine, lecture)
    again.close()
    assert mine.lecture(lecture).transcript == alone(Script(1))
    assert not list((library.folder / "servers").iterdir())


def test_a_live_servers_job_is_not_taken_and_a_dead_ones_is(
    library: Library, mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture = add(mine, Script(1))
    living = start()
    living.round()
    other_hand = ByHand()
    other = Queue(library, hear, other_hand, by_itself=False)
    other.round()
    assert not other_hand.calls
    with library.database.writing() as rows:  # a server whose lock nobody holds
        rows.execute("UPDATE jobs SET server = 'dead'")
    work_off(other, other_hand)
    assert mine.lecture(lecture).transcript == alone(Script(1))
    hand.step()  # the first server's worker wakes up late, and its work is dropped
    living.round()
    assert mine.lecture(lecture).transcript == alone(Script(1))
    other.close()


def test_a_lecture_whose_server_died_three_times_at_the_same_place_fails(
    library: Library, mine: Notebook, hand: ByHand
) -> None:
    lecture = add(mine, Script(1))
    queue = Queue(library, hear, hand, by_itself=False)
    for _ in range(3):
        queue.round()
        assert len(hand.calls) == 1
        hand.calls.clear()
        queue._running.clear()
        with library.database.writing() as rows:
            rows.execute("UPDATE jobs SET server = 'dead'")
    queue.round()
    said = "The app stopped 3 times while it worked on this, at the same place."
    assert queue.status(mine, lecture) == Status("failed", said)
    queue.close()


def test_kill_9_at_30_random_moments_loses_nothing(tmp_path: Path) -> None:
    """Thirty lives of a server that adds a lecture and works, each ended by SIGKILL; then one that may finish."""
    chance = random.Random(4)
    promised: dict[str, int] = {}  # lectures whose id a server had printed, and their seeds
    for seed in range(30):
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.lecture.store.script", str(tmp_path), str(seed)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        with server:
            assert server.stdout
            # Here time itself is the point: the server is killed at any moment of its work.
            if seed % 6 == 5:
                time.sleep(chance.uniform(0.2, 0.8))  # perhaps while it starts, or while the recording arrives
            else:
                promised[server.stdout.readline().decode().strip()] = seed
                time.sleep(chance.uniform(0, 0.6))
            server.kill()
        assert server.returncode == -9
        whole(tmp_path, promised)
    library = Library(tmp_path)
    mine = library.notebook(library.first_notebook())
    left = [entry.id for entry in mine.page(count=100).entries if entry.state != "done"]
    assert len(left) > 5  # so many were broken off, and not only waiting
    queue = Queue(library, hear)
    for lecture in left:
        until_over(queue, mine, lecture)
        if queue.status(mine, lecture).state == "failed":  # three kills before its first word: the student's button
            queue.retry(mine, lecture)
            until_over(queue, mine, lecture)
    queue.close()
    assert library.remark == ""
    assert {lecture: mine.lecture(lecture).transcript for lecture in promised} == {
        lecture: alone(served(seed)) for lecture, seed in promised.items()
    }
    library.close()


def whole(folder: Path, seeds: dict[str, int]) -> None:
    """After a kill: the file is sound, each lecture that was promised is there, and what was heard is true."""
    rows = sqlite3.connect(folder / "library.db")
    assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept = {
        lecture: (state, body)
        for lecture, state, body in rows.execute("SELECT id, state, body FROM lectures JOIN jobs ON lecture = number")
    }
    rows.close()
    assert set(seeds) <= set(kept)
    for lecture, seed in seeds.items():
        state, body = kept[lecture]
        assert (state == "done") == (body is not None)
        heard = ProgressLog(folder / "lectures" / lecture).refresh().heard
        if heard:
            truth = alone(served(seed)).segments
            assert heard.segments == truth[: len(heard.segments)]


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


# A store that cannot be used


def test_a_store_that_cannot_be_used_is_what_waiting_jobs_wait_for(
    library: Library, mine: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = add(mine, Script(1))
    real = Queue.round

    def no_round(queue: Queue) -> None:
        raise DiskFull("/data", "no space left")

    monkeypatch.setattr(Queue, "round", no_round)
    queue = Queue(library, hear)
    until(lambda: queue.status(mine, lecture) == Status("queued", str(DiskFull("/data", "")), place=1))
    monkeypatch.setattr(Queue, "round", real)
    until_over(queue, mine, lecture)
    queue.close()
    assert mine.lecture(lecture).transcript == alone(Script(1))
