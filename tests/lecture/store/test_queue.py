"""The queue: fair, honest about how far it is, and able to go on after anything."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from lecture.errors import Cancelled, LectureError, NotFinished
from lecture.store import queue as module
from lecture.store.library import Library, Notebook
from lecture.store.queue import OneThread, ProgressLog, Queue, Status, Work, share
from lecture.values import Cards, Lecture, Options, Progress, Segment, Stage, Transcript
from tests.conftest import ROOT
from tests.lecture.store.script import PATIENCE, Script, add, alone, hear, served, until, until_over


@pytest.fixture
def start(library: Library) -> Iterator[Callable[..., Queue]]:
    """Makes queues, and closes them when the test is over."""
    queues: list[Queue] = []

    def make(work: Work = hear, *rest: Any) -> Queue:
        queues.append(Queue(library, work, *rest))
        return queues[-1]

    yield make
    for queue in queues:
        queue.close()


@pytest.fixture(autouse=True)
def _short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REST", (0.0,))


Start = Callable[..., Queue]


class ByHand(Executor):
    """Runs one call when told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.calls.append((future, lambda: call(*args, **kwargs)))
        return future

    def step(self) -> None:
        until(lambda: self.calls, "for a job to be handed out")
        future, call = self.calls.pop(0)
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(call())
            except Exception as error:  # noqa: BLE001
                future.set_exception(error)


def test_a_job_goes_from_queued_to_done_and_the_lecture_opens(library: Library, mine: Notebook, start: Start) -> None:
    lecture = add(mine, Script(1))
    hand = ByHand()
    queue = start(hear, hand)
    until(lambda: queue.status(mine, lecture).state == "running")
    hand.step()
    until_over(queue, mine, lecture)
    assert queue.status(mine, lecture) == Status("done")
    assert mine.lecture(lecture).transcript == alone(Script(1))
    assert mine.entry(lecture).duration == 10.0
    until(lambda: [path.name for path in library.work_folder(lecture).iterdir()] == ["about.json"])


def test_progress_only_grows_and_shows_the_text_as_it_comes(mine: Notebook, start: Start) -> None:
    script = Script(1, seconds=30, pause=0.02)
    lecture = add(mine, script)
    queue = start()
    seen: list[Status] = []

    def watch() -> bool:
        seen.append(queue.status(mine, lecture))
        return seen[-1].state == "done"

    until(watch)
    running = [status for status in seen if status.state == "running" and status.stage]
    fractions = [status.fraction or 0.0 for status in running]
    lefts = [status.seconds_left for status in running if status.seconds_left is not None]
    texts = [status.transcript.text for status in running if status.transcript]
    assert fractions == sorted(fractions)
    assert fractions[0] > 0
    assert lefts == sorted(lefts, reverse=True)
    assert {status.stage for status in running} == {"speech", "summary", "cards"}
    assert len(set(texts)) > 10
    assert all(alone(script).text.startswith(text) for text in texts)
    assert all(status.total == 30 and status.done <= 30 for status in running if status.stage == "speech")


def test_one_job_runs_at_a_time(mine: Notebook, start: Start) -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def work(recording: Path, options: Options, **rest: Any) -> Lecture:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        made = hear(recording, options, **rest)
        with lock:
            inside -= 1
        return made

    lectures = [add(mine, Script(seed, pause=0.005)) for seed in range(5)]
    until_over(start(work), mine, *lectures)
    assert most == 1
    assert [mine.lecture(each).transcript for each in lectures] == [
        alone(Script(seed, pause=0.005)) for seed in range(5)
    ]


# Fairness


