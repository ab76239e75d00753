"""The review: what is due over all lectures or in one course, and a picture of what comes and of what was kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from lecture import local
from lecture.store.review import Asked, Count, Day, Week
from lecture.tongue import _, ngettext
from panels import flashcards, player
from panels.component import css
from panels.wording import plain

CHART, BAR = 180, 16  # pixels high, and wide
LABELS = "#5c5b59"
# The player keeps its place, and is not seen before it has something to play or to say.
UNPLAYED = ".st-key-player:not(:has(audio[src], .lp-note:not([hidden]))) {visibility: hidden}"


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


@dataclass(frozen=True, slots=True)
class Bar:
    """One of a picture."""

    id: str
    below: tuple[str, ...]  # what stands below it, in lines
    name: str  # in full
    height: int


def button(count: Count, go: Callable[[], object]) -> None:
    """The button that leads here."""
    if st.button(label(count), icon=":material/school:", key="review", width="stretch"):
        go()


def label(count: Count) -> str:
    if count.due and count.new:
        return _("Review · {due} due, {new} new", due=count.due, new=count.new)
    if count.due:
        return _("Review · {due} due", due=count.due)
    return _("Review · {new} new", new=count.new) if count.new else _("Review")


def choose(courses: Sequence[str]) -> str | None:
    """The title, and which course is reviewed; None: all of them."""
    st.title(_("Review"), anchor=False)
    named = [course for course in courses if course]
    if not named:
        return None
    chosen: str = st.selectbox(
        _("Course"),
        ["", *named],
        format_func=lambda course: course or _("All courses"),
        key="review-course",
        width=320,
    )
    return chosen or None


def draw(due: Due, course: str | None, write: flashcards.Address, sound: flashcards.Address) -> Exam | None:
    """Returns the exam's date where the student has changed it. `write` and `sound` are addresses on this server."""
    css(UNPLAYED)
    with st.container():  # whatever is in it, the player below stays the same
        if not due.queue:
            st.success(_nothing(due), icon=":material/check_circle:")
        elif flashcards.mount(f"review-{course or ''}", "review", due.queue, write, sound):
            st.rerun()
        _pictures(due)
        exam = _exam(course, due.exam) if course else None
    player.draw_below()
    return exam


def _nothing(due: Due) -> str:
    coming = next((day for day in due.plan if day.cards), None)
    if not coming:
        return _("Nothing is due. Open a lecture and study its cards: they are asked again here when it is time.")
    return ngettext(
        "Nothing is due now. The next {n} card comes on {day}.",
        "Nothing is due now. The next {n} cards come on {day}.",
        coming.cards,
        day=local.named_day(date.fromisoformat(coming.date)),
    )


def _pictures(due: Due) -> None:
    if not any(day.cards for day in due.plan) and not due.kept:
        return
    coming, kept = st.columns(2)
    with coming:
        st.header(_("The coming days"), anchor=False)
        _bars([_coming(day, today=not at) for at, day in enumerate(due.plan)], _("Cards"))
    with kept:
        st.header(_("What stayed"), anchor=False)
        if not due.kept:
            st.markdown(_("How much you still knew when a card came again is shown here after the first week."))
            return
        known, asked = sum(week.known for week in due.kept), sum(week.reviews for week in due.kept)
        st.markdown(_("You still knew **{known} of {asked}** cards that came again.", known=known, asked=asked))
        _bars([_stayed(week) for week in due.kept], _("Known, %"), most=100)


def _coming(day: Day, *, today: bool) -> Bar:
    held = date.fromisoformat(day.date)
    first = _("today") if today else local.weekday(held)
    return Bar(day.date, (first, str(held.day)), local.named_day(held), day.cards)


def _stayed(week: Week) -> Bar:
    monday = date.fromisoformat(week.monday)
    return Bar(
        week.monday,
        (local.short_day(monday),),
        _("Week of {day}", day=local.long_day(monday)),
        round(100 * week.share),
    )


def _bars(bars: Sequence[Bar], what: str, most: int | None = None) -> None:
    """A bar for each; where not every name below them has room, every second one has."""
    names = json.dumps({bar.id: bar.below for bar in bars})
    below = {"title": None, "labelAngle": 0, "labelOverlap": "parity", "labelExpr": f"({names})[datum.value]"}
    beside = {"title": None, "tickMinStep": 1, "format": "d", "tickCount": 4}
    if st.context.theme.type == "light":  # where Streamlit's own is too pale
        below["labelColor"] = beside["labelColor"] = LABELS
    spec = {
        "description": "; ".join(f"{bar.name}: {bar.height}" for bar in bars if bar.height),
        "data": {"values": [{"id": bar.id, "name": bar.name, "height": bar.height} for bar in bars]},
        "mark": {"type": "bar", "size": BAR, "tooltip": True},
        "encoding": {
            "x": {"field": "id", "type": "ordinal", "sort": None, "axis": below},
            "y": {
                "field": "height",
                "type": "quantitative",
                "axis": beside,
                "scale": {"domainMin": 0, **({"domainMax": most} if most else {})},
            },
            "tooltip": [{"field": "name", "title": " "}, {"field": "height", "title": what}],
        },
    }
    st.markdown(f":small[{what}]")
    st.vega_lite_chart(spec=spec, height=CHART)


def _exam(course: str, before: str | None) -> Exam | None:
    held = st.date_input(
        _("Exam in {course}", course=plain(course)),
        date.fromisoformat(before) if before else None,
        key=f"exam-{course}",
        help=_("No card comes only after the exam; and once it is over, none of this course comes at all."),
        width=320,
    )
    wanted = held.isoformat() if held else None
    return Exam(course, wanted) if wanted != before else None
