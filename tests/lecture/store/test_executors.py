"""Executors: a thread; and a real Dask scheduler with two workers on this machine, one of which is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lecture.errors import SettingError
from lecture.store import executors
from lecture.store.executors import OneThread, cluster
from lecture.store.library import Library
from lecture.store.queue import Queue
from tests.conftest import ROOT
from tests.lecture.store.script import PATIENCE, Script, add, alone, hear, until, until_over

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed's own


def dask(*arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    log = (folder / f"{arguments[0]}.log").open("ab")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DASK_LOGGING__DISTRIBUTED": "warning"},
            stdout=log,
            stderr=log,
        )


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    pytest.importorskip("distributed", reason="the optional package “distributed” is not installed")
    found = tmp_path / "scheduler.json"
    here = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    process = dask("scheduler", *here, "--scheduler-file", str(found), folder=tmp_path)
    until(lambda: found.exists() and found.read_text().endswith("}"), "for the scheduler")
    yield json.loads(found.read_text())["address"]
    process.kill()
    process.wait()


@pytest.fixture
def workers(tmp_path: Path, scheduler: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    processes = [
        dask(
            "worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
            "--local-directory", str(tmp_path / f"worker{number}"), folder=tmp_path,
        )
        for number in range(2)
    ]  # fmt: skip
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def test_four_lectures_finish_right_though_one_of_two_workers_is_killed(
    tmp_path: Path, scheduler: str, workers: list[subprocess.Popen[bytes]]
) -> None:
    library = Library(tmp_path / "data")
    mine = library.notebook(library.new_notebook())
    # Slow enough that a worker is surely killed in the middle.
    scripts = [Script(seed, seconds=60, pause=0.03, diary=str(tmp_path / f"diary{seed}")) for seed in range(4)]
    lectures = [add(mine, script) for script in scripts]
    executor, at_once = cluster(scheduler)
    until(lambda: at_once() == 2, "for both workers")
    queue = Queue(library, hear, executor, at_once)

    def heard() -> list[float]:
        return [queue.status(mine, lecture).done for lecture in lectures]

    until(lambda: min(heard()[:2]) > 10, "for two lectures at once")
    assert heard()[2:] == [0, 0]
    workers[0].kill()
    until_over(queue, mine, *lectures)
    assert [queue.status(mine, lecture).state for lecture in lectures] == ["done"] * 4
    assert [mine.lecture(lecture).transcript for lecture in lectures] == [alone(script) for script in scripts]
    again = [len(Path(script.diary).read_text().split()) for script in scripts]
    assert max(again) <= 62  # the lecture whose worker died went on where it was, on the other worker
    queue.close()
    library.close()


def test_cancel_reaches_a_worker_of_the_cluster_and_retry_goes_on(
    tmp_path: Path, scheduler: str, workers: list[subprocess.Popen[bytes]]
) -> None:
    library = Library(tmp_path / "data")
    mine = library.notebook(library.new_notebook())
    script = Script(1, seconds=100, pause=0.02, diary=str(tmp_path / "diary"))
    lecture = add(mine, script)
    executor, at_once = cluster(scheduler)
    until(lambda: at_once() == 2, "for both workers")
    queue = Queue(library, hear, executor, at_once)
    until(lambda: queue.status(mine, lecture).done > 5)
    queue.cancel(mine, lecture)
    until(lambda: not queue._running, "for the worker to stop")
    kept = queue.status(mine, lecture)
    assert kept.state == "cancelled"
    assert 5 < kept.done < 100
    queue.retry(mine, lecture)
    until_over(queue, mine, lecture)
    assert mine.lecture(lecture).transcript == alone(script)
    assert len((tmp_path / "diary").read_text().split()) <= 102
    queue.close()
    library.close()


def test_a_scheduler_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the optional package “distributed” is not installed")
    monkeypatch.setattr(executors, "CLUSTER_PATIENCE", 1.0)
    with pytest.raises(SettingError, match=r"LECTURE_SCHEDULER .* must be the address of a Dask scheduler that runs"):
        cluster("tcp://127.0.0.1:1")


def test_without_the_package_for_it_a_cluster_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingError, match="must be unset, or the package “distributed” installed"):
        cluster("tcp://127.0.0.1:1")


def test_the_worker_thread_hands_back_what_was_raised() -> None:
    executor = OneThread()
    failed = executor.submit(int, "no number")
    assert isinstance(failed.exception(PATIENCE), ValueError)
    assert executor.submit(int, "3").result(PATIENCE) == 3
    executor.shutdown()


def test_what_is_cancelled_before_its_turn_never_runs() -> None:
    executor = OneThread()
    go = threading.Event()
    done: list[str] = []
    first = executor.submit(go.wait, PATIENCE)
    second = executor.submit(done.append, "second")
    third = executor.submit(done.append, "third")
    assert second.cancel()
    go.set()
    third.result(PATIENCE)
    assert first.result(PATIENCE)
    assert done == ["third"]
    executor.shutdown()


def test_who_waits_for_its_end_has_all_that_was_handed_in() -> None:
    done: list[str] = []
    with OneThread() as executor:
        executor.submit(threading.Event().wait, 0.2)
        executor.submit(done.append, "last")
    assert done == ["last"]
