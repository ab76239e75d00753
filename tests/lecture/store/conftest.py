"""An empty library whose clock only the test moves, and queues that work a round at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lecture.store.attempt import Work
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from tests.lecture.store.hands import ByHand, Standing
from tests.lecture.store.script import hear

Start = Callable[..., Queue]


@pytest.fixture
def clock() -> Standing:
    return Standing()


@pytest.fixture
def library(tmp_path: Path, clock: Standing) -> Iterator[Library]:
    library = Library(tmp_path / "data", clock=clock.clock)
    yield library
    library.close()


@pytest.fixture
def mine(library: Library) -> Notebook:
    return library.notebook(library.new_notebook())


@pytest.fixture
def theirs(library: Library) -> Notebook:
    return library.notebook(library.new_notebook())


@pytest.fixture
def hand() -> ByHand:
    return ByHand()


@pytest.fixture
def start(library: Library, hand: ByHand) -> Iterator[Start]:
    """Makes queues that do nothing but at a call of `round()`, and closes them when the test is over."""
    queues: list[Queue] = []

    def make(work: Work = hear) -> Queue:
        queues.append(Queue(library, work, hand, by_itself=False))
        return queues[-1]

    yield make
    for queue in queues:
        queue.close()
