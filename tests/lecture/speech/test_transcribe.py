"""Real Whisper on sentences whose words and times are known."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import models
from lecture.errors import EmptyRecording, LanguageUnknown, NoSpeech
from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Options, Transcript
from tests.lecture.speech import sounds
from tests.lecture.speech.listening import ENGLISH, hear, only_words, wrong_words
from tests.lecture.speech.sounds import Truth, silence


def test_a_real_voice_is_heard_without_a_wrong_word(recognizer: Recognizer, shared: Path) -> None:
    said = (
        "And so, my fellow Americans, ask not what your country can do for you, "
        "ask what you can do for your country."
    )  # fmt: skip
    transcript = hear(recognizer, shared / "speech" / "jfk.flac", Options())
    assert wrong_words(said, transcript.text) == 0
    assert (transcript.language, transcript.duration, transcript.heard) == ("en", 11.0, 11.0)


def test_sentences_are_heard(growing: list[Transcript], lesson: tuple[Samples, list[Truth]]) -> None:
    assert wrong_words(" ".join(t.sentence for t in lesson[1]), growing[-1].text) < 8


def test_the_transcript_grows(growing: list[Transcript], lesson: tuple[Samples, list[Truth]]) -> None:
    for one, other in pairwise(growing):
        assert other.heard >= one.heard
        assert other.segments[: len(one.segments)] == one.segments
    assert not any(transcript.finished for transcript in growing[:-1])
    assert growing[-1].finished
    assert growing[-1].duration == pytest.approx(len(lesson[0]) / SAMPLE_RATE)


def test_a_work_broken_off_goes_on_to_the_same_end(
    growing: list[Transcript], recognizer: Recognizer, lesson_file: Path
) -> None:
    stages = {transcript.heard: transcript for transcript in growing}
    assert len(stages) >= 4
    for stage in stages.values():
        *_, end = transcribe(recognizer, lesson_file, ENGLISH, so_far=stage)
        assert end.segments[: len(stage.segments)] == stage.segments
        assert only_words(end) == only_words(growing[-1])
        assert (end.duration, end.heard) == (growing[-1].duration, growing[-1].heard)


def test_without_word_times_the_segments_are_the_same(
    growing: list[Transcript], recognizer: Recognizer, lesson_file: Path
) -> None:
    *_, plain = transcribe(recognizer, lesson_file, ENGLISH, words=False)
    assert not any(segment.words for segment in plain.segments)
    assert [s.text for s in plain.segments] == [s.text for s in growing[-1].segments]


def chords(seconds: float) -> Samples:
    """Something like an organ: four chords in turn, each note with its overtones."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.zeros(len(at))
    for beat, notes in enumerate([(220, 277, 330), (196, 247, 294), (175, 220, 262), (165, 208, 247)]):
        on = (at // 0.8).astype(int) % 4 == beat
        for note in notes:
            for overtone in (1, 2, 3, 4):
                sound += on * np.sin(2 * np.pi * note * overtone * at) / overtone**1.5
    return (0.05 * sound * np.exp(-2 * (at % 0.8))).astype(np.float32)


@pytest.mark.parametrize(
    ("kind", "sound"),
    [
        ("silence", silence(300)),
        ("noise", np.random.default_rng(0).normal(0, 0.1, 100 * SAMPLE_RATE).astype(np.float32)),
        ("a sine", (0.3 * np.sin(2 * np.pi * 440 * np.arange(300 * SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32)),
        ("music", chords(30)),
        ("a click", np.eye(1, 20_000, 9_000, dtype=np.float32)[0]),
    ],
)
def test_where_nobody_speaks_there_are_no_words(
    kind: str, sound: Samples, recognizer: Recognizer, tmp_path: Path
) -> None:
    with pytest.raises(NoSpeech, match="“Tuesday") as caught:
        list(transcribe(recognizer, sounds.write(tmp_path / "a.wav", sound), Options(), name="Tuesday.wav"))
    assert caught.value.seconds == pytest.approx(len(sound) / SAMPLE_RATE)


def test_speech_after_three_minutes_of_silence_has_its_right_time(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, truth = sounds.joined(["heat", "moon"], [180.0, 1.0])
    transcript = hear(recognizer, sounds.write(tmp_path / "late.wav", sound), Options())
    missed = wrong_words(" ".join(t.sentence for t in truth), transcript.text)
    assert missed <= 200 / 19  # openai-whisper, too, hears “The heat always follows”: two words of nineteen
    assert transcript.segments[0].start == pytest.approx(truth[0].start, abs=0.5)
    assert transcript.segments[-1].end == pytest.approx(truth[1].end, abs=0.5)


def test_another_language_becomes_english_when_asked(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined(["spanish"], [0.3])
    path = sounds.write(tmp_path / "agua.wav", sound)
    translated = hear(recognizer, path, Options(task="translate"))
    assert (translated.language, translated.task) == ("es", "translate")
    assert "water is very cold" in translated.text.lower()
    assert "agua" in hear(recognizer, path, Options()).text.lower()


def test_a_language_that_the_model_does_not_know_is_a_sentence(recognizer: Recognizer, lesson_file: Path) -> None:
    """Cantonese came with large-v3."""
    with pytest.raises(LanguageUnknown, match="Whisper base does not know Cantonese"):
        hear(recognizer, lesson_file, Options(language="yue"))
    assert "yue" not in models.languages()


def test_a_truncated_file_says_how_much_could_be_read(
    recognizer: Recognizer, lesson_file: Path, tmp_path: Path
) -> None:
    data = lesson_file.read_bytes()
    (tmp_path / "half.wav").write_bytes(data[: len(data) // 4])
    transcript = hear(recognizer, tmp_path / "half.wav")
    assert transcript.remark.startswith("The recording breaks off: only its first 0:")
    assert "warm body" in transcript.text


def test_an_empty_file_is_named_as_the_student_knows_it(recognizer: Recognizer, tmp_path: Path) -> None:
    (tmp_path / "2cf24").write_bytes(b"")
    with pytest.raises(EmptyRecording, match="“Monday"):
        list(transcribe(recognizer, tmp_path / "2cf24", ENGLISH, name="Monday.mp3"))
