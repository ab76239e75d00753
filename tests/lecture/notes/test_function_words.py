"""Words that carry grammar rather than matter."""

from __future__ import annotations

import pytest

from lecture.notes.function_words import function_words


@pytest.mark.parametrize(
    ("language", "some"),
    [
        ("de", {"der", "und", "nicht"}),
        ("fr", {"l'", "qu'", "est", "dans", "donc"}),
        ("it", {"dell'", "che", "è", "cioè"}),
        ("hi", {"है", "का"}),
        ("no", {"og", "ikke"}),
        ("yue", {"我们"}),
        ("vi", {"bao giờ"}),
    ],
)
def test_they_are_known_of_most_languages(language: str, some: set[str]) -> None:
    assert some <= function_words(language)


def test_of_some_languages_they_are_not_known() -> None:
    assert function_words("sw") == frozenset()
