"""The flashcards panel: study them one by one, see them all, or be asked; keep, edit and drop them by a key each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st

from lecture import codec
from lecture.clock import span
from lecture.store.cards import look_alike
from lecture.store.deck import Owned
from lecture.store.review import LEECH, Asked
from lecture.tongue import N_, _, again, ngettext, pgettext
from lecture.values import Chapter
from panels import quiz
from panels.component import FORMS, component, later
from panels.wording import plain

WAYS = {"Study": N_("Study"), "Quiz": N_("Quiz"), "All cards": N_("All cards")}


def say() -> dict[str, object]:
    """What cards.js says; where a number matters, of one and of many."""
    return {
        "progress": _("How far you are"),
        "at": _("Card {at} of {all}", **later("at", "all")),
        "all": [ngettext("{n} card", "{n} cards", n) for n in FORMS],
        "left": [ngettext("{n} left", "{n} left", n) for n in FORMS],
        "none": _("No cards are left here. Those you dropped are under “All cards”."),
        "reviewed": _(
            "That is all for now. What you knew comes again later, each card when you are about to forget it."
        ),
        "show": _("Show the answer"),
        "space": pgettext("key", "Space"),
        "right": _("Right."),
        "wrong": _("Not {answer}.", **later("answer")),
        "grades": [
            pgettext("grade", "Again"),
            pgettext("grade", "Hard"),
            pgettext("grade", "Good"),
            pgettext("grade", "Easy"),
        ],
        "keep": pgettext("button", "Keep"),
        "kept": pgettext("card", "kept"),
        "edit": pgettext("button", "Edit"),
        "drop": pgettext("button", "Drop"),
        "made": _("How is this card made?"),
        "good": _("This card is well made"),
        "bad": _("This card is poorly made"),
        "undo": _("Undo"),
        "previous": pgettext("card", "Previous"),
        "next": pgettext("card", "Next"),
        "leech": _("You missed this {times} times. Other words may help: edit it (E).", **later("times")),
        "question": _("Question"),
        "answer": _("Answer"),
        "save": pgettext("button", "Save"),
        "cancel": _("Cancel"),
        "dropped": _("Dropped ({all})", **later("all")),
        "bringBack": pgettext("card", "Bring back"),
        "playFrom": _("Play from {time}", **later("time")),
        "evidence": _("“{text}”", **later("text")),
        "twins": _("These two ask the same. Which do you want?"),
        "this": _("Keep this one"),
        "both": _("Keep both"),
        "unsaved": _("The app cannot be reached. What you did is kept here and sent as soon as it can be."),
    }


_cards = component("cards", "small")

Address = Callable[[str], str]  # a lecture's id -> where its cards are written, or its sound is heard


@dataclass(frozen=True, slots=True)
class More:
    """The student wants more cards of a chapter."""

    chapter: Chapter


def draw(
    lecture: str, deck: Sequence[Owned], remark: str, write: Address, chapters: Sequence[Chapter] = ()
) -> More | None:
    """A lecture's deck. `remark` is why it has no more cards, a sentence; `write` is where decisions are sent."""
    cards = [Asked(lecture, "", "", owned) for owned in deck]
    if not cards:
        if remark:
            st.info(plain(again(remark)), icon=":material/info:")
        return _more(chapters)
    how = st.segmented_control(
        _("How"),
        list(WAYS),
        format_func=lambda way: _(WAYS[way]),
        default="Study",
        required=True,
        key="cards-how",
        label_visibility="collapsed",
    )
    if how == "Quiz":
        quiz.draw(lecture, [one.card for one in deck if one.state != "dropped"])
        return None
    if remark:
        st.markdown(f":small[{plain(again(remark))}]")
    wanted = _more(chapters) if how == "All cards" else None
    mount(f"deck-{lecture}", "study" if how == "Study" else "list", cards, write, twins=look_alike(deck))
    return wanted


def _more(chapters: Sequence[Chapter]) -> More | None:
    """Asks for more cards of a chapter; none is made of talk about the course."""
    offered = [chapter for chapter in chapters if not chapter.aside]
    if not offered:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", width=736):
        chapter = st.selectbox(_("Chapter"), offered, format_func=_titled, key="more-of")
        pressed = st.button(_("More cards from this chapter"), icon=":material/add:", key="more-cards")
    return More(chapter) if pressed else None


def _titled(chapter: Chapter) -> str:
    return f"{span(chapter.start, chapter.end)} {plain(chapter.title)}"


def mount(
    deck: str,
    mode: str,
    cards: Iterable[Asked],
    write: Address,
    sound: Address | None = None,
    *,
    twins: Sequence[tuple[str, str]] = (),
) -> bool:
    """The cards of a deck; `twins` are the ids of those that look alike.

    Returns whether the student has just come to its end, where it is reviewed.
    """
    written, heard = cache(write), cache(sound or (lambda lecture: ""))  # a key is asked for once, not for each card
    shown = [{**_fields(asked), "write": written(asked.lecture), "sound": heard(asked.lecture)} for asked in cards]
    data = {"deck": deck, "mode": mode, "cards": shown, "twins": twins, "leech": LEECH, "say": say()}
    result = _cards(key=f"cards-{deck}-{mode}", data=data, on_reviewed_change=lambda: None)
    return bool(result.get("reviewed"))


def _fields(asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(codec.dump(asked))
    return found
