"""The store and the queue, once per process: for the page's runs and for the routes beside it."""

from __future__ import annotations

import threading
from concurrent.futures import Executor

import streamlit as st

import pipeline
from lecture import settings
from lecture.store.executors import OneProcess, cluster
from lecture.store.library import Library
from lecture.store.queue import Queue

WORKER: type[Executor] = OneProcess  # does the work; tests that replace the models take one thread of their process

_stopping = threading.Event()


def close(services: tuple[Library, Queue]) -> None:
    library, queue = services
    queue.close()
    library.close()


@st.cache_resource(show_spinner=False, on_release=close)
def services() -> tuple[Library, Queue]:
    """The library and its queue. Work that an earlier server left unfinished goes on by itself."""
    wanted = settings.current()
    library = Library(wanted.data, wanted.limits)
    does = cluster(wanted.scheduler) if wanted.scheduler else (WORKER(),)
    return library, Queue(library, pipeline.study, *does, by_itself=not _stopping.is_set())


def stop() -> None:
    """The work stops, and what it has come to is kept. Pages that are still drawn find the library, and no worker."""
    _stopping.set()
    services.clear()
