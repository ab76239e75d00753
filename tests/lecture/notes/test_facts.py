"""What an English lecture states, and what of it is asked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.facts import BARRED, QUESTIONS
from lecture.notes.standing import pointing
from lecture.values import Fact, Reading
from tests.lecture.notes.conftest import english, reading_of

LOOSE = (
    "It is what you can see here on the left.",
    "A battery turns chemical energy into electrical energy.",
    "This is why I showed you that picture yesterday.",
    "You take the anode and you put it into here.",
    "He told her about it in the last lecture.",
    "The anode of a battery gives electrons to the wire.",
    "That does not work, as you know.",
    "These move from here to there.",
)


def stands(fact: Fact) -> bool:
    return not {kind for kind, _ in pointing(english().parser(fact.text))} & BARRED


@pytest.mark.parametrize("said", [LOOSE, LOOSE[::-1], LOOSE[2:5]])
def test_what_does_not_stand_alone_is_never_asked(said: tuple[str, ...]) -> None:
    reading = reading_of(*said)
    assert all(stands(fact) for fact in reading.facts if fact.questions or fact.answers)


def test_it_is_written_out_in_its_own_chapter_only() -> None:
    said = ("Gunpowder burns with a bright flame.", "It contains sulfur and carbon.")
    assert "Gunpowder contains sulfur and carbon." in [fact.text for fact in reading_of(*said).facts]
    assert [fact.text for fact in reading_of(said[1]).facts if fact.questions] == []


def test_facts_are_in_order_and_their_worth_is_a_probability(reefs: Reading) -> None:
    assert [fact.sentence.start for fact in reefs.facts] == sorted(fact.sentence.start for fact in reefs.facts)
    assert all(0 < fact.worth < 1 for fact in reefs.facts)
    assert all(0 < question.worth < 1 for fact in reefs.facts for question in fact.questions)


def test_a_fact_keeps_its_best_questions_and_every_answer_to_ask_for(reefs: Reading) -> None:
    reef = next(fact for fact in reefs.facts if fact.text.startswith("A coral reef is"))
    assert ("What is a coral reef?", "a ridge of limestone that is built by small animals") in [
        (question.text, question.answer) for question in reef.questions
    ]
    for fact in reefs.facts:
        worths = [question.worth for question in fact.questions]
        assert worths == sorted(worths, reverse=True)
        assert len(worths) <= QUESTIONS
        assert {question.answer for question in fact.questions} <= set(fact.answers)


def test_what_may_have_been_misheard_and_asides_state_nothing(reefs: Reading) -> None:
    assert reading_of("A battery turns chemical energy into electrical energy.", doubt="noise").facts == ()
    assert not any(fact.sentence.aside or fact.sentence.doubtful for fact in reefs.facts)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300))
def test_any_text_whatever_is_read(text: str) -> None:
    for fact in reading_of(text).facts:
        assert fact.text.strip()
        assert re.search(r"\w", fact.text)
        assert stands(fact) or not fact.questions
