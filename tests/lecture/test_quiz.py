"""A quiz: which cards have answers to choose from, and what is to be heard again after it."""

from __future__ import annotations

from dataclasses import replace

from lecture.quiz import Item, Result, answered, quiz
from lecture.values import Card, CardKind, identified


def card(question: str, answer: str, *wrong: str, kind: CardKind = "question", start: float = 0.0) -> Card:
    return Card(question, answer, f"{question} {answer}.", start, start + 4, kind, 0.5, wrong=wrong)


WEIR = card("What slows a river?", "A weir", "A barge", "A towpath", "A crane", start=20.0)
SLUICE = card("What lets water through?", "A sluice", "A hull", start=10.0)
GATES = [
    card(f"How many gates has the {name} lock?", figure)
    for name, figure in (("old", "2"), ("new", "4"), ("great", "12"), ("small", "1"))
]


def asked(of: Card, *cards: Card) -> Item:
    """The card as it is asked in a quiz on itself and the others."""
    return next(item for item in quiz([of, *cards], 99, 1) if item.card == of)


def test_a_card_with_three_wrong_answers_gives_them_to_choose_from() -> None:
    item = asked(WEIR, SLUICE)
    assert sorted(item.choices) == ["A barge", "A crane", "A towpath", "A weir"]
    assert item.others == ()


def test_a_card_with_fewer_is_typed_and_knows_the_other_answers() -> None:
    assert asked(SLUICE, WEIR) == Item(SLUICE, others=("A hull", "A weir"))


def test_wrong_answers_that_are_right_or_the_same_twice_are_none() -> None:
    for wrong in (
        ("the weir", "A crane", "A barge"),
        ("A crane", "cranes", "A barge"),
        ("A crane", "A crame", "A barge"),
    ):
        assert asked(replace(WEIR, wrong=wrong)).choices == ()


def test_figures_of_the_same_things_stand_beside_each_other_and_no_others() -> None:
    assert sorted(asked(GATES[0], *GATES[1:]).choices) == ["1", "12", "2", "4"]
    boats = card("How many boats pass in an hour?", "7")
    assert asked(GATES[0], *GATES[1:3], boats).choices == ()
    metres = [
        card(f"How long is lock {name}?", f"{figure} metres")
        for name, figure in zip("abcd", (20, 31, 45, 52), strict=True)
    ]
    assert sorted(asked(metres[0], *metres[1:]).choices) == ["20 metres", "31 metres", "45 metres", "52 metres"]
    assert asked(metres[0], *metres[1:3], card("How heavy is it?", "30 tons")).choices == ()


def test_years_stand_beside_years_the_nearest_first() -> None:
    built = [
        card(f"When was canal {name} built?", f"In {year}")
        for name, year in zip("abcde", (1761, 1777, 1790, 1805, 1894), strict=True)
    ]
    assert sorted(asked(built[0], *built[1:]).choices) == ["In 1761", "In 1777", "In 1790", "In 1805"]
    named = replace(built[0], evidence="Begun in 1777, canal a was built in 1761.")
    assert sorted(asked(named, *built[1:]).choices) == ["In 1761", "In 1790", "In 1805", "In 1894"]


def test_in_a_gap_the_word_after_it_is_what_is_counted() -> None:
    gaps = [
        card(f"Lock {name} has _____ gates.", figure, kind="cloze") for name, figure in zip("abcd", "2468", strict=True)
    ]
    assert sorted(asked(gaps[0], *gaps[1:]).choices) == ["2", "4", "6", "8"]
    assert asked(gaps[0], *gaps[1:3], card("Lock e has _____ keepers.", "5", kind="cloze")).choices == ()
    assert asked(gaps[0], *GATES).choices == ()  # of another kind


def test_the_same_seed_gives_the_same_quiz_and_another_another() -> None:
    cards = identified(card(f"What is number {n}?", f"It is {n}", "one", "two", "three") for n in range(30))
    first = quiz(cards, 10, seed=1)
    assert len(first) == len({item.card.id for item in first}) == 10
    assert quiz(cards[::-1], 10, seed=1) == first
    assert quiz(cards, 10, seed=2) != first
    places = {item.choices.index(item.card.answer) for item in quiz(cards, 30, seed=1)}
    assert places == {0, 1, 2, 3}
    assert quiz(cards, 99, seed=1)[:10] == first
    assert quiz((), 10, seed=1) == ()


def test_the_result_has_the_score_and_the_places_to_hear_again() -> None:
    weir, sluice = asked(WEIR, SLUICE), asked(SLUICE, WEIR)
    bridge = asked(card("What crosses the canal?", "An aqueduct", start=5.0))
    result = Result(
        (
            answered(weir, "A crane"),
            answered(weir, "A barge"),
            answered(sluice, "the sluices"),
            answered(bridge, "aquaduct"),
            answered(sluice, "a weir"),
        )
    )
    assert [one.verdict for one in result.given] == ["wrong", "wrong", "right", "nearly", "wrong"]
    assert (result.right, result.score) == (2, 0.4)
    assert result.again == ((10.0, 14.0), (20.0, 24.0))
    assert answered(weir, "A weir").verdict == "right"
    assert (Result(()).score, Result(()).again) == (0.0, ())
