"""What may be speech is found by a recording's own levels."""

from __future__ import annotations

import numpy as np
import pytest

from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.chunks import KEPT_PAUSE
from lecture.speech.detector import SpeechDetector
from lecture.speech.levels import FAR, USUAL, levels_of
from lecture.speech.loudness import joined, loudness_of
from tests.lecture.speech.sounds import silence, spoken


@pytest.fixture(scope="module")
def sentence() -> Samples:
    return np.concatenate([silence(1.0), spoken("bridge"), silence(1.0)])


def hiss(samples: int, decibels: float) -> Samples:
    return np.random.default_rng(3).normal(0, 10 ** (decibels / 20), samples).astype(np.float32)


def covered(sound: Samples, start: float, end: float) -> float:
    """The share of the time between two seconds that may be speech."""
    loud = joined(levels_of(sound, SpeechDetector()).loud, KEPT_PAUSE)
    first, last = start * SAMPLE_RATE, end * SAMPLE_RATE
    return sum(max(0.0, min(b, last) - max(a, first)) for a, b in loud) / (last - first)


@pytest.mark.parametrize("decibels", [0, -20, -40, -60])
def test_the_same_is_speech_however_quiet_the_recording(sentence: Samples, decibels: float) -> None:
    sound = sentence * np.float32(10 ** (decibels / 20))
    found, expected = (np.array(joined(levels_of(one, SpeechDetector()).loud, KEPT_PAUSE)) for one in (sound, sentence))
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 0.2 * SAMPLE_RATE


def test_in_noise_more_is_listened_to_than_stands_out_of_it(sentence: Samples) -> None:
    """Soft sounds begin and end words; in noise they cannot be seen."""
    noisy = sentence + hiss(len(sentence), -45)
    (start, end), (clean_start, clean_end) = (
        joined(levels_of(sound, SpeechDetector()).loud, KEPT_PAUSE)[0] for sound in (noisy, sentence)
    )
    assert clean_start - start > 0.3 * SAMPLE_RATE
    assert end - clean_end > 0.3 * SAMPLE_RATE


def test_what_is_quiet_is_raised_to_what_is_usual_and_no_step_is_heard(sentence: Samples) -> None:
    sound = sentence * np.float32(10 ** (-45 / 20))
    raised = levels_of(sound, SpeechDetector()).raised(sound, 0, len(sound))
    assert np.percentile(loudness_of(raised), 95) == pytest.approx(USUAL, abs=1)
    ratio = raised[SAMPLE_RATE:-SAMPLE_RATE:50] / np.where(sound == 0, 1, sound)[SAMPLE_RATE:-SAMPLE_RATE:50]
    assert ratio[ratio != 0].std() < 0.01 * ratio.max()


def test_what_is_loud_enough_is_left_as_it_is(sentence: Samples) -> None:
    assert np.array_equal(levels_of(sentence, SpeechDetector()).raised(sentence, 0, len(sentence)), sentence)


def test_in_noise_as_loud_as_speech_all_of_it_is_listened_to(sentence: Samples) -> None:
    noise = hiss(len(sentence), 20 * np.log10(np.sqrt((sentence[SAMPLE_RATE:-SAMPLE_RATE] ** 2).mean())))
    assert covered(sentence + noise, 0, len(sentence) / SAMPLE_RATE) > 0.99
    assert SpeechDetector().hears_speech(sentence + noise)
    assert not SpeechDetector().hears_speech(noise)


@pytest.mark.parametrize("below", [30, 36])
def test_a_far_voice_beside_a_near_one_is_found_and_raised(sentence: Samples, below: float) -> None:
    assert below > FAR
    far = sentence * np.float32(10 ** (-below / 20))
    sound = np.concatenate([sentence, far, sentence]) + hiss(3 * len(sentence), -75)
    length = len(sentence) / SAMPLE_RATE
    levels = levels_of(sound, SpeechDetector())
    assert covered(sound, length + 1.2, 2 * length - 1.2) > 0.8
    middle = slice(round((length + 1.5) * 100), round((2 * length - 1.5) * 100))
    assert np.median(levels.gain[middle]) == pytest.approx(below, abs=10)


def test_a_pause_without_a_voice_stays_a_pause(sentence: Samples) -> None:
    pause = hiss(5 * SAMPLE_RATE, -90) * np.linspace(0.2, 3, 5 * SAMPLE_RATE, dtype=np.float32)
    sound = np.concatenate([sentence, pause, sentence])
    length = len(sentence) / SAMPLE_RATE
    assert covered(sound, length, length + 5) == 0
