"""The titles of the chapters: what slides offer is taken with one press, all or each; or written by hand; or undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import streamlit as st

from lecture.clock import span
from lecture.edits import Edit, retitled
from lecture.export.wording import chapters_of
from lecture.tongue import _, ngettext
from lecture.values import Chapter, Lecture
from panels.wording import plain, small

LONGEST = 120  # letters


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The student wants this edit undone, by its id."""

    edit: str


Wanted = Edit | TakeBack | None


def draw(shown: str, lecture: Lecture, last: Edit | None) -> Wanted:
    """Returns what the student wants. `last` is the last change of titles that is done, `shown` the lecture's id."""
    chapters = chapters_of(lecture)
    if not chapters:
        return None
    offers = [(chapter, chapter.offered) for chapter in chapters if _is_another(chapter)]
    wanted: Wanted = None
    with st.container(horizontal=True, vertical_alignment="center"):
        if offers and _all(offers):
            wanted = retitled(offers)
        with st.popover(_("Chapter titles"), icon=":material/edit:", key=f"chapter-titles-{shown}"):
            wanted = _each(shown, chapters) or wanted
        if last:
            undone = st.button(_("Undo"), icon=":material/undo:", type="tertiary", key=f"undo-{last.id}")
            wanted = TakeBack(last.id) if undone else wanted
    return wanted


def _is_another(chapter: Chapter) -> bool:
    return bool(chapter.offered) and chapter.offered != chapter.title


def _all(offers: Sequence[tuple[Chapter, str]]) -> bool:
    count = len(offers)
    found = ngettext(
        "Your slides have another title for {n} of these chapters.",
        "Your slides have other titles for {n} of these chapters.",
        count,
    )
    st.markdown(small(found), width="content")
    take = ngettext("Take it", "Take all {n}", count)
    return st.button(
        take, icon=":material/done_all:", key="take-titles", help=", ".join(plain(title) for _chapter, title in offers)
    )


def _each(shown: str, chapters: Sequence[Chapter]) -> Edit | None:
    wanted = None
    for number, chapter in enumerate(chapters, start=1):
        key = f"{shown}-{number}-{crc32(chapter.title.encode('utf-8', 'replace'))}"  # another once it is taken
        called = _("Chapter {number}, {time}", number=number, time=span(chapter.start, chapter.end))
        title = (
            st.text_input(called, chapter.title, max_chars=max(LONGEST, len(chapter.title)), key=f"chapter-{key}") or ""
        )
        take = _("Take “{title}”", title=plain(chapter.offered))
        if _is_another(chapter) and st.button(take, icon=":material/done:", type="tertiary", key=f"take-{key}"):
            title = chapter.offered
        edit = retitled([(chapter, title)])
        wanted = wanted if edit.empty else edit
    return wanted
