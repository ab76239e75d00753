"""Gaps: figures, names and key terms, each hidden where the rest of the statement lets one guess it."""

from __future__ import annotations

import pytest

from lecture.notes.cards import make_cards
from lecture.notes.cloze import HIDDEN, Cloze, figures
from lecture.values import Card, Question, Vocabulary
from tests.lecture.notes.conftest import reading_of

RAILWAY = (
    "The railway to the harbour crossed the marsh on 420 piles.",
    "Near the harbour the engineer Maria Delgado built the railway over the marsh.",
    "The railway made the harbour grow.",
)
ENGINE = (
    "The first steam engine of the valley was built near the mill in 1784.",
    "The steam engine of the mill burned coal from the valley.",
    "The mill of the valley spun cotton, and the cotton came by ship.",
)


def test_a_figure_with_its_unit_and_a_name_are_hidden() -> None:
    assert make_cards(reading_of(*RAILWAY), None, count=12).cards == (
        Card(
            f"The railway to the harbour crossed the marsh on {HIDDEN}.",
            "420 piles",
            RAILWAY[0],
            0.0,
            8.0,
            "cloze",
            0.713,
            {
                "terms": 1.0,  # railway, harbour and marsh are spoken of again
                "kind": 0.6,
                "central": 0.5,  # so are half of the words that carry matter
                "plain": 0.318,  # three “the” in eleven words
                "answer": 0.85,
                "length": 1.0,
                "clear": 1.0,
            },
        ),
        Card(
            f"Near the harbour the engineer {HIDDEN} built the railway over the marsh.",
            "Maria Delgado",
            RAILWAY[1],
            10.0,
            18.0,
            "cloze",
            0.66,
            {
                "terms": 1.0,
                "kind": 0.6,
                "central": 0.375,
                "plain": 0.231,
                "answer": 0.7,
                "length": 1.0,
                "clear": 1.0,
            },
        ),
    )


def test_a_year_and_key_terms_are_hidden() -> None:
    cards = make_cards(reading_of(*ENGINE), None, count=12).cards
    assert [(card.question, card.answer, card.evidence, card.start, card.end, card.kind) for card in cards] == [
        (
            f"The first steam engine of the valley was built near the mill in {HIDDEN}.",
            "1784",
            ENGINE[0],
            0.0,
            8.0,
            "cloze",
        ),
        (f"The steam engine of the {HIDDEN} burned coal from the valley.", "mill", ENGINE[1], 10.0, 18.0, "cloze"),
        (
            f"The mill of the {HIDDEN} spun cotton, and the cotton came by ship.",
            "valley",
            ENGINE[2],
            20.0,
            28.0,
            "cloze",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 3 May 1848 the ship left, with 40 men.", [("3 May 1848", 0.85), ("40 men", 0.85)]),
        ("About two thirds of it is 12.5 % water.", [("two thirds", 0.85), ("12.5 %", 0.85)]),
        ("It boils at 100 °C and weighs 2 million tons.", [("100 °C", 0.85), ("2 million tons", 0.85)]),
        ("It has 5 million of them.", [("5 million", 0.85)]),
        ("The bridge is one hundred and twenty metres long.", [("one hundred and twenty metres", 0.85)]),
        ("It rose by 20 per cent in March.", [("20 per cent", 0.85), ("March", 0.85), ("March", 0.7)]),
        ("She met Isaac Newton of the Royal Society.", [("Isaac Newton of the Royal Society", 0.7)]),
        ("Isaac Newton wrote it.", [("Isaac Newton", 0.7)]),
        ("The Danube is long.", [("Danube", 0.7)]),
        ("Britain built it for two of us.", []),  # a capital for the sentence's sake; a small number of nothing
        ("It ended (London was far) in ruin.", []),
    ],
)
def test_numbers_dates_and_names_are_found_whole(text: str, found: list[tuple[str, float]]) -> None:
    assert [(text[begin:end], worth) for (begin, end), worth in figures(text)] == found


VOCABULARY = Vocabulary(frozenset({"the", "of", "in", "and"}), frozenset({"coal", "mine", "flame", "wax"}))


def gaps(statement: str, times: dict[tuple[str, ...], int], *chapter: str) -> list[Question]:
    return list(Cloze(times, VOCABULARY, reading_of(*chapter).sentences).questions(statement))


def test_a_term_is_worth_more_the_better_the_rest_leads_to_it() -> None:
    statement = "Bright flames melt the wax"
    alone = gaps(statement, {("wax",): 2}, f"{statement}.")
    together = gaps(statement, {("wax",): 2}, f"{statement}.", "The flames of wax are bright.")
    assert alone == [Question("cloze", f"Bright flames melt the {HIDDEN}", "wax", 0.3 + 0.3)]
    assert together == [Question("cloze", f"Bright flames melt the {HIDDEN}", "wax", 0.4 * 2 / 3 + 0.3 + 0.3)]


def test_a_term_is_worth_less_where_it_comes_first_or_is_said_all_the_time() -> None:
    assert [gap.worth for gap in gaps("wax burns", {("wax",): 15}, "")] == [0.3]
    assert [gap.worth for gap in gaps("wax burns", {("wax",): 18}, "")] == [0.3 * 3 / 6]
    assert [gap.worth for gap in gaps("burns wax", {("wax",): 15}, "")] == [0.3 + 0.3]
    assert [gap.worth for gap in gaps("of wax burns so", {("wax",): 15}, "")] == [0.3 + 0.3 * (3 / 15) / 0.4]


def test_the_longest_term_is_hidden_whole_and_no_half_of_one() -> None:
    times = {("coal",): 3, ("coal", "mine"): 3, ("flame",): 2}
    assert [gap.answer for gap in gaps("The flame in the coal mines", times, "")] == ["flame", "coal mines"]
    assert [gap.answer for gap in gaps("The flame in the coal mines", {("coal",): 3}, "")] == []
    assert [gap.answer for gap in gaps("The coal, mines and wax", {("coal",): 3}, "")] == ["coal"]
    assert [gap.answer for gap in gaps("Take coal", {("coal",): 3}, "")] == ["coal"]
