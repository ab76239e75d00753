from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.english import statements, troubles
from lecture.notes.questions import Asked, definitions, facts, questions
from lecture.notes.text import sentences
from tests.lecture.conftest import transcript_of


@pytest.mark.parametrize(
    ("spoken", "stated"),
    [
        ("Now, you see, air is necessary for combustion.", ["Air is necessary for combustion."]),
        ("And you must know that gunpowder burns with a flame.", ["Gunpowder burns with a flame."]),
        (
            "All bright flames, as you know, contain these solid particles.",
            ["All bright flames, contain solid particles."],
        ),
        ("If I raise the tube, you will see that the light goes out.", ["If you raise the tube, the light goes out."]),
        ("Here is a piece of phosphorus, which burns with a bright flame.", ["Phosphorus burns with a bright flame."]),
        ("This is the lime light which rivals the sun.", ["The lime light rivals the sun."]),
        ("Iron rusts in water; copper does not.", ["Iron rusts in water.", "Copper does not."]),
        ("There is carbon in the gas, but because air gets to it.", ["There is carbon in the gas."]),
        (
            "I will clear away the soot, which comes from the wick of a candle.",
            [
                "I will clear away the soot, which comes from the wick of a candle.",
                "The soot comes from the wick of a candle.",
            ],
        ),
    ],
)
def test_what_is_spoken_becomes_what_is_stated(spoken: str, stated: list[str]) -> None:
    assert statements(spoken) == stated


def test_it_is_named_after_what_the_sentence_before_is_about() -> None:
    assert statements("It contains carbon.", before="Gunpowder burns with a flame.") == ["Gunpowder contains carbon."]
    assert statements("It is clear that carbon burns.", before="Gunpowder burns.") != [
        "Gunpowder is clear that carbon burns."
    ]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("Wax melts.", "too short"),
        ("I take a candle and hold it in the air.", "speaks of the speaker"),
        ("You can do the same at home with a candle.", "speaks to the listener"),
        ("Take a strip of paper and put it in the flame.", "an order to the listener"),
        ("Here is the flame of a candle in the air.", "points at the room"),
        ("The jar on the next slide is full of air.", "points at the room"),
        ("It burns with a very bright flame.", "begins with a pronoun"),
        ("This difference stretches the ocean into two hills.", "begins with a pronoun"),
        ("When you put a light to it, the vapor burns.", "a pronoun before its noun"),
        ("The difference is due to the solid particles.", "points at something"),
        ("Whether the wax is hot or the air is cold.", "begins in the middle"),
        ("When the wax of the candle is hot.", "half a condition"),
        ("A real vapor out of the middle of the flame.", "has no verb"),
        ("What is the wax in the candle made of?", "a question"),
        ("The flame of a candle is a beautiful thing.", "a remark"),
        ("The balloon was held over the chimney to fill it.", "tells of one moment"),
        ("Sets free the particles of the carbon.", "begins in the middle"),
        ("In place of having the white vapor that you had before.", "has no verb"),
        ("The second answer is the price of wages.", "points at the room"),
        ("If you look at a candle carefully, we will examine the dark part.", "speaks to the listener"),
        ("Nobody really knows what the letter stands for.", "begins with a pronoun"),
        ("The invention made him a very rich man.", "a pronoun before its noun"),
    ],
)
def test_what_does_not_stand_alone_is_told_why(statement: str, reason: str) -> None:
    assert reason in troubles(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "Air is absolutely necessary for combustion.",
        "If you blow out a candle, you perceive a nasty smell.",
        "As the Earth turns, every coast passes through both hills.",
        "When the particles are not separated you get no brightness.",
        "The Moon pulls harder on the near side of the Earth.",
        "The time from one high tide to the next is about twelve hours.",
        "By 1700 Britain produced most of the coal in Europe.",
        "Thomas Newcomen built an engine to pump water out of a coal mine.",
        "In the factory system a merchant hired workers for wages.",
        "James Watt used his patent to block competitors.",
    ],
)
def test_what_stands_alone_has_no_troubles(statement: str) -> None:
    assert troubles(statement) == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("A vapour is something that will condense.", "What is a vapour?", "something that will condense"),
        ("By entropy we mean the disorder of a system.", "What is meant by entropy?", "the disorder of a system"),
        (
            "By a composite key we mean a key on two columns.",
            "What is meant by a composite key?",
            "a key on two columns",
        ),
        (
            "The difference in height between high tide and low tide is called the tidal range.",
            "What is meant by the tidal range?",
            "The difference in height between high tide and low tide",
        ),
        (
            "Here is a platinum wire, a body which does not change by heat.",
            "What is a platinum wire?",
            "a body which does not change by heat",
        ),
        (
            "And here is a substance called oxygen, by means of which this hydrogen can burn.",
            "What is meant by oxygen?",
            "a substance by means of which the hydrogen can burn",
        ),
        (
            "Photosynthesis is the process by which plants make sugar from light.",
            "What is meant by photosynthesis?",
            "the process by which plants make sugar from light",
        ),
        (
            "Osmosis refers to the movement of water through a membrane.",
            "What is meant by osmosis?",
            "the movement of water through a membrane",
        ),
    ],
)
def test_definitions_become_questions(sentence: str, question: str, answer: str) -> None:
    assert Asked("definition", question, answer, 1.0) in list(definitions(sentence))


def test_what_it_is_called_is_found_in_the_sentence_before() -> None:
    before = "For instance, here is a powder which is very combustible, consisting, as you see, of separate particles."
    answer = "a powder which is very combustible, consisting of separate particles"
    assert list(definitions("It is called lycopodium, and it burns.", before)) == [
        Asked("definition", "What is meant by lycopodium?", answer, 1.0)
    ]


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
    assert (question, answer) in [(asked.question, asked.answer) for asked in questions(statement)]


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


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("By institutions we mean the rules of a society.", "Institutions are the rules of a society."),
        ("A lens is a piece of glass that bends the light.", "A lens is a piece of glass that bends the light."),
        ("By optics we mean the science of light and lenses.", "Optics is the science of light and lenses."),
    ],
)
def test_a_definition_is_a_statement_too(said: str, stated: str) -> None:
    assert stated in [fact.text for fact in facts(sentences(transcript_of(said)), "en")]


def test_a_name_keeps_its_capital_within_a_question() -> None:
    said = sentences(
        transcript_of("Mines were deep in Britain.", "Britain produced most of the coal.", "Coal is cheap.")
    )
    asked = [asked.question for fact in facts(said, "en") for asked in fact.asked]
    assert asked == ["What did Britain produce?"]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_whatever_is_read(text: str) -> None:
    for fact in facts(sentences(transcript_of(text)), "en"):
        assert fact.text[-1] in ".!?…"
        assert bool(fact.text.strip())
        assert not (fact.troubles and fact.asked)
