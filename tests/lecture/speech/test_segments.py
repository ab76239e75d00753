"""Segments are sentences: where they begin and end, and how sure they are."""

from __future__ import annotations

import re

import pytest

from lecture.clauses import BREAK, sentences
from lecture.speech.alignment import TimedWord
from lecture.speech.audio import Samples
from lecture.values import Transcript
from tests.lecture.speech.sounds import Truth


def test_segments_begin_and_end_with_the_sentences(
    growing: list[Transcript], lesson: tuple[Samples, list[Truth]]
) -> None:
    segments = growing[-1].segments
    for truth in lesson[1]:
        assert min(abs(s.start - truth.start) for s in segments) <= 0.5, truth
        assert min(abs(s.end - truth.end) for s in segments) <= 0.5, truth
    for segment in segments:
        assert min(abs(segment.start - t.start) for t in lesson[1]) <= 0.5, segment
        assert min(abs(segment.end - t.end) for t in lesson[1]) <= 0.5, segment


def test_each_segment_says_how_sure_it_is(growing: list[Transcript]) -> None:
    for segment in growing[-1].segments:
        assert -1 < segment.mean_log_probability < 0
        assert 0 <= segment.no_speech_probability < 0.6
        assert 0 < segment.compression_ratio < 2.4
        assert segment.language == "en"
        assert not segment.doubtful


def split(text: str) -> list[str]:
    """The sentences of a text whose words are said one after the other without a pause."""
    words = [TimedWord(word, [], [], at / 10, (at + 1) / 10) for at, word in enumerate(re.findall(r"\s?\S+", text))]
    return ["".join(word.text for word in group).strip() for group in sentences(words)]


@pytest.mark.parametrize(
    "text",
    [
        "Ask Dr. Hahn.|She knows.",
        "He met J. Thomson.|He left.",
        "Take a fruit, e.g. Apples.|Eat it.",
        "See vol. 2 or approx. Three.|Then stop.",  # mended: only titles and two letters were known before
        "I said no.|Then he ate a fig.|See Fig. 3 and no. 5.|Wax, fat, etc.|Then oil.",
        "The answer is 3.|The next one is harder.",  # mended: a figure and its stop are no abbreviation
        "It moves...|And stops.",  # mended: three points end a sentence as one sign for them does
        "It is 3. of them that small letters follow.",
        "He said “Stop.”|Then he left.",
        "(It was cold.)|It was dark.",
        "Is it?|It is!|So be it…|Well.",
    ],
)
def test_a_sentence_ends_at_its_stop_and_not_at_an_abbreviations(text: str) -> None:
    assert split(text.replace("|", " ")) == text.split("|")


def test_a_stop_that_the_next_word_is_glued_to_ends_no_sentence() -> None:
    words = [TimedWord(text, [], [], 0.0, 0.0) for text in (" Node.", "JS", " runs.", " It", " stops.")]
    assert [[word.text for word in group] for group in sentences(words)] == [
        [" Node.", "JS", " runs."],
        [" It", " stops."],
    ]


def test_a_pause_longer_than_a_breath_ends_a_segment_within_a_sentence() -> None:
    words = [TimedWord(" and", [], [], 0.0, 0.5), TimedWord(" so", [], [], 0.5 + BREAK, 3.0)]
    assert list(sentences(words)) == [words[:1], words[1:]]


def test_a_sentence_that_is_too_long_is_divided_at_its_comma() -> None:
    texts = [" one", " two,", " three", " four"]
    words = [TimedWord(text, [], [], at * 5.0, at * 5.0 + 5.0) for at, text in enumerate(texts)]
    assert list(sentences(words)) == [words[:2], words[2:]]
