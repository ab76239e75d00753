"""The queue that comes back to a lecture: after its own end, for another student, or to make notes anew."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lecture.errors import NewerData, NotFinished
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.progress_log import ProgressLog
from lecture.store.queue import STOPS, Queue, Status
from lecture.store.restored import restorations
from lecture.values import Lecture, Options, Progress
from tests.conftest import ROOT
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, Standing, meanwhile, work_off
from tests.lecture.store.script import (
    Script,
    add,
    alone,
    diary,
    hear,
    heard,
    served,
    until_over,
    worked_on,
)

# Never twice


def test_a_recording_that_anybody_had_worked_on_opens_at_once_and_keeps_each_ones_own_names(
    tmp_path: Path, mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    first = add(mine, script, "my_secret_name.mp3")
    queue = start()
    work_off(queue, hand)
    mine.edit(first, course="my secret course")
    second, third = add(theirs, script, "lecture.mp3"), add(theirs, Script(2))
    queue.round()
    assert [theirs.entry(each).state for each in (second, third)] == ["done", "running"]
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


def test_what_a_newer_app_made_is_left_to_it_and_worked_on_anew_for_others(
    library: Library, mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    first = worked_on(mine, Script(1))
    with library.database.writing() as rows:
        rows.execute("""UPDATE lectures SET body = '{"version": 99}'""")
    second = add(theirs, Script(1))
    work_off(start(), hand)
    assert theirs.lecture(second).transcript == alone(Script(1))
    with pytest.raises(NewerData):
        mine.lecture(first)
    assert mine.entry(first).state == "done"


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
    assert (
        mine.entry(lecture).reason
        == "Something went wrong while working on this lecture (ValueError: the model fell over)."
    )
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


def test_to_be_closed_is_no_failure_of_a_job_however_often_it_comes(
    library: Library, mine: Notebook, hand: ByHand
) -> None:
    lecture = add(mine, Script(1))
    for _ in range(5):
        queue = Queue(library, hear, hand, by_itself=False)
        queue.round()
        assert mine.entry(lecture).state == "running"
        queue.close()
        assert mine.entry(lecture).state == "queued"
    queue = Queue(library, hear, hand, by_itself=False)
    work_off(queue, hand)
    queue.close()
    assert mine.lecture(lecture).transcript == alone(Script(1))


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


def die(queue: Queue, hand: ByHand) -> None:
    """The server goes with all that it had handed out, and another is there at once."""
    hand.calls.clear()
    queue._running.clear()
    with queue.library.database.writing() as rows:
        rows.execute("UPDATE jobs SET server = 'dead' WHERE state = 'running'")


def test_a_server_that_dies_ten_times_before_the_first_word_is_not_the_lectures_fault(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture = add(mine, Script(1))
    queue = start()
    for _ in range(10):
        queue.round()
        assert len(hand.calls) == 1
        die(queue, hand)
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(Script(1))


def test_deaths_of_the_server_and_failures_of_the_work_are_counted_apart(
    tmp_path: Path, mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    script = Script(1, trouble="crash", diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start()
    while mine.entry(lecture).state == "queued":
        queue.round()
        die(queue, hand)
        work_off(queue, hand)
        clock.move(10)
    assert diary(script) == ["crashed"] * 3
    assert mine.entry(lecture).state == "failed"


def test_a_server_that_dies_ever_again_at_one_place_gives_that_lecture_up_and_not_before(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture = add(mine, Script(1))
    queue = start()

    def die_until_it_fails() -> int:
        times = 0
        while mine.entry(lecture).state != "failed":
            queue.round()
            die(queue, hand)
            times += 1
        return times - 1

    assert die_until_it_fails() == STOPS
    said = "The app stopped 30 times while it worked on this, at the same place."
    assert queue.status(mine, lecture) == Status("failed", said)
    queue.retry(mine, lecture)
    assert die_until_it_fails() == STOPS  # it starts afresh
    queue.retry(mine, lecture)
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(Script(1))


def test_a_lecture_that_gets_further_between_deaths_of_the_server_is_never_given_up(
    library: Library, mine: Notebook, start: Start, hand: ByHand
) -> None:
    script = Script(1, seconds=STOPS + 10)
    lecture = add(mine, script)
    queue = start()
    log = ProgressLog(library.work_folder(lecture))
    for second in range(1, script.seconds):
        queue.round()
        log.grow(Progress("speech", second, script.seconds, heard(script, second)))
        die(queue, hand)
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(script)


def test_a_lecture_that_may_bring_every_server_down_lets_others_go_first(
    mine: Notebook, theirs: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    deadly, other = add(mine, Script(1)), add(theirs, Script(2))
    queue = start()
    queue.round()
    clock.move(1)
    die(queue, hand)
    queue.round()
    assert [mine.entry(deadly).state, theirs.entry(other).state] == ["queued", "running"]


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
    queue.close()
    assert restorations(mine) == ()
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
        kept_words = ProgressLog(folder / "lectures" / lecture).refresh().heard
        if kept_words:
            assert kept_words == heard(served(seed), len(kept_words.segments))
