"""The recorder: what the microphone hears goes to the store while it grows, and what broke off is offered again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import streamlit as st

from lecture import local
from lecture.store.growing import Growing
from lecture.tongue import _, pgettext, spoken
from panels import state
from panels.component import component
from panels.wording import here, length, plain

FEW = 3  # recordings without notes that the page shows at once
RECENT = 15.0  # seconds since the last part, in which it may still grow


@dataclass(frozen=True, slots=True)
class Microphone:
    """Where recordings go: the name of the notebook and a key to record into it; and which wait there."""

    notebook: str
    key: str
    waiting: tuple[Growing, ...] = ()


@dataclass(frozen=True, slots=True)
class InHand:
    """The recording that this page makes, and whether it is ended and all there."""

    id: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Make:
    """The student wants notes of this recording."""

    id: str


@dataclass(frozen=True, slots=True)
class Discard:
    """The student wants this recording gone."""

    id: str


Wanted = Make | Discard

_mount = component("recorder", "outbox", isolated=True)


def words(place: str) -> dict[str, str]:
    """What the recorder says; the browser knows when."""
    return {
        "record": pgettext("microphone", "Record"),
        "another": pgettext("microphone", "Record another"),
        "stop": pgettext("microphone", "Stop"),
        "pause": _("Pause"),
        "resume": pgettext("microphone", "Go on"),
        "elsewhere": _("Stop recording"),
        "idle": _("Kept while it grows: a closed tab loses no more than seconds."),
        "asking": _("Allow the microphone where your browser asks for it."),
        "recording": _("Recording."),
        "paused": _("Paused."),
        "sending": _("Keeping the last of it …"),
        "kept": _("All of it is kept."),
        "silent": _("Nothing is heard. Check that the microphone is on, and that it is the right one."),
        "away": _(
            "The {place} cannot be reached just now. Stay on this page: what is recorded waits here until it can.",
            place=here(place),
        ),
        "waits": _("What is recorded waits in this browser until then."),
        "refused": _(
            "The browser does not let this page hear the microphone. Allow it by the sign beside the address, and "
            "press Record again."
        ),
        "missing": _("No microphone was found. Plug one in or switch it on, and press Record again."),
        "busy": _("The microphone cannot be used. Close what else uses it, and press Record again."),
        "unable": _(
            "This browser does not record here. Open the page over https, in another browser, or record with a "
            "recorder app and give the file."
        ),
        "nothing": _("Nothing was recorded. Check the microphone, and press Record again."),
        "lost": _("The microphone went away. What was recorded until then is kept."),
        "taken": _("Notes were made of this recording on another page, or it was discarded there."),
    }


def draw(microphone: Microphone, place: str, version: int) -> InHand | None:
    """A button that records, and what it says of it. `version` makes it a new one, `place` is where it is kept."""
    key = f"recorder-{version}"
    told = state.told(key).get("recording")
    data = {
        "notebook": microphone.notebook,
        "key": microphone.key,
        "words": words(place),
        "known": told,
        "lang": spoken(),
    }
    _mount(key=key, data=data, on_recording_change=_anew, on_rescued_change=_anew)
    return InHand(str(told["id"]), bool(told["kept"])) if told else None


def draw_waiting(waiting: tuple[Growing, ...], in_hand: InHand | None) -> Wanted | None:
    """The recordings of which no notes were made, but the one in hand. Returns what the student wants of one."""
    offered = [recording for recording in waiting if not in_hand or recording.id != in_hand.id]
    wanted: Wanted | None = None
    for number, recording in enumerate(offered[:FEW]):
        wanted = _offer(recording, first=not number and not in_hand) or wanted
    if offered[FEW:]:
        with st.expander(_("More recordings without notes: {count}", count=len(offered) - FEW), icon=":material/mic:"):
            for recording in offered[FEW:]:
                wanted = _offer(recording) or wanted
    return wanted


def draw_kept(recording: str, *, first: bool = True) -> Wanted | None:
    """What may be done with a recording that is all there. `first`: it is what the page offers before all else."""
    kind: Literal["primary", "secondary"] = "primary" if first else "secondary"
    with st.container(horizontal=True, width="content", key=f"kept-{recording}"):
        make = st.button(_("Make notes"), type=kind, icon=":material/edit_note:", key=f"make-{recording}")
        with st.popover(_("Discard"), key=f"discard-{recording}"):
            st.markdown(_("The recording is deleted for good."))
            gone = st.button(_("Delete it"), key=f"gone-{recording}")
    return Make(recording) if make else Discard(recording) if gone else None


def _offer(recording: Growing, *, first: bool = False) -> Wanted | None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        about = f"**{plain(title(recording))}**", length(recording.seconds), how(recording, time.time())
        st.markdown(f":material/mic: {' · '.join(filter(None, about))}", width="stretch")
        return draw_kept(recording.id, first=first)


def title(recording: Growing) -> str:
    """ "Recording of 26 Nov, 10:15"."""
    begun = datetime.fromisoformat(recording.begun)
    day, hour = local.short_day(begun), begun.strftime("%H:%M")
    return _("Recording of {day}, {time}", day=day, time=hour)


def file_title(recording: Growing) -> str:
    """ "Recording 2026-11-26 10.15": what the lecture is called, in an order that sorts."""
    return _("Recording {moment}", moment=f"{datetime.fromisoformat(recording.begun):%Y-%m-%d %H.%M}")


def how(recording: Growing, now: float) -> str:
    """How it ended, as far as one can tell."""
    if recording.ended:
        return _("no notes yet")
    if now - recording.grown > RECENT:
        return _("broken off")
    return _("growing on another page, or just broken off")


def _anew() -> None:
    """The page is drawn anew by itself."""
