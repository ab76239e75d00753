"""That the library was damaged and restored: said to the student until they have read it, with what it cost them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lecture.store.restored import Restored
from lecture.tongue import _, ngettext
from panels.wording import plain

NAMED = 8  # titles that are named, of each kind


def draw(restored: Restored, *, at_home: bool) -> bool:
    """Whether the student has read it. `at_home`: the disk is their own, so they are told where on it to look."""
    with st.container(border=True, key="restored"):
        st.warning("  \n".join(map(plain, _sentences(restored, at_home))))
        return st.button(_("I have read this"), icon=":material/check:", key="restored-read")


def _sentences(restored: Restored, at_home: bool) -> list[str]:
    said = [_("The library was damaged ({detail}) and was restored from what could be read.", detail=restored.detail)]
    if at_home:
        said[0] += " " + _("The damaged file is kept in {folder}.", folder=restored.folder)
    if again := restored.again:
        said.append(
            ngettext(
                "What was made of {n} lecture could not be read. It is made again from its recording: {titles}.",
                "What was made of {n} lectures could not be read. It is made again from their recordings: {titles}.",
                len(again),
                titles=_named(again),
            )
        )
    if restored.edits:
        said.append(_("Edits that could not be read are lost in: {titles}.", titles=_named(restored.edits)))
    if restored.cards:
        said.append(_("Some of what you did with the cards is lost in: {titles}.", titles=_named(restored.cards)))
    if not (restored.again or restored.edits or restored.cards):
        said.append(_("Nothing is known to be lost of what is in this notebook."))
    return said


def _named(titles: Sequence[str]) -> str:
    named = ", ".join(f"“{title}”" for title in titles[:NAMED])
    return f"{named} …" if len(titles) > NAMED else named
