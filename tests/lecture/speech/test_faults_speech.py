"""Files of ../shared/faults/speech whose fault lies in what is heard."""

from __future__ import annotations

import re

import pytest

from lecture.speech.transcribe import Recognizer
from lecture.values import Options
from tests.conftest import SHARED
from tests.lecture.speech.listening import hear, wrong_words

FAULTS = SHARED / "faults" / "speech"
SPEECH = SHARED / "speech"
SAID = (
    "Good morning everyone. Today we talk about how rivers shape the land. A river begins in the mountains, where rain "
    "and melting snow gather into small streams. The water runs fast there, and it carries stones and gravel down the "
    "valley."
)
ANY = Options()
pytestmark = pytest.mark.skipif(not FAULTS.is_dir(), reason="../shared/faults is not here")


@pytest.mark.parametrize("level", [45, 50, 55])
def test_a_recording_as_quiet_as_this_is_heard(recognizer: Recognizer, level: int) -> None:
    assert wrong_words(SAID, hear(recognizer, FAULTS / f"quiet_-{level}dB.flac", ANY).text) < 20


@pytest.mark.parametrize("level", [30, 36])
def test_a_question_from_the_room_is_heard_between_two_sentences_of_the_speaker(
    recognizer: Recognizer, level: int
) -> None:
    found = hear(recognizer, FAULTS / f"quiet_question_{level}dB.flac", ANY)
    asked = [word.text for s in found.segments for word in s.words if word.start > 5.4 and word.end < 11]
    assert "question." in asked
    assert len(asked) > 12


def test_two_languages_in_turn_are_both_heard(recognizer: Recognizer) -> None:
    found = hear(recognizer, FAULTS / "mixed_en_es_0.3s.flac", ANY)
    assert [segment.language for segment in found.segments] == ["en", "es", "en", "es", "en"]
    assert all(word in found.text for word in ("agua", "historia", "teacher", "second example", "repeat"))
    assert found.unheard == ()


def test_a_march_is_no_loop(recognizer: Recognizer) -> None:
    for name in ("march_left_right.flac", "march_left_right.opus"):
        found = hear(recognizer, FAULTS / name, ANY)
        words = re.findall(r"\w+", found.text.lower())
        assert 24 <= len(words) <= 40
        assert min(segment.mean_log_probability for segment in found.segments) > -2
    assert set(words) == {"left", "right"}  # of the FLAC, Whisper base itself hears some of “left” as “lest”


def test_a_drill_is_written_as_often_as_it_is_said(recognizer: Recognizer) -> None:
    found = hear(recognizer, FAULTS / "drill_8_times.opus", ANY)
    # Its words, not its full stops: where a sentence ends is a close call here, and processors round differently.
    drill = " ".join(["repeat after me the cat sits on the mat"] * 8)
    assert " ".join(re.findall(r"\w+", found.text.lower())) == drill
    assert min(segment.end - segment.start for segment in found.segments) > 0.2
    assert not any(segment.doubtful for segment in found.segments)


def test_a_short_phrase_is_heard_in_its_own_language(recognizer: Recognizer) -> None:
    found = hear(recognizer, FAULTS / "exam_on_monday_1.4s.flac", ANY)
    assert (found.language, found.text) == ("en", "The exam is on Monday.")


@pytest.mark.parametrize("prompt", ["", "thank you, mitochondrion"])
def test_words_of_one_phrase_stay_together(recognizer: Recognizer, prompt: str) -> None:
    found = hear(recognizer, FAULTS / "sparse_8s_pauses.opus", Options(prompt=prompt))
    assert all(segment.end - segment.start < 3 for segment in found.segments)
    assert not any("thank" in s.text.lower() and "you" not in s.text.lower() for s in found.segments)
