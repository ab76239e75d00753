"""The rules that turn candidates down, each by a candidate that only it turns down."""

from __future__ import annotations

import pytest

from lecture.notes.candidates import RULES, Candidate
from lecture.notes.cloze import HIDDEN
from lecture.values import CardKind, Fact, Sentence

SCORED = {"kind": 0.9, "terms": 1.0, "central": 1.0, "plain": 1.0, "answer": 1.0, "length": 1.0, "clear": 1.0}


def candidate(
    question: str, answer: str, kind: CardKind = "question", *, doubtful: bool = False, troubles: tuple[str, ...] = ()
) -> Candidate:
    fact = Fact("The wax of a candle melts.", Sentence("The wax of a candle melts.", 0.0, 1.0, doubtful), troubles)
    return Candidate(kind, question, answer, fact, 0, SCORED)


@pytest.mark.parametrize(
    ("reason", "bad"),
    [
        ("the evidence is doubtful", candidate("What melts near a flame?", "wax", doubtful=True)),
        ("no question mark", candidate("What melts near a flame", "wax")),
        ("the question has under four words", candidate("What melts wax?", "flame")),
        ("the question has over forty words", candidate("What " + "melts near wax " * 20 + "?", "flame")),
        ("the question points at nothing", candidate("What is it that is there?", "wax")),
        ("the statement does not stand alone", candidate("What melts near a flame?", "wax", troubles=("too short",))),
        ("it is about nothing that is spoken of again", candidate("What melts near a flame?", "wax")),
        (
            "it only says that there is something",
            candidate(f"There is {HIDDEN} near the flame.", "wax", "cloze"),
        ),
        ("the answer is a pronoun or a stop word", candidate("What melts near a flame?", "it")),
        ("the answer is longer than a short answer", candidate("What melts near a flame?", "wax " * 30)),
        ("the answer is inside the question", candidate("What wax melts near a flame?", "the wax")),
        ("too little to tell the answer from", candidate(f"The {HIDDEN} is like the others.", "wax", "cloze")),
    ],
)
def test_every_rule_turns_down_what_it_is_for(reason: str, bad: Candidate) -> None:
    if reason == "it is about nothing that is spoken of again":
        bad = Candidate(bad.kind, bad.question, bad.answer, bad.fact, 0, {**SCORED, "terms": 0.0})
    assert dict(RULES)[reason](bad)
    good = candidate("What melts near the flame of a candle?", "wax")
    assert [why for why, wrong in RULES if wrong(good)] == []


def test_every_rule_is_tried() -> None:
    tried = test_every_rule_turns_down_what_it_is_for.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert [reason for reason, _ in tried] == [reason for reason, _ in RULES]
