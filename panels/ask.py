"""The panel that asks: a question in one's own words, and the places where something near to it was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import streamlit as st

from lecture.clock import span
from lecture.errors import LectureError
from lecture.store.shelf import Within
from lecture.tongue import _, ngettext, pgettext
from lecture.values import Answer, Place
from panels import state
from panels.wording import plain

LONGEST = 300  # letters of a question


class Ask(Protocol):
    """Finds the places; tells how many of how many lectures that it has to read first are read."""

    def __call__(self, question: str, within: Within, *, on_progress: Callable[[int, int], None]) -> Answer: ...


def draw(ask: Ask, shown: str = "", course: str = "") -> Place | None:
    """`shown` is the lecture that is open, `course` is its course; each may be empty.

    Returns a place in another lecture that the student wants to hear. Those in this one are links to `#t=START,END`.
    A question draws nothing but this panel anew: what is pressed there waits in the state for the page's next run.
    """
    if wanted := state.wanted_place():
        return wanted
    state.fragment(_draw)(ask, shown, course)
    return None


def _draw(ask: Ask, shown: str, course: str) -> None:
    last = state.answered()
    if not shown and last.within != Within():
        last = state.Answered()  # it was of one lecture: here it would be asked of all, which takes its time
    with st.container(horizontal=True, vertical_alignment="bottom"):
        question = st.text_input(
            _("Ask your lectures"),
            last.question,
            max_chars=LONGEST,
            placeholder=_("In your own words, or a name"),
            help=_("It answers with what was said: nothing is written for you."),
            key=f"question-{shown}",
        ).strip()
        pressed = st.button(pgettext("button", "Ask"), type="primary", icon=":material/search:", key="ask")
    within = _within(shown, course)
    if not question:
        return
    if pressed or (last.question, last.within) != (question, within):
        try:
            state.keep_answer(question, within, _asked(ask, question, within))
        except LectureError as error:
            st.error(plain(str(error)))
            return
    if answer := state.answered().answer:
        _answer(answer, shown, within)


def _within(shown: str, course: str) -> Within:
    """Which lectures the student asks; no choice is offered where there is none."""
    names = {"lecture": _("This lecture")} if shown else {}
    if course:
        names["course"] = _("Course: {course}", course=plain(course))
    names["all"] = _("All lectures")
    if len(names) == 1:
        return Within()
    chosen = st.segmented_control(
        _("Where"),
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=names.__getitem__,
        key="ask-where",
        label_visibility="collapsed",
    )
    return {"lecture": Within(lecture=shown), "course": Within(course=course), "all": Within()}[chosen]


def _asked(ask: Ask, question: str, within: Within) -> Answer:
    bar = st.empty()

    def reading(done: int, total: int) -> None:
        bar.progress(
            done / total,
            _(
                "Reading lecture {at} of {all}, which was not asked before or was changed. This is done once.",
                at=done + 1,
                all=total,
            ),
        )

    with st.spinner(_("Looking for it…")):
        answer = ask(question, within, on_progress=reading)
    bar.empty()
    return answer


def _answer(answer: Answer, shown: str, within: Within) -> None:
    if not answer.lectures:
        st.info(_("There is no finished lecture to ask yet."))
    elif not answer.places:
        st.info(_nothing_near(answer.lectures, within))
    for i, place in enumerate(answer.places):
        _place(place, place.lecture == shown, f"place-{i}")


def _nothing_near(lectures: int, within: Within) -> str:
    if lectures > 1:
        return ngettext(
            "Nothing in this {n} lecture is near to that. Ask with other words, or with one that was said.",
            "Nothing in these {n} lectures is near to that. Ask with other words, or with one that was said.",
            lectures,
        )
    if within.lecture:
        return _("Nothing in this lecture is near to that. Ask with other words, or with one that was said.")
    return _("Nothing in what was said is near to that. Ask with other words, or with one that was said.")


def _place(place: Place, here: bool, key: str) -> None:
    when = span(place.start, place.end)
    with st.container(gap=None, key=key):
        if here:
            st.markdown(f"[:material/play_arrow: {when}](#t={place.start:.2f},{place.end:.2f})")
        elif st.button(
            f":primary[:material/play_arrow: {plain(place.title)}, {when}]",
            type="tertiary",
            key=f"go-{key}",
            help=_("Open that lecture, and play this"),
        ):
            state.want_place(place)
        st.markdown(plain(place.text))
