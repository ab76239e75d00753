"""Near twins among cards: which of them ask the same."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from rapidfuzz.fuzz import ratio

from lecture.quiz import GAP
from lecture.values import Card

TWINS = 80  # of 100, as rapidfuzz counts: two questions so alike ask the same


@dataclass(frozen=True)
class Asks:
    """What is asked, and the sentence that it rests on."""

    question: str
    answer: str
    sentence: Hashable

    @cached_property
    def says(self) -> str:
        """Its words in an order of their own, so that two that say the same in another order are alike."""
        return " ".join(sorted(f"{self.question.replace(GAP, ' ')} {self.answer}".lower().split()))


def asks(card: Card) -> Asks:
    return Asks(card.question, card.answer, (card.evidence, card.start))


def twins(one: Asks, other: Asks) -> bool:
    """Do they ask the same? Of one sentence any two do, but where each asks for what the other gives."""
    if one.sentence == other.sentence:
        return not _turned_round(one, other)
    return _alike(one, other)


def near_twins(cards: Iterable[Card]) -> Iterator[tuple[Card, Card]]:
    """The pairs of a deck that ask the same in nearly the same words, each in the deck's order.

    Who writes a second card on a sentence may well ask for something else of it: here the words must be alike.
    """
    for (one, asked), (other, asked_too) in combinations([(card, asks(card)) for card in cards], 2):
        if _alike(asked, asked_too) and not _turned_round(asked, asked_too):
            yield one, other


def _alike(one: Asks, other: Asks) -> bool:
    return one.question == other.question or ratio(one.says, other.says, score_cutoff=TWINS) > 0


def _turned_round(one: Asks, other: Asks) -> bool:
    """As “What is entropy? A measure of disorder” and “_____ is a measure of disorder. Entropy”."""
    return _gives(one, other) and _gives(other, one)


def _gives(one: Asks, other: Asks) -> bool:
    """Whether the question of one says the answer of the other."""
    return re.search(rf"\b{re.escape(other.answer)}\b", one.question, re.I) is not None
