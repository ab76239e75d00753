"""The notice of what made the summary or the cards: where it was not T5, why, and how to get it."""

from __future__ import annotations

import streamlit as st

from lecture.errors import TRY_AGAIN
from lecture.tongue import _
from lecture.values import Provenance
from panels.wording import here, small


def draw(provenance: Provenance, place: str, key: str, *, tried: bool) -> bool:
    """`place` is where a T5 that could not be had is wanted, `tried` whether the student has just tried again.

    Returns whether to try again.
    """
    if not provenance.models and not provenance.methods:
        return False
    if not provenance.without:
        st.markdown(small(made_with(provenance)))
        return False
    if tried:
        st.warning(
            _("The hub still could not be reached from this {place}. The notes are as they were.", place=here(place))
        )
    get_it = _(
        "T5 would write this in its own words, but could not be fetched: connect this {place} to the internet once and "
        "try again.",
        place=here(place),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(small(f"{made_with(provenance)} {get_it}"), width="stretch")
        return st.button(_(TRY_AGAIN), key=key, icon=":material/refresh:", type="tertiary")


def made_with(provenance: Provenance) -> str:
    """Every model that writes notes is a T5, whatever its file or folder is called; the report names it exactly."""
    if provenance.models and provenance.methods:
        return _("Made with T5 and the app's own rules.")
    return _("Made with T5.") if provenance.models else _("Made with the app's own rules.")
