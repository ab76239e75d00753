"""The choice of the language that the page speaks."""

from __future__ import annotations

import streamlit as st

from lecture.tongue import TONGUES, _, spoken


def draw() -> str:
    """Returns the tongue that the student has just chosen, a key of TONGUES; empty where they have not."""
    now = spoken()
    with st.container(key="tongues"):
        chosen: str = st.selectbox(
            _("Language of this page"),
            list(TONGUES),
            index=list(TONGUES).index(now),
            format_func=TONGUES.__getitem__,
            key=f"tongue-{now}",
        )
    return chosen if chosen != now else ""