def test_a_student_with_ten_lectures_does_not_make_another_wait_for_all_ten(library: Library, start: Start) -> None:
    busy, other, third = (library.notebook(library.new_notebook()) for _ in range(3))
    ten = [add(busy, Script(seed)) for seed in range(10)]
    hand = ByHand()
    queue = start(hear, hand)
    until(lambda: queue.status(busy, ten[0]).state == "running")
    one = add(other, Script(100))
    two = [add(third, Script(seed)) for seed in (200, 201)]
    places = [queue.status(other, one).place, *(queue.status(third, each).place for each in two)]
    assert places == [1, 2, 4]
    assert [queue.status(busy, each).place for each in ten[1:]] == [3, 5, 6, 7, 8, 9, 10, 11, 12]
    order = []
    names = {lecture: name for name, group in (("busy", ten), ("other", [one]), ("third", two)) for lecture in group}
    books = {"busy": busy, "other": other, "third": third}
    left = set(names)
    while left:
        hand.step()
        until(lambda: any(books[names[each]].entry(each).state == "done" for each in left))
        done = next(each for each in left if books[names[each]].entry(each).state == "done")
        order.append(names[done])
        left.discard(done)
    assert order == ["busy", "other", "third", "busy", "third"] + ["busy"] * 8


def test_new_students_do_not_starve_one_who_waits(library: Library, start: Start) -> None:
    busy = library.notebook(library.new_notebook())
    first, second = add(busy, Script(1)), add(busy, Script(2))
    hand = ByHand()
    queue = start(hear, hand)
    until(lambda: queue.status(busy, first).state == "running")
    early = library.notebook(library.new_notebook())
    add(early, Script(3))
    hand.step()
    until(lambda: busy.entry(first).state == "done")
    for seed in range(10, 15):  # they come when the first lecture is done, and stand behind the second
        add(library.notebook(library.new_notebook()), Script(seed))
    assert queue.status(busy, second).place <= 2


# Cancel


def test_a_queued_job_that_is_cancelled_never_starts(mine: Notebook, start: Start) -> None:
    hand = ByHand()
    first, second = add(mine, Script(1)), add(mine, Script(2))
    queue = start(hear, hand)
    until(lambda: queue.status(mine, first).state == "running")
    queue.cancel(mine, second)
    assert queue.status(mine, second) == Status("cancelled")
    hand.step()
    until_over(queue, mine, first)
    time.sleep(2 * module.PAUSE)
    assert not hand.calls


