"""A course word is offered where an unsure word sounds like it."""

from __future__ import annotations

import pytest

from lecture.speech.perhaps import with_offers
from lecture.values import Word

TERMS = [
    "Laplacian",
    "Okonkwo",
    "Cournot",
    "adenosine triphosphate",
    "pyruvate",
    "schist",
    "Größe",
    "митохондрия",
    "pH",
]


def offers(text: str, terms: list[str] = TERMS) -> list[str]:
    """What is offered for each word; those that begin with “~” are unsure."""
    words = [Word(i, i + 1, word.lstrip("~"), 0.3 if word[0] == "~" else 0.99) for i, word in enumerate(text.split())]
    found = with_offers(words, terms)
    assert [word.text for word in found] == [word.text for word in words]
    return [word.perhaps for word in found]


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("~Aconko, spoke", "Okonkwo"),
        ("~A ~conko spoke", "Okonkwo"),
        ("~cornet model", "Cournot"),
        ("~Add ~an ~ascentrifice ~fate.", "adenosine triphosphate"),
        ("~peruvianate is", "pyruvate"),
        ("~shist splits", "schist"),
        ("~krose there", "Größe"),
        ("~метохондрии там", "митохондрия"),
    ],
)
def test_what_sounds_like_a_course_word_has_it_offered(text: str, offer: str) -> None:
    assert offers(text)[0] == offer
    assert not any(offers(text)[1:])


@pytest.mark.parametrize(
    "text",
    [
        "Aconko spoke",  # Whisper was sure
        "~elephant ~and ~in ~the ~end ~off",  # none sounds like it
        "~Laplacian is",  # it is the word
        "~Laplacians are",
        "~pa went",  # too short to tell
    ],
)
def test_nothing_is_offered_for_what_is_sure_or_sounds_otherwise(text: str) -> None:
    assert not any(offers(text))


def test_without_course_words_nothing_is_offered() -> None:
    assert not any(offers("~Aconko ~cornet", []))
