"""The summary panel: an overview, and timed points under their chapters."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from lecture.clock import clock
from lecture.export.wording import COURSE_TALK, points_by_chapter
from lecture.values import Detail, Lecture
from panels import player
from panels.wording import plain, small

TIMES = 3  # of a key term, that are shown


def draw(lecture: Lecture) -> None:
    summary = lecture.summary
    if summary.remark:
        st.info(plain(summary.remark))
        return
    chosen: Detail = st.segmented_control(
        "How much",
        get_args(Detail),
        default="medium",
        required=True,
        format_func=str.capitalize,
        key="detail",
        label_visibility="collapsed",
    )
    told, terms = st.columns([5, 2], gap="large")
    with told:
        _told(lecture, chosen)
    with terms:
        _terms(lecture)


def _told(lecture: Lecture, chosen: Detail) -> None:
    summary = lecture.summary
    st.markdown(plain(summary.overview))
    for chapter, points in points_by_chapter(lecture, summary.at(chosen)):
        if chapter:
            st.header(f"{plain(chapter.title)} :small[{player.link(chapter.start, chapter.end)}]", anchor=False)
        if not points:
            st.markdown(small(COURSE_TALK))
        else:
            st.markdown("\n".join(f"- {plain(point.text)} {player.link(point.start, point.end)}" for point in points))
    st.markdown(small(f"Covers {_covers(lecture)}."))


def _terms(lecture: Lecture) -> None:
    if lecture.terms:
        st.header("Key terms", anchor=False)
        lines = [f"- {plain(term.text)} {' '.join(map(player.link, term.times[:TIMES]))}" for term in lecture.terms]
        st.markdown("\n".join(lines))


def _covers(lecture: Lecture) -> str:
    """ "0:00 to 26:50, all of it"."""
    summary, transcript = lecture.summary, lecture.transcript
    said = transcript.segments
    everything = bool(said) and summary.start <= said[0].start and summary.end >= said[-1].end
    return f"{clock(summary.start)} to {clock(summary.end)}" + (", all of it" if everything else "")
