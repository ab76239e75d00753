"""The language that is spoken is found, and followed where it changes."""

from __future__ import annotations

from pathlib import Path

from lecture.speech.transcribe import Recognizer
from lecture.values import Options, Segment
from tests.lecture.speech import sounds
from tests.lecture.speech.listening import CLEAR, hear


def test_a_recording_that_changes_language_is_followed(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, truth = sounds.joined([*CLEAR[:5], *["spanish"] * 3], [0.6] * 5 + [2.5] + [0.6] * 2)
    transcript = hear(recognizer, sounds.write(tmp_path / "two.wav", sound), Options())
    change = truth[5].start - 0.5
    assert {s.language for s in transcript.segments if s.end < change} == {"en"}
    assert {s.language for s in transcript.segments if s.start >= change} == {"es"}
    assert "reflects the light" in transcript.text
    assert "El agua está muy fría" in transcript.text
    assert transcript.language == max("en", "es", key=lambda code: seconds_of(transcript.segments, code))


def seconds_of(segments: tuple[Segment, ...], language: str) -> float:
    return sum(s.end - s.start for s in segments if s.language == language)
