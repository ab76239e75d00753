"""What a statement answers becomes a question."""

from __future__ import annotations

import pytest

from lecture.notes.questions import questions


@pytest.mark.parametrize(
    ("statement", "question", "answer"),
    [
        ("Air is absolutely necessary for combustion.", "What is absolutely necessary for combustion?", "air"),
        ("It is water that causes the rust on iron.", "What causes the rust on iron?", "water"),
        (
            "If you blow out a candle, you perceive a nasty smell.",
            "What happens if you blow out a candle?",
            "you perceive a nasty smell",
        ),
        ("All bright flames contain solid particles.", "What do all bright flames contain?", "solid particles"),
        ("The atmosphere is mainly made of nitrogen.", "What is the atmosphere mainly made of?", "nitrogen"),
        (
            "The sky is blue because short waves are scattered.",
            "Why is the sky blue?",
            "because short waves are scattered",
        ),
        (
            "Because the batch is random, the gradient is noisy.",
            "Why is the gradient noisy?",
            "because the batch is random",
        ),
        ("The main purpose of the heart is to pump blood.", "What is the main purpose of the heart?", "to pump blood"),
        ("Isaac Newton explained the tides in 1687.", "Who explained the tides in 1687?", "Isaac Newton"),
        ("James Watt improved the engine in 1769.", "Who improved the engine in 1769?", "James Watt"),
        (
            "If you have larger wicks you must have a larger supply of air.",
            "What must you have if you have larger wicks?",
            "a larger supply of air",
        ),
    ],
)
def test_statements_become_questions(statement: str, question: str, answer: str) -> None:
    assert (question, answer) in [(asked.text, asked.answer) for asked in questions(statement)]


@pytest.mark.parametrize(
    "statement",
    [
        "It is raining.",
        "The sides of the jar become cloudy.",
        "They burn because of it.",
        "If so.",
        "As the earth turns every coast passes through both hills, so most places have two tides.",
        "When you put lipids into water they lie down in two layers, with their heads outside.",
        "Export is the reverse, the cell packs something into a bubble of fat.",
        "The Luddites were workers who destroyed machines because they feared for their jobs.",
    ],
)
def test_an_unsure_rule_says_nothing(statement: str) -> None:
    assert list(questions(statement)) == []
