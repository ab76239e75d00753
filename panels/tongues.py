"""The language that the page speaks: its choice, and what the browser is told of it."""

from __future__ import annotations

import streamlit as st

from lecture.tongue import TONGUES, _, spoken

# Streamlit says that every page is English: a screen reader would read German as if it were, and a browser offer to
# translate it.
TELL = "export default ({ data }) => { document.documentElement.lang = data.tongue; };"

_tell = st.components.v2.component("tongue", js=TELL)


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
            width=240,
        )
        with st.container(height=1, border=False):
            _tell(key="page-tongue", data={"tongue": now})
    return chosen if chosen != now else ""
