"""Studying cards that have answers to choose from."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lecture.values import Card
from panels.flashcards import choices

COLOURS = ("blue", "green", "yellow")


def page() -> None:
    from dataclasses import replace

    from lecture.values import Card, Cards
    from panels import flashcards
    from tests.lecture.export.tides import TIDES

    choice = Card(
        "What is ripe?", "red", "Ripe ones are red.", 0, 1, "question", 1.0, wrong=("blue", "green", "yellow")
    )
    plain = replace(choice, question="What is hot?", wrong=())
    flashcards.draw(replace(TIDES, cards=Cards((choice, plain))))


@pytest.fixture
def studying() -> AppTest:
    return AppTest.from_function(page).run()


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return at.run()


def texts(at: AppTest) -> list[str]:
    return [markdown.value for markdown in at.markdown]


def test_a_card_with_wrong_answers_shows_four_and_one_without_shows_none(studying: AppTest) -> None:
    turn = ["Previous", "Next"]
    assert set(labels(studying)) == {"red", *COLOURS, "Show the answer", *turn}
    assert labels(press(studying, "Next")) == ["Show the answer", "Previous", "Start again"]


def test_the_right_answer_is_said_to_be_right(studying: AppTest) -> None:
    assert texts(press(studying, "red")) == [
        ":green[:material/check_circle: **Right.**]",
        "**red**",
        "[0:00–0:01](#t=0.00,1.00) “Ripe ones are red\\.”",
    ]


def test_a_wrong_answer_is_said_to_be_wrong_before_the_right_one(studying: AppTest) -> None:
    assert texts(press(studying, "blue")) == [
        ":red[:material/cancel: **Wrong:** blue]",
        "**red**",
        "[0:00–0:01](#t=0.00,1.00) “Ripe ones are red\\.”",
    ]


def test_the_answer_can_be_shown_without_choosing(studying: AppTest) -> None:
    assert texts(press(studying, "Show the answer")) == ["**red**", "[0:00–0:01](#t=0.00,1.00) “Ripe ones are red\\.”"]


def test_a_turned_card_forgets_what_was_chosen(studying: AppTest) -> None:
    again = press(press(press(studying, "blue"), "Next"), "Previous")
    assert texts(again) == []


def test_the_right_answer_has_no_place_of_its_own_but_keeps_the_one_it_has() -> None:
    cards = [Card(f"What is {n}?", "red", "", 0, 1, "question", 1.0, wrong=COLOURS) for n in range(200)]
    places = [choices(card).index("red") for card in cards]
    assert [choices(card).index("red") for card in cards] == places
    assert all(30 < places.count(place) < 70 for place in range(4))
