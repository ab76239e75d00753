"""Which words of a statement point outside of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from lecture.notes.standing import pointing


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("It pumps blood.", [("it", "It")]),
        ("They were bound to the land.", [("it", "They")]),
        ("He signed the treaty.", [("somebody", "He")]),
        ("I showed you the proof.", [("speaker", "I"), ("speaker", "you")]),
        ("We divide both sides by two.", [("we", "We")]),
        ("This gas is heavier than air.", [("this", "This")]),
        ("The former is a vector.", [("this", "former")]),
        ("Here the curve is flat.", [("here", "Here")]),
        ("The compiler reads the file twice, and there it stops.", [("here", "there")]),
        ("The exam was last week.", [("here", "week")]),
        ("The proof was given before.", [("here", "before")]),
        ("The other one is a matrix.", [("other", "one")]),
        ("Such a market clears quickly.", [("other", "Such")]),
    ],
)
def test_a_word_points_outside(parser: Language, statement: str, words: list[tuple[str, str]]) -> None:
    assert [(way, token.text) for way, token in pointing(parser(statement))] == words


@pytest.mark.parametrize(
    "statement",
    [
        "The heart is a pump because it moves blood.",
        "The serfs were bound to the land because they had no rights.",
        "Bismarck signed the treaty before he resigned.",
        "The gas leaks because this gas is light.",
        "The density of ice is lower than that of water.",
        "Those who own land pay the tax.",
        "It is true that ice floats.",
        "The method makes it possible to measure the mass.",
        "There are two laws of motion.",
        "Both parties signed the contract.",
    ],
)
def test_a_word_that_is_explained_within_does_not(parser: Language, statement: str) -> None:
    assert list(pointing(parser(statement))) == []


rest = st.sampled_from(
    ["moves the blood.", "has been signed in Rome.", "will stop the program.", "was sold for a loss."]
)


@given(rest)
@settings(deadline=None)
def test_a_statement_of_names_and_nouns_stands(parser: Language, rest: str) -> None:
    assert list(pointing(parser(f"The machine {rest}"))) == []


@given(st.sampled_from(["It", "This", "He", "We", "I"]), rest)
@settings(deadline=None)
def test_a_pronoun_at_the_start_never_does(parser: Language, pronoun: str, rest: str) -> None:
    assert pronoun in [token.text for _, token in pointing(parser(f"{pronoun} {rest}"))]
