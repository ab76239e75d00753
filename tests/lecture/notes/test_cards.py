"""Cards by T5 and by rules, spread over the lecture, no two alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.candidates import Candidate
from lecture.notes.cards import _spread, make_cards
from lecture.notes.reading import read
from lecture.notes.t5 import T5
from lecture.values import Card, Chapter, Fact, Provenance, Reading, Sentence, Transcript
from tests.lecture.notes.conftest import reading_of, transcript_of
from tests.lecture.notes.test_candidates import SCORED
from tests.lecture.values import ANY_TEXT, TRANSCRIPTS


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_t5_is_asked_as_it_was_trained_and_bad_questions_go(
    engine: str, small: Reading, request: pytest.FixtureRequest
) -> None:
    cards = make_cards(small, request.getfixturevalue(engine), count=5)
    assert [(card.question, card.answer, card.start, card.end) for card in cards.cards] == [
        ("Where does the wax melt?", "Flame", 0.0, 8.0),
        ("Who spoke of the flame?", "Michael Faraday", 10.0, 18.0),
        ("What does blood carry?", "Oxygen", 30.0, 38.0),  # and not what the lungs take: that is oxygen again
    ]
    assert {card.kind for card in cards.cards} == {"question"}
    assert cards.cards[0].evidence == "The wax of a candle melts near the flame."
    assert cards.rejected["the question has under four words"] == 1  # “What is it?”
    assert cards.made_by == Provenance(models=("tiny-t5",), methods=("rules",))


def test_definitions_and_hidden_words_without_t5() -> None:
    reading = reading_of(
        "A vapour is something that will condense.",
        "The heat of the candle decomposes the vapour of the wax.",
        "Now, you see, air is absolutely necessary for combustion.",
        "The vapour of the wax needs air for its combustion in the flame.",
    )
    cards = make_cards(reading, None, count=5)
    assert [(card.question, card.answer, card.kind) for card in cards.cards] == [
        ("What is a vapour?", "Something that will condense", "definition"),
        ("What decomposes the vapour of the wax?", "The heat of the candle", "question"),
        ("What is absolutely necessary for combustion?", "Air", "question"),
        ("What does the vapour of the wax need?", "Air for its combustion in the flame", "question"),
    ]
    assert cards.made_by == Provenance(methods=("rules",))


LECTURE = [
    "The {0} {1} is a part of the {0} that carries the {2} to the {3}.",
    "The {0} {1} contains {2} and {3}.",
    "If you cut the {0} {1}, the {2} leaves the {3}.",
    "The {2} of the {0} is mainly made of {3}.",
    "The {3} needs the {2} because the {0} is cold.",
    "Every {0} depends on the {2} of its {1}.",
]
WORDS = [
    "leaf",
    "stem",
    "water",
    "sugar",
    "engine",
    "valve",
    "fuel",
    "piston",
    "river",
    "delta",
    "mud",
    "salt",
    "bone",
    "joint",
    "blood",
    "calcium",
]


def long_lecture() -> Reading:
    said = [line.format(*WORDS[4 * i : 4 * i + 4]) for i in range(4) for line in LECTURE]
    edges = [0.0, 60.0, 120.0, 180.0, 240.0]
    return replace(reading_of(*said), chapters=tuple(Chapter(a, b, "") for a, b in pairwise(edges)))


@pytest.mark.parametrize("count", [5, 8, 12])
def test_cards_are_spread_over_the_lecture(count: int) -> None:
    reading = long_lecture()
    cards = make_cards(reading, None, count=count).cards
    per_chapter = Counter(
        next(i for i, tile in enumerate(reading.chapters) if tile.start <= card.start < tile.end) for card in cards
    )
    assert len(cards) == count
    assert set(per_chapter) == {0, 1, 2, 3}
    assert max(per_chapter.values()) <= max(2, count // 3)
    assert [card.start for card in cards] == sorted(card.start for card in cards)


def test_a_chapter_whose_best_card_is_a_twin_keeps_its_second() -> None:
    def card(chapter: int, letter: str, worth: float) -> Candidate:
        matter = f"{letter * 5} {letter * 7} {letter * 9}"
        fact = Fact(matter, Sentence(matter, float(chapter), chapter + 1.0))
        parts = {**SCORED, "answer": worth}
        return Candidate("question", f"What is {matter}?", letter, fact, chapter, parts, matter)

    nine = [card(n, letter, 1.0) for n, letter in enumerate("abcdefghi")]
    more = [card(n, letter, 0.9) for n, letter in enumerate("jklmnopqr")]
    twin, second = card(9, "a", 1.0), card(9, "z", 0.1)
    chosen = _spread([*nine, *more, twin, second], 12)
    assert len(chosen) == 12
    assert second in chosen
    assert {candidate.chapter for candidate in chosen} == set(range(10))


def test_fewer_cards_than_asked_for_say_why() -> None:
    cards = make_cards(long_lecture(), None, count=60)
    assert 12 <= len(cards.cards) < 60
    assert cards.remark == (
        f"The lecture has enough for {len(cards.cards)} good cards, not 60: the others would have been poor."
    )
    assert sum(cards.rejected.values()) > 0


def test_near_twins_are_told_apart() -> None:
    reading = reading_of(
        *["A vapour is something that will condense in the cold air."] * 5, "The flame of a candle needs the air."
    )
    questions = [card.question for card in make_cards(reading, None, count=5).cards]
    assert questions.count("What is a vapour?") == 1


def test_doubtful_evidence_is_counted_and_not_used() -> None:
    reading = reading_of(
        "A vapour is something that will condense.", "The vapour needs air for combustion.", doubt="noise"
    )
    cards = make_cards(reading, None)
    assert cards.cards == ()
    assert cards.rejected["the evidence is doubtful"] > 0
    assert cards.remark == "Too little was said clearly enough to ask about: no cards could be made."


def test_progress_is_told_while_t5_writes(small: Reading, tiny: T5) -> None:
    heard: list[tuple[int, int]] = []
    make_cards(small, tiny, count=5, on_progress=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (6, 6)
    heard.clear()
    make_cards(small, None, count=5, on_progress=lambda done, of: heard.append((done, of)))
    assert heard == [(0, 2), (1, 2)]


@settings(deadline=None)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)), st.integers(5, 60))
def test_any_text_whatever_gives_cards_or_says_why_not(transcript: Transcript, count: int) -> None:
    reading = read(transcript)
    cards = make_cards(reading, None, count=count)
    assert len(cards.cards) <= count
    assert bool(cards.remark) == (len(cards.cards) < count)
    assert all(_sound(card) for card in cards.cards)
    assert make_cards(reading, None, count=count) == cards


def _sound(card: Card) -> bool:
    return bool(card.question and card.answer and card.evidence) and 0 <= card.score <= 1 and card.start <= card.end
