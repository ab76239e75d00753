"""The transcript panel: what was said, in paragraphs with their times."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lecture.export.wording import ASIDE_NOTE, stretches
from lecture.values import Lecture, Segment
from panels import player
from panels.wording import plain


def draw(lecture: Lecture) -> player.Play | None:
    """Returns the place that the student wants to hear."""
    if any(segment.doubtful for segment in lecture.transcript.segments):
        st.caption("Words in :orange[orange] may have been misheard. Play them to check.")
    if lecture.asides:
        st.caption(ASIDE_NOTE)
    wanted = None
    for i, stretch in enumerate(stretches(lecture)):
        if stretch.chapter and len(lecture.chapters) > 1:
            st.subheader(plain(stretch.chapter.title), anchor=False)
        for j, paragraph in enumerate(stretch.paragraphs):
            text = said(paragraph.segments)
            small = f":small[:gray[{text}]]" if paragraph.aside else text
            wanted = player.beside(small, paragraph.start, None, f"said-{i}-{j}") or wanted
    return wanted


def said(segments: Sequence[Segment]) -> str:
    """Segments as one paragraph of Markdown, the doubtful ones coloured."""
    return " ".join(f":orange[{plain(s.text)}]" if s.doubtful else plain(s.text) for s in segments)
