"""What the page, or a part of it that runs by itself, says of what it waits for and of what goes wrong in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from lecture.errors import LectureError, StoreDamaged
from lecture.store.busy import BOUND, patience
from lecture.tongue import _
from panels import busy
from panels.wording import plain
from server.services import services


@contextmanager
def telling() -> Iterator[None]:
    """What is drawn within says what it waits for, above it, and a sentence where it goes wrong, below what stands."""
    waits = st.empty()
    try:
        with patience(BOUND, partial(busy.told, waits)):
            yield
    except LectureError as error:
        st.error(plain(str(error)))
        if isinstance(error, StoreDamaged):
            services.clear()  # the next run opens the library anew, which restores what can be read and says so
    except Exception:
        logging.exception("the page could not be drawn")
        wrong = _("Something went wrong in the app; its log says what. Nothing of yours is lost: load the page again.")
        st.error(wrong)
