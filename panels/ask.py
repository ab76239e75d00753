"""The panel that asks: a question in one's own words, and the places where something near to it was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import streamlit as st

from lecture.clock import span
from lecture.errors import LectureError
from lecture.store.shelf import Within
from lecture.values import Answer, Place
from panels import state
from panels.wording import plain

LONGEST = 300  # letters of a question
NEW = "Reading lecture {} of {}, which was not asked before or was changed. This is done once."
NOT_NEAR = "Nothing in {} is near to that. Ask with other words, or with one that was said."


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
    with st.container(horizontal=True, vertical_alignment="bottom"):
        question = st.text_input(
            "Ask your lectures",
            last.question,
            max_chars=LONGEST,
            placeholder="In your own words, or a name",
            help="It answers with what was said: nothing is written for you.",
            key="question",
        ).strip()
        pressed = st.button("Ask", type="primary", icon=":material/search:", key="ask")
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
    choices = {"This lecture": Within(lecture=shown)} if shown else {}
    if course:
        choices[f"Course: {course}"] = Within(course=course)
    choices["All lectures"] = Within()
    if len(choices) == 1:
        return Within()
    chosen = st.segmented_control(
        "Where",
        list(choices),
        default=next(iter(choices)),
        required=True,
        format_func=plain,
        key="ask-where",
        label_visibility="collapsed",
    )
    return choices[chosen]


def _asked(ask: Ask, question: str, within: Within) -> Answer:
    bar = st.empty()

    def reading(done: int, total: int) -> None:
        bar.progress(done / total, NEW.format(done + 1, total))

    with st.spinner("Looking for it…"):
        answer = ask(question, within, on_progress=reading)
    bar.empty()
    return answer


def _answer(answer: Answer, shown: str, within: Within) -> None:
    if not answer.lectures:
        st.info("There is no finished lecture to ask yet.")
    elif not answer.places:
        which = "this lecture" if within.lecture else "what was said"
        st.info(NOT_NEAR.format(f"these {answer.lectures} lectures" if answer.lectures > 1 else which))
    for i, place in enumerate(answer.places):
        _place(place, place.lecture == shown, f"place-{i}")


def _place(place: Place, here: bool, key: str) -> None:
    when = span(place.start, place.end)
    with st.container(gap=None, key=key):
        if here:
            st.markdown(f"[:material/play_arrow: {when}](#t={place.start:.2f},{place.end:.2f})")
        elif st.button(
            f":primary[:material/play_arrow: {plain(place.title)}, {when}]",
            type="tertiary",
            key=f"go-{key}",
            help="Open that lecture, and play this",
        ):
            state.want_place(place)
        st.markdown(plain(place.text))
