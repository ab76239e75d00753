"""The notice that T5 did not write the summary or the cards: what did, and how to get T5."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def draw(missing: Sequence[str]) -> bool:
    """`missing` are the models that could not be had. Returns whether the student wants to try again."""
    if not missing:
        return False
    names = " and ".join(missing)
    st.info(
        f"Written without {names}, which could not be fetched: the summary quotes the lecture's central sentences, "
        "and the cards are definitions and gaps in its own words. To have them written by T5, connect to the internet "
        "once and try again. The transcript is kept.",
        icon=":material/cloud_off:",
    )
    return st.button("Try again with T5", key="try-t5")
