"""The report panel: everything to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lecture.export import FORMATS
from lecture.export.wording import facts
from lecture.values import Lecture
from panels.wording import plain


def draw(lecture: Lecture) -> None:
    """Download buttons; each file is built when its button is pressed."""
    with st.container(horizontal=True):
        for i, format_ in enumerate(FORMATS.values()):
            st.download_button(
                format_.label,
                partial(format_.write, lecture),
                format_.name_for(lecture),
                format_.mime,
                key=f"take-{format_.file_name}",
                type="primary" if i < 2 else "secondary",
                icon=":material/download:",
                on_click="ignore",  # a download is no reason to draw the page again
            )
    st.markdown("\n".join(f"- :gray[{what}:] {plain(which)}" for what, which in facts(lecture)))
