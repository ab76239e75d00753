"""Near twins: which cards ask the same, and which only sound alike."""

from __future__ import annotations

from lecture.twins import near_twins
from lecture.values import Card


def card(question: str, answer: str, evidence: str = "") -> Card:
    return Card(question, answer, evidence or f"{question} {answer}", 0.0, 2.0, "question", 0.5)


WEIR = card("What is a weir?", "A low wall across a river")
AGAIN = card("A weir is what?", "A low wall across the river")
LOCK = card("What is a lock?", "A chamber between two gates")


def test_cards_that_ask_the_same_in_nearly_the_same_words_are_pairs_in_the_decks_order() -> None:
    assert list(near_twins([LOCK, WEIR, AGAIN])) == [(WEIR, AGAIN)]
    assert list(near_twins([WEIR, card("What is a weir?", "It slows the water")])) != []  # two answers to one question


def test_a_card_and_its_reverse_are_no_twins() -> None:
    reverse = card("_____ is a low wall across a river.", "A weir")
    assert list(near_twins([WEIR, reverse])) == []


def test_two_questions_on_one_sentence_are_no_twins_by_that_alone() -> None:
    said = "A lock has two gates, so that one is always shut."
    assert list(near_twins([card("How many gates?", "two", said), card("Why are there?", "One is shut", said)])) == []
