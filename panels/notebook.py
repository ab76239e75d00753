"""The notebook panel, at the side: the student's lectures, to find and to open."""

from __future__ import annotations

from collections import Counter
from typing import Protocol

import streamlit as st

from lecture.languages import language_name
from lecture.store.notebook import Entry, Page
from lecture.values import Options
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
    titles = Counter(entry.title for entry in page.entries)
    for entry in page.entries:
        if _entry(entry, shown, _how(entry.options) if titles[entry.title] > 1 else ""):
            wanted = entry.id
    if page.total > COUNT:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Newer", key="newer", disabled=not start, on_click=state.list_from, args=(start - COUNT,))
            last = min(start + COUNT, page.total)
            st.caption(f"{start + 1} to {last} of {page.total}")
            older = last < page.total
            st.button("Older", key="older", disabled=not older, on_click=state.list_from, args=(start + COUNT,))
    return wanted


def _how(options: Options) -> str:
    """What was chosen for it to be heard, by which versions of one lecture are told apart."""
    language = language_name(options.language) if options.language else ""
    parts = [
        f"Whisper {options.model}" if options.model else "",
        language,
        f"track {options.track}" if options.track else "",
    ]
    return ", ".join(part for part in [*parts, options.prompt] if part)


def _entry(entry: Entry, shown: str | None, how: str) -> bool:
    title = f"**{plain(entry.title)}**" if entry.id == shown else plain(entry.title)
    pressed = st.button(
        f"{title} :gray[{plain(how)}]" if how else title,
        icon=ICONS[entry.state],
        key=f"open-{entry.id}",
        type="tertiary",
    )
    if entry.found:
        st.caption(plain(entry.found))
    return pressed
