"""The transcript panel: what was said, in paragraphs with their times, and where something could not be made out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lecture.export import doubts
from lecture.export.wording import ASIDE_NOTE, UNHEARD, Paragraph, how_much_unheard, stretches
from lecture.values import Lecture, Segment, Unheard
from panels import player
from panels.wording import plain


def draw(lecture: Lecture) -> player.Play | None:
    """Returns the place that the student wants to hear."""
    if doubtful := doubts.how_many(lecture.transcript):
        _note(f":orange[{doubtful}] :gray[may have been misheard, in orange below. Listen to check.]")
    if lecture.transcript.unheard:
        _note(f":gray[{how_much_unheard(lecture.transcript)}]")
    if lecture.asides:
        _note(f":gray[{ASIDE_NOTE}]")
    wanted = None
    for i, stretch in enumerate(stretches(lecture)):
        if stretch.chapter and len(lecture.chapters) > 1:
            st.subheader(plain(stretch.chapter.title), anchor=False)
        for j, one in enumerate(stretch.told):
            wanted = _told(one, f"said-{i}-{j}") or wanted
    return wanted


def _note(text: str) -> None:
    """No caption: these are faint, and so would be their orange."""
    st.markdown(f":small[{text}]")


def _told(one: Paragraph | Unheard, key: str) -> player.Play | None:
    if isinstance(one, Unheard):
        return player.beside(f":gray[*{UNHEARD}*]", one.start, one.end, key)
    text = said(one.segments)
    return player.beside(f":small[:gray[{text}]]" if one.aside else text, one.start, None, key)


def said(segments: Sequence[Segment]) -> str:
    """Segments as one paragraph of Markdown, what may have been misheard coloured."""
    return " ".join("".join(_coloured(piece) for piece in doubts.pieces(segment)) for segment in segments)


def _coloured(piece: doubts.Piece) -> str:
    if piece.mark:
        offer = f" :small[:gray[perhaps: {plain(piece.perhaps)}]]" if piece.perhaps else ""
        return f":orange[{plain(piece.text)}]{offer}"
    text = plain(piece.text)
    before, after = piece.text[:1] == " ", piece.text[-1:] == " " and piece.text != " "
    return f"{' ' * before}{text}{' ' * after}"
