"""Questions to lectures: what comes nearest to them, and that nothing does where nothing is near."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture.notes.ask import APART, MOST, Found, nearest
from lecture.notes.said import said
from lecture.values import Reading, Said
from tests.lecture.notes.conftest import REEFS, english, reading_of

BEES = said(
    reading_of(
        "A honey bee that has found flowers tells the others by a dance.",
        "The angle of the dance to the vertical is the angle of the flowers to the sun.",
        "Karl Tautz saw bees warm the brood with the muscles of their wings.",
        "Every hive has a queen, and she lays two thousand eggs a day.",
        "In winter the bees sit close together.",
        "They eat what they have gathered in summer.",
        "A drone lives for a few weeks.",
        "It has no sting.",
    )
)
SALINE = Said(
    "it",
    (
        "Le saline producono il sale marino.",
        "L'acqua evapora nelle vasche.",
        "La salinità aumenta da una vasca all'altra.",
        "I fenicotteri mangiano piccoli crostacei.",
    ),
    (0.0, 10.0, 20.0, 30.0),
    (8.0, 18.0, 28.0, 38.0),
)


def asked(question: str, *lectures: Said) -> list[Found]:
    return nearest(question, english().encoder.encode([question])[0], lectures)


def texts(question: str, *lectures: Said) -> list[str]:
    return [
        " ".join(lectures[found.lecture].texts[found.first : found.last + 1]) for found in asked(question, *lectures)
    ]


@pytest.fixture(scope="module")
def coral(reefs: Reading) -> Said:
    return said(reefs)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How do islands become atolls?", "sinks into the sea"),
        ("Who lives inside the coral and feeds it?", "algae"),
        ("Why do corals turn white?", "bleaching happens"),
        ("How much does a reef grow in a year?", "one centimetre a year"),
        ("What do polyps build around themselves?", "limestone"),
    ],
)
def test_a_question_in_ones_own_words_finds_what_answers_it(coral: Said, question: str, words: str) -> None:
    assert words in texts(question, BEES, coral)[0]


@pytest.mark.parametrize("question", ["Tautz", "Who was Tautz?", "what did tautz see"])
def test_a_name_is_found_by_the_word(coral: Said, question: str) -> None:
    assert texts(question, coral, BEES)[0] == BEES.texts[2]


@pytest.mark.parametrize(
    "question",
    [
        "How does a central bank set the interest rate?",
        "Who wrote the Iliad?",
        "What is the derivative of a polynomial?",
        "Who was Mommsen?",
        "?!",
    ],
)
def test_where_nothing_is_near_nothing_is_found(coral: Said, question: str) -> None:
    assert asked(question, BEES, coral) == []


def test_a_place_is_one_sentence_or_it_with_the_one_that_completes_it() -> None:
    assert texts("How many eggs does the queen lay?", BEES)[0] == BEES.texts[3]
    assert (
        texts("Has a drone a sting, and how long does it live?", BEES)[0]
        == "A drone lives for a few weeks. It has no sting."
    )


def test_sentences_far_from_one_another_in_time_complete_nothing() -> None:
    at = tuple(60.0 * i for i in range(len(BEES.texts)))
    scattered = Said("en", BEES.texts, at, at, BEES.vectors)
    assert [found.last - found.first for found in asked("the sting of a drone that lives for weeks", scattered)] == [0]


def test_what_is_beside_the_matter_is_not_asked(coral: Said) -> None:
    assert len(coral.texts) == len(REEFS) - 4
    assert asked("Which company sells mattresses with ten percent off?", coral) == []


def test_places_lie_apart_and_are_at_most_five(coral: Said) -> None:
    found = asked("coral reef", *[coral] * 4)
    assert len(found) == MOST
    places = sorted((one.lecture, one.first) for one in found)
    assert all(a[0] != b[0] or b[1] - a[1] >= APART - 1 for a, b in pairwise(places))
    assert [one.nearness for one in found] == sorted((one.nearness for one in found), reverse=True)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Che cosa mangia un fenicottero?", (3, 3)),  # in another form
        ("salinita", (2, 2)),  # without its accent
        ("Dove evapora l'acqua?", (1, 1)),
    ],
)
def test_other_languages_are_searched_by_words(question: str, place: tuple[int, int]) -> None:
    assert [(one.first, one.last) for one in nearest(question, None, [SALINE])][:1] == [place]


def test_other_languages_too_have_questions_that_nothing_is_near_to() -> None:
    assert nearest("Chi ha scoperto la penicillina?", None, [SALINE]) == []


def test_a_script_without_spaces_is_searched_within() -> None:
    heard = Said("zh", ("今天讲电磁学。", "力与质量成正比。", "光是一种波。"), (0.0, 9.0, 18.0), (8.0, 17.0, 26.0))
    assert [(one.first, one.last) for one in nearest("质量", None, [heard])] == [(1, 1)]


def test_lectures_in_several_languages_are_asked_at_once(coral: Said) -> None:
    assert [one.lecture for one in asked("fenicotteri", coral, SALINE, BEES)] == [1]
    assert asked("Why do corals turn white?", SALINE, coral)[0].lecture == 1


@given(
    st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=4),
    st.text(max_size=20),
    st.sampled_from(["en", "it", "th"]),
)
def test_whatever_is_asked_of_whatever_was_said_the_places_are_there(
    lectures: Sequence[Sequence[str]], question: str, language: str
) -> None:
    shelf = []
    for told in lectures:
        times = tuple(map(float, range(len(told))))
        shelf.append(Said(language, tuple(" ".join(text.split()) for text in told), times, times))
    found = nearest(question, None, shelf)
    assert len(found) <= MOST
    for one in found:
        assert 0 <= one.first <= one.last < len(shelf[one.lecture].texts)
        assert one.last - one.first <= 1
