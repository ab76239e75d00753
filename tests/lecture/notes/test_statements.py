"""What is spoken becomes what is stated."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from lecture.notes.statements import FEWEST, MOST, statements


@pytest.mark.parametrize(
    ("spoken", "stated"),
    [
        ("So now, the heart pumps blood through the body.", ["The heart pumps blood through the body."]),
        ("And the loop actually runs forever.", ["The loop runs forever."]),
        ("Well, in other words, the contract is void.", ["The contract is void."]),
        ("For example, the statute protects tenants.", ["The statute protects tenants."]),
        ("Secondly, the tariff protects the firms at home.", ["The tariff protects the firms at home."]),
        ("What I want you to remember is that the heart pumps blood.", ["The heart pumps blood."]),
        ("You can see that the curve bends upward here.", ["The curve bends upward here."]),
        ("It turns out that most planets have moons.", ["Most planets have moons."]),
        ("The point is that prices carry information about supply.", ["Prices carry information about supply."]),
        ("They've shown that the drug doesn't work.", ["The drug doesn't work."]),
        ("Notice that the curve is flat at the top.", ["The curve is flat at the top."]),
        ("I think you know that your heart has four chambers.", ["Our heart has four chambers."]),
        ("It's a tax on your income.", ["It is a tax on our income."]),
        (
            "If you double the dose, then the risk doubles as well.",
            ["If we double the dose, the risk doubles as well."],
        ),
        (
            "The king's army had been beaten, and the city was burnt.",
            ["The king's army had been beaten.", "The city was burnt."],
        ),
        (
            "Inelastic demand, that's where the price hardly matters.",
            ["Inelastic demand is where the price hardly matters."],
        ),
        (
            "The nerve, which is long, carries the signal to the muscle.",
            ["The nerve, which is long, carries the signal to the muscle."],
        ),
        (
            "Historians believe that the plague came from Asia.",  # it is they who believe so
            ["Historians believe that the plague came from Asia."],
        ),
        ("What drives the turbine is the hot steam.", ["What drives the turbine is the hot steam."]),
        ("The gas is not really ideal at low temperatures.", ["The gas is not really ideal at low temperatures."]),
    ],
)
def test_what_is_spoken_becomes_what_is_stated(parser: Language, spoken: str, stated: list[str]) -> None:
    assert list(statements(parser(spoken))) == stated


@pytest.mark.parametrize(
    "spoken",
    [
        "Who discovered the electron?",
        "So what does the compiler do?",
        "Let's look at the second slide.",
        "Open the file.",
        "Do not divide by zero in this program.",
        "Because of the cold.",
        "Rivers flow.",
        "",
    ],
)
def test_questions_orders_and_fragments_state_nothing(parser: Language, spoken: str) -> None:
    assert list(statements(parser(spoken))) == []


lead = st.sampled_from(["", "So ", "Well, ", "And ", "Now, ", "In fact, ", "You see that ", "It is clear that "])
clause = st.sampled_from(
    [
        "the heart pumps blood through the body",
        "the court will not hear the case again",
        "a queue has been sorted by the program",
        "the price of bread doubled during the war",
        "every planet moves on an ellipse",
    ]
)


@given(lead, clause)
@settings(deadline=None)
def test_what_leads_up_to_a_statement_is_no_part_of_it(parser: Language, lead: str, clause: str) -> None:
    said = f"{lead}{clause}."
    assert list(statements(parser(said[:1].upper() + said[1:]))) == [clause[:1].upper() + clause[1:] + "."]


@given(clause, st.sampled_from([", and ", ", but ", "; "]), clause)
@settings(deadline=None)
def test_a_statement_has_a_capital_a_stop_and_enough_words(parser: Language, one: str, link: str, other: str) -> None:
    for text in statements(parser(f"{one}{link}{other}.".capitalize())):
        assert text[0].isupper()
        assert text.endswith(".")
        assert not text.endswith("..")
        assert FEWEST <= len(text.split()) <= MOST


@given(clause)
@settings(deadline=None)
def test_a_statement_states_itself(parser: Language, clause: str) -> None:
    (once,) = statements(parser(clause.capitalize() + "."))
    assert list(statements(parser(once))) == [once]
