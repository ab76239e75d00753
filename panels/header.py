"""The head of a finished lecture: its title, what it is, and what one may do with the whole of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import streamlit as st

from lecture.clock import clock
from lecture.export.wording import day
from lecture.local import language_name
from lecture.store.notebook import Entry
from lecture.store.put_away import DAYS
from lecture.tongue import _, again, ngettext, pgettext, spoken
from lecture.transcripts import is_transcript
from lecture.values import Lecture, Transcript
from lecture.whispers import Choice
from panels import hear_again
from panels.hear_again import HearAgain
from panels.wording import plain, small

DATES = {"en": "YYYY/MM/DD", "de": "DD.MM.YYYY"}  # as they are written into the field


@dataclass(frozen=True, slots=True)
class Edit:
    """What the student wants the lecture to be called, and so on. `date` is ISO 8601."""

    title: str
    course: str
    date: str
    notes: str


@dataclass(frozen=True, slots=True)
class Delete:
    """The student wants the lecture gone, with a way back."""


@dataclass(frozen=True, slots=True)
class StopSharing:
    """The address at which others may read the lecture is to open nothing any more."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the lecture: the names of the student's courses, the address at which others may read it alone,
    the Whispers that may hear it again (none where there is nothing to hear), and where that is done, such as
    "computer"."""

    courses: tuple[str, ...]
    address: str
    whispers: tuple[Choice, ...]
    place: str


Wanted = Edit | Delete | HearAgain | StopSharing


def draw(lecture: Lecture, entry: Entry, version: int, around: Surroundings) -> Wanted | None:
    """Returns what the student wants done with the lecture. `version` makes the forms new ones."""
    st.title(plain(entry.title), anchor=False)
    wanted: Wanted | None = None
    with st.container(horizontal=True):
        with st.popover(
            pgettext("button", "Edit"), icon=":material/edit:", key=f"edit-{version}"
        ):  # a new one is closed
            wanted = _form(entry, around.courses, f"{entry.id}-{version}")
        if around.whispers:
            with st.popover(_("Hear again"), icon=":material/hearing:", key=f"hear-{version}"):
                key = f"{entry.id}-{version}"
                wanted = hear_again.draw(entry, lecture.transcript, around.whispers, around.place, key) or wanted
        with st.popover(pgettext("button", "Share"), icon=":material/link:", key=f"share-{version}"):
            wanted = _share(around, f"{entry.id}-{version}") or wanted
    _about(lecture, entry)
    if entry.notes:
        st.text(entry.notes)
    return wanted


def draw_alone(lecture: Lecture, entry: Entry) -> None:
    """The head for somebody who may read this lecture and do nothing to it; the student's own notes are not theirs."""
    st.title(plain(entry.title), anchor=False)
    _about(lecture, entry)


def _about(lecture: Lecture, entry: Entry) -> None:
    spoken = language_name(lecture.transcript.language)
    about = [entry.course, entry.file_name, clock(lecture.transcript.duration), spoken, day(entry.date)]
    if lecture.transcript.made_by.models:
        about.append(_("Heard by {model}", model=hearer(lecture.transcript.made_by.models[-1])))
    if "captions" in lecture.transcript.made_by.methods:
        about.append(_("Words of its subtitles"))
    lines = [" · ".join(plain(part) for part in about if part), plain(_track(lecture.transcript))]
    st.markdown(small(*lines))
    remark = plain(again(lecture.transcript.remark))
    if remark and is_transcript(entry.file_name):  # it says where that is from, and nothing is wrong with it
        st.markdown(small(remark))
    elif remark:
        st.warning(remark)


def hearer(model: str) -> str:
    """Who heard it, as "Whisper base": of a model that is a file, its own name and not the way to it."""
    *_way, name = re.split(r"[/\\]", model.removeprefix("Whisper ").rstrip("/\\"))
    return f"Whisper {name.removesuffix('.pt')}"


def _share(around: Surroundings, key: str) -> StopSharing | None:
    st.markdown(_("With this address, anybody can read and hear this lecture, without your cards and your notes."))
    st.code(around.address, language=None, wrap_lines=True)
    if around.place == "computer":
        st.markdown(small(_("It opens on this computer only, where the app runs.")))
    st.markdown(small(_("Once you stop sharing, this address opens nothing any more; a new one then stands here.")))
    return StopSharing() if st.button(_("Stop sharing"), icon=":material/link_off:", key=f"unshare-{key}") else None


def _track(transcript: Transcript) -> str:
    """Which of several sound tracks was heard, a sentence; empty where there is but one."""
    if not transcript.track:
        return ""
    name = next((track.name for track in transcript.tracks if track.number == transcript.track), "")
    which = {"number": transcript.track, "total": len(transcript.tracks)}
    if name:
        return _("Track {number} of {total} ({name}) was heard.", name=name, **which)
    return _("Track {number} of {total} was heard.", **which)


def _form(entry: Entry, courses: tuple[str, ...], key: str) -> Edit | Delete | None:
    """`key` is this lecture's own: what was written for one must never be saved for another."""
    with st.form(f"about-{key}", border=False):
        title = st.text_input(_("Title"), entry.title, key=f"title-{key}")
        course = st.selectbox(
            _("Course"),
            courses,
            index=courses.index(entry.course) if entry.course in courses else None,
            placeholder=_("None; choose one or write a new one"),
            accept_new_options=True,
            key=f"course-of-{key}",
        )
        held = st.date_input(_("Date"), date.fromisoformat(entry.date[:10]), format=DATES[spoken()], key=f"date-{key}")
        notes = st.text_area(_("Your notes"), entry.notes, key=f"notes-{key}")
        if st.form_submit_button(pgettext("button", "Save"), type="primary"):
            return Edit(title, course or "", held.isoformat(), notes)
    kept = ngettext(
        "A deleted lecture can be brought back for {n} day.",
        "A deleted lecture can be brought back for {n} days.",
        DAYS,
    )
    st.markdown(small(kept))
    return Delete() if st.button(pgettext("button", "Delete"), icon=":material/delete:", key=f"delete-{key}") else None
