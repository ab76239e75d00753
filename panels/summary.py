"""The summary panel: an overview, and timed points under their chapters."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import streamlit as st

from lecture.export.wording import COURSE_TALK, covers, points_by_chapter
from lecture.tongue import _, again, pgettext
from lecture.values import Detail, Lecture, Summary
from panels import player, state
from panels.chapter_titles import Wanted
from panels.component import css
from panels.wording import plain, small

TIMES = 3  # of a key term, that are shown
WHOLE = 0.95  # of a lecture: a summary of so much of it covers it
STYLE = 'a[href^="#t="] {white-space: nowrap}'  # a stretch of time never breaks over two lines


def draw(lecture: Lecture, titles: Callable[[], Wanted] = lambda: None) -> Wanted:
    """Returns what the student wants with the chapters' titles, which `titles` draws above them."""
    summary = lecture.summary
    if summary.remark:
        st.info(plain(again(summary.remark)))
        return None
    css(STYLE)
    chosen = _chosen(summary)
    wanted = titles()
    told, terms = st.columns([5, 2], gap="large")
    with told:
        _told(lecture, chosen)
    with terms:
        _terms(lecture)
    return wanted


def _chosen(summary: Summary) -> Detail:
    """How much of it the student wants, of what there is to choose from; another tab does not change it."""
    offered = levels(summary)
    usual = next((level for level in offered if summary.at(level) == summary.at("medium")), offered[0])
    if len(offered) == 1:
        return usual
    said = {"short": pgettext("detail", "Short"), "medium": _("Medium"), "detailed": _("Detailed")}
    wanted: Detail = st.segmented_control(
        _("How much"),
        offered,
        required=True,
        format_func=said.__getitem__,
        label_visibility="collapsed",
        **state.choice("detail", offered, usual),
    )
    return wanted


def levels(summary: Summary) -> tuple[Detail, ...]:
    """The levels that differ from one another; of two, the larger is the one with all the details."""
    every: tuple[Detail, ...] = get_args(Detail)
    shown = [summary.at(level) for level in every]
    offered = tuple(level for level, before, now in zip(every, [(), *shown], shown, strict=False) if now != before)
    return (offered[0], "detailed") if len(offered) == 2 else offered or ("detailed",)


def _told(lecture: Lecture, chosen: Detail) -> None:
    summary = lecture.summary
    st.markdown(plain(summary.overview))
    for chapter, points in points_by_chapter(lecture, summary.at(chosen)):
        if chapter:
            st.header(f"{plain(chapter.title)} :small[{player.link(chapter.start, chapter.end)}]", anchor=False)
        if not points:
            st.markdown(small(_(COURSE_TALK)))
        else:
            st.markdown("\n".join(f"- {plain(point.text)} {player.link(point.start, point.end)}" for point in points))
    if summary.end - summary.start < WHOLE * lecture.transcript.duration:
        st.markdown(small(plain(covers(summary))))


def _terms(lecture: Lecture) -> None:
    if lecture.terms:
        st.header(_("Key terms"), anchor=False)
        lines = [f"- {plain(term.text)} {' '.join(map(player.link, term.times[:TIMES]))}" for term in lecture.terms]
        st.markdown("\n".join(lines))
