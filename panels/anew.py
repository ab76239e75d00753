"""The notice that the text was edited since the notes were made of it, and the way to have them made anew."""

from __future__ import annotations

import streamlit as st

from lecture.tongue import _


def draw(key: str) -> bool:
    """Returns whether the student wants the summary and the cards made anew."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            _(
                "You have edited the text since these notes were made. Made anew, they may say more of it. "
                "Your own cards and those you kept stay."
            ),
            width="stretch",
        )
        return st.button(_("Make the notes anew"), key=key, icon=":material/refresh:")
