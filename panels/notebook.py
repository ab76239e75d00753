"""The notebook panel, at the side: the student's courses and lectures, to find and to open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import streamlit as st

from lecture.local import language_name
from lecture.store.courses import Course
from lecture.store.notebook import Entry, Page
from lecture.tongue import N_, _, ngettext
from lecture.values import Options
from panels import state
from panels.component import css
from panels.wording import length, plain, short_day, small

NOTHING_DUE: Mapping[str, int] = {}
COUNT = 20  # lectures of one list that are shown at once

ICONS = {
    "queued": ":material/hourglass_top:",
    "running": ":material/graphic_eq:",
    "done": ":material/description:",
    "failed": ":material/error:",
    "cancelled": ":material/stop_circle:",
}

# What the sign beside a lecture says to the eye, for those who do not see it; to be said by `_`.
STATES = {"queued": N_("waiting"), "running": N_("at work"), "failed": N_("failed"), "cancelled": N_("stopped")}

# A lecture is one button of two lines, its title and what it is; titles of several lines begin where those of one do.
# Courses stand in the side as headings do, without boxes.
STYLE = """
[class*=st-key-open-] button {justify-content: flex-start; text-align: left; padding: 0.35rem 0.25rem}
[class*=st-key-open-] button > div, [class*=st-key-open-] button > div > span {
    justify-content: flex-start; align-items: flex-start
}
[class*=st-key-open-] button p {line-height: 1.35}
[class*=st-key-open-] button p > span[style] {display: block; margin-top: 0.1rem}
[data-testid=stSidebar] details {border: 0; background: none}
[data-testid=stSidebar] details summary {padding-inline: 0.25rem; min-height: 2.25rem; background: none; border: 0}
[data-testid=stSidebar] details [data-testid=stExpanderDetails] {padding: 0 0.25rem 0.5rem 0.25rem; border: 0}
"""


class Find(Protocol):
    """Lectures by words in them, or those of a course ("": of none), `count` from `start` on."""

    def __call__(self, search: str = "", *, course: str | None = None, start: int, count: int) -> Page: ...


@dataclass(frozen=True, slots=True)
class Open:
    """The student wants this lecture; with "", an empty page. `find`: the words that they had searched for."""

    lecture: str
    find: str = ""


@dataclass(frozen=True, slots=True)
class RenameCourse:
    """The student wants all that lies under `course` under `name`."""

    course: str
    name: str


Wanted = Open | RenameCourse


def draw(
    find: Find,
    courses: tuple[Course, ...],
    shown: Entry | None,
    *,
    empty: bool,
    due: Mapping[str, int] = NOTHING_DUE,
) -> Wanted | None:
    """Lists the courses, or what `find` finds. Returns what the student wants.

    `shown` is the lecture that the page shows, `empty` whether it asks for a new one; `due` are cards due, by lecture.
    """
    wanted: Wanted | None = None
    css(STYLE)
    if st.button(_("New lecture"), icon=":material/add:", key="new", width="stretch", disabled=empty):
        wanted = Open("")
    st.header(_("Your lectures"), anchor=False)
    if not courses:
        st.markdown(small(_("None yet. Each lecture you give stays here.")))
        return wanted
    hint = _("Search titles and what was said")
    search: str = st.text_input(_("Search"), placeholder=hint, label_visibility="collapsed", key="search")
    if search.strip() or [course.name for course in courses] == [""]:
        return _list(find, search, None, shown, due) or wanted
    entered = state.enters(f"{shown.id} {shown.course}" if shown else "")
    first = shown.course if shown else courses[0].name
    with st.container(gap="xxsmall"):
        for course in courses:
            state.unfold(course_key(course.name), begins=course.name == first, now=entered and course.name == first)
            wanted = _course(course, find, shown, due) or wanted
    return wanted


def _course(course: Course, find: Find, shown: Entry | None, due: Mapping[str, int]) -> Wanted | None:
    """Only an open one lists its lectures: a notebook may hold a thousand."""
    key = course_key(course.name)
    name = course.name or _("No course")
    label = f"**{plain(name)}** {small(_held(course))}"
    with st.expander(label, key=key, on_change="rerun") as opened:
        if not opened.open:
            return None
        wanted: Wanted | None = _list(find, "", course.name, shown, due)
        label = _("Rename course") if course.name else _("Name their course")
        with st.popover(label, icon=":material/edit:", type="tertiary", key=f"name-{key}-{state.form_version()}"):
            wanted = _rename(course.name, key) or wanted
    return wanted


def course_key(course: str) -> str:
    """Of its expander, in which its lectures stand."""
    return f"course-{sha256(course.encode()).hexdigest()[:12]}"


def _held(course: Course) -> str:
    """ "2 lectures, 41 s"."""
    if known := length(course.seconds):
        return ngettext("{n} lecture, {length}", "{n} lectures, {length}", course.lectures, length=known)
    return ngettext("{n} lecture", "{n} lectures", course.lectures)


def _rename(course: str, key: str) -> RenameCourse | None:
    with st.form(f"form-of-{key}", border=False):
        name = st.text_input(_("Name of the course"), course, key=f"name-of-{key}")
        if st.form_submit_button(_("Save"), type="primary") and name.strip() != course:
            return RenameCourse(course, name)
    return None


def _list(find: Find, search: str, course: str | None, shown: Entry | None, due: Mapping[str, int]) -> Open | None:
    wanted: Open | None = None
    of = course or ""
    start = state.list_start(of, search)
    page = find(search, course=course, start=start, count=COUNT)
    if not page.entries:
        st.markdown(small(_("Nothing found.")))
    titles = Counter(entry.title for entry in page.entries)
    with st.container(gap=None):
        for entry in page.entries:
            how = _how(entry.options, entry.slides) if titles[entry.title] > 1 else ""
            about = [entry.course if search.strip() else "", how]
            if _entry(entry, shown, about, due.get(entry.id, 0)):
                wanted = Open(entry.id, search.strip() if entry.found else "")
    if page.total > COUNT:
        _pager(of, search, start, page.total)
    return wanted


def _pager(of: str, search: str, start: int, total: int) -> None:
    key = sha256(of.encode()).hexdigest()[:12]
    with st.container(horizontal=True, vertical_alignment="center"):
        newer, older = (of, start - COUNT, search), (of, start + COUNT, search)
        st.button(_("Newer"), key=f"newer-{key}", disabled=not start, on_click=state.list_from, args=newer)
        last = min(start + COUNT, total)
        st.markdown(small(_("{first} to {last} of {total}", first=start + 1, last=last, total=total)))
        st.button(_("Older"), key=f"older-{key}", disabled=last >= total, on_click=state.list_from, args=older)


def _how(options: Options, slides: int) -> str:
    """What was chosen for it to be heard, by which versions of one lecture are told apart."""
    language = language_name(options.language) if options.language else ""
    parts = [
        f"Whisper {options.model}" if options.model else "",
        language,
        _("track {number}", number=options.track) if options.track else "",
        ngettext("{n} slide", "{n} slides", slides) if slides else "",
    ]
    return ", ".join(part for part in [*parts, options.prompt] if part)


def _entry(entry: Entry, shown: Entry | None, about: list[str], due: int) -> bool:
    title = f"**{plain(entry.title)}**" if shown and entry.id == shown.id else plain(entry.title)
    due_now = ngettext("{n} card due", "{n} cards due", due) if due else ""
    at_work = _(STATES[entry.state]) if entry.state in STATES else ""
    what = [at_work, short_day(entry.date), length(entry.duration), *about, due_now]
    lines = [" · ".join(plain(part) for part in what if part), plain(entry.found)]
    return st.button(
        " ".join([title, *(f":small[{line}]" for line in lines if line)]),
        icon=ICONS[entry.state],
        key=f"open-{entry.id}",
        type="tertiary",
        width="stretch",
    )
