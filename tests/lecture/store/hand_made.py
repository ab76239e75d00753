"""A lecture with cards of our own making, to be decided on and reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lecture.store import review
from lecture.store.cards import deck
from lecture.store.notebook import Notebook
from lecture.store.rows import finish
from lecture.values import Card, identified
from tests.lecture.store.script import Script, add, made

ASKED = (
    ("What does a sluice hold back?", "Water"),
    ("What is a weir?", "A low wall across a river"),
    ("Why do locks have two gates?", "So that one is always shut"),
    ("Who keeps the towpath?", "The canal's own men"),
)


def card(question: str, answer: str, start: float = 0.0) -> Card:
    return Card(question, answer, f"{answer}, as was said.", start, start + 2, "question", 0.5)


def some_cards(count: int = len(ASKED), of: str = "") -> list[Card]:
    """As many cards as wanted, ten seconds apart."""
    asked = [*ASKED, *((f"What is number {n}?", f"It is {n}") for n in range(len(ASKED), count))]
    return [card(f"{question}{of}", answer, 10.0 * n) for n, (question, answer) in enumerate(asked[:count])]


def make_anew(notebook: Notebook, lecture: str, cards: Iterable[Card]) -> tuple[Card, ...]:
    """The lecture with these cards, as the queue would keep it; the cards as they were kept."""
    whole = made(notebook, lecture)
    whole = replace(whole, cards=replace(whole.cards, cards=identified(cards)))
    with notebook.storage.database.writing() as rows:
        finish(rows, notebook.number(rows, lecture), whole)
    return whole.cards.cards


def lecture_with(notebook: Notebook, cards: Iterable[Card], seed: int = 1, course: str = "") -> str:
    lecture = add(notebook, Script(seed, seconds=2))
    make_anew(notebook, lecture, cards)
    notebook.edit(lecture, course=course)
    return lecture


def ids(notebook: Notebook, lecture: str) -> list[str]:
    return [one.card.id for one in deck(notebook, lecture)]


def asked(notebook: Notebook, now: float, **how: Any) -> list[str]:
    return [one.owned.card.question for one in review.due(notebook, now, **how)]
