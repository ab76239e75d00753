"""The notice of what made the summary or the cards: where it was not T5, why, and how to get it."""

from __future__ import annotations

import streamlit as st

from lecture.errors import TRY_AGAIN
from lecture.export.wording import made_by
from lecture.values import Provenance
from panels.wording import plain, small


def draw(provenance: Provenance, place: str, key: str, *, tried: bool) -> bool:
    """`place` is where a T5 that could not be had is wanted, `tried` whether the student has just tried again.

    Returns whether to try again.
    """
    made_with = f"Made with {plain(made_by(provenance))}."
    if not made_by(provenance):
        return False
    if not provenance.without:
        st.markdown(small(made_with))
        return False
    if tried:
        st.warning(f"The hub still could not be reached from this {place}. The notes are as they were.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            small(
                f"{made_with} {plain(' and '.join(provenance.without))} would write this in its own words, but could "
                f"not be fetched: connect this {place} to the internet once and try again."
            ),
            width="stretch",
        )
        return st.button(TRY_AGAIN, key=key, icon=":material/refresh:", type="tertiary")
