"""Where a sentence ends, and whose stop is its own."""

from __future__ import annotations

import pytest

from lecture.punctuation import abbreviated, ends_sentence


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        *(
            (text, True)
            for text in ("It is.", "Is it?", "“It is!” ", "So be it…", "火は熱い。", "क्या?", "यह है।", "C’est. »")
        ),
        *((text, False) for text in ("", "It is", "It is,", "»", "Well: ")),
    ],
)
def test_a_text_ends_a_sentence_where_its_last_mark_does(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


@pytest.mark.parametrize(
    ("word", "following", "its_own"),
    [
        *((word, "Then", True) for word in ("Dr.", "(Prof.", "vs.", "J.", "e.g.", "U.S.", "approx.")),
        *((word, "5", True) for word in ("No.", "no.", "Fig.", "vol.")),
        *((word, "Then", False) for word in ("No.", "fig.", "etc.", "3.", "1.5.", "don't.", "flame.", "Dr", "J")),
    ],
)
def test_a_stop_belongs_to_an_abbreviation(word: str, following: str, its_own: bool) -> None:
    assert abbreviated(word, following) is its_own
