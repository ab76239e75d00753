"""The head of a finished lecture: its title, what it is, and what one may do with the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from lecture.clock import clock
from lecture.export.wording import day
from lecture.languages import language_name
from lecture.store.notebook import Entry
from lecture.values import Lecture
from panels.wording import plain


@dataclass(frozen=True, slots=True)
class Edit:
    """What the student wants the lecture to be called, and so on. `date` is ISO 8601."""

    title: str
    course: str
    date: str
    notes: str


@dataclass(frozen=True, slots=True)
class Delete:
    """The student wants the lecture gone."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """The student wants an empty page."""


def draw(lecture: Lecture, entry: Entry, version: int) -> Edit | Delete | StartOver | None:
    """Returns what the student wants done with the lecture. `version` makes the form a new one."""
    title, actions = st.columns([3, 2], vertical_alignment="center")
    title.title(plain(entry.title), anchor=False)
    wanted: Edit | Delete | StartOver | None = None
    with actions, st.container(horizontal=True, horizontal_alignment="right"):
        with st.popover("Edit", icon=":material/edit:", key=f"edit-{version}"):  # a new one is closed
            wanted = _form(entry, f"{entry.id}-{version}")
        if st.button("Start over", icon=":material/restart_alt:", key="start-over", help="Clear the page for another."):
            wanted = StartOver()
    spoken = language_name(lecture.transcript.language)
    about = [entry.course, entry.file_name, clock(lecture.transcript.duration), spoken, day(entry.date)]
    st.caption(" · ".join(plain(part) for part in about if part))
    if lecture.transcript.remark:
        st.warning(plain(lecture.transcript.remark))
    if entry.notes:
        st.text(entry.notes)
    return wanted


def _form(entry: Entry, key: str) -> Edit | Delete | None:
    """`key` is this lecture's own: what was written for one must never be saved for another."""
    with st.form(f"about-{key}", border=False):
        title = st.text_input("Title", entry.title, key=f"title-{key}")
        course = st.text_input("Course", entry.course, key=f"course-{key}")
        held = st.date_input("Date", date.fromisoformat(entry.date[:10]), key=f"date-{key}")
        notes = st.text_area("Your notes", entry.notes, key=f"notes-{key}")
        if st.form_submit_button("Save", type="primary"):
            return Edit(title, course, held.isoformat(), notes)
    sure = st.checkbox("Delete this lecture, its recording and its notes for good", key=f"sure-{key}")
    return Delete() if st.button("Delete", disabled=not sure, key=f"delete-{key}") else None
