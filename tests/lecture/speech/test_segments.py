"""Segments are sentences: where they begin and end, and how sure they are."""

from __future__ import annotations

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
