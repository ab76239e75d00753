"""What the cards are called in Anki and how Anki reads a text: the same in the package and in the file of text."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from html import escape

from lecture.export.options import Origin
from lecture.export.wording import one_line, title
from lecture.quiz import GAP
from lecture.values import Card, Lecture, identified

QUESTION_TYPE, GAP_TYPE = "Lecture question", "Lecture gap"
MEANT = str.maketrans({"[": "&#91;", "{": "&#123;", "}": "&#125;", "\\": "&#92;"})  # to Anki: sounds, gaps, formulas


def html(text: str) -> str:
    """As Anki shows it: each line for itself, and nothing in it that means more to Anki than its letters."""
    return "<br>".join(
        escape(line, quote=False).translate(MEANT) for line in filter(None, map(one_line, text.splitlines()))
    )


def path(lecture: Lecture, origin: Origin) -> list[str]:
    """The deck of a lecture, under that of its course."""
    return [part.replace("::", ":").strip(":") or "…" for part in (one_line(origin.course), title(lecture)) if part]


def tag(path: Sequence[str]) -> str:
    """A tag has no spaces."""
    return "::".join("_".join(part.split()) for part in path)


def key(lecture: Lecture, origin: Origin) -> str:
    """What a lecture is known by."""
    return origin.id or f"{lecture.file_name} {lecture.date}"


def ids(cards: Sequence[Card]) -> list[str]:
    """The cards' own ids; made anew where they are not from the store, which gives each its own."""
    own = [card.id for card in cards]
    return own if len(set(own)) == len(own) else [card.id for card in identified(cards)]


def guids(lecture: Lecture, origin: Origin) -> list[str]:
    """By which Anki knows each card's note again, whichever file it comes from, and whatever was edited in it."""
    cards = lecture.cards.cards
    types = [GAP_TYPE if GAP in html(card.question) else QUESTION_TYPE for card in cards]
    known = [f"{type} {key(lecture, origin)} {id}" for type, id in zip(types, ids(cards), strict=True)]
    return [f"lecture-{number(each, 0, 1 << 64):016x}" for each in known]


def number(text: str, least: int, most: int) -> int:
    """A number from `least` to before `most` that depends on the text alone."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return least + int.from_bytes(digest[:8], "big") % (most - least)
