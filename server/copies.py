"""The copies of recordings that not every browser plays: made one at a time, in a thread that gives way to others."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

from lecture.errors import LectureError
from lecture.store.executors import OneThread
from lecture.tongue import N_

Report = Callable[[float], None]
Make = Callable[[Report], None]
WAITERS = 8  # who waits for a copy holds one of the server's 40 threads, which the page's other routes need
NICE = 10  # of 19: whoever draws the page comes first


class ManyWait(LectureError):
    sentence = N_("Many others wait for a copy of their video. Try again in a minute.")


class Copies:
    """The copies that are being made, by the files that they become."""

    def __init__(self) -> None:
        self._thread = OneThread("copies")
        self._lock = threading.RLock()
        self._waiters = threading.Semaphore(WAITERS)
        self._making: dict[Path, tuple[Future[None], list[float]]] = {}  # and how much is done, from 0 to 1

    def begin(self, target: Path, make: Make) -> None:
        """Have the copy made, unless that is on its way already. `make` is handed what to tell of how far it is."""
        with self._lock:
            if target not in self._making:
                done = [0.0]
                self._making[target] = self._thread.submit(_gently, make, done), done

    def done(self, target: Path, make: Make) -> float:
        """How much of the copy is made, from 0 to 1; it is begun where nobody has.

        Raises what ended the attempt, once: asked again, it is tried again.
        """
        with self._lock:
            self.begin(target, make)
            attempt, done = self._making[target]
            if not attempt.done():
                return done[0]
            del self._making[target]
        attempt.result()
        return 1.0

    def wait(self, target: Path, make: Make) -> None:
        """Have the copy made, and come back when it is. Raises what ended the attempt, or ManyWait."""
        if not self._waiters.acquire(blocking=False):
            raise ManyWait
        try:
            self._wait(target, make)
        finally:
            self._waiters.release()

    def _wait(self, target: Path, make: Make) -> None:
        with self._lock:
            self.begin(target, make)
            attempt, _ = self._making[target]
        try:
            attempt.result()
        finally:
            with self._lock:
                if target in self._making and self._making[target][0] is attempt:
                    del self._making[target]

    def close(self) -> None:
        self._thread.shutdown(wait=False)  # a copy that is on its way is made to its end, and nobody waits for it


@st.cache_resource(show_spinner=False, on_release=Copies.close)
def copies() -> Copies:
    """Those of the process."""
    return Copies()


def _gently(make: Make, done: list[float]) -> None:
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    make(lambda fraction: done.__setitem__(0, fraction))
