"""The notice that T5 did not write the summary or the cards: what did, and how to get T5."""

from __future__ import annotations

import streamlit as st

from panels.wording import plain


def draw(made_with: str, missing: str | None, place: str, key: str) -> bool:
    """Says what something was made with; `missing` is the T5 that could not be had, `place` where it is wanted.

    Returns whether to try again.
    """
    if not missing:
        st.caption(f"Made with {plain(made_with)}.")
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"Made with {plain(made_with)}. {plain(missing)} would write this in its own words, but could not be "
            f"fetched: connect this {place} to the internet once and try again.",
            width="stretch",
        )
        return st.button("Try again with T5", key=key, icon=":material/refresh:", type="tertiary")
