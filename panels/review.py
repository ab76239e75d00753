"""The review: what is due over all lectures or in one course, and a picture of what comes and of what was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from lecture.store.review import Asked, Count, Day, Week
from panels import flashcards, player
from panels.wording import plain

ALL = "All courses"
CHART = 180  # pixels high


@dataclass(frozen=True, slots=True)
class Exam:
    """The student says when the exam of a course is; None: there is none."""

    course: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """What a review is made of: the queue, and what there is to see of it."""

    queue: Sequence[Asked]
    plan: Sequence[Day]
    kept: Sequence[Week]
    exam: str | None = None  # of the course that is chosen


def button(count: Count, go: Callable[[], object]) -> None:
    """The button that leads here."""
    if st.button(_label(count), icon=":material/school:", key="review", width="stretch"):
        go()


def _label(count: Count) -> str:
    if count.due:
        return f"Review · {count.due} due"
    return f"Review · {count.new} new" if count.new else "Review"


def choose(courses: Sequence[str]) -> str | None:
    """The title, and which course is reviewed; None: all of them."""
    st.title("Review", anchor=False)
    named = [course for course in courses if course]
    if not named:
        return None
    chosen = st.selectbox("Course", [ALL, *named], key="review-course", width=320)
    return None if chosen == ALL else chosen


def draw(due: Due, course: str | None, write: flashcards.Address, sound: flashcards.Address) -> Exam | None:
    """Returns the exam's date where the student has changed it. `write` and `sound` are addresses on this server."""
    player.draw_alone()
    if not due.queue:
        st.success(_nothing(due), icon=":material/check_circle:")
    elif flashcards.mount(f"review-{course or ''}", "review", due.queue, write, sound):
        st.rerun()
    _pictures(due)
    return _exam(course, due.exam) if course else None


def _nothing(due: Due) -> str:
    coming = next((day for day in due.plan if day.cards), None)
    if not coming:
        return "Nothing is due. Open a lecture and study its cards: they are asked again here when it is time."
    cards = f"{coming.cards} card{'' if coming.cards == 1 else 's'}"
    return f"Nothing is due now. The next {cards} come{'s' if coming.cards == 1 else ''} on {_day(coming.date)}."


def _pictures(due: Due) -> None:
    if not any(day.cards for day in due.plan) and not due.kept:
        return
    coming, kept = st.columns(2)
    with coming:
        st.header("The coming days", anchor=False)
        rows = {"Day": [date.fromisoformat(day.date) for day in due.plan], "Cards": [day.cards for day in due.plan]}
        st.bar_chart(rows, x="Day", y="Cards", height=CHART)
    with kept:
        st.header("What stayed", anchor=False)
        if not due.kept:
            st.markdown("How much you still knew when a card came again is shown here after the first week.")
            return
        known, asked = sum(week.known for week in due.kept), sum(week.reviews for week in due.kept)
        st.markdown(f"You still knew **{known} of {asked}** cards that came again.")
        shares = {"Week": [week.monday for week in due.kept], "Known, %": [round(100 * w.share) for w in due.kept]}
        st.bar_chart(shares, x="Week", y="Known, %", height=CHART)


def _exam(course: str, before: str | None) -> Exam | None:
    held = st.date_input(
        f"Exam in {plain(course)}",
        date.fromisoformat(before) if before else None,
        key=f"exam-{course}",
        help="No card comes only after the exam; and once it is over, none of this course comes at all.",
        width=320,
    )
    wanted = held.isoformat() if held else None
    return Exam(course, wanted) if wanted != before else None


def _day(iso: str) -> str:
    found = date.fromisoformat(iso)
    return f"{found:%A}, {found.day} {found:%B}"
