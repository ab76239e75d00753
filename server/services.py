"""The store and the queue, once per process: for the page's runs and for the routes beside it."""

from __future__ import annotations

import streamlit as st

import pipeline
from lecture import settings
from lecture.store.executors import cluster
from lecture.store.library import Library
from lecture.store.queue import Queue


def close(services: tuple[Library, Queue]) -> None:
    library, queue = services
    queue.close()
    library.close()


@st.cache_resource(show_spinner=False, on_release=close)
def services() -> tuple[Library, Queue]:
    """The library and its queue. Work that an earlier server left unfinished goes on by itself."""
    wanted = settings.current()
    library = Library(wanted.data, wanted.limits)
    return library, Queue(library, pipeline.study, *(cluster(wanted.scheduler) if wanted.scheduler else ()))
