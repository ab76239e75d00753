"""Words are found whole in any script, and folded so that what counts as one is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture.notes.words import ALL_STOPS, WORD, elided, fold, joined, sentence_case, unspaced, words
from tests.lecture.values import ANY_TEXT


def test_words_keep_their_apostrophes_and_hyphens_and_lose_the_rest() -> None:
    assert words("The Sun's well-known “light” don’t… x_y 3.5") == [
        "the", "sun's", "well-known", "light", "don't", "x", "y", "3", "5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'encre qu’on jette aujourd'hui", ["l'", "encre", "qu'", "on", "jette", "aujourd'hui"]),
        ("Dell'olio, un'altra e c'è", ["dell'", "olio", "un'", "altra", "e", "c'", "è"]),
        ("It's o'clock, John's and O'Brien's", ["it's", "o'clock", "john's", "and", "o'brien's"]),
        ("Ar c'hoar", ["ar", "c'hoar"]),
        ("П'ять, oʻzbek, col·lecció", ["п'ять", "oʻzbek", "col·lecció"]),
    ],
)
def test_an_elided_word_is_a_word_of_its_own(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text", ["पानी ठंडा है", "நீர் குளிர்", "الْمَاءُ بَارِدٌ", "הַמַּיִם קָרִים", "می\u200cخواهم", "জল ঠান্ডা", "e\u0301te\u0301"]
)
def test_signs_belong_to_the_word_whose_letters_they_mark(text: str) -> None:
    assert words(text) == text.split()


def test_pairs_of_letters_stand_for_words_where_no_spaces_tell_them() -> None:
    assert words("水很冷DNA") == ["水很", "很冷", "dna"]
    assert words("น้ำใส") == ["น้ำ", "ำใ", "ใส"]
    assert [unspaced(text) for text in ("水很冷，冰更冷", "水很冷 DNA", "ice", "")] == [True, False, False, False]


@given(ANY_TEXT)
def test_every_letter_is_in_a_word_and_every_word_in_the_text(text: str) -> None:
    found = [match.group() for match in WORD.finditer(text)]
    left = text
    for word in found:
        left = left.replace(word, " ", 1)
    assert not any(letter.isalpha() for letter in left)
    assert all(word.strip() for word in words(text))


def test_what_is_elided_ends_with_its_apostrophe() -> None:
    assert [elided(word) for word in ("l'", "qu’", "eau", "don't")] == [True, True, False, False]


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
def test_plurals_and_possessives_count_as_their_word_in_english_only(word: str, folded: str) -> None:
    assert fold(word) == folded
    assert fold(word, "fr") == word.lower().replace("’", "'")


def test_pieces_are_joined_as_their_script_is_written() -> None:
    assert joined(["Wax melts.", "", "It burns."]) == "Wax melts. It burns."
    assert joined(["水很", "冷。", "冰更冷。"]) == "水很冷。冰更冷。"
    assert joined(["น้ำ", "เย็น"]) == "น้ำเย็น"
    assert joined(["물은", "차다."]) == "물은 차다."
    assert joined(["水很冷", "DNA"]) == "水很冷 DNA"


def test_a_sentence_has_a_capital_and_a_stop_where_its_script_has_them() -> None:
    said = (
        " wax melts ",
        "does it?",
        "",
        "Well…",
        "wax,",
        "“Wax!”",
        "水很冷。",
        "水很冷",
        "पानी",
        "წყალი",
        "น้ำเย็น",
    )
    assert [sentence_case(text) for text in said] == [
        "Wax melts.",
        "Does it?",
        "",
        "Well…",
        "Wax.",
        "“Wax!”",
        "水很冷。",
        "水很冷。",
        "पानी।",
        "წყალი.",
        "น้ำเย็น",
    ]


@given(st.text("ab水ن. 。؟!", min_size=1))
def test_a_sentence_never_gets_a_second_stop(text: str) -> None:
    once = sentence_case(text)
    assert sentence_case(once) == once
    assert len(once) == len(text.strip()) + (bool(once) and text.strip()[-1] not in tuple(ALL_STOPS))
