"""The end of the server: told by a signal, it stops the work, keeps its state, and is gone in seconds with exit code 0.

Left alone, uvicorn waits for every connection as long as that takes and then dies of the signal, and Python's own end
pulls threads out of torch, which aborts the process. So this end is bounded, and none of Python's.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from queue import SimpleQueue
from types import FrameType

import streamlit as st

from lecture.errors import LectureError
from server.services import stop

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")  # where there are such
PATIENCE = 1.5  # seconds for the answers that are under way
LIMIT = 2.5  # seconds for all of it

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """While the server runs, a signal ends it."""
    told: SimpleQueue[int] = SimpleQueue()
    answered = threading.Event()
    end = threading.Thread(target=_end, args=(told, answered), name="end", daemon=True)
    end.start()
    heard = _listen(told)
    yield
    if heard:
        answered.set()
        end.join()  # for ever: the process is gone before


def _listen(told: SimpleQueue[int]) -> list[int]:
    """Pass every signal on to `told`, and the first to uvicorn too. Returns what was heard, as it grows.

    What a signal interrupts may hold any lock: `put` takes none.
    """
    heard: list[int] = []
    if threading.current_thread() is not threading.main_thread():  # who runs the app there hears them itself
        return heard
    usual = signal.getsignal(signal.SIGTERM)  # uvicorn's: no new connections, and an end of those there are

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        told.put(number)
        if len(heard) == 1 and callable(usual):
            usual(number, frame)

    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
            signal.signal(number, hear)
    return heard


def _end(told: SimpleQueue[int], answered: threading.Event) -> None:
    told.get()
    limit = time.monotonic() + LIMIT
    closing = threading.Thread(target=_close, daemon=True)
    closing.start()
    answered.wait(PATIENCE)
    closing.join(limit - time.monotonic())
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(0)


def _close() -> None:
    try:
        stop()
    except LectureError as error:  # the next server finds this one's lock free, and puts it right
        log.warning("What was at work could not be put down in order.", exc_info=error)
