"""A quiz: cards asked with answers to choose from where three wrong ones are fair, else with one to type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lecture.typed import Verdict, judged
from lecture.values import Card

WRONG = 3  # answers beside the right one
GAP = "_____"  # what a cloze hides its answer behind
_YEAR = re.compile(r"(?:in )?(1\d\d\d|20\d\d)", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Item:
    """A card as it is asked. Without `choices` the answer is typed."""

    card: Card
    choices: tuple[str, ...] = ()  # the right answer among them
    others: tuple[str, ...] = ()  # answers of the other cards, which are no slips when they are typed


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered, and how that was."""

    item: Item
    answer: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """How a quiz went."""

    given: tuple[Given, ...]

    @property
    def right(self) -> int:
        """How many were known; a slip in typing does not count."""
        return sum(one.verdict != "wrong" for one in self.given)

    @property
    def score(self) -> float:
        return self.right / max(len(self.given), 1)

    @property
    def again(self) -> tuple[tuple[float, float], ...]:
        """The stretches of the recording to hear again, (start, end): of those that were wrong, in their order."""
        return tuple(sorted({(one.item.card.start, one.item.card.end) for one in self.given if one.verdict == "wrong"}))


def quiz(cards: Sequence[Card], n: int, seed: int) -> tuple[Item, ...]:
    """At most `n` of the cards, drawn by lot; the same cards and the same seed give the same quiz."""
    drawn = sorted(cards, key=lambda card: _lot(seed, f"{card.id} {card.question}"))[:n]
    return tuple(_item(card, cards, seed) for card in drawn)


def answered(item: Item, answer: str) -> Given:
    if item.choices:
        return Given(item, answer, "right" if answer == item.card.answer else "wrong")
    return Given(item, answer, judged(answer, item.card.answer, item.others))


def _lot(seed: int, text: str) -> bytes:
    return sha256(f"{seed} {text}".encode("utf-8", "surrogatepass")).digest()


def choices_of(card: Card, cards: Sequence[Card], seed: int = 0) -> tuple[str, ...]:
    """The answers to choose from, the right one among them; none where there are no three fair ones beside it."""
    wrong = _distinct(card, card.wrong) or _distinct(card, _of_others(card, cards))
    return tuple(sorted((card.answer, *wrong), key=lambda text: _lot(seed, f"{card.id} {text}"))) if wrong else ()


def _item(card: Card, cards: Sequence[Card], seed: int) -> Item:
    if choices := choices_of(card, cards, seed):
        return Item(card, choices)
    others = dict.fromkeys([*card.wrong, *(other.answer for other in cards)])
    return Item(card, others=tuple(text for text in others if judged(text, card.answer) != "right"))


def _distinct(card: Card, answers: Sequence[str]) -> tuple[str, ...]:
    """The first three that are neither right nor the same as one before; none where there are not so many."""
    chosen: list[str] = []
    for answer in answers:
        if len(chosen) < WRONG and all(judged(answer, known) == "wrong" for known in (card.answer, *chosen)):
            chosen.append(answer)
    return tuple(chosen) if len(chosen) == WRONG else ()


# Wrong answers from other cards


def _of_others(card: Card, cards: Sequence[Card]) -> list[str]:
    """Answers of cards of this kind that are figures of the same things or years, as this one is, the nearest first.

    Of words nothing but a parse tells whether they are alike, so the answer is typed there. What this card names
    itself may be right as well, and gives itself away.
    """
    sort, value = _sort(card)
    if not sort:
        return []
    named = set(_FIGURE.findall(f"{card.question} {card.evidence}"))
    near: list[tuple[float, str]] = []
    for other in cards:
        other_sort, other_value = _sort(other)
        alike = other.kind == card.kind and other_sort == sort and other.question != card.question
        if alike and named.isdisjoint(_FIGURE.findall(other.answer)):
            near.append((abs(other_value - value), other.answer))
    return [answer for _, answer in sorted(near)]


def _sort(card: Card) -> tuple[tuple[str, ...], float]:
    """What sort of figure the answer is, and its value; empty where it is none. Figures of a sort count one thing."""
    if year := _YEAR.fullmatch(card.answer.strip()):
        return ("year", card.answer[:2].lower() if not year[0][0].isdigit() else ""), float(year[1])
    figures = _FIGURE.findall(card.answer)
    if len(figures) != 1 or not re.fullmatch(r"\d+(?:\.\d+)?", figures[0]):
        return (), 0.0
    unit = _FIGURE.sub("#", card.answer).strip().lower()
    counted = unit if unit != "#" else " ".join(_counted(card))
    return (("figure", counted) if counted else ()), float(figures[0])


def _counted(card: Card) -> Iterator[str]:
    """What a bare figure counts, by the question: “how many gates”, or the word after the gap."""
    if GAP in card.question:
        yield from re.findall(r"\w+", card.question.partition(GAP)[2])[:1]
    elif found := re.match(r"(?:how many|how much|what percentage of) (\w+)", card.question, re.IGNORECASE):
        yield found[0].lower()
