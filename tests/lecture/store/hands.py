"""What a test moves itself: the clock, the executor, and what others do while a lecture is worked on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from lecture.clock import Clock
from lecture.store.attempt import Work
from lecture.store.queue import Queue
from lecture.values import Lecture, Options, Progress, Transcript
from tests.lecture.store.script import hear

MOMENT = 1_795_600_000.0  # Unix time at which tests begin


class Standing:
    """A clock that stands until the test moves it."""

    def __init__(self) -> None:
        self.moment = MOMENT

    def now(self) -> float:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += seconds

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.now)


class ByHand(Executor):
    """Does what was handed out when told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.calls.append((future, lambda: call(*args, **kwargs)))
        return future

    def step(self) -> None:
        future, call = self.calls.pop(0)
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(call())
            except Exception as error:  # noqa: BLE001  as any executor hands it back
                future.set_exception(error)


def work_off(queue: Queue, hand: ByHand) -> None:
    """Do all that is due, and keep it."""
    queue.round()
    while hand.calls:
        hand.step()
        queue.round()


def watched(after: Callable[[Progress], object], work: Work = hear) -> Work:
    """`work`, with `after` called when a report of it was kept."""

    def watched_work(
        recording: Path,
        options: Options,
        *,
        name: str,
        on_progress: Callable[[Progress], None],
        so_far: Transcript | None,
    ) -> Lecture:
        def report(progress: Progress) -> None:
            on_progress(progress)
            after(progress)

        return work(recording, options, name=name, on_progress=report, so_far=so_far)

    return watched_work


def meanwhile(second: int, act: Callable[[], object]) -> Work:
    """`hear`, with `act` done by somebody when so many seconds of the first recording that comes are heard."""
    waiting = [act]

    def after(progress: Progress) -> None:
        if progress.stage == "speech" and progress.done == second and waiting:
            waiting.pop()()

    return watched(after)
