"""Speech is told from what only sounds."""

from __future__ import annotations

import numpy as np
import pytest

from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.detector import SpeechDetector
from tests.lecture.speech.sounds import silence, spoken
from tests.sounds.make import SPOKEN


@pytest.mark.parametrize("name", SPOKEN)
def test_one_sentence_is_found_in_half_a_minute_of_noise(name: str) -> None:
    """Each voice, whatever was asked before; the noise is 30 decibels below it."""
    detector = SpeechDetector()
    sound = spoken(name)
    hiss = np.random.default_rng(0).normal(0, sound.std() / 30, 30 * SAMPLE_RATE).astype(np.float32)
    assert not detector.hears_speech(hiss)
    hiss[20 * SAMPLE_RATE : 20 * SAMPLE_RATE + len(sound)] += sound
    assert detector.hears_speech(hiss)


def test_what_is_shorter_than_a_frame_holds_no_speech() -> None:
    assert not SpeechDetector().hears_speech(silence(0.01))
