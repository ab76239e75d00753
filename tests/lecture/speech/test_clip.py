"""A stretch of the recording, cut for the player."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from lecture.errors import NotARecording
from lecture.speech.clip import RATE, clip


def pcm(wav: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(wav)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, RATE)
        return np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.float32)


@pytest.mark.parametrize("form", ["wav", "mp3", "ogg", "mkv"])
def test_a_stretch_is_cut_where_it_was_asked_for(tmp_path: Path, form: str) -> None:
    """Ten seconds of silence but for a tone from 6 to 7 s: a clip from 5.5 to 8 s has it at its half second."""
    import av

    rate = 48_000
    sound = np.zeros((1, 10 * rate), np.float32)
    sound[0, 6 * rate : 7 * rate] = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    codec = {"wav": "pcm_s16le", "mp3": "mp3", "ogg": "libopus", "mkv": "aac"}[form]
    path = tmp_path / f"tone.{form}"
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, "mono", rate, frame_size=stream.frame_size or 1024)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(piece))
        out.mux(stream.encode())
    cut = np.abs(pcm(clip(path, 5.5, 8.0))) > 3000
    loud = np.flatnonzero(cut)
    assert len(cut) == pytest.approx(2.5 * RATE, abs=0.05 * RATE)
    assert loud[0] / RATE == pytest.approx(0.5, abs=0.06)
    assert loud[-1] / RATE == pytest.approx(1.5, abs=0.06)


def test_a_stretch_beyond_the_end_is_what_there_is(sample: Path) -> None:
    assert len(pcm(clip(sample, 80, 500))) / RATE < 5


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.mp3").write_text("words " * 100)
    with pytest.raises(NotARecording):
        clip(tmp_path / "words.mp3", 0, 1)
