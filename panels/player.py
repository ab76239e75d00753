"""The player: plays the recording, or the stretch that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from lecture.clock import clock, span
from lecture.speech.clip import clip, plays_by_itself

# Of files that are too large to hand over whole, and of those that not every browser plays as they were heard, a
# stretch is cut.
LARGEST = 64 * 2**20  # bytes
STRETCH = 300.0  # seconds


# The player stays in sight: Streamlit's wrapper around it has to stick, for the player fills all of that. And a small
# button stands in line with the text beside it, larger where fingers press it.
STYLE = """
[data-testid=stLayoutWrapper]:has(> .st-key-player) {
    position: sticky; top: 3.5rem; z-index: 9; padding: 0.25rem 0; backdrop-filter: blur(10px);
}
[class*=st-key-beside-] button {min-height: 1.6rem; padding-block: 0}
@media (hover: none) {[class*=st-key-beside-] button {min-height: 2.5rem; margin-top: -0.45rem}}
"""


@dataclass(frozen=True, slots=True)
class Play:
    """What to play, in seconds; `end` None: to the end. `serial` tells one click from the next."""

    start: float = 0.0
    end: float | None = None
    serial: int = 0


def draw(recording: Path, file_name: str, play: Play, duration: float, track: int = 0) -> None:
    """A player that stays in sight, at `play`. It starts by itself when the student asked for a place.

    track : the number of the sound track that was heard; 0 where there is but one.
    """
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="player"), st.container(key=f"play-{play.serial}"):  # a new one plays the same place again
        small = recording.stat().st_size <= LARGEST
        if small and _plays_by_itself(str(recording), file_name, track):
            end = None if play.end is None else play.end + 0.3
            kind = f"audio/{Path(file_name).suffix.lower().lstrip('.')}"
            st.audio(str(recording), kind, start_time=play.start, end_time=end, autoplay=play.serial > 0)
        else:
            until = min(play.end or play.start + STRETCH, duration)
            st.audio(_cut(str(recording), play.start, until, file_name, track), "audio/wav", autoplay=play.serial > 0)
            st.caption(f"Playing {span(play.start, until)} of {clock(duration)}.")


@st.cache_data(max_entries=4, show_spinner=False)
def _cut(recording: str, start: float, end: float, name: str, track: int) -> bytes:
    return clip(Path(recording), start, end, name, track or None)


@st.cache_data(max_entries=64, show_spinner=False)
def _plays_by_itself(recording: str, name: str, track: int) -> bool:
    return plays_by_itself(Path(recording), name, track)


def button(start: float, end: float | None, key: str) -> Play | None:
    """A small button that names a place of the recording; returns the place when it is pressed."""
    label = clock(start) if end is None else span(start, end)
    pressed = st.button(f":primary[:material/play_arrow: {label}]", type="tertiary", key=key, help="Play this")
    return Play(start, end) if pressed else None


def beside(text: str, start: float, end: float | None, key: str) -> Play | None:
    """Markdown with such a button before it, in one line on a wide screen and on a narrow one."""
    with st.container(horizontal=True, wrap=False, gap="small", key=f"beside-{key}"):
        place = button(start, end, key)
        st.markdown(text, width="stretch")
    return place
