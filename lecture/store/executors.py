"""Where the queue's work runs: in a process beside the server, in one thread of it, or on a Dask cluster."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from lecture.errors import SettingError
from lecture.store.worker import Worker
from lecture.tongue import N_

CLUSTER_PATIENCE = 10.0  # seconds to wait for a Dask scheduler


def cluster(address: str) -> tuple[Executor, Callable[[], int]]:
    """The Dask cluster whose scheduler is at `address`, and how many jobs it takes at once: one a worker.

    Its workers see the data folder under the same path. Raises SettingError where there is no such cluster.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise SettingError("LECTURE_SCHEDULER", address, N_("unset, or the package “distributed” installed")) from error
    connect: Any = Client  # has no types
    try:
        client = connect(address, timeout=CLUSTER_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SettingError("LECTURE_SCHEDULER", address, N_("the address of a Dask scheduler that runs")) from error
    executor: Executor = client.get_executor()
    return executor, lambda: len(client.nthreads())


class OneThread(Executor):
    """One worker thread that does not keep the process alive: unfinished work is picked up at the next start."""

    def __init__(self, name: str = "worker") -> None:
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._calls.put((future, lambda: call(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._calls.put(None)
        if wait:
            self._thread.join()

    def _loop(self) -> None:
        while waiting := self._calls.get():
            future, call = waiting
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001  it is handed to whoever waits for the future
                future.set_exception(error)


class OneProcess(OneThread):
    """One worker process, started when there is work for it. Whoever does not wait for its end ends it at once."""

    def __init__(self) -> None:
        self._worker = Worker()
        super().__init__()

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(self._worker.call, call, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._worker.stop()
