"""The report panel: everything to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from lecture.export import FORMATS, Format
from lecture.export.wording import facts
from lecture.values import Lecture
from panels.wording import plain


def draw(lecture: Lecture, now: Callable[[], Lecture]) -> None:
    """Download buttons; each file is built when its button is pressed, from the lecture as it stands then."""
    with st.container(horizontal=True):
        for i, format_ in enumerate(FORMATS.values()):
            st.download_button(
                format_.label,
                partial(_built, format_, now),
                format_.name_for(lecture),
                format_.mime,
                key=f"take-{format_.file_name}",
                type="primary" if i < 2 else "secondary",
                icon=":material/download:",
                on_click="ignore",  # a download is no reason to draw the page again
            )
    st.markdown("\n".join(f"- :gray[{what}:] {plain(which)}" for what, which in facts(lecture)))


def _built(format_: Format, now: Callable[[], Lecture]) -> bytes:
    return format_.write(now())
