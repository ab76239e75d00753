"""The report panel: everything to take away."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from lecture.export import FORMATS, Format
from lecture.export.wording import facts
from lecture.values import Lecture
from panels.wording import plain


def draw(lecture: Lecture) -> None:
    """Download buttons; each file is built when its button is pressed. What most want comes first."""
    first, second, *others = FORMATS.values()
    with st.container(horizontal=True):
        _take(first, lecture, "primary")
        _take(second, lecture, "secondary")
        with st.popover("Other files", icon=":material/more_horiz:", key="other-files"):
            for format_ in others:
                _take(format_, lecture, "tertiary")
    st.markdown("\n".join(f"- :gray[{what}:] {plain(which)}" for what, which in facts(lecture)))


def _take(format_: Format, lecture: Lecture, kind: Literal["primary", "secondary", "tertiary"]) -> None:
    st.download_button(
        format_.label,
        partial(format_.write, lecture),
        format_.name_for(lecture),
        format_.mime,
        key=f"take-{format_.file_name}",
        type=kind,
        icon=":material/download:",
        on_click="ignore",  # a download is no reason to draw the page again
    )
