"""The review: what is due over all lectures, or in the course that is chosen."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lecture.store import exams
from lecture.store import review as due
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.review import Counts
from panels import review, state
from server.routes import sound_of, writing_to


def counts(mine: Notebook) -> Counts:
    """How many cards are due, and how many are new, in each lecture."""
    return due.counts(mine, mine.storage.clock.now(), utc_offset=state.utc_offset())


def draw(library: Library, mine: Notebook) -> None:
    now, offset = mine.storage.clock.now(), state.utc_offset()
    course = review.choose([course.name for course in mine.courses()])
    shown = review.Due(
        queue=due.due(mine, now, course=course, utc_offset=offset),
        plan=due.plan(mine, now, course=course, utc_offset=offset),
        kept=due.kept(mine, now, course=course, utc_offset=offset),
        exam=exams.exams(mine).get(course or ""),
    )
    match review.draw(shown, course, partial(writing_to, library, what="cards"), partial(sound_of, library)):
        case review.Exam(name, date):
            exams.set_exam(mine, name, date)
            st.rerun()
