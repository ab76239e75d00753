"""The progress panel: where the work stands, how long it will take, and what has been heard so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, get_args

import streamlit as st

from lecture.clock import clock
from lecture.errors import LectureError, UnknownLecture
from lecture.export.wording import paragraphs
from lecture.store.queue import Status
from lecture.values import Stage, Transcript
from panels import state
from panels.transcript import said
from panels.wording import plain

EVERY = 1.0  # seconds between two looks
LIVE = 3  # paragraphs shown while the rest is folded away

STAGES: dict[Stage, str] = {
    "start": "Loading the speech model",
    "speech": "Listening",
    "read": "Reading what was said",
    "summary": "Summing up",
    "cards": "Making flashcards",
}
DONE, NOW = ":material/check_circle:", ":material/radio_button_checked:"
TO_COME = ":material/radio_button_unchecked:"

Wanted = Literal["stop", "go on", "delete"]
WANTED: tuple[Wanted, ...] = get_args(Wanted)


def draw(title: str, look: Callable[[], Status]) -> Wanted | None:
    """Draws what `look` sees, anew every second, and the whole page once that is over or goes on.

    Returns what the student wants done with the work. All of it is one fragment, which runs without the page around it:
    what is pressed there waits in the state for the page's next run.
    """
    if wanted := state.asked(WANTED):
        return wanted
    st.title(plain(title), anchor=False)
    was_over = _over(look())

    def live() -> None:
        try:
            status = look()
        except UnknownLecture:  # deleted in another tab: the page says so
            st.rerun()
        except LectureError as error:
            st.error(plain(str(error)))
            return
        if status.state == "done" or was_over != _over(status):
            st.rerun()
        _state(status)
        if pressed := _buttons(status):
            state.ask(pressed)
        if status.transcript and status.transcript.segments:
            _so_far(status.transcript)

    state.fragment(live, every=None if was_over else EVERY)()
    return None


def _over(status: Status) -> bool:
    return status.state in ("failed", "cancelled")


def _state(status: Status) -> None:
    if status.state == "failed":
        st.error(plain(status.reason))
    elif status.state == "cancelled":
        st.info("Stopped. What was heard so far is kept below.")
    else:
        _bar(status)


def _buttons(status: Status) -> Wanted | None:
    wanted: Wanted | None = None
    with st.container(horizontal=True):
        if not _over(status):
            return "stop" if st.button("Stop", key="cancel", icon=":material/stop_circle:") else None
        again = "Try again" if status.state == "failed" else "Go on"
        if not status.permanent and st.button(again, type="primary", key="retry", icon=":material/refresh:"):
            wanted = "go on"
        kind: Literal["primary", "secondary"] = "primary" if status.permanent else "secondary"
        if st.button("Delete", type=kind, key="drop", icon=":material/delete:"):
            wanted = "delete"
    return wanted


def _bar(status: Status) -> None:
    if status.reason:  # why it has to wait, e.g. a full disk
        st.warning(plain(status.reason))
    if status.state == "queued" and status.place:
        before = status.place - 1
        others = "You are next" if not before else "1 lecture is" if before == 1 else f"{before} lectures are"
        st.info(f"In the queue. {others}{' before yours' if before else ''}.", icon=":material/hourglass_top:")
    else:
        st.progress(part(status), f"{doing(status)}{_left(status.seconds_left) or _since(status)}")
        _steps(status.stage or "start")
    st.markdown(":small[You may close this page and come back to its address: the work goes on.]")


def part(status: Status) -> float:
    """How full the bar is: of the model that is being fetched, else of all the work."""
    if status.stage == "start" and status.total:
        return min(status.done / status.total, 1.0)
    return status.fraction or 0.0


def doing(status: Status) -> str:
    """What the work is at, and how far."""
    stage: Stage = status.stage or "start"
    if stage == "start" and status.total:
        return f"Fetching the speech model, once: {status.done:.0f} of {status.total:.0f} MB"
    if stage == "speech" and not status.done:
        return f"Listening to the beginning, {clock(status.total)} in all"
    if stage == "speech":
        return f"Listening: {clock(status.done)} of {clock(status.total)} heard"
    return STAGES[stage]


def _steps(stage: Stage) -> None:
    """All that is to be done, so that none of it comes as a surprise."""
    order = list(STAGES)
    at = order.index(stage)
    signs = [DONE if i < at else NOW if i == at else TO_COME for i in range(len(order))]
    lines = [f"{sign} {STAGES[step]}" for sign, step in zip(signs, order, strict=True)]
    lines[at] = f"**{lines[at]}**"
    st.markdown(":small[" + "]  \n:small[".join(lines) + "]")


def _since(status: Status) -> str:
    """How long it has been at work, where nobody can say yet how long it will be."""
    return "" if status.began is None else f" · {max(0, round(time.time() - status.began))} s so far"


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 50:
        return f" · less than {max(10, -(-round(seconds) // 10) * 10)} s left"
    return f" · about {round(seconds / 60) or 1} min left"


def _so_far(transcript: Transcript) -> None:
    """The last paragraphs heard; all of them if asked for."""
    heard = list(paragraphs(transcript.segments))
    st.header("Heard so far", anchor=False)
    everything = len(heard) <= LIVE or st.toggle("Show all of it", key="all-heard")
    with st.container(height=360, border=True, autoscroll=True):
        for paragraph in heard if everything else heard[-LIVE:]:
            st.markdown(f":gray[{clock(paragraph[0].start)}]&emsp;{said(paragraph)}")
