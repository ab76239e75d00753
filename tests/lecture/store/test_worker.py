"""The worker: calls made one after another in a process beside this one, which lives and dies as the server does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero
from pathlib import Path

import pytest

from lecture.errors import Cancelled, DiskFull, LectureError
from lecture.store.executors import OneProcess
from lecture.store.worker import NICE, Worker, environment
from lecture.store.worker_errors import WorkerDied, WorkerKilled
from tests.conftest import ROOT
from tests.lecture.store.script import PATIENCE, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


@pytest.fixture
def executor() -> Iterator[OneProcess]:
    executor = OneProcess()
    yield executor
    executor.shutdown(wait=False)


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def refuse(error: BaseException) -> None:
    raise error


class NobodyKnowsIt(Exception):
    """It cannot be pickled."""

    def __init__(self) -> None:
        super().__init__("a lock")
        self.lock = threading.Lock()


def refuse_with_a_lock() -> None:
    raise NobodyKnowsIt


def test_calls_are_made_in_their_order_in_one_less_urgent_process(executor: OneProcess) -> None:
    futures = [executor.submit(call) for call in (os.getpid, os.getcwd, os.getpid)]
    first, folder, last = (future.result(PATIENCE) for future in futures)
    assert first == last != os.getpid()
    assert folder == str(Path.cwd())  # where a relative LECTURE_DATA means the same
    assert executor.submit(os.nice, 0).result(PATIENCE) == min(os.nice(0) + NICE, 19)


def test_no_process_is_started_before_there_is_work(executor: OneProcess) -> None:
    assert executor._worker._process is None


def test_what_is_raised_comes_back_as_it_is_or_named_where_the_server_lacks_its_package(executor: OneProcess) -> None:
    full = executor.submit(refuse, DiskFull("/data", "no space")).exception(PATIENCE)
    assert (type(full), str(full)) == (DiskFull, str(DiskFull("/data", "no space")))
    assert "no number" in str(executor.submit(int, "no number").exception(PATIENCE))
    foreign = executor.submit(Decimal.__truediv__, Decimal(1), Decimal(0)).exception(PATIENCE)
    assert (type(foreign), str(foreign)) == (RuntimeError, f"DivisionByZero: [{DivisionByZero!r}]")
    assert "Traceback" in vars(foreign)["__notes__"][0]
    locked = executor.submit(refuse_with_a_lock).exception(PATIENCE)
    assert (type(locked), str(locked)) == (RuntimeError, "NobodyKnowsIt: a lock")
    unsendable = executor.submit(threading.Lock).exception(PATIENCE)
    assert isinstance(unsendable, TypeError)
    assert executor.submit(abs, -1).result(PATIENCE) == 1


def test_what_is_printed_there_is_no_answer(executor: OneProcess) -> None:
    assert executor.submit(os.write, 1, b"printed\n").result(PATIENCE) == 8
    assert executor.submit(abs, -1).result(PATIENCE) == 1


@pytest.mark.parametrize(
    ("name", "kind"), [("SIGSEGV", WorkerDied), ("SIGABRT", WorkerDied), ("SIGKILL", WorkerKilled)]
)
def test_a_worker_that_dies_is_an_error_that_names_the_signal_and_the_next_call_has_a_new_one(
    executor: OneProcess, name: str, kind: type[LectureError]
) -> None:
    first = executor.submit(os.getpid).result(PATIENCE)
    died = executor.submit(signal.raise_signal, getattr(signal, name)).exception(PATIENCE)
    assert type(died) is kind
    assert vars(died)["how"] == name
    assert name in str(died)
    assert executor.submit(os.getpid).result(PATIENCE) not in (first, os.getpid())


def test_a_worker_that_died_while_it_had_nothing_to_do_is_nobodys_failure(executor: OneProcess) -> None:
    first: int = executor.submit(os.getpid).result(PATIENCE)
    os.kill(first, signal.SIGKILL)
    assert executor._worker._process
    executor._worker._process.wait(PATIENCE)
    assert executor.submit(abs, -1).result(PATIENCE) == 1


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_that_is_meant_for_the_server_does_not_stop_the_worker(executor: OneProcess, name: str) -> None:
    worker: int = executor.submit(os.getpid).result(PATIENCE)
    os.kill(worker, getattr(signal, name))
    assert executor.submit(os.getpid).result(PATIENCE) == worker


def test_who_does_not_wait_for_its_end_ends_it_in_the_middle(executor: OneProcess) -> None:
    worker: int = executor.submit(os.getpid).result(PATIENCE)
    at_work, waiting = executor.submit(time.sleep, PATIENCE), executor.submit(abs, -1)
    began = time.monotonic()
    executor.shutdown(wait=False)
    assert not lives(worker)
    assert [type(future.exception(PATIENCE)) for future in (at_work, waiting)] == [Cancelled, Cancelled]
    assert time.monotonic() - began < PATIENCE / 10


def test_a_call_that_is_stopped_just_before_it_is_sent_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    begun = worker._living

    def stopped() -> subprocess.Popen[bytes]:
        process = begun()
        worker.stop()
        return process

    monkeypatch.setattr(worker, "_living", stopped)
    with pytest.raises(Cancelled):
        worker.call(abs, -1)


def test_a_group_that_is_dying_already_is_no_error(executor: OneProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    worker: int = executor.submit(os.getpid).result(PATIENCE)

    def as_macos_does(group: int, number: int) -> None:
        os.kill(group, number)
        raise PermissionError

    monkeypatch.setattr(os, "killpg", as_macos_does)
    executor.shutdown(wait=False)
    assert not lives(worker)


def test_who_waits_for_its_end_has_all_that_was_handed_in() -> None:
    with OneProcess() as executor:
        worker, last = executor.submit(os.getpid), executor.submit(abs, -1)
    assert last.result(0) == 1
    assert not lives(worker.result(0))


def test_the_worker_dies_with_a_server_that_is_killed_and_works_from_any_folder(tmp_path: Path) -> None:
    serve = (
        "import os, sys, time; sys.path.append(sys.argv[1])\n"
        "from lecture.store.executors import OneProcess\n"
        "executor = OneProcess()\n"
        "print(executor.submit(os.getpid).result(), flush=True)\n"
        "executor.submit(time.sleep, 300).result()"
    )
    (tmp_path / "queue.py").write_text("raise SystemExit('no file of that folder is imported')")
    server = subprocess.Popen([sys.executable, "-P", "-c", serve, ROOT], stdout=subprocess.PIPE, cwd=tmp_path)
    with server:
        assert server.stdout
        worker = int(server.stdout.readline())
        assert lives(worker)
        server.kill()
    until(lambda: not lives(worker), "for the worker to be gone")


_kept: list[bytearray] = []


def scatter(megabytes: int) -> float:
    """Take so much in pieces and free all but a few, so that glibc keeps them. Returns the MB that are held."""
    pieces = [bytearray(50_000) for _ in range(megabytes * 20)]
    _kept[:] = pieces[::50]
    pieces.clear()
    return resident()


def resident() -> float:
    """In MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="memory is given back by glibc's own word")
def test_what_a_call_has_freed_is_given_back_before_the_next(executor: OneProcess) -> None:
    before = executor.submit(resident).result()
    held = executor.submit(scatter, 300).result()
    after = executor.submit(resident).result()
    assert held > before + 250
    assert after < before + 60


def test_the_worker_is_given_no_secrets_but_the_hubs() -> None:
    around = {
        "PATH": "/bin",
        "LECTURE_DATA": "data",
        "WHISPER_MODEL": "tiny",
        "HF_TOKEN": "t",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONPATH": "/theirs",
        "STREAMLIT_SERVER_COOKIE_SECRET": "s",
        "AWS_SECRET_ACCESS_KEY": "s",
        "GITHUB_TOKEN": "s",
        "OPENAI_API_KEY": "s",
        "PGPASSWORD": "s",
        "smtp_password": "s",
    }
    assert environment(around) == {
        "PATH": "/bin",
        "LECTURE_DATA": "data",
        "WHISPER_MODEL": "tiny",
        "HF_TOKEN": "t",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONPATH": f"{ROOT}{os.pathsep}/theirs",
    }
