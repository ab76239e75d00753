"""The summary panel: an overview, and timed points under their chapters."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from lecture.clock import clock, span
from lecture.export.wording import COURSE_TALK, points_by_chapter
from lecture.values import Detail, Lecture
from panels import player
from panels.wording import plain


def draw(lecture: Lecture) -> player.Play | None:
    """Returns the place that the student wants to hear."""
    summary = lecture.summary
    if summary.remark:
        st.info(plain(summary.remark))
        return None
    chosen: Detail = st.segmented_control(
        "How much",
        get_args(Detail),
        default="medium",
        required=True,
        format_func=str.capitalize,
        key="detail",
        label_visibility="collapsed",
    )
    st.markdown(plain(summary.overview))
    wanted = None
    for i, (chapter, points) in enumerate(points_by_chapter(lecture, summary.at(chosen))):
        if chapter:
            st.markdown(f"**{plain(chapter.title)}** :gray[{span(chapter.start, chapter.end)}]")
        if not points:
            st.caption(COURSE_TALK)
        for j, point in enumerate(points):
            key = f"point-{chosen}-{i}-{j}"
            wanted = player.beside(plain(point.text), point.start, point.end, key) or wanted
    st.caption(f"Covers {_covers(lecture)}.")
    return wanted


def _covers(lecture: Lecture) -> str:
    """ "0:00 to 26:50, all of it"."""
    summary, transcript = lecture.summary, lecture.transcript
    said = transcript.segments
    everything = bool(said) and summary.start <= said[0].start and summary.end >= said[-1].end
    return f"{clock(summary.start)} to {clock(summary.end)}" + (", all of it" if everything else "")
