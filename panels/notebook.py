"""The notebook panel, at the side: the student's lectures, to find and to open."""

from __future__ import annotations

from typing import Protocol

import streamlit as st

from lecture.store.notebook import Entry, Page
from panels import state
from panels.wording import plain

COUNT = 20  # lectures on one page of the list

ICONS = {
    "queued": ":material/hourglass_top:",
    "running": ":material/graphic_eq:",
    "done": ":material/description:",
    "failed": ":material/error:",
    "cancelled": ":material/stop_circle:",
}


# Titles of several lines begin where those of one do.
STYLE = "[class*=st-key-open-] button {justify-content: flex-start; text-align: left}"


class Find(Protocol):
    """Lectures by words in them, `count` from `start` on."""

    def __call__(self, search: str, *, start: int, count: int) -> Page: ...


def draw(find: Find, shown: str | None) -> str | None:
    """Lists what `find` finds. Returns the id of the lecture to open; "" for an empty page."""
    wanted: str | None = None
    st.html(f"<style>{STYLE}</style>")
    if st.button("New lecture", icon=":material/add:", key="new", width="stretch", disabled=shown is None):
        wanted = ""
    st.subheader("Your lectures", anchor=False)
    search = st.text_input(
        "Search", placeholder="Search titles and what was said", label_visibility="collapsed", key="search"
    )
    start = state.list_start(search)
    page = find(search, start=start, count=COUNT)
    if not page.entries:
        st.caption("Nothing found." if search else "None yet. Each lecture you give stays here.")
    for entry in page.entries:
        if _entry(entry, shown):
            wanted = entry.id
    if page.total > COUNT:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Newer", key="newer", disabled=not start, on_click=state.list_from, args=(start - COUNT,))
            last = min(start + COUNT, page.total)
            st.caption(f"{start + 1} to {last} of {page.total}")
            older = last < page.total
            st.button("Older", key="older", disabled=not older, on_click=state.list_from, args=(start + COUNT,))
    return wanted


def _entry(entry: Entry, shown: str | None) -> bool:
    pressed = st.button(
        f"**{plain(entry.title)}**" if entry.id == shown else plain(entry.title),
        icon=ICONS[entry.state],
        key=f"open-{entry.id}",
        type="tertiary",
    )
    if entry.found:
        st.caption(plain(entry.found))
    return pressed
