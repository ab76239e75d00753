"""What the page says while another program holds the database, and that something could not be done for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from lecture.errors import DiskFull
from lecture.store.busy import StoreBusy
from lecture.tongue import _
from panels import state


@contextmanager
def told(place: DeltaGenerator) -> Iterator[None]:
    """Says at this place of the page that it waits, until it need not any more."""
    said = _(
        "Another program holds the app's database. What you pressed is done as soon as that lets go; "
        "this page tries by itself."
    )
    _aside(lambda: place.warning(said, icon=":material/hourglass_top:"))
    try:
        yield
    finally:
        _aside(place.empty)


@contextmanager
def doing() -> Iterator[None]:
    """What the student asked for is done within. Where the store cannot do it now, the page is drawn anew, says why,
    and keeps what the student wrote."""
    try:
        yield
    except (StoreBusy, DiskFull) as error:
        state.flash(_("This was not done: {why}", why=error), wrong=True)
        st.rerun()


def _aside(draw: Callable[[], object]) -> None:
    """Draw from another thread: a press that waits for this run to yield must not break off what it waits for."""
    thread = threading.Thread(target=draw)
    add_script_run_ctx(thread, get_script_run_ctx())
    thread.start()
    thread.join()
