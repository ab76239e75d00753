"""The flashcards panel: study them one by one, or see them all; keep, edit and drop them by a key each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from lecture import codec
from lecture.store.deck import Owned
from lecture.store.review import LEECH, Asked
from panels.component import component

SAY = {
    "progress": "How far you are",
    "at": "Card {at} of {all}",
    "all": "{all} cards",
    "left": "{left} left",
    "none": "No cards are left here. Those you dropped are under “All cards”.",
    "reviewed": "That is all for now. What you knew comes again later, each card when you are about to forget it.",
    "show": "Show the answer",
    "right": "Right.",
    "wrong": "Not {answer}.",
    "grades": ["Again", "Hard", "Good", "Easy"],
    "keep": "Keep",
    "kept": "kept",
    "edit": "Edit",
    "drop": "Drop",
    "good": "Good card",
    "bad": "Poor card",
    "undo": "Undo",
    "previous": "Previous",
    "next": "Next",
    "leech": "You missed this {times} times. Other words may help: edit it (E).",
    "question": "Question",
    "answer": "Answer",
    "save": "Save",
    "cancel": "Cancel",
    "dropped": "Dropped ({all})",
    "bringBack": "Bring back",
    "playFrom": "Play from {time}",
    "unsaved": "The app cannot be reached. What you did is kept here and sent as soon as it can be.",
}

_cards = component("cards", "small")

Address = Callable[[str], str]  # a lecture's id -> where its cards are written, or its sound is heard


def draw(lecture: str, deck: Iterable[Owned], remark: str, write: Address) -> None:
    """A lecture's deck. `remark` is why it has no more cards, a sentence; `write` is where decisions are sent."""
    if remark:
        st.info(remark, icon=":material/info:")
    cards = [Asked(lecture, "", "", owned) for owned in deck]
    if not cards:
        return
    how = st.segmented_control(
        "How", ["Study", "All cards"], default="Study", required=True, key="cards-how", label_visibility="collapsed"
    )
    mount(f"deck-{lecture}", "study" if how == "Study" else "list", cards, write)


def mount(deck: str, mode: str, cards: Iterable[Asked], write: Address, sound: Address | None = None) -> bool:
    """The cards of a deck. Returns whether the student has just come to its end, where it is reviewed."""
    shown = [
        {**_fields(asked), "write": write(asked.lecture), "sound": sound(asked.lecture) if sound else ""}
        for asked in cards
    ]
    data = {"deck": deck, "mode": mode, "cards": shown, "leech": LEECH, "say": SAY}
    result = _cards(key=f"cards-{deck}-{mode}", data=data, on_reviewed_change=lambda: None)
    return bool(result.get("reviewed"))


def _fields(asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(codec.dump(asked))
    return found
