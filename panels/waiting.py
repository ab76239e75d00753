"""The panel of what is at work: the student's lectures that wait or are worked on, each with how far it is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lecture.errors import UnknownLecture
from lecture.store.notebook import Entry
from lecture.store.queue import Status
from lecture.tongue import _, again, ngettext
from panels import progress, state
from panels.notebook import ICONS
from panels.wording import plain

EVERY = 2.0  # seconds between two looks
SHOWN = 8  # lectures; more lie in a list that scrolls
HEIGHT = 480  # px of that

WAITS = Status("queued")  # what is said of those too far back in the line to be looked at


def draw(
    unfinished: Callable[[], tuple[Entry, ...]], find: Callable[[str], Entry], look: Callable[[str], Status]
) -> None:
    """Draws what `unfinished` finds, anew every few seconds, and the whole page when one of them is over.

    Each keeps its row as long as the page stays open, as high as before: nothing moves under the student's finger.
    """
    before = unfinished()
    if not state.seen(tuple(entry.id for entry in before)):
        return
    progress.style()

    def live() -> None:
        entries = {entry.id: entry for entry in unfinished()}
        if any(entry.id not in entries for entry in before):
            st.rerun()
        rows = state.seen(tuple(entries))
        with st.container(border=True, key="waiting"):
            st.markdown(f"**{_at_work(len(entries))}**")
            looked = _looked(list(entries)[:SHOWN], look)
            with st.container(height=HEIGHT if len(rows) > SHOWN else "content", border=False, gap="small"):
                for lecture in rows:
                    _one(lecture, entries, looked, find)

    state.fragment(live, every=EVERY if before else None)()


def _at_work(count: int) -> str:
    return ngettext("{n} lecture at work", "{n} lectures at work", count) if count else _("Nothing is at work any more")


def _looked(lectures: list[str], look: Callable[[str], Status]) -> dict[str, Status]:
    """Where each stands. The last is looked at first: one that moves up meanwhile is not next beside the one before."""
    found = {}
    for lecture in reversed(lectures):
        try:
            found[lecture] = look(lecture)
        except UnknownLecture:  # deleted in another tab just now
            continue
    return found


def _one(lecture: str, entries: dict[str, Entry], looked: dict[str, Status], find: Callable[[str], Entry]) -> None:
    try:
        entry = entries.get(lecture) or find(lecture)
    except UnknownLecture:
        return
    over = lecture not in entries
    status = Status(entry.state, fraction=float(entry.state == "done")) if over else looked.get(lecture, WAITS)
    with st.container(gap=None):
        if st.button(plain(entry.title), icon=ICONS[entry.state], type="tertiary", key=f"at-work-{lecture}"):
            state.show(lecture)
        progress.bar(status, plain(_where(status)), lecture)


def _where(status: Status) -> str:
    match status.state:
        case "running":
            return progress.doing(status)
        case "done":
            return _("ready")
        case "failed":
            return _("failed")
        case "cancelled":
            return _("stopped")
    if status.reason or not status.place:
        return again(status.reason) or _("waiting")
    return _("next") if status.place == 1 else _("number {place} in line", place=status.place)
