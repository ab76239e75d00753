"""The rules that turn candidates down, each by a candidate that only it turns down."""

from __future__ import annotations

from collections import Counter

import pytest

from lecture.notes.candidates import RULES, TOO_POOR, Candidate, kept
from lecture.notes.cloze import HIDDEN
from lecture.notes.words import word_list
from lecture.twins import twins
from lecture.values import CardKind, Fact, Question, Sentence, Vocabulary

KNOWN = Vocabulary(word_list("what is it that there the a of are melts"), "en")
WAX = "The wax of a candle melts."


def candidate(
    question: str,
    answer: str = "wax",
    kind: CardKind = "question",
    *,
    said: str = WAX,
    worth: float = 0.5,
    doubtful: bool = False,
    confidence: float = 1.0,
    unsure: str = "",
) -> Candidate:
    fact = Fact(said, Sentence(said, 0.0, 1.0, doubtful, confidence, unsure=word_list(unsure)), 0.7)
    return Candidate(Question(kind, question, answer, worth), fact, 0)


GOOD = candidate("What melts near the flame of a candle?")


@pytest.mark.parametrize(
    ("reason", "bad"),
    [
        ("the evidence is doubtful", candidate("What melts near a flame?", doubtful=True)),
        ("the answer may have been misheard", candidate("What melts near a flame?", "the wax", unsure="wax the")),
        ("the question has under three words", candidate("Flame melts?")),
        ("the question is long", candidate("What " + "melts near flames " * 20 + "?")),
        ("the answer is long", candidate("What melts near a flame?", "wax " * 30)),
        ("the question points at nothing", candidate("What is it that is there?")),
        ("the answer carries no matter", candidate("What melts near a flame?", "it")),
        ("the answer is inside the question", candidate("What wax melts near a flame?", "the wax")),
    ],
)
def test_every_rule_turns_down_what_it_is_for(reason: str, bad: Candidate) -> None:
    assert [why for why, wrong in RULES if wrong(bad, KNOWN)] == [reason]
    rejected: Counter[str] = Counter()
    assert kept([bad, GOOD], KNOWN, 0.3, rejected) == [GOOD]
    assert rejected == {reason: 1}


def test_every_rule_is_tried() -> None:
    tried = test_every_rule_turns_down_what_it_is_for.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert [reason for reason, _ in tried] == [reason for reason, _ in RULES]


def test_an_answer_beside_which_something_was_misheard_is_kept() -> None:
    sure = candidate(GOOD.question.text, "the wax", unsure="the candle flame")
    assert kept([sure], KNOWN, 0.3, Counter()) == [sure]


def test_what_a_student_would_not_study_is_turned_down_also_where_whisper_was_not_sure() -> None:
    poor, unsure = candidate(GOOD.question.text, worth=0.29), candidate(GOOD.question.text, worth=0.5, confidence=0.5)
    rejected: Counter[str] = Counter()
    assert kept([poor, unsure, GOOD], KNOWN, 0.3, rejected) == [GOOD]
    assert rejected == {TOO_POOR: 2}


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (candidate("Where is it cold?", said=WAX), True),  # rests on the same sentence
        (candidate("What melts near the flame of a candle?", "iron", said="Iron melts."), True),
        (candidate("What melts near the flame of the candle?", said="Hot wax melts."), True),
        (candidate(f"{HIDDEN} melts near the flame of a candle, what?", said="Hot wax melts."), True),
        (candidate("Which metal conducts electricity best?", "silver", said="Silver conducts."), False),
    ],
)
def test_twins_rest_on_the_same_sentence_or_ask_the_same(other: Candidate, alike: bool) -> None:
    assert twins(GOOD.asks, other.asks) is twins(other.asks, GOOD.asks) is alike


def test_two_cards_of_a_sentence_are_no_twins_where_each_asks_for_what_the_other_gives() -> None:
    term = candidate("What is wax?", "a fuel that melts", said="Wax is a fuel that melts.").asks
    meaning = candidate(f"{HIDDEN} is a fuel that melts.", "wax", "cloze", said="Wax is a fuel that melts.").asks
    part = candidate(f"Wax is a {HIDDEN} that melts.", "fuel", "cloze", said="Wax is a fuel that melts.").asks
    assert [twins(term, meaning), twins(meaning, part), twins(term, part)] == [False, False, True]
