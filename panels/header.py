"""The head of a finished lecture: its title, what it is, and what one may do with the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from lecture.clock import clock
from lecture.export.wording import day
from lecture.languages import language_name
from lecture.store.notebook import Entry
from lecture.values import Lecture, Transcript
from lecture.whispers import Choice
from panels import hear_again
from panels.hear_again import HearAgain
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


Wanted = Edit | Delete | StartOver | HearAgain


def draw(lecture: Lecture, entry: Entry, version: int, whispers: tuple[Choice, ...], place: str) -> Wanted | None:
    """Returns what the student wants done with the lecture. `version` makes the forms new ones.

    `whispers` are those that may hear it again, `place` is where that is done, such as "computer".
    """
    st.title(plain(entry.title), anchor=False)
    wanted: Wanted | None = None
    with st.container(horizontal=True):
        with st.popover("Edit", icon=":material/edit:", key=f"edit-{version}"):  # a new one is closed
            wanted = _form(entry, f"{entry.id}-{version}")
        with st.popover("Hear again", icon=":material/hearing:", key=f"hear-{version}"):
            wanted = hear_again.draw(entry, lecture.transcript, whispers, place, f"{entry.id}-{version}") or wanted
        if st.button("Start over", icon=":material/restart_alt:", key="start-over", help="Clear the page for another."):
            wanted = StartOver()
    spoken = language_name(lecture.transcript.language)
    about = [entry.course, entry.file_name, clock(lecture.transcript.duration), spoken, day(entry.date)]
    if lecture.transcript.made_by.models:
        about.append(f"Heard by {' and '.join(lecture.transcript.made_by.models)}")
    lines = [" · ".join(plain(part) for part in about if part), plain(_track(lecture.transcript))]
    st.caption("  \n".join(line for line in lines if line))
    if lecture.transcript.remark:
        st.warning(plain(lecture.transcript.remark))
    if entry.notes:
        st.text(entry.notes)
    return wanted


def _track(transcript: Transcript) -> str:
    """Which of several sound tracks was heard, a sentence; empty where there is but one."""
    if not transcript.track:
        return ""
    name = next((track.name for track in transcript.tracks if track.number == transcript.track), "")
    called = f" ({name})" if name else ""
    return f"Track {transcript.track} of {len(transcript.tracks)}{called} was heard."


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
