"""A lecture is open that is not finished: how far it is."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from panels import progress
from server import sound
from views.study import put_away


def draw(mine: Notebook, queue: Queue, shown: str) -> None:
    sound.prepare(mine, shown)
    match progress.draw(mine.entry(shown).title, partial(queue.status, mine, shown)):
        case "stop":
            queue.cancel(mine, shown)
            st.rerun()
        case "go on":
            queue.retry(mine, shown)
            st.rerun()
        case "delete":
            put_away(mine, shown)
