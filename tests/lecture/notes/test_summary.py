from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.errors import TooLittleText
from lecture.notes.summary import lexrank, summarize
from lecture.notes.t5 import T5
from lecture.notes.text import chapters
from lecture.values import Chapter, Point, Summary, Transcript
from tests.lecture.conftest import SAID, transcript_of
from tests.lecture.notes.test_text import ANY_TEXT, three_topics
from tests.lecture.values import TRANSCRIPTS


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_t5_sums_up_every_passage_and_then_its_own_points(
    engine: str, small: Transcript, small_chapters: tuple[Chapter, ...], request: pytest.FixtureRequest
) -> None:
    heard: list[tuple[int, int]] = []
    t5: T5 = request.getfixturevalue(engine)
    summary = summarize(small, small_chapters, t5, on_progress=lambda done, of: heard.append((done, of)))
    assert summary == Summary(
        "Wax and oxygen.",
        (
            Point("The flame melts wax.", 0.0, 18.0, "short"),
            Point("Faraday spoke.", 0.0, 18.0, "detailed"),
            Point("Blood takes oxygen from the lungs.", 20.0, 38.0, "short"),
        ),
        0.0,
        38.0,
        "tiny-t5",
    )
    assert heard == sorted(heard)
    assert heard[-1] == (3, 3)


class Mute(T5):
    """Writes what it is told to, whatever the prompt."""

    def __init__(self, text: str) -> None:
        self.name, self.text = "mute", text

    def count(self, texts: object) -> list[int]:
        return [len(text.split()) for text in texts]  # type: ignore[attr-defined]

    def write(self, prompts: object, **_: object) -> list[str]:
        return [self.text for _ in prompts]  # type: ignore[attr-defined]


def test_where_t5_has_nothing_to_say_the_lecture_speaks(small: Transcript, small_chapters: tuple[Chapter, ...]) -> None:
    summary = summarize(small, small_chapters, Mute(" . "))
    assert [point.detail for point in summary.points] == ["short", "short"]
    assert {point.text for point in summary.points} <= set(SAID)
    assert summary.overview == " ".join(point.text for point in summary.points)


def test_the_same_is_not_said_twice(small: Transcript, small_chapters: tuple[Chapter, ...]) -> None:
    summary = summarize(small, small_chapters, Mute("a flame is hot . a flame is hot . summarize: it melts"))
    assert summary.points[0] == Point("A flame is hot.", 0.0, 18.0, "short")
    assert len({point.text for point in summary.points}) == len(summary.points) == 2
    assert "summarize" not in summary.overview


def test_another_language_than_english_is_not_given_to_t5(tiny: T5) -> None:
    transcript = transcript_of(
        "Die Kerze brennt mit einer Flamme.", "Das Wachs der Kerze schmilzt in der Hitze.", language="de"
    )
    summary = summarize(transcript, chapters(transcript), tiny)
    assert summary.made_with == "central sentences (LexRank)"


def test_without_t5_every_chapter_has_its_central_sentences() -> None:
    transcript = three_topics()
    tiles = chapters(transcript)
    summary = summarize(transcript, tiles, None)
    assert summary.made_with == "central sentences (LexRank)"
    assert (summary.start, summary.end) == (0.0, 418.0)
    for chapter in tiles:
        assert any(chapter.start <= p.start <= p.end <= chapter.end and p.detail == "short" for p in summary.points)


def test_short_lies_within_medium_within_detailed() -> None:
    text = (
        "The heart pumps blood. Veins carry the blood to the heart. Lungs give oxygen to the blood. Valves keep the "
        "blood moving. The aorta is the largest artery of the body. Red cells carry oxygen to tissue. Plasma is the "
        "liquid of the blood. White cells protect the body from germs. Platelets close wounds in the skin. "
    )
    transcript = transcript_of(*[sentence + "." for sentence in (text * 3).split(". ") if sentence])
    summary = summarize(transcript, (Chapter(0.0, transcript.duration, "Blood"),), None)
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
    summary = summarize(both, chapters(both), None)
    assert "watching" not in summary.overview + " ".join(point.text for point in summary.points)
    with pytest.raises(TooLittleText):
        summarize(unsure, chapters(unsure), None)


@pytest.mark.parametrize("text", ["", "   ", "😀 😀 😀", "...", "Yes."])
def test_too_little_text_is_said_clearly(text: str) -> None:
    transcript = transcript_of(text)
    with pytest.raises(TooLittleText, match="Too little was said"):
        summarize(transcript, chapters(transcript), None)


@settings(deadline=None)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)))
def test_any_text_whatever_gives_a_summary_or_too_little(transcript: Transcript) -> None:
    tiles = chapters(transcript)
    try:
        summary = summarize(transcript, tiles, None)
    except TooLittleText:
        return
    assert summary.overview
    assert summary.points == summary.at("detailed")
    texts = [point.text for point in summary.points]
    assert len(set(texts)) == len(texts)
    assert all(text[0] == text[0].upper() and text[-1] in ".!?…" for text in texts)
    assert all(point.start <= point.end for point in summary.points)
    assert summarize(transcript, tiles, None) == summary


def test_lexrank_finds_the_text_that_the_others_are_like() -> None:
    bags = [Counter(text.split()) for text in ("wax flame wick", "wax flame", "wax wick", "flame wick", "moon orbit")]
    ranks = lexrank(bags)
    assert ranks.index(max(ranks)) == 0
    assert ranks[4] == pytest.approx(1)  # like none of the others: as much as by chance
    assert sum(ranks) == pytest.approx(5)


def test_lexrank_agrees_with_the_stationary_distribution() -> None:
    """Against the definition: the walk's matrix, multiplied with itself until it stands still."""
    import numpy

    bags = [Counter(text.split()) for text in ("a b c", "a b", "b c d", "d e", "e f a")]
    ranks = lexrank(bags)
    n = len(bags)
    spread = Counter(word for bag in bags for word in bag)
    vocabulary = sorted(spread)
    matrix = numpy.array([[bag[word] * numpy.log(1 + n / spread[word]) for word in vocabulary] for bag in bags])
    unit = matrix / numpy.linalg.norm(matrix, axis=1, keepdims=True)
    similar = unit @ unit.T
    walk = 0.15 / n + 0.85 * similar / similar.sum(axis=1, keepdims=True)
    stationary = numpy.linalg.matrix_power(walk, 200)[0] * n
    assert ranks == pytest.approx(list(stationary), abs=1e-3)
