"""The player: one for the whole page. A place of the recording is a link, which it plays without a rerun."""

from __future__ import annotations

import streamlit as st

from lecture.clock import clock, span
from lecture.values import Lecture
from panels import state
from panels.component import component
from panels.timeline import timeline

SAY = {
    "player": "Player",
    "play": "Play",
    "pause": "Pause",
    "back": "Back 10 seconds (J)",
    "forth": "Forward 10 seconds (L)",
    "skip": "Skip silences",
    "speed": "Speed",
    "keys": "Keys and marks (?)",
    "place": "Place in the recording",
    "preparing": "The sound is being prepared: {percent} %.",
    "silent": "This recording cannot be played here.",
    "unreachable": "The app cannot be reached. Trying again …",
    "locale": "en",
    "shortcuts": [
        [["Space", "K"], "play or pause"],
        [["J", "L"], "back or forward 10 seconds"],
        [["←", "→"], "back or forward 5 seconds"],
        [["<", ">"], "slower or faster"],
        [["/"], "find in the transcript"],
        [["E"], "correct the transcript"],
        [["?"], "show or hide this"],
    ],
    "legend": [
        ["card", "flashcard"],
        ["term", "key term"],
        ["doubt", "perhaps misheard"],
        ["silence", "silence"],
    ],
}

# It stays in sight: Streamlit's wrapper around it has to stick, for the player fills all of that. And what gets the
# focus is not scrolled to below it.
STYLE = """
[data-testid=stLayoutWrapper]:has(> .st-key-player) {
    position: sticky; top: 3.75rem; z-index: 9;
}
[data-testid=stMainBlockContainer] {max-width: 78rem; padding-top: 3.75rem}
[data-testid=stMain]:focus-visible {outline: none}
[data-testid=stMain] {scroll-padding-top: calc(7.5rem + var(--lecture-player, 6rem))}
"""

_player = component("player", "small")


def draw(lecture_id: str, lecture: Lecture, sound: str, at: tuple[float, float, int] | None = None) -> None:
    """A player that stays in sight. `sound` is the address of the recording's sound on this server.

    at : the stretch at which it begins by itself, in seconds, and a number that tells one such wish from the next.
    """
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="player"):
        line = state.made_of(lecture, timeline)
        _player(key=f"player-{lecture_id}", data={"lecture": lecture_id, "sound": sound, "at": at, "say": SAY, **line})


def draw_alone() -> None:
    """A player of no lecture yet: it plays the places of any that its links name by `data-sound`."""
    st.html(f"<style>{STYLE}</style>")
    line: dict[str, object] = {"duration": 0, "chapters": [], "marks": [], "silences": []}
    with st.container(key="player"):
        _player(key="player-alone", data={"lecture": "", "sound": "", "at": None, "say": SAY, **line})


def link(start: float, end: float | None = None) -> str:
    """A link in Markdown that names a place of the recording and plays it."""
    if end is None:
        return f"[{clock(start)}](#t={start:.2f})"
    return f"[{span(start, end)}](#t={start:.2f},{end:.2f})"
