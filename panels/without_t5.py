"""The notice that T5 did not write the summary or the cards: what did, and how to get T5."""

from __future__ import annotations

import streamlit as st

from panels.wording import plain


def draw(made_with: str, missing: str | None, key: str) -> bool:
    """Says what something was made with; `missing` is the T5 that could not be had. Returns whether to try again."""
    st.caption(f"Made with {plain(made_with)}.")
    if not missing:
        return False
    st.caption(
        f":material/cloud_off: {plain(missing)} would write this in its own words, but it is not on this computer and "
        "could not be fetched. Connect to the internet once and try again; the transcript is kept."
    )
    return st.button("Try again with T5", key=key, icon=":material/refresh:")
