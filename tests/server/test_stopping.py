"""`streamlit run` is told to end: it is gone with exit code 0, its worker too, and the lecture goes on later."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lecture.store.progress_log import ProgressLog
from lecture.values import Lecture
from tests.browser.served import Desk, Server, desk
from tests.conftest import SAMPLE
from tests.lecture.store.script import until
from tests.server.visitor import visitor

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
LIMIT = 3.0  # seconds in which the server is gone


@pytest.fixture
def student(tmp_path: Path) -> Iterator[Desk]:
    """An empty notebook of a server that has just been started."""
    server = Server(tmp_path / "data")
    server.start()
    yield desk(server)
    if server.lives:
        server.kill()


def give(student: Desk) -> str:
    with SAMPLE.open("rb") as sound:
        return student.notebook().add("Tides.mp3", sound)


def started(server: Server) -> list[int]:
    """The processes that the server has started."""
    assert server.process
    children = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    return [int(child) for one in children for child in one.read_text().split()]


def workers(server: Server) -> list[int]:
    """Those of them that work on lectures: others read what the page is asked to read."""
    return [one for one in started(server) if b"lecture.store.worker" in Path(f"/proc/{one}/cmdline").read_bytes()]


def end(student: Desk, told: signal.Signals = signal.SIGTERM) -> None:
    """Tell the server to end, and see that it does so in order."""
    server, begun = student.server, started(student.server)
    assert server.process
    began = time.monotonic()
    server.process.send_signal(told)
    assert server.process.wait(60) == 0
    assert time.monotonic() - began < LIMIT
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in begun))
    said = (server.data.parent / "server.log").read_text()
    assert not re.search(r"Traceback|terminate called|Fatal|Error|Exception", said), said


def log_of(student: Desk, lecture: str) -> ProgressLog:
    return ProgressLog(student.library().work_folder(lecture)).refresh()


def attempts(student: Desk) -> list[tuple[str, int, int]]:
    with student.library().database.reading() as rows:
        return [tuple(row) for row in rows.execute("SELECT state, attempts, stops FROM jobs")]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_idle_server_whose_page_is_open_ends_at_a_signal(student: Desk, told: signal.Signals) -> None:
    with visitor(student.server.url, f"notebook={student.key}"):
        end(student, told)


def test_a_server_that_is_told_to_end_while_a_model_loads_keeps_the_lecture_in_the_line(student: Desk) -> None:
    lecture = give(student)
    with visitor(student.server.url, f"notebook={student.key}"):
        until(lambda: log_of(student, lecture).last, "for the model to be loaded")
        assert len(workers(student.server)) == 1
        end(student)
    assert attempts(student) == [("queued", 0, 0)]


def test_a_server_that_is_told_to_end_in_the_middle_of_a_lecture_goes_on_there_after_the_next_start(
    student: Desk, studied: Lecture
) -> None:
    lecture = give(student)
    with visitor(student.server.url, f"notebook={student.key}&lecture={lecture}"):
        until(lambda: log_of(student, lecture).heard, "for the first words")
        (worker,) = workers(student.server)
        assert student.server.process
        loaded = [Path(f"/proc/{one}/maps").read_text() for one in (student.server.process.pid, worker)]
        assert ["libtorch" in maps for maps in loaded] == [False, True]  # the page's process hears nothing
        end(student)
    kept = log_of(student, lecture).heard
    assert kept
    assert attempts(student) == [("queued", 0, 0)]
    student.server.start()
    with visitor(student.server.url, f"notebook={student.key}"):
        until(lambda: student.notebook().entry(lecture).state == "done", "for the lecture", every=0.2)
    done = student.notebook().lecture(lecture).transcript
    assert done.segments[: len(kept.segments)] == kept.segments
    assert [segment.text for segment in done.segments] == [segment.text for segment in studied.transcript.segments]
    end(student)


def test_a_server_that_is_killed_takes_its_worker_with_it(student: Desk) -> None:
    lecture = give(student)
    with visitor(student.server.url, f"notebook={student.key}"):
        until(lambda: log_of(student, lecture).last, "for the worker to begin")
        (worker,) = workers(student.server)
        student.server.kill()
    until(lambda: not Path(f"/proc/{worker}").exists(), "for the worker to be gone")
    assert attempts(student) == [("running", 1, 0)]
