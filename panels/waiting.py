"""The panel of what is at work: the student's lectures that wait or are being worked on, each with how far it is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lecture.errors import UnknownLecture
from lecture.export.wording import counted
from lecture.store.notebook import Entry
from lecture.store.queue import Status
from panels import progress, state
from panels.notebook import ICONS
from panels.wording import plain

EVERY = 2.0  # seconds between two looks
SHOWN = 8  # lectures; of more, how many they are


def draw(unfinished: Callable[[], tuple[Entry, ...]], look: Callable[[str], Status]) -> None:
    """Draws what `unfinished` finds, anew every few seconds, and the whole page when one of them is over."""
    before = unfinished()
    if not before:
        return

    def live() -> None:
        entries = unfinished()
        if [entry.id for entry in entries if entry in before] != [entry.id for entry in before]:
            st.rerun()
        with st.container(border=True, key="waiting"):
            st.markdown(f"**{counted(len(entries), 'lecture')} at work**")
            for entry in entries[:SHOWN]:
                _one(entry, look)
            if len(entries) > SHOWN:
                st.markdown(f":small[and {len(entries) - SHOWN} more]")

    state.fragment(live, every=EVERY)()


def _one(entry: Entry, look: Callable[[str], Status]) -> None:
    try:
        status = look(entry.id)
    except UnknownLecture:  # deleted in another tab just now
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        pressed = st.button(plain(entry.title), icon=ICONS[entry.state], type="tertiary", key=f"at-work-{entry.id}")
        st.markdown(f":small[{plain(_where(status))}]", width="content")
    if status.state == "running":
        st.progress(progress.part(status))
    if pressed:
        state.show(entry.id)


def _where(status: Status) -> str:
    if status.state == "running":
        return progress.doing(status)
    return status.reason or ("next" if status.place == 1 else f"number {status.place} in line")
