"""The progress panel: where the work stands, how long it will take, and what has been heard so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import streamlit as st

from lecture.clock import clock
from lecture.errors import LectureError, UnknownLecture
from lecture.export.wording import paragraphs
from lecture.local import number
from lecture.store.queue import Status
from lecture.tongue import N_, _, again, ngettext
from lecture.values import Stage, Transcript
from panels import state
from panels.component import css
from panels.scroller import scroller
from panels.transcript import said
from panels.wording import plain, small

EVERY = 1.0  # seconds between two looks
LIVE = 3  # paragraphs shown while the rest is folded away

# To be said by `_`.
STAGES: dict[Stage, str] = {
    "start": N_("Loading the speech model"),
    "speech": N_("Listening"),
    "read": N_("Reading what was said"),
    "summary": N_("Summing up"),
    "cards": N_("Making flashcards"),
}
DONE, NOW = ":material/check_circle:", ":material/radio_button_checked:"
UNKNOWN = 1.0  # s that a recording counts as longer than what was heard of it, while nobody knows its length
TO_COME = ":material/radio_button_unchecked:"

# Where nobody can say how far it is, something moves along the bar; it stays dim for who wants no motion.
STYLE = """
[class*=st-key-moving] [data-testid=stProgressBarTrack] {
    background: linear-gradient(90deg, transparent 30%, #5d87d8 50%, transparent 70%) 0 0 / 200% 100%;
    animation: lecture-moving 1.6s linear infinite;
}
@keyframes lecture-moving {from {background-position: 150% 0} to {background-position: -50% 0}}
@media (prefers-reduced-motion: reduce) {[class*=st-key-moving] [data-testid=stProgressBarTrack] {
    animation: none; background: #5d87d859;
}}
"""

Wanted = Literal["stop", "go on", "delete"]
WANTED: tuple[Wanted, ...] = get_args(Wanted)


@dataclass(frozen=True, slots=True)
class Recording:
    """The lecture's recording: the name of its file, what reads it, and what draws a player of it."""

    name: str
    read: Callable[[], bytes]
    player: Callable[[], None]


def draw(title: str, look: Callable[[], Status], recording: Recording) -> Wanted | None:
    """Draws what `look` sees, anew every second, and the whole page once that is over or goes on.

    Returns what the student wants done with the work. All of it is one fragment, which runs without the page around it:
    what is pressed there waits in the state for the page's next run. Where nothing can be made of the recording,
    although it was listened to, the student can hear it and take it away.
    """
    if wanted := state.asked(WANTED):
        return wanted
    st.title(plain(title), anchor=False)
    style()
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
        if can_be_heard(status):
            recording.player()
        if pressed := _buttons(status, recording):
            state.ask(pressed)
        if status.transcript and status.transcript.segments:
            _so_far(status.transcript)

    state.fragment(live, every=None if was_over else EVERY)()
    return None


def style() -> None:
    """How bars look that `bar` draws."""
    css(STYLE)


def stopped(status: Status) -> str:
    heard = status.transcript and status.transcript.segments
    return _("Stopped. What was heard so far is kept below.") if heard else _("Stopped.")


def can_be_heard(status: Status) -> bool:
    """Whether the recording has sound although nothing can be made of it: it was listened to."""
    return status.permanent and status.stage == "speech"


def _over(status: Status) -> bool:
    return status.state in ("failed", "cancelled")


def _state(status: Status) -> None:
    if status.state == "failed":
        (st.info if can_be_heard(status) else st.error)(plain(again(status.reason)))
    elif status.state == "cancelled":
        st.info(stopped(status))
    else:
        _bar(status)


def _buttons(status: Status, recording: Recording) -> Wanted | None:
    wanted: Wanted | None = None
    with st.container(horizontal=True):
        if not _over(status):
            return "stop" if st.button(_("Stop"), key="cancel", icon=":material/stop_circle:") else None
        label = _("Try again") if status.state == "failed" else _("Go on")
        if not status.permanent and st.button(label, type="primary", key="retry", icon=":material/refresh:"):
            wanted = "go on"
        if can_be_heard(status):
            icon = ":material/download:"
            st.download_button(
                _("Download the recording"),
                recording.read,
                recording.name,
                key="recording",
                icon=icon,
                on_click="ignore",
            )
        if st.button(_("Delete"), key="drop", icon=":material/delete:"):
            wanted = "delete"
    return wanted


def _bar(status: Status) -> None:
    if status.reason:  # why it has to wait, e.g. a full disk
        st.warning(plain(again(status.reason)))
    if status.state == "queued" and status.place:
        st.info(_in_line(status.place - 1), icon=":material/hourglass_top:")
    else:
        bar(status, " · ".join(filter(None, [doing(status), how_long(status)])), "work")
        _steps(status.stage or "start")
    st.markdown(small(_("You may close this page and come back to its address: the work goes on.")))


def _in_line(before: int) -> str:
    if not before:
        return _("In the queue. You are next.")
    return ngettext(
        "In the queue. {n} lecture is before yours.", "In the queue. {n} lectures are before yours.", before
    )


def bar(status: Status, words: str, key: str) -> None:
    """How full it is; something moves along it where nobody can say that yet. It stays the same element all along."""
    with st.container(key=f"{'moving' if moves(status) else 'still'}-{key}"):
        st.progress(part(status), words)


def moves(status: Status) -> bool:
    """Whether it is at work without a word on how far."""
    return status.state == "running" and (not part(status) or unmeasured(status))


def unmeasured(status: Status) -> bool:
    """Whether nobody knows how long the recording is."""
    return status.stage == "speech" and abs(status.total - status.done - UNKNOWN) < 1e-6


def part(status: Status) -> float:
    """How full the bar is: of the model that is being fetched, else of all the work."""
    if status.stage == "start" and status.total:
        return min(status.done / status.total, 1.0)
    return 0.0 if unmeasured(status) else status.fraction or 0.0


def doing(status: Status) -> str:
    """What the work is at, and how far."""
    stage: Stage = status.stage or "start"
    if stage == "start" and status.total:
        done, total = number(status.done), number(status.total)
        return _("Fetching the speech model, once: {done} of {total} MB", done=done, total=total)
    if stage == "speech":
        return _listening(status)
    return _(STAGES[stage])


def _listening(status: Status) -> str:
    if unmeasured(status):
        heard = _("Listening: {done} heard", done=clock(status.done))
        return heard if status.done else _("Listening to the beginning")
    if not status.done:
        return _("Listening to the beginning, {total} in all", total=clock(status.total))
    return _("Listening: {done} of {total} heard", done=clock(status.done), total=clock(status.total))


def _steps(stage: Stage) -> None:
    """All that is to be done, so that none of it comes as a surprise."""
    order = list(STAGES)
    at = order.index(stage)
    signs = [DONE if i < at else NOW if i == at else TO_COME for i in range(len(order))]
    lines = [f"{sign} {_(STAGES[step])}" for sign, step in zip(signs, order, strict=True)]
    lines[at] = f"**{lines[at]}**"
    st.markdown(small(*lines))


def how_long(status: Status) -> str:
    """How long it will take, or has taken where nobody can say that yet; empty where it has not begun."""
    if status.seconds_left is not None and not unmeasured(status):
        return _left(status.seconds_left)
    if status.began is None:
        return ""
    return _("{seconds} s so far", seconds=max(0, round(time.time() - status.began)))


def _left(seconds: float) -> str:
    if seconds < 50:
        return _("less than {seconds} s left", seconds=max(10, -(-round(seconds) // 10) * 10))
    return _("about {minutes} min left", minutes=round(seconds / 60) or 1)


def _so_far(transcript: Transcript) -> None:
    """The last paragraphs heard; all of them if asked for."""
    heard = list(paragraphs(transcript.segments))
    st.header(_("Heard so far"), anchor=False)
    everything = len(heard) <= LIVE or st.toggle(_("Show all of it"), key="all-heard")
    with scroller("so-far", _("Heard so far"), height=360):
        for paragraph in heard if everything else heard[-LIVE:]:
            st.markdown(f":gray[{clock(paragraph[0].start)}]&emsp;{said(paragraph)}")
