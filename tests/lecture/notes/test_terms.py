"""Key terms, and what a lecture's words do in it."""

from __future__ import annotations

from tests.lecture.notes.conftest import reading_of


def test_key_terms_are_what_is_spoken_of() -> None:
    text = (
        "A neural network learns from data. The neural network has weights. We train a neural network by gradient "
        "descent. With gradient descent you move the weights a little. The data is large. You train on the data."
    )
    found = reading_of(text).terms
    assert {term.text for term in found} == {"neural network", "gradient descent", "data", "weights"}
    assert found[0].text == "neural network"
    assert len(found[0].times) == 3


def test_other_languages_have_key_terms_too() -> None:
    text = "Die Kerze brennt mit einer Flamme. Die Flamme der Kerze ist heiß. Das Wachs schmilzt unter der Flamme."
    found = reading_of(text, language="de").terms
    assert {"Kerze", "Flamme"} <= {term.text for term in found}
    assert not {"die", "der", "mit"} & {term.text.lower() for term in found}
