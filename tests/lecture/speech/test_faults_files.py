"""Files of ../shared/faults/speech whose fault lies in how a file becomes sound."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from lecture.speech.audio import Recording
from lecture.speech.clip import clip
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Options, Track, Transcript
from tests.conftest import SHARED
from tests.lecture.speech.listening import wrong_words

FAULTS = SHARED / "faults" / "speech"
SAID = (
    "Good morning everyone. Today we talk about how rivers shape the land. A river begins in the mountains, where rain "
    "and melting snow gather into small streams. The water runs fast there, and it carries stones and gravel down the "
    "valley."
)
pytestmark = pytest.mark.skipif(not FAULTS.is_dir(), reason="../shared/faults is not here")


def hear(recognizer: Recognizer, name: str, options: Options | None = None) -> Transcript:
    *_, transcript = transcribe(recognizer, FAULTS / name, options or Options())
    return transcript


def clipped(path: Path, start: float, end: float, track: int | None = None) -> tuple[float, float]:
    """Seconds, and the loudest sample as a part of full scale."""
    with wave.open(io.BytesIO(clip(path, start, end, track=track))) as read:
        sound = np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.float32)
        return len(sound) / read.getframerate(), float(np.abs(sound).max(initial=0) / 32_767)


def test_a_voice_that_cancels_between_the_channels_is_heard(recognizer: Recognizer) -> None:
    assert wrong_words(SAID, hear(recognizer, "inverted_stereo.flac").text) < 20
    length, peak = clipped(FAULTS / "inverted_stereo.flac", 0, 5)
    assert length == 5
    assert peak > 0.1


@pytest.mark.parametrize("name", ["late_audio_8s.mp4", "late_audio_8s.mkv"])
def test_sound_that_begins_behind_the_picture_has_the_pictures_times(name: str, recognizer: Recognizer) -> None:
    transcript = hear(recognizer, name)
    assert wrong_words(SAID, transcript.text) < 20
    assert transcript.segments[0].start == pytest.approx(8.2, abs=0.3)
    assert transcript.segments[-1].end == pytest.approx(21.5, abs=0.5)
    assert transcript.remark == ""
    assert clipped(FAULTS / name, 0, 5) == (5, 0)
    length, peak = clipped(FAULTS / name, 8, 13)
    assert length == 5
    assert peak > 0.1


def test_a_picture_that_outlasts_the_sound_breaks_nothing_off() -> None:
    recording = Recording(FAULTS / "picture_outlasts_sound.mp4")
    assert sum(map(len, recording)) / 16_000 == pytest.approx(14, abs=0.1)
    assert recording.remark == ""


@pytest.mark.parametrize("name", ["tracks_obs.mp4", "tracks_silent_first.mkv"])
def test_the_track_that_speaks_is_heard_and_played(name: str, recognizer: Recognizer) -> None:
    transcript = hear(recognizer, name)
    assert wrong_words(SAID, transcript.text) < 20
    assert transcript.track == 2
    assert transcript.tracks == (Track(1), Track(2))
    assert clipped(FAULTS / name, 0, 5, transcript.track)[1] > 0.1


def test_every_link_of_a_chain_is_heard() -> None:
    recording = Recording(FAULTS / "chained_rates.ogg")
    assert sum(map(len, recording)) / 16_000 == pytest.approx(20, abs=0.1)
    assert recording.remark == ""
    length, peak = clipped(FAULTS / "chained_rates.ogg", 13, 18)
    assert length == 5
    assert peak > 0.1
