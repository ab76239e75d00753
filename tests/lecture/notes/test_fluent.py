"""Speech as one would write it down."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture.notes.fluent import fluent


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Professor: The um heart, uh, pumps blood.", "The heart pumps blood."),
        (">> Student: Is the answer four?", "Is the answer four?"),
        ("The valve is sort of a door.", "The valve is a door."),
        (
            "So the key is-- the key is always the first part of the record.",
            "So the key is always the first part of the record.",
        ),
        ("A hash -- a hash function maps keys to numbers, okay?", "A hash function maps keys to numbers."),
        ("The the price of bread went up, right?", "The price of bread went up."),
        ("The acid, you know, dissolves the zinc.", "The acid dissolves the zinc."),
        ("The treaty was, as we saw, never signed.", "The treaty was never signed."),
        ("The court, of course, may refuse.", "The court may refuse."),
        ("A cell is [INAUDIBLE] (laughter) alive.", "A cell is alive."),
        ("The area,  ahh,\n the area under the curve is one.", "The area under the curve is one."),
    ],
)
def test_what_was_said_is_written_down(said: str, written: str) -> None:
    assert fluent(said) == written


@pytest.mark.parametrize(
    "sentence",
    [
        "It was very, very cold.",
        "They had had no rain for a year.",
        "The plan that that party proposed was refused.",
        "What kind of contract is this?",
        "Is the answer right?",
        "To the second claim the court said no.",
        "The note: a firm is not a market.",
        "The well-known (and finite) sum is one.",
        "A long, long time passes.",
    ],
)
def test_what_is_meant_stays(sentence: str) -> None:
    assert fluent(sentence) == sentence


plain = st.sampled_from(["The heart pumps blood.", "By 1848 the king had fled.", "Is it hot?", "A queue has two ends."])
filler = st.sampled_from(["uh", "um", "uhm", "erm", "mhm"])


@given(plain, filler, st.integers(0, 3))
def test_a_filler_is_left_out_wherever_it_stands(sentence: str, filler: str, place: int) -> None:
    words = sentence.split()
    place = min(place, len(words) - 1)
    assert fluent(" ".join([*words[:place], filler, *words[place:]])) == sentence


@given(plain, st.integers(0, 3))
def test_a_word_said_again_is_said_once(sentence: str, place: int) -> None:
    words = sentence.split()
    word = words[min(place, len(words) - 2)].rstrip(",")
    assert fluent(sentence.replace(word, f"{word}, {word}", 1)) == sentence


@given(st.text("abc UM,.-–…?[]()", max_size=40))
def test_no_word_is_made_up(said: str) -> None:
    written = fluent(said)
    assert written == " ".join(written.split())
    assert Counter(filter(str.isalpha, written)) <= Counter(filter(str.isalpha, said))
