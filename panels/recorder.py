"""The recorder: what the microphone hears goes to the store while it grows, and what broke off is offered again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import streamlit as st

from lecture import local
from lecture.store.growing import Growing
from panels import state
from panels.component import component
from panels.wording import plain

FEW = 3  # recordings without notes that the page shows at once
RECENT = 15.0  # seconds since the last part, in which it may still grow

# What the recorder says; the browser knows when.
WORDS = {
    "record": "Record",
    "another": "Record another",
    "stop": "Stop",
    "pause": "Pause",
    "resume": "Go on",
    "elsewhere": "Stop recording",
    "idle": "Kept while it grows: a closed tab loses no more than seconds.",
    "asking": "Allow the microphone where your browser asks for it.",
    "recording": "Recording.",
    "paused": "Paused.",
    "sending": "Keeping the last of it …",
    "kept": "All of it is kept.",
    "silent": "Nothing is heard. Check that the microphone is on, and that it is the right one.",
    "away": "The {place} cannot be reached just now. Stay on this page: what is recorded waits here until it can.",
    "refused": "The browser does not let this page hear the microphone. Allow it by the sign beside the address, and "
    "press Record again.",
    "missing": "No microphone was found. Plug one in or switch it on, and press Record again.",
    "busy": "The microphone cannot be used. Close what else uses it, and press Record again.",
    "unable": "This browser does not record here. Open the page over https, in another browser, or record with a "
    "recorder app and give the file.",
    "nothing": "Nothing was recorded. Check the microphone, and press Record again.",
    "lost": "The microphone went away. What was recorded until then is kept.",
    "taken": "Notes were made of this recording on another page, or it was discarded there.",
}


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


def draw(microphone: Microphone, place: str, version: int) -> InHand | None:
    """A button that records, and what it says of it. `version` makes it a new one, `place` is where it is kept."""
    key = f"recorder-{version}"
    told = state.told(key).get("recording")
    words = {name: text.format(place=place) for name, text in WORDS.items()}
    data = {"notebook": microphone.notebook, "key": microphone.key, "words": words, "known": told}
    _mount(key=key, data=data, on_recording_change=_anew, on_rescued_change=_anew)
    return InHand(str(told["id"]), bool(told["kept"])) if told else None


def draw_waiting(waiting: tuple[Growing, ...], in_hand: InHand | None) -> Wanted | None:
    """The recordings of which no notes were made, but the one in hand. Returns what the student wants of one."""
    offered = [recording for recording in waiting if not in_hand or recording.id != in_hand.id]
    wanted: Wanted | None = None
    for number, recording in enumerate(offered[:FEW]):
        wanted = _offer(recording, first=not number and not in_hand) or wanted
    if offered[FEW:]:
        with st.expander(f"More recordings without notes: {len(offered) - FEW}", icon=":material/mic:"):
            for recording in offered[FEW:]:
                wanted = _offer(recording) or wanted
    return wanted


def draw_kept(recording: str, *, first: bool = True) -> Wanted | None:
    """What may be done with a recording that is all there. `first`: it is what the page offers before all else."""
    kind: Literal["primary", "secondary"] = "primary" if first else "secondary"
    with st.container(horizontal=True, width="content", key=f"kept-{recording}"):
        make = st.button("Make notes", type=kind, icon=":material/edit_note:", key=f"make-{recording}")
        with st.popover("Discard", key=f"discard-{recording}"):
            st.markdown("The recording is deleted for good.")
            gone = st.button("Delete it", key=f"gone-{recording}")
    return Make(recording) if make else Discard(recording) if gone else None


def _offer(recording: Growing, *, first: bool = False) -> Wanted | None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        about = f":material/mic: **{plain(title(recording))}** · {length(recording.seconds)}"
        st.markdown(f"{about} · {how(recording, time.time())}", width="stretch")
        return draw_kept(recording.id, first=first)


def title(recording: Growing) -> str:
    """ "Recording of 26 Nov, 10:15"."""
    begun = datetime.fromisoformat(recording.begun)
    return f"Recording of {local.short_day(begun)}, {begun:%H:%M}"


def length(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def how(recording: Growing, now: float) -> str:
    """How it ended, as far as one can tell."""
    if recording.ended:
        return "no notes yet"
    return "broken off" if now - recording.grown > RECENT else "growing on another page, or just broken off"


def _anew() -> None:
    """The page is drawn anew by itself."""
