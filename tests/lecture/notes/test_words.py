"""Words are found whole, and folded so that what counts as one is one."""

from __future__ import annotations

import pytest

from lecture.notes.words import first_word, fold, lower_words, sentence_case, words


def test_words_keep_their_apostrophes_and_hyphens_and_lose_the_rest() -> None:
    assert words("The Sun's well-known “light” don’t… x_y 3.5") == [
        "the", "sun's", "well-known", "light", "don’t", "x", "y", "3", "5",
    ]  # fmt: skip
    assert lower_words("Don’t GO") == ["don't", "go"]
    assert first_word("Well, it is") == "well"


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("flames", "flame"),
        ("Flame's", "flame"),
        ("flame’s", "flame"),
        ("bodies", "body"),
        ("dies", "die"),
        ("glasses", "glass"),
        ("branches", "branch"),
        ("dishes", "dish"),
        ("boxes", "box"),
        ("axes", "axe"),
        ("gas", "gas"),
        ("jars", "jar"),
        ("glass", "glass"),
        ("virus", "virus"),
        ("axis", "axis"),
        ("is", "is"),
    ],
)
def test_plurals_and_possessives_count_as_their_word(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_a_sentence_has_a_capital_and_a_stop() -> None:
    assert [sentence_case(text) for text in (" wax melts ", "does it?", "", "Well…")] == [
        "Wax melts.",
        "Does it?",
        "",
        "Well…",
    ]
