"""The report panel: everything to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from lecture.export import FORMATS, Format
from lecture.export.options import Options
from lecture.export.wording import facts
from lecture.tongue import _, speaking, spoken
from lecture.values import Lecture
from panels.wording import plain

Kind = Literal["primary", "secondary", "tertiary"]


def draw(lecture: Lecture, now: Callable[[], tuple[Lecture, Options]], *, cards: bool = True) -> None:
    """Download buttons; each file is built when its button is pressed, from the lecture as it stands then.

    What most want comes first. `cards`: whether there are files of the cards alone.
    """
    first, second, *others = [each for each in FORMATS.values() if cards or not each.file_name.startswith("flashcards")]
    with st.container(horizontal=True):
        _take(first, lecture, now, "primary")
        _take(second, lecture, now, "secondary")
        with st.popover(_("Other files"), icon=":material/more_horiz:", key="other-files"):
            for format_ in others:
                _take(format_, lecture, now, "tertiary")
    st.markdown("\n".join(f"- :gray[{plain(what)}:] {plain(which)}" for what, which in facts(lecture)))


def _take(format_: Format, lecture: Lecture, now: Callable[[], tuple[Lecture, Options]], kind: Kind) -> None:
    st.download_button(
        _(format_.label),
        partial(_built, format_, now, spoken()),
        format_.name_for(lecture),
        format_.mime,
        key=f"take-{format_.file_name}",
        type=kind,
        icon=":material/download:",
        on_click="ignore",  # a download is no reason to draw the page again
    )


def _built(format_: Format, now: Callable[[], tuple[Lecture, Options]], tongue: str) -> bytes:
    with speaking(tongue):  # Streamlit builds it in a thread of its own
        return format_.write(*now())