def test_cancel_keeps_what_was_heard_and_retry_goes_on_from_there(tmp_path: Path, mine: Notebook, start: Start) -> None:
    script = Script(1, seconds=50, pause=0.02, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start()
    until(lambda: (queue.status(mine, lecture).done or 0) > 5)
    queue.cancel(mine, lecture)
    assert queue.status(mine, lecture).state == "cancelled"
    until(lambda: not queue._running, "for the work to stop")
    kept = queue.status(mine, lecture).transcript
    assert kept
    assert 5 < len(kept.segments) < 50
    assert kept.segments == alone(script).segments[: len(kept.segments)]
    queue.retry(mine, lecture)
    until_over(queue, mine, lecture)
    assert mine.lecture(lecture).transcript == alone(script)
    heard = list(map(int, Path(script.diary).read_text().split()))
    assert len(heard) <= 51  # the second that was being heard when it was cancelled may be heard twice


def test_the_other_jobs_go_on_after_one_is_cancelled_or_deleted(mine: Notebook, start: Start) -> None:
    slow = [add(mine, Script(seed, seconds=1000, pause=0.01)) for seed in (1, 2)]
    quick = add(mine, Script(3))
    queue = start()
    until(lambda: (queue.status(mine, slow[0]).done or 0) > 2)
    queue.cancel(mine, slow[0])
    until(lambda: (queue.status(mine, slow[1]).done or 0) > 2)
    mine.delete(slow[1])
    until_over(queue, mine, quick)
    assert mine.entry(quick).state == "done"
    assert {path.name for path in (mine.library.folder / "lectures").iterdir()} == {slow[0], quick}


def test_another_key_can_neither_see_nor_stop_a_job(library: Library, mine: Notebook, start: Start) -> None:
    theirs = library.notebook(library.new_notebook())
    lecture = add(mine, Script(1))
    queue = start()
    for attempt in (queue.status, queue.cancel, queue.retry):
        with pytest.raises(LectureError, match="no such lecture"):
            attempt(theirs, lecture)
    until_over(queue, mine, lecture)
    assert mine.entry(lecture).state == "done"


# Trouble


def test_three_failures_in_a_row_end_in_the_reason_and_retry_starts_afresh(
    tmp_path: Path, mine: Notebook, start: Start
) -> None:
    script = Script(1, trouble="crash", trouble_at=3, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start()
    until_over(queue, mine, lecture)
    status = queue.status(mine, lecture)
    assert status.state == "failed"
    assert status.reason == "Something went wrong while working on this lecture (ValueError: the model fell over)."
    # The first attempt got to second 3, so it was a step ahead; three more got no further.
    assert (tmp_path / "diary").read_text().split() == ["0", "1", "2", *["crashed"] * 4]
    assert status.transcript == Transcript(alone(script).segments[:3], "en", 10.0, 3.0)
    queue.retry(mine, lecture)
    assert queue.status(mine, lecture).state in ("queued", "running")
    until_over(queue, mine, lecture)
    assert (tmp_path / "diary").read_text().split().count("crashed") == 7


def test_a_failure_that_does_not_come_again_is_only_a_delay(tmp_path: Path, mine: Notebook, start: Start) -> None:
    (tmp_path / "diary").touch()
    script = Script(1, trouble="once", trouble_at=6, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    until_over(start(), mine, lecture)
    assert mine.lecture(lecture).transcript == alone(script)
    assert (tmp_path / "diary").read_text().split() == [*"012345", "crashed", *"6789"]
    assert mine.entry(lecture).reason == ""


def test_a_recording_without_speech_fails_at_once_with_its_sentence(
    tmp_path: Path, mine: Notebook, start: Start
) -> None:
    lecture = add(mine, Script(1, trouble="no speech", diary=str(tmp_path / "diary")), "silence.mp3")
    queue = start()
    until_over(queue, mine, lecture)
    assert queue.status(mine, lecture).state == "failed"
    assert "No speech was found in the 10 seconds of “silence.mp3”" in queue.status(mine, lecture).reason
    assert not (tmp_path / "diary").exists()


def test_a_recording_deleted_from_under_the_app_fails_with_its_sentence(mine: Notebook, start: Start) -> None:
    lecture, other = add(mine, Script(1)), add(mine, Script(2))
    mine.recording(lecture).unlink()
    queue = start()
    until_over(queue, mine, lecture, other)
    assert "no longer in the data folder" in queue.status(mine, lecture).reason
    assert mine.entry(other).state == "done"


def test_a_worker_process_that_dies_every_time_ends_in_failure_not_in_a_loop(
    tmp_path: Path, mine: Notebook, start: Start
) -> None:
    class Fresh(Executor):
        """A new process for each call, as a supervisor would start one."""

        def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            pools.append(pool)
            return pool.submit(call, *args, **kwargs)

    pools: list[ProcessPoolExecutor] = []
    script = Script(1, trouble="exit", trouble_at=2, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    queue = start(hear, Fresh())
    until_over(queue, mine, lecture)
    assert queue.status(mine, lecture).state == "failed"
    assert "terminated abruptly" in queue.status(mine, lecture).reason
    assert (tmp_path / "diary").read_text().split() == ["0", "1"]
    for pool in pools:
        pool.shutdown()


# Never twice


def test_a_recording_that_anybody_had_worked_on_opens_at_once(tmp_path: Path, library: Library, start: Start) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    one, two = (library.notebook(library.new_notebook()) for _ in range(2))
    first = add(one, script, "my secret name.mp3")
    queue = start()
    until_over(queue, one, first)
    one.edit(first, title="my secret title")
    second = add(two, script, "lecture.mp3")
    until_over(queue, two, second)
    assert two.lecture(second).transcript == alone(script)
    assert (tmp_path / "diary").read_text().split() == [*"0123456789"]
    assert "secret" not in repr((two.lecture(second), two.entry(second)))
    assert (two.lecture(second).title, two.lecture(second).file_name) == ("lecture", "lecture.mp3")


def test_remake_makes_the_rest_anew_and_hears_nothing_twice(tmp_path: Path, library: Library, start: Start) -> None:
    script = Script(1, diary=str(tmp_path / "diary"))
    one, two = (library.notebook(library.new_notebook()) for _ in range(2))
    made = 0

    def work(recording: Path, options: Options, **rest: Any) -> Lecture:
        nonlocal made
        made += 1
        lecture = hear(recording, options, **rest)
        return replace(lecture, cards=replace(lecture.cards, remark=f"made {made}"))

    first, second = add(one, script), add(two, script)
    queue = start(work)
    until_over(queue, one, first)
    until_over(queue, two, second)
    one.edit(first, title="Mine")
    queue.remake(one, first)
    until_over(queue, one, first)
    assert one.lecture(first).cards.remark == "made 2"
    assert two.lecture(second).cards.remark == "made 1"
    assert one.lecture(first).transcript == alone(script)
    assert one.lecture(first).title == "Mine"
    assert (tmp_path / "diary").read_text().split() == [*"0123456789"]


# Afterlife


def test_a_restart_goes_on_by_itself_from_what_was_kept(tmp_path: Path, library: Library, mine: Notebook) -> None:
    script = Script(1, seconds=40, pause=0.02, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    for _ in range(5):  # more than three: to be closed is no failure
        queue = Queue(library, hear)
        before = queue.status(mine, lecture).done
        until(lambda: queue.status(mine, lecture).done > before + 2)  # noqa: B023
        queue.close()
        assert mine.entry(lecture).state == "queued"
    queue = Queue(library, hear)
    until_over(queue, mine, lecture)
    queue.close()
    assert mine.lecture(lecture).transcript == alone(script)
    assert len((tmp_path / "diary").read_text().split()) <= 45


def test_a_live_servers_job_is_not_taken_and_a_dead_ones_is(library: Library, mine: Notebook, start: Start) -> None:
    hand = ByHand()
    lecture = add(mine, Script(1))
    living = start(hear, hand)
    until(lambda: living.status(mine, lecture).state == "running")
    other_hand = ByHand()
    other = start(hear, other_hand)
    time.sleep(4 * module.PAUSE)
    assert not other_hand.calls
    with library.database.writing() as rows:  # a server whose lock nobody holds
        rows.execute("UPDATE jobs SET server = 'dead'")
    living._closing.set()
    until(lambda: other_hand.calls, "for the dead server's job")
    other_hand.step()
    until_over(other, mine, lecture)
    assert mine.lecture(lecture).transcript == alone(Script(1))


def test_work_whose_order_was_given_to_another_attempt_stops(library: Library, mine: Notebook, tmp_path: Path) -> None:
    lecture = add(mine, Script(1))
    folder = library.work_folder(lecture)
    (folder / "lease").write_text("new")
    with pytest.raises(Cancelled):
        module.run(hear, mine.recording(lecture), folder, "old", Options(), "a.mp3", module.USUAL_ENDS)
    assert not (folder / "progress.jsonl").exists()


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


# The progress log


def grown(folder: Path, *reports: Progress) -> ProgressLog:
    progress_log = ProgressLog(folder).refresh()
    for report in reports:
        progress_log.grow(report)
    return ProgressLog(folder).refresh()


def speech(*words: str, heard: float | None = None) -> Progress:
    segments = tuple(Segment(i, i + 1, word) for i, word in enumerate(words))
    done = float(len(words)) if heard is None else heard
    return Progress("speech", done, 10, Transcript(segments, "en", 10, done))


def text(progress_log: ProgressLog) -> str:
    return progress_log.heard.text if progress_log.heard else ""


def test_a_progress_log_keeps_only_what_is_new(tmp_path: Path) -> None:
    progress_log = ProgressLog(tmp_path)
    sizes = []
    words: list[str] = []
    for number in range(200):
        words.append(f"w{number:03}")
        progress_log.grow(speech(*words, heard=number / 20))
        sizes.append(progress_log.path.stat().st_size)
    steps = {after - before for before, after in pairwise(sizes)}
    assert max(steps) < 2 * min(steps)
    assert text(ProgressLog(tmp_path).refresh()) == " ".join(words)


def test_a_line_that_breaks_off_counts_as_not_written_and_the_next_attempt_goes_on(tmp_path: Path) -> None:
    whole = grown(tmp_path, speech("a"), speech("a", "b"), speech("a", "b", "c")).path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in range(len(lines[0]) + len(lines[1]), len(whole)):
        (tmp_path / "progress.jsonl").write_bytes(whole[:cut])
        assert text(ProgressLog(tmp_path).refresh()) == "a b"
    assert text(grown(tmp_path, speech("a", "b", "C", "D"))) == "a b C D"


def test_two_attempts_that_write_at_once_leave_one_truth(tmp_path: Path) -> None:
    ahead, behind = ProgressLog(tmp_path), ProgressLog(tmp_path)
    ahead.grow(speech("a", "b", "c"))
    behind.grow(speech("a"))
    behind.grow(speech("a", "b"))
    ahead.grow(speech("a", "b", "c", "d"))  # belongs behind three: it is passed over
    behind.grow(speech("a", "b", "c"))
    assert text(ProgressLog(tmp_path).refresh()) == "a b c"


def test_a_segment_that_is_heard_otherwise_later_replaces_the_first(tmp_path: Path) -> None:
    assert text(grown(tmp_path, speech("a", "be"), speech("a", "bee", "c"))) == "a bee c"


def test_a_report_never_falls_behind_an_earlier_one(tmp_path: Path) -> None:
    progress_log = grown(
        tmp_path, speech("a", "b", "c"), Progress("summary", 1, 2), speech("a"), Progress("summary", 0, 2)
    )
    assert progress_log.last
    assert (progress_log.last.stage, progress_log.last.done, progress_log.last.total) == ("summary", 1, 2)


def test_the_time_left_is_told_once_the_pace_is_known(tmp_path: Path) -> None:
    """A minute of loading models before the first words is no part of the pace."""
    progress_log = ProgressLog(tmp_path)
    lefts = []
    for heard, spent in ((12.0, 60.0), (27.0, 61.0), (500.0, 70.0), (1000.0, 80.0)):
        progress_log.grow(Progress("speech", heard, 1000.0), (0.8, 0.9, 1.0), spent)
        assert progress_log.last
        lefts.append(progress_log.last.seconds_left)
    assert lefts == [None, None, pytest.approx(10.0 * (1 - 0.4) / (0.4 - 0.0096)), pytest.approx(20 * 0.2 / 0.7904)]


def test_shares_of_the_work_join_end_to_end() -> None:
    def at(stage: Stage, done: float, total: float) -> float:
        return share(Progress(stage, done, total), (0.5, 0.7, 1.0))

    assert [at("speech", 0, 10), at("speech", 5, 10)] == [0.0, 0.25]
    assert at("speech", 10, 10) == at("summary", 0, 3) == 0.5
    assert at("summary", 3, 3) == at("cards", 0, 1) == 0.7
    assert at("cards", 1, 1) == at("cards", 0, 0) == 1.0


def test_the_time_left_is_learned_from_the_lectures_before(library: Library, mine: Notebook, start: Start) -> None:
    """Here summary and cards take two seconds of three: far more than one would guess."""

    def work(recording: Path, options: Options, *, name: str, **rest: Any) -> Lecture:
        rest["on_progress"](Progress("speech", 10, 10, alone(Script(1))))
        for stage in ("summary", "cards"):
            for piece in range(1, 11):
                time.sleep(0.03)
                rest["on_progress"](Progress(stage, piece, 10))
        rest["so_far"] = alone(Script(1))
        rest["on_progress"] = lambda progress: None
        return hear(recording, options, name=name, **rest)

    first, second = add(mine, Script(1)), add(mine, Script(2))
    queue = start(work)
    fractions: dict[str, set[float]] = {first: set(), second: set()}

    def watch() -> bool:
        for lecture, found in fractions.items():
            status = queue.status(mine, lecture)
            if status.stage == "summary" and status.fraction:
                found.add(status.fraction)
        return mine.entry(second).state == "done"

    until(watch)
    assert min(fractions[first]) > 0.8  # a guess
    assert max(fractions[second]) < 0.8  # knowledge
    with library.database.reading() as rows:
        speech, summary, cards = rows.execute("SELECT speech, summary, cards FROM pace ORDER BY number").fetchone()
    assert 0 < speech < min(summary, cards)


def test_the_worker_thread_hands_back_what_was_raised() -> None:
    executor = OneThread()
    failed = executor.submit(int, "no number")
    assert isinstance(failed.exception(PATIENCE), ValueError)
    assert executor.submit(int, "3").result(PATIENCE) == 3
    executor.shutdown()


def test_a_result_that_cannot_be_kept_is_that_jobs_failure_alone(
    library: Library, mine: Notebook, start: Start
) -> None:
    def not_a_number(recording: Path, options: Options, **how: Any) -> Lecture:
        lecture = hear(recording, options, **how)
        odd = Cards((replace(lecture.cards.cards[0], score=float("nan")),))
        return replace(lecture, cards=odd) if "odd" in how["name"] else lecture

    odd, plain = add(mine, Script(1), "odd.mp3"), add(mine, Script(2), "plain.mp3")
    queue = start(not_a_number)
    until_over(queue, mine, odd, plain)
    assert queue.status(mine, odd).state == "failed"
    assert mine.lecture(plain).transcript == alone(Script(2))


def test_a_finished_twin_that_cannot_be_read_is_worked_on_anew(library: Library, mine: Notebook, start: Start) -> None:
    queue = start()
    first = add(mine, Script(1))
    until_over(queue, mine, first)
    with library.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = '{}'")
    theirs = library.notebook(library.new_notebook())
    second = add(theirs, Script(1))
    until_over(queue, theirs, second)
    assert theirs.lecture(second).transcript == alone(Script(1))
    with pytest.raises(NotFinished):
        mine.lecture(first)
    until_over(queue, mine, first)
    assert mine.lecture(first).transcript == alone(Script(1))


def test_the_same_sound_from_two_students_keeps_each_ones_own_title(
    library: Library, mine: Notebook, start: Start
) -> None:
    queue = start()
    first = add(mine, Script(1), "my_secret_name.mp3")
    until_over(queue, mine, first)
    theirs = library.notebook(library.new_notebook())
    second = add(theirs, Script(1), "lecture.mp3")
    until_over(queue, theirs, second)
    assert (mine.lecture(first).title, mine.lecture(first).file_name) == ("my secret name", "my_secret_name.mp3")
    assert (theirs.lecture(second).title, theirs.lecture(second).file_name) == ("lecture", "lecture.mp3")


def test_notes_that_cannot_be_made_anew_stay_as_they_were(library: Library, mine: Notebook, start: Start) -> None:
    lecture = add(mine, Script(1))
    queue = start()
    until_over(queue, mine, lecture)
    before = mine.lecture(lecture)
    queue.close()

    def fail(*_: object, **how: Any) -> Lecture:
        assert how["so_far"] == before.transcript  # nothing is heard twice
        raise ValueError("the model fell over")

    library.recording(next((library.folder / "recordings").iterdir()).name).unlink()
    queue = start(fail)
    queue.remake(mine, lecture)
    until_over(queue, mine, lecture)
    assert queue.status(mine, lecture).state == "done"
    assert mine.lecture(lecture) == before


def test_stopping_while_notes_are_made_anew_keeps_the_old_ones(mine: Notebook, start: Start) -> None:
    lecture = add(mine, Script(1))
    until_over(start(), mine, lecture)
    before = mine.lecture(lecture)
    queue = start(hear, ByHand())
    queue.remake(mine, lecture)
    queue.cancel(mine, lecture)
    assert queue.status(mine, lecture).state == "done"
    assert mine.lecture(lecture) == before
