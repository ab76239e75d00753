"""A summary by T5, and by the lecture itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture import codec
from lecture.errors import TooLittleText
from lecture.notes.cards import make_cards
from lecture.notes.reading import read
from lecture.notes.summary import summarize
from lecture.notes.t5 import T5
from lecture.values import Chapter, Lecture, Point, Provenance, Reading, Summary, Transcript
from tests.lecture.notes.conftest import SAID, reading_of, three_topics, transcript_of
from tests.lecture.values import ANY_TEXT, TRANSCRIPTS


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_t5_sums_up_every_passage_and_then_its_own_points(
    engine: str, small: Reading, request: pytest.FixtureRequest
) -> None:
    heard: list[tuple[int, int]] = []
    t5: T5 = request.getfixturevalue(engine)
    summary = summarize(small, t5, on_progress=lambda done, of: heard.append((done, of)))
    assert summary == Summary(
        "Wax and oxygen.",
        (
            Point("The flame melts wax.", 0.0, 18.0, "short"),
            Point("Faraday spoke.", 0.0, 18.0, "detailed"),
            Point("Blood takes oxygen from the lungs.", 20.0, 38.0, "short"),
        ),
        0.0,
        38.0,
        Provenance(models=("tiny-t5",)),
    )
    assert heard == sorted(heard)
    assert heard[-1] == (3, 3)


class Mute:
    """Writes what it is told to, whatever the prompt."""

    name = "mute"

    def __init__(self, text: str) -> None:
        self.text = text

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def write(self, prompts: Sequence[str], **_: object) -> list[str]:
        return [self.text for _ in prompts]


def test_where_t5_has_nothing_to_say_the_lecture_speaks(small: Reading) -> None:
    summary = summarize(small, Mute(" . "))
    assert [point.detail for point in summary.points] == ["short", "short"]
    assert {point.text for point in summary.points} <= set(SAID)
    assert summary.overview == " ".join(point.text for point in summary.points)


def test_the_same_is_not_said_twice(small: Reading) -> None:
    summary = summarize(small, Mute("a flame is hot . a flame is hot . summarize: it melts"))
    assert summary.points[0] == Point("A flame is hot.", 0.0, 18.0, "short")
    assert len({point.text for point in summary.points}) == len(summary.points) == 2
    assert "summarize" not in summary.overview


def test_another_language_than_english_is_not_given_to_t5(tiny: T5) -> None:
    said = ("Die Kerze brennt mit einer Flamme.", "Das Wachs der Kerze schmilzt in der Hitze.")
    assert summarize(reading_of(*said, language="de"), tiny).made_by == Provenance(methods=("lexrank",))


def test_without_t5_every_chapter_has_its_central_sentences() -> None:
    reading = read(three_topics())
    summary = summarize(reading, None)
    assert summary.made_by == Provenance(methods=("lexrank",))
    assert (summary.start, summary.end) == (0.0, 418.0)
    for chapter in reading.chapters:
        assert any(chapter.start <= p.start <= p.end <= chapter.end and p.detail == "short" for p in summary.points)


def test_short_lies_within_medium_within_detailed() -> None:
    text = (
        "The heart pumps blood. Veins carry the blood to the heart. Lungs give oxygen to the blood. Valves keep the "
        "blood moving. The aorta is the largest artery of the body. Red cells carry oxygen to tissue. Plasma is the "
        "liquid of the blood. White cells protect the body from germs. Platelets close wounds in the skin. "
    )
    reading = reading_of(*[sentence + "." for sentence in (text * 3).split(". ") if sentence])
    summary = summarize(replace(reading, chapters=(Chapter(0.0, 270.0, "Blood"),)), None)
    sizes = [len(summary.at(detail)) for detail in ("short", "medium", "detailed")]
    assert sizes[0] == 1
    assert sizes == sorted(set(sizes))
    assert set(summary.at("short")) <= set(summary.at("medium")) <= set(summary.at("detailed"))
    assert len({point.text for point in summary.points}) == len(summary.points)


def test_doubtful_segments_feed_nothing() -> None:
    clear, unsure = (
        transcript_of(*SAID),
        transcript_of("Thank you for watching the candle of the flame.", doubt="silence"),
    )
    both = Transcript((*unsure.segments, *clear.segments), "en", 50.0, 50.0)
    summary = summarize(read(both), None)
    assert "watching" not in summary.overview + " ".join(point.text for point in summary.points)
    with pytest.raises(TooLittleText):
        summarize(read(unsure), None)


@pytest.mark.parametrize("text", ["", "   ", "😀 😀 😀", "...", "Yes."])
def test_too_little_text_is_said_clearly(text: str) -> None:
    with pytest.raises(TooLittleText, match="Too little was said"):
        summarize(reading_of(text), None)


@settings(deadline=None)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)))
def test_any_text_whatever_gives_a_summary_or_too_little(transcript: Transcript) -> None:
    reading = read(transcript)
    try:
        summary = summarize(reading, None)
    except TooLittleText:
        return
    assert summary.overview
    assert summary.points == summary.at("detailed")
    texts = [point.text for point in summary.points]
    assert len(set(texts)) == len(texts)
    assert all(text[0] == text[0].upper() and text[-1] in ".!?…" for text in texts)
    assert all(point.start <= point.end for point in summary.points)
    assert summarize(reading, None) == summary


def test_the_notes_of_the_sample_are_those_of_the_version_before() -> None:
    """Its transcript as it was stored then: the same chapters, terms, summary and cards come of it."""
    stored = codec.load(Lecture, (Path(__file__).parents[1] / "before" / "lecture.json").read_text())
    reading = read(stored.transcript)
    assert (reading.chapters, reading.terms[:12]) == (stored.chapters, stored.terms)
    summary, cards = summarize(reading, None), make_cards(reading, None)
    assert replace(summary, made_by=stored.summary.made_by) == stored.summary
    assert replace(cards, made_by=stored.cards.made_by) == stored.cards
