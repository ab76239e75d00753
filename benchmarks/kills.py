"""`kill -9` at random, with the real Whisper: `python -m benchmarks.kills [--kills 30] [--span 20] [--seed 13]`.

A real server is given the sample, and at a random moment of the work it is killed, or its worker alone; started again
it goes on. Where three deaths of the worker at one place end it, “Try again” is pressed. A lecture that is done makes
room for the next, on a server with a folder of its own, until so many kills have fallen. Printed is in which step they
fell, and whether each lecture is, letter for letter, what it is undisturbed. Linux only: the worker is found in /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pipeline
from lecture.store.progress_log import ProgressLog
from lecture.store.queue import Queue
from lecture.values import Lecture
from tests.browser.served import Desk, Server, desk
from tests.conftest import SAMPLE
from tests.server.visitor import visitor

NAME = "Tides.mp3"
PATIENCE = 600.0  # s in which a lecture that nobody disturbs is done
LOOK = 0.1  # s between two looks at it
SERVERS = 2 / 3  # of the kills are of the server; the others of its worker alone


@dataclass
class Story:
    fell: Counter[str] = field(default_factory=Counter)  # whom, and in which step
    pressed: int = 0  # how often "Try again" was
    lectures: list[Lecture] = field(default_factory=list)

    def __str__(self) -> str:
        where = ", ".join(f"{count} {what}" for what, count in sorted(self.fell.items()))
        return f"{self.fell.total()} kills ({where}), “Try again” {self.pressed} times, {len(self.lectures)} lectures"


@dataclass(frozen=True, slots=True)
class Given:
    """The sample, given to a server of its own."""

    student: Desk
    id: str

    @property
    def server(self) -> Server:
        return self.student.server

    @property
    def state(self) -> str:
        with closing(sqlite3.connect(self.server.data / "library.db")) as rows:
            (state,) = rows.execute("SELECT state FROM jobs").fetchone()
            return str(state)

    @property
    def step(self) -> str:
        said = ProgressLog(self.server.data / "lectures" / self.id).refresh().last
        return f"in “{said.stage}”" if said else "before it began"

    def lecture(self) -> Lecture:
        return self.student.notebook().lecture(self.id)


def story(folder: Path, kills: int, span: float, seed: int) -> Story:
    """So many kills, each within `span` seconds of the moment at which a page was opened."""
    told, chance = Story(), random.Random(seed)
    while told.fell.total() < kills:
        given = _given(folder / str(len(told.lectures)))
        try:
            while not _done(given, chance.uniform(0, span) if told.fell.total() < kills else PATIENCE, told):
                assert told.fell.total() < kills, f"not done within {PATIENCE:.0f} s"
                told.fell[_kill(given, server=chance.random() < SERVERS)] += 1
            told.lectures.append(given.lecture())
        finally:
            if given.server.lives:
                given.server.kill()
    return told


def undisturbed(folder: Path) -> tuple[float, Lecture]:
    """How long the work takes on a server that nobody kills, and what it comes to."""
    given, began = _given(folder), time.monotonic()
    assert _done(given, PATIENCE, Story())
    took, lecture = time.monotonic() - began, given.lecture()
    given.server.kill()
    return took, lecture


def same(one: Lecture, other: Lecture) -> bool:
    return replace(one, date="") == replace(other, date="")


def _given(folder: Path) -> Given:
    folder.mkdir(parents=True)
    server = Server(folder / "data")
    server.start()
    student = desk(server)
    with SAMPLE.open("rb") as sound:
        return Given(student, student.notebook().add(NAME, sound))


def _done(given: Given, within: float, told: Story) -> bool:
    """Whether the lecture is done so many seconds after the page was opened."""
    if not given.server.lives:
        given.server.start()
    with visitor(given.server.url, f"notebook={given.student.key}"):
        end = time.monotonic() + within
        while (state := given.state) != "done":
            if state == "failed":
                _try_again(given)
                told.pressed += 1
            if time.monotonic() > end:
                return False
            time.sleep(LOOK)
    return True


def _try_again(given: Given) -> None:
    library = given.student.library()
    queue = Queue(library, pipeline.study, by_itself=False)
    queue.retry(library.notebook(given.student.key), given.id)
    queue.close()
    library.close()


def _kill(given: Given, *, server: bool) -> str:
    """Kill the server, or its worker alone where there is one. Returns whom, and in which step."""
    step = given.step
    assert given.server.process
    workers = _workers(given.server.process.pid)
    if server or not workers:
        given.server.kill()
        return f"of the server {step}"
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    return f"of the worker {step}"


def _workers(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task").glob("*/children")
    return [int(child) for one in children for child in one.read_text().split()]


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--kills", type=int, default=30)
    said.add_argument("--span", type=float, default=20, help="seconds after the page was opened in which a kill falls")
    said.add_argument("--seed", type=int, default=13)
    asked = said.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"  # nobody waits for a T5
    with tempfile.TemporaryDirectory() as folder:
        took, whole = undisturbed(Path(folder) / "undisturbed")
        print(
            f"undisturbed: {took:.1f} s, {len(whole.transcript.segments)} segments, {len(whole.cards.cards)} cards",
            flush=True,
        )
        told = story(Path(folder), asked.kills, asked.span, asked.seed)
        print(f"{told}, {sum(same(lecture, whole) for lecture in told.lectures)} of them as undisturbed")


if __name__ == "__main__":
    main()
