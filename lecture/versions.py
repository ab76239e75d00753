"""Stored values of older versions, brought to today's shape when they are read.

A Lecture and a Transcript are stored with the version of their shape; one without is of version 1. What changes a shape
raises its `VERSION` in values.py and adds a step here; a step takes and gives what JSON holds. Version 3 of each, and
4 of a Transcript, only have more fields than the one before, all with defaults, and need none. In version 4 of a
Lecture each card has an id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lecture.errors import NewerData
from lecture.values import Lecture, Method, Transcript, card_ids

Found = dict[str, Any]  # a JSON object
LEXRANK, RULES = "central sentences (LexRank)", "definitions and hidden words (rules)"  # as version 1 named them


def upgraded(kind: str, found: Any) -> Any:
    """What was stored as a value of this kind, in today's shape. What is of no shape at all is left to the codec.

    Raises NewerData.
    """
    upgrade = _UPGRADES.get(kind)
    return upgrade(found) if upgrade and isinstance(found, dict) else found


def _lecture(found: Found) -> Found:
    version = _version(found, Lecture.__name__, Lecture.VERSION)
    if version < 2:
        found = _lecture_of_version_2(found)
    if version < 4:
        found = _lecture_of_version_4(found)
    return found | {"transcript": upgraded("Transcript", found.get("transcript"))}


def _transcript(found: Found) -> Found:
    if _version(found, Transcript.__name__, Transcript.VERSION) < 2:
        by = found.get("made_with")
        found = found | {"made_by": {"models": [by] if by else []}}
    return found


def _version(found: Found, kind: str, newest: int) -> int:
    version = found.get("version", 1)
    if isinstance(version, int) and version > newest:
        raise NewerData(kind, version)
    return version if isinstance(version, int) else newest


def _lecture_of_version_2(found: Found) -> Found:
    """Who made what as data, kept with what was made; the cards with what is said of them."""
    by = found.get("made_with")
    names = by if isinstance(by, dict) else {}
    summary, cards = _made_by(names.get("summary", "")), _made_by(names.get("cards", ""))
    without = names.get("without")
    missed = without[:] if isinstance(without, list) else []
    if summary["methods"] and missed and (len(missed) > 1 or cards["models"]):
        summary["without"] = [missed.pop(0)]
    cards["without"] = missed
    deck = {
        "cards": found.get("cards"),
        "made_by": cards,
        "remark": found.get("cards_remark", ""),
        "rejected": found.get("cards_rejected", {}),
    }
    return found | {"summary": _with(found.get("summary"), made_by=summary), "cards": deck}


def _lecture_of_version_4(found: Found) -> Found:
    """Each card with an id, by what it says. Cards of no shape at all are left as they are."""
    deck = found.get("cards")
    cards = deck.get("cards") if isinstance(deck, dict) else None
    if not isinstance(cards, list):
        return found
    sound = [card for card in cards if isinstance(card, dict) and _is_time(card.get("start"))]
    said = ((*(str(card.get(name)) for name in ("kind", "question", "answer")), card["start"]) for card in sound)
    ids = {id(card): each for card, each in zip(sound, card_ids(said), strict=True)}
    return found | {"cards": _with(deck, cards=[_with(card, id=ids.get(id(card), "")) for card in cards])}


def _is_time(found: Any) -> bool:
    return isinstance(found, (int, float)) and abs(found) < 1e12


def _made_by(words: str) -> Found:
    """ "t5-small, and definitions and hidden words (rules)" as models and methods."""
    methods: dict[str, Method] = {LEXRANK: "lexrank", RULES: "rules"}
    for text, method in methods.items():
        if isinstance(words, str) and words.endswith(text):
            model = words.removesuffix(text).removesuffix(", and ")
            return {"models": [model] if model else [], "methods": [method]}
    return {"models": [words] if words else [], "methods": []}


def _with(found: Any, **more: object) -> Any:
    return found | more if isinstance(found, dict) else found


_UPGRADES: dict[str, Callable[[Found], Found]] = {
    "Lecture": _lecture,
    "Transcript": _transcript,
    # What the store keeps them in:
    "Packed": lambda found: _with(found, lecture=upgraded("Lecture", found.get("lecture"))),
    "Report": lambda found: _with(found, new=upgraded("Transcript", found.get("new"))),
}
