"""The queue when attempts fail: it tries again, says why it gives up, and never takes others down with it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lecture.errors import DiskFull, NotAModel
from lecture.store.executors import OneProcess
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue, Status
from lecture.tongue import again, speaking
from lecture.values import Lecture, Options
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, Standing, work_off
from tests.lecture.store.script import (
    Script,
    add,
    alone,
    diary,
    hear,
    heard,
    until,
    until_over,
)

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


def test_a_clock_that_is_set_back_an_hour_lets_no_lecture_rest_for_an_hour(
    tmp_path: Path, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    script = Script(1, trouble="once", trouble_at=3, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start()
    work_off(queue, hand)
    assert queue.status(mine, lecture).state == "queued"
    clock.move(-3600)
    work_off(queue, hand)
    clock.move(-3600)  # and once more, while nothing is in the line
    assert queue.status(mine, lecture) == Status("done")
    assert mine.lecture(lecture).transcript == alone(script)
    later = add(mine, Script(2))
    work_off(queue, hand)
    assert mine.lecture(later).transcript == alone(Script(2))


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
        "No speech was found in the 10 seconds of “silence.mp3”: there is not a sound in it. "
        "Check that the right microphone was recorded, and give another recording."
    )
    assert queue.status(mine, lecture) == Status("failed", said, permanent=True)
    assert not (tmp_path / "diary").exists()
    queue.retry(mine, lecture)
    assert queue.status(mine, lecture) == Status("queued", place=1)


def test_a_lecture_that_failed_while_nobody_looked_is_read_in_german(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture = add(mine, Script(1, trouble="no speech"), "silence.mp3")
    queue = start()
    with speaking("de"):  # as a page's thread would, if it came to work there
        work_off(queue, hand)
        kept = queue.status(mine, lecture).reason
        assert again(kept) == (
            "In den 10 Sekunden von „silence.mp3“ wurde keine Sprache gefunden: Es ist kein Ton darin. "
            "Prüfe, ob das richtige Mikrofon aufgenommen wurde, und nimm eine andere Aufnahme."
        )
    assert again(kept) == kept == mine.entry(lecture).reason
    assert kept.startswith("No speech was found in the 10 seconds of “silence.mp3”")


def test_what_fell_over_and_what_the_app_stopped_at_are_read_in_german() -> None:
    with speaking("de"):
        assert again(FELL_OVER) == (
            "Bei der Arbeit an dieser Vorlesung ist etwas schiefgegangen (ValueError: the model fell over)."
        )
        assert again("The app stopped 3 times while it worked on this, at the same place.") == (
            "Die App ist 3-mal an derselben Stelle stehen geblieben, während sie daran arbeitete."
        )


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


def test_a_recording_that_kills_its_worker_three_times_fails_with_a_sentence_and_can_be_tried_again(
    tmp_path: Path, library: Library, mine: Notebook, clock: Standing
) -> None:
    script = Script(1, trouble="exit", trouble_at=2, diary=str(tmp_path / "diary"))
    lecture, other = add(mine, script), add(mine, Script(2))
    queue = Queue(library, hear, OneProcess(), by_itself=False)
    said = (
        "The part of the app that listens broke down while it worked on this lecture (exit code 9). "
        "Try again; if it breaks down again, export the recording as MP3 or WAV and give that."
    )
    reasons = set()

    def over() -> bool:
        clock.move(10)
        queue.round()
        reasons.add(queue.status(mine, lecture).reason)
        return not queue._running and mine.entry(lecture).state not in ("queued", "running")

    until(over, "for the last attempt")
    status = queue.status(mine, lecture)
    assert (status.state, status.reason, status.permanent) == ("failed", said, False)
    assert reasons == {"", said}  # the page says so while it rests, too
    with library.database.reading() as rows:  # the first got to second 2, so it was a step ahead
        assert rows.execute("SELECT attempts, stops FROM jobs ORDER BY lecture").fetchone()[:] == (3, 0)
    assert diary(script) == ["0", "1"]
    queue.retry(mine, lecture)
    assert queue.status(mine, lecture).state == "queued"
    until(lambda: over() and mine.entry(other).state == "done")
    assert mine.lecture(other).transcript == alone(Script(2))
    queue.close()


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
