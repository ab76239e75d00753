"""The player: one for the whole page. A place of the recording is a link, which it plays without a rerun."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lecture.clock import clock, span
from lecture.export.wording import UNHEARD
from lecture.tongue import _, pgettext, spoken
from lecture.values import Lecture
from panels import state
from panels.component import component, css, later
from panels.timeline import timeline

READING, WRITING = "/", "EC"  # keys that do something only where there is a transcript, or where one may write
CAPTIONS = "T"  # and the one where there are captions


def say() -> dict[str, Any]:
    """What player.js says."""
    return {
        "player": _("Player"),
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("Back 10 seconds (J)"),
        "forth": _("Forward 10 seconds (L)"),
        "captions": _("Captions (T)"),
        "skip": _("Skip silences"),
        "speed": _("Speed"),
        "keys": _("Keys and marks (?)"),
        "legendOnly": _("What the marks mean"),
        "place": _("Place in the recording"),
        "preparing": _("The sound is being prepared: {percent} %.", **later("percent")),
        "silent": _("This recording cannot be played here."),
        "unreachable": _("The app cannot be reached. Trying again …"),
        "unheard": _(UNHEARD),
        "locale": spoken(),
        "shortcuts": [
            [[pgettext("key", "Space"), "K"], _("play or pause")],
            [["J", "L"], _("back or forward 10 seconds")],
            [["←", "→"], _("back or forward 5 seconds")],
            [["<", ">"], _("slower or faster")],
            [["T"], _("show or hide captions")],
            [["/"], _("find in the transcript")],
            [["E"], _("correct the transcript")],
            [["C"], _("make a card from the sentence that is said")],
            [["?"], _("show or hide this")],
        ],
        "legend": [
            ["card", pgettext("legend", "flashcard")],
            ["term", pgettext("legend", "key term")],
            ["doubt", pgettext("legend", "perhaps misheard")],
            ["silence", pgettext("legend", "silence")],
        ],
    }


def _say_without(keys: str) -> dict[str, Any]:
    said = say()
    return said | {"shortcuts": [one for one in said["shortcuts"] if one[0][0] not in keys]}


# It stays in sight: Streamlit's wrapper around it has to stick, for the player fills all of that. And what gets the
# focus is not scrolled to below it.
STYLE = """
[data-testid=stLayoutWrapper]:has(> .st-key-player) {position: sticky; z-index: 9}
[data-testid=stMainBlockContainer] {max-width: 78rem; padding-top: 3.75rem}
[data-testid=stMain]:focus-visible {outline: none}
"""
ABOVE = """
[data-testid=stLayoutWrapper]:has(> .st-key-player) {top: 3.75rem}
[data-testid=stMain] {scroll-padding-top: calc(7.5rem + var(--lecture-player, 6rem))}
"""
BELOW = """
[data-testid=stLayoutWrapper]:has(> .st-key-player) {bottom: 0}
[data-testid=stMain] {scroll-padding-bottom: calc(1rem + var(--lecture-player, 6rem))}
"""

_player = component("player", "small")


def draw(
    lecture_id: str,
    lecture: Lecture,
    sound: str,
    at: tuple[float, float, int] | None = None,
    *,
    captions: str = "",
    without: str = "",
) -> None:
    """A player that stays in sight. `sound` is the address of the recording's sound on this server.

    captions : the address of its captions as they stand now, another one after each edit; empty where nobody speaks
    at : the stretch at which it begins by itself, in seconds, and a number that tells one such wish from the next
    without : keys that do nothing on this page
    """
    css(STYLE + ABOVE)
    with st.container(key="player"):
        line = {"below": False, "lang": lecture.transcript.written_in, **state.made_of(lecture, timeline)}
        said = _say_without(without if captions else without + CAPTIONS)
        addresses = {"sound": sound, "captions": captions}
        _player(key=f"player-{lecture_id}", data={"lecture": lecture_id, **addresses, "at": at, "say": said, **line})


def draw_below() -> None:
    """A player of no lecture yet, below all else: it plays the places of any that its links name by `data-sound`."""
    css(STYLE + BELOW)
    said = _say_without(READING + WRITING + CAPTIONS) | {"legend": []}
    line: dict[str, object] = {"below": True, "duration": 0, "chapters": [], "marks": [], "silences": [], "lang": ""}
    with st.container(key="player"):
        addresses = {"sound": "", "captions": ""}
        _player(key="player-below", data={"lecture": "", **addresses, "at": None, "say": said, **line})


def link(start: float, end: float | None = None) -> str:
    """A link in Markdown that names a place of the recording and plays it."""
    if end is None:
        return f"[{clock(start)}](#t={start:.2f})"
    return f"[{span(start, end)}](#t={start:.2f},{end:.2f})"
