"""What a statement answers becomes a question: twelve statements of six subjects for each way to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from lecture.notes.clause import Asked, Clause, lower_start
from lecture.notes.cloze import HIDDEN
from lecture.notes.questions import asked

Case = tuple[str, str, list[tuple[str, str]]]


def _cases() -> Iterator[Case]:
    """`# way`, then each statement with its questions and answers, indented. Subjects: biology, history, physics,
    computing, economics, law and medicine, two statements of each."""
    for file in sorted((Path(__file__).parent / "asked").glob("*.txt")):
        way = ""
        for block in re.split(r"\n(?!  )", file.read_text(encoding="utf-8").strip()):
            statement, *lines = (line.strip() for line in block.splitlines() or [""])
            if statement.startswith("# "):
                way = statement.removeprefix("# ")
            elif statement:
                yield way, statement, list(zip(lines[::2], lines[1::2], strict=True))


CASES = list(_cases())
WAYS = {way for way, _, _ in CASES}


@pytest.mark.parametrize(("way", "statement", "cards"), CASES, ids=[f"{way}: {said}" for way, said, _ in CASES])
def test_a_statement_is_asked_for(parser: Language, way: str, statement: str, cards: list[tuple[str, str]]) -> None:
    assert [(one.text, one.answer) for one in asked(parser(statement)) if one.way == way] == cards


@pytest.mark.parametrize(
    ("statement", "questions"),
    [
        (
            "The cells, which are tiny, contain a lot of water.",
            ["What do the cells, which are tiny, contain?"],
        ),
        ("Many whales, like bats, find food with sounds.", ["What do many whales, like bats, find with sounds?"]),
        ("Never before had the state borrowed so much money.", []),
        ("There have been three great fires in the town.", []),
        ("The loop, however, ends after a while.", ["What does the loop, however, end after?"]),
        ("Half of all patients recover without treatment.", ["What do half of all patients recover without?"]),
    ],
)
def test_a_question_is_asked_as_one_would_write_it(parser: Language, statement: str, questions: list[str]) -> None:
    assert [one.text for one in asked(parser(statement)) if one.kind == "question"] == questions


def test_each_way_is_asked_of_twelve_statements() -> None:
    assert {way: sum(way == other for other, _, _ in CASES) for way in WAYS} == dict.fromkeys(WAYS, 12)


@pytest.mark.parametrize(
    "statement",
    [
        "It is raining.",  # nobody asks what “it” is
        "They burn because of it.",
        "There is a moon.",
        "Why does it rain?",
        "Because of the cold.",
        "What we see is what we get when we look.",
        "",
    ],
)
def test_nothing_to_ask_gives_no_question(parser: Language, statement: str) -> None:
    assert [one.text for one in asked(parser(statement)) if one.kind != "cloze"] == []


@pytest.mark.parametrize(
    "statement",
    [
        "The amplitude becomes smaller and smaller.",
        "The share of women has more than doubled.",
        "The charity raises $500 a year.",
        "The gas that expands is hot.",
        "The drug does not raise the pulse.",
    ],
)
def test_which_of_two_is_not_asked_where_neither_need_be_right(parser: Language, statement: str) -> None:
    assert [one.text for one in asked(parser(statement)) if one.way == "which of two"] == []


@pytest.mark.parametrize(
    ("start", "within"),
    [
        ("The flame", "the flame"),
        ("Isaac Newton", "Isaac Newton"),
        ("DNA", "DNA"),
        ("Prices of bread", "prices of bread"),
        ("A cell", "a cell"),
        ("The Baltic Sea", "the Baltic Sea"),
        ("Q of the circuit", "Q of the circuit"),
    ],
)
def test_a_name_keeps_its_capital_within_a_question(parser: Language, start: str, within: str) -> None:
    about = Clause(parser(f"{start} matters to everybody.")).doc[: len(parser(start))]
    assert lower_start(about) == within


# Properties, of the statements above and of those put together from parts

_BEFORE = ("", "In Rome, ", "If the wind drops, ", "During the war, ")
_SUBJECTS = ("the lens", "a strong acid", "Marie Curie", "the courts of England", "firms", "the red cells")
_VERBS = ("dissolved", "can change", "has described", "didn't reach", "had never measured", "will replace")
_OBJECTS = ("the metal", "two rivers", "the price of grain", "Louis Pasteur", "a thin film", "30 percent of the light")
_AFTER = (
    "",
    " in 1905",
    " because the water was warm",
    " by adding a second layer",
    " in order to save time",
    " because of the heat",
    " in Madrid",
    ", which is a rare event",
)
together = st.builds(
    lambda *parts: (text := "".join(parts))[0].upper() + text[1:] + ".",
    st.sampled_from(_BEFORE),
    st.sampled_from(_SUBJECTS),
    st.just(" "),
    st.sampled_from(_VERBS),
    st.just(" "),
    st.sampled_from(_OBJECTS),
    st.sampled_from(_AFTER),
)
any_statement = st.one_of(together, st.sampled_from([statement for _, statement, _ in CASES]))


@given(any_statement)
@settings(deadline=None)
def test_a_filled_gap_gives_the_statement_back(parser: Language, statement: str) -> None:
    for one in asked(parser(statement)):
        if one.kind == "cloze":
            assert one.text.replace(HIDDEN, one.answer) == statement


@given(any_statement)
@settings(deadline=None)
def test_a_question_is_one(parser: Language, statement: str) -> None:
    for one in asked(parser(statement)):
        if one.kind != "cloze":
            assert re.fullmatch(r"[A-Z0-9][^?\n]*[^\s,;:?]\?", one.text)
            assert "  " not in one.text


@given(any_statement)
@settings(deadline=None)
def test_no_question_holds_its_answer(parser: Language, statement: str) -> None:
    for one in asked(parser(statement)):
        assert not _said(one.answer, one.text) or one.way == "which of two"
        assert HIDDEN not in one.answer


@given(any_statement)
@settings(deadline=None)
def test_an_answer_is_what_the_statement_says(parser: Language, statement: str) -> None:
    doc = parser(statement)
    assert all(_in(one, statement) and one.answered.doc is doc for one in asked(doc))


def _said(answer: str, question: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", question) is not None


def _in(one: Asked, statement: str) -> bool:
    """But for the capital of “Because …”, the “one” of “one where …”, and “fall” for “fell”."""
    if one.way == "which of two":
        return one.answer in (one.answered.text.lower(), one.answered.root.lemma_)
    return one.answer.removeprefix("one ").lower() in statement.lower()
