"""Chapters are offered the titles of the slides that were shown in them, and none of another lecture's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.slide_titles import _shown, offered
from lecture.values import Chapter, Reading, Slide, Transcript
from models import load_encoder
from tests.lecture.notes.conftest import reading, reading_of, three_topics, transcript_of
from tests.lecture.values import TEXTS, TRANSCRIPTS

SLIDES = (
    Slide("Science for all", "Winter term"),
    Slide("How a candle burns", "Wax, melted by the flame\nThe wick lifts it"),
    Slide("The circulation", "Heart, lungs\nOxygen in the blood"),
    Slide("Thank you"),
    Slide("Kepler's laws", "Planets on an ellipse around the sun\nOrbit"),
)
OTHERS = (
    Slide("Contracts", "Offer and acceptance\nConsideration"),
    Slide("Negligence", "Duty of care\nDamages before a court"),
    Slide("Insolvency", "Creditors and trustees"),
)


def titles(chapters: tuple[Chapter, ...]) -> list[str]:
    return [chapter.offered for chapter in chapters]


@pytest.fixture(scope="module")
def topics() -> Reading:
    return reading(three_topics())


def test_each_chapter_is_offered_the_title_of_its_slide(topics: Reading) -> None:
    found = offered(topics, SLIDES, load_encoder())
    assert titles(found) == ["How a candle burns", "The circulation", "Kepler's laws"]
    assert [replace(chapter, offered="") for chapter in found] == list(topics.chapters)


def test_in_any_language_words_alone_tell() -> None:
    german = (
        *["Das Wachs der Kerze schmilzt unter der Flamme. Der Docht der Kerze hebt das Wachs."] * 14,
        *["Das Herz pumpt das Blut in die Lunge. Das Blut nimmt den Sauerstoff zum Herz."] * 14,
    )
    found = reading(transcript_of(*german, language="de"))
    assert found.vectors is None
    slides = (Slide("Wie eine Kerze brennt", "Wachs, Docht, Flamme"), Slide("Kreislauf", "Herz und Lunge\nBlut"))
    chapters = (Chapter(0.0, 140.0, "Wachs"), Chapter(140.0, 280.0, "Herz"))
    assert titles(offered(replace(found, chapters=chapters), slides)) == ["Wie eine Kerze brennt", "Kreislauf"]


def test_the_slides_of_another_lecture_offer_nothing(topics: Reading) -> None:
    assert offered(topics, OTHERS, load_encoder()) == topics.chapters
    assert offered(replace(topics, vectors=None), OTHERS) == topics.chapters


def test_without_slides_or_titles_or_words_nothing_is_offered(topics: Reading) -> None:
    assert offered(topics, (), load_encoder()) == topics.chapters
    assert offered(topics, [Slide("", "Wax and wick")], load_encoder()) == topics.chapters
    silent = reading_of()
    assert offered(silent, SLIDES, load_encoder()) == silent.chapters == ()


def test_a_title_goes_to_one_chapter_alone_where_it_was_shown_the_longest(topics: Reading) -> None:
    chapters = (Chapter(0.0, 50.0, "One"), Chapter(50.0, 140.0, "Two"), Chapter(140.0, 420.0, "Three"))
    assert titles(offered(replace(topics, chapters=chapters), SLIDES, load_encoder()))[:2] == ["", "How a candle burns"]


def test_slides_of_one_title_count_together(topics: Reading) -> None:
    parts = (Slide("Candles", "Wax melts under the flame"), Slide("Candles", "The wick lifts the wax"), *SLIDES[2:])
    assert titles(offered(topics, parts, load_encoder())) == ["Candles", "The circulation", "Kepler's laws"]


NEAR = st.integers(1, 12).flatmap(
    lambda slides: st.lists(
        st.lists(st.floats(-1, 1, width=32), min_size=slides, max_size=slides), min_size=1, max_size=12
    )
)


@given(NEAR)
@settings(deadline=None)
def test_slides_are_shown_in_their_order_and_no_other_order_comes_nearer(rows: list[list[float]]) -> None:
    near = np.array(rows, np.float32)
    shown = _shown(near)
    assert shown == sorted(shown)
    gains = (near - near.mean(0)).astype(np.float64)
    best = gains[0]
    for gain in gains[1:]:
        best = np.array([best[: slide + 1].max() for slide in range(len(gain))]) + gain
    assert gains[np.arange(len(shown)), shown].sum() == pytest.approx(best.max(), abs=1e-3)


@given(TRANSCRIPTS, st.lists(st.builds(Slide, title=TEXTS, text=TEXTS), max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_slides_for_any_lecture_offer_titles_of_theirs_each_once(
    transcript: Transcript, slides: list[Slide]
) -> None:
    found = reading(replace(transcript, language="fr", task="transcribe"))
    chapters = offered(found, slides)
    given = [title for title in titles(chapters) if title]
    assert len(given) == len(set(given))
    assert set(given) <= {slide.title for slide in slides}
    assert [replace(chapter, offered="") for chapter in chapters] == list(found.chapters)
