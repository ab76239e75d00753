"""The noun phrases of a sentence that could be key terms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from lecture.notes.noun_phrases import LONGEST, VAGUE, noun_phrases, spoken_of


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("A very good hash function spreads the keys.", ["hash function", "function", "keys"]),
        ("The important thing is the rate of the chemical reaction.", ["rate", "chemical reaction", "reaction"]),
        ("The first world war changed the old order.", ["war"]),
        (
            "The running time of the binary search algorithm is logarithmic.",
            ["binary search algorithm", "search algorithm", "algorithm"],
        ),
        ("It depends on the price elasticity of demand.", ["price elasticity", "elasticity", "demand"]),
        (
            "The Supreme Court of the United States heard the case.",
            ["Supreme Court", "Court", "United States", "States"],
        ),
        ("The left ventricle's wall is a thick muscle.", ["wall", "thick muscle", "muscle"]),
        ("My beautiful small x is 5.", []),
        ("Each of them signed it.", []),
        ("", []),
    ],
)
def test_noun_phrases(parser: Language, sentence: str, phrases: list[str]) -> None:
    assert [phrase.text for phrase in noun_phrases(parser(sentence))] == phrases


def test_the_nouns_said_most_are_what_is_spoken_of(parser: Language) -> None:
    said = ["The kidneys filter the blood."] * 4 + ["A kidney needs water."] * 5 + ["The lawyer came."] * 2
    assert spoken_of(parser.pipe(said)) == pytest.approx(
        {"kidney": 1.0, "water": (5 / 9) ** 0.5, "blood": (4 / 9) ** 0.5}
    )


def test_nothing_said_often_is_nothing_spoken_of(parser: Language) -> None:
    assert spoken_of(parser.pipe(["The lawyer came.", "The lawyer left.", "Who knows?"])) == {}
    assert spoken_of([]) == {}


DETERMINERS = ("the", "a", "every", "this", "")
QUALIFIERS = ("", "good", "thermal", "red", "last")
NOUNS = ("thing", "engine", "court", "price index", "way", "Vienna", "cells")
phrase = st.tuples(st.sampled_from(DETERMINERS), st.sampled_from(QUALIFIERS), st.sampled_from(NOUNS)).map(" ".join)


@given(phrase, phrase)
@settings(deadline=None)
def test_a_phrase_is_one_to_three_words_that_say_something(parser: Language, one: str, other: str) -> None:
    for span in noun_phrases(parser(f"{one} describes {other}.".strip().capitalize())):
        assert 1 <= len(span) <= LONGEST
        assert span.root == span[-1]
        assert not {token.lemma_.lower() for token in span} & VAGUE
        assert not any(token.is_stop for token in span)


@given(st.lists(st.sampled_from(["The engine burns oil.", "An engine has a valve.", "The court met."]), max_size=12))
@settings(deadline=None)
def test_what_is_spoken_of_most_is_one(parser: Language, said: list[str]) -> None:
    shares = list(spoken_of(parser.pipe(said)).values())
    assert shares == sorted(shares, reverse=True)
    assert shares[:1] in ([], [1.0])
    assert all(0 < share <= 1 for share in shares)
