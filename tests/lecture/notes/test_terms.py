"""Key terms, and what a lecture's words do in it."""

from __future__ import annotations

from lecture.notes.noun_phrases import noun_phrases
from lecture.notes.terms import vocabulary_of, weighed_terms
from tests.lecture.notes.conftest import english, reading_of


def test_key_terms_are_what_is_spoken_of() -> None:
    found = reading_of(
        "A neural network learns from data.",
        "The neural network has weights.",
        "Engineers train a neural network by gradient descent.",
        "Gradient descent moves the weights a little.",
        "The data is large.",
        "The network needs good data.",
    ).terms
    assert {"neural network", "gradient descent", "data", "weights"} <= {term.text for term in found}
    assert found[0].text == "neural network"
    assert len(found[0].times) == 3


def test_other_languages_have_key_terms_too() -> None:
    text = "Die Kerze brennt mit einer Flamme. Die Flamme der Kerze ist heiß. Das Wachs schmilzt unter der Flamme."
    found = reading_of(text, language="de").terms
    assert {"Kerze", "Flamme"} <= {term.text for term in found}
    assert not {"die", "der", "mit"} & {term.text.lower() for term in found}


def test_a_term_is_weighed_by_how_often_it_is_said_and_not_merely_within_a_longer_one() -> None:
    said = reading_of(
        "The steam engine drives the pump.",
        "A steam engine needs the coal.",
        "The engine is old, and the steam engine is loud.",
        "The pump is old.",
    ).sentences
    phrases = [list(noun_phrases(english().parser(sentence.text))) for sentence in said]
    weighed = [
        (term.text, len(term.times), round(weight, 3))
        for term, weight in weighed_terms(said, vocabulary_of(said, "en"), phrases)
    ]
    assert weighed == [("steam engine", 3, 4.755), ("pump", 2, 2.0)]  # “engine” alone only once


def test_a_term_is_written_small_where_it_ever_is_and_else_as_most_often() -> None:
    terms = reading_of(
        "Die Linse bricht das Licht.", "Die linse ist rund.", "Der Docht ist nass.", "Der Docht brennt.", language="de"
    ).terms
    assert {term.text for term in terms} == {"linse", "Docht"}


def test_function_words_of_an_unknown_language_are_the_short_and_frequent_ones() -> None:
    others = ("mshumaa", "nta", "hewa", "mwanga", "joto")
    said = reading_of(*[f"Kwa moto {word} ni." for word in others], language="sw").sentences
    assert vocabulary_of(said, "sw").function_words == frozenset({"kwa", "moto", "ni"})
