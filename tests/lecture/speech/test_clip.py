"""A stretch of the recording, as a WAV and as an MP3."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from lecture.errors import NoSuchTrack, NotARecording
from lecture.speech.audio import Samples
from lecture.speech.clip import RATE, Cutter, clip
from lecture.speech.reader import Reader
from tests.lecture.speech import bursts
from tests.lecture.speech.bursts import IN_PIECES, VARIABLE, found, write

needs_ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg")
EXACT = 0.05  # seconds


def pcm(wav: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(wav)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, RATE)
        return np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.float32)


@pytest.mark.parametrize("form", ["wav", "mp3", "ogg", "mkv"])
def test_a_stretch_is_cut_where_it_was_asked_for(tmp_path: Path, form: str) -> None:
    """Ten seconds of silence but for a tone from 6 to 7 s: a clip from 5.5 to 8 s has it at its half second."""
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


# MP3s


def decoded(mp3: bytes) -> Samples:
    with av.open(io.BytesIO(mp3), "r") as file:
        assert file.format.name == "mp3"
        (stream,) = file.streams
        assert isinstance(stream, av.AudioStream)
        assert (stream.rate, stream.channels, dict(file.metadata)) == (RATE, 1, {})
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(stream)])


@pytest.mark.parametrize(("start", "end"), [(0.0, 2.0), (12.34, 17.0), (40.5, 55.5), (70.0, 72.25)])
def test_an_mp3_sounds_as_that_stretch_of_the_recording_does(sample: Path, start: float, end: float) -> None:
    cut = decoded(Cutter(sample)(start, end))
    said = np.concatenate(list(Reader(sample, "all of it", None, RATE).blocks()))[round(start * RATE) :][: len(cut)]
    assert len(cut) / RATE == pytest.approx(end - start, abs=EXACT)
    assert np.corrcoef(cut, said)[0, 1] > 0.98


@needs_ffmpeg
def test_ffmpeg_plays_an_mp3_without_a_warning_and_to_its_end(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.mp3").write_bytes(Cutter(sample)(20, 24))
    play = ["ffmpeg", "-v", "warning", "-i", str(tmp_path / "cut.mp3"), "-f", "f32le", "-"]
    played = subprocess.run(play, capture_output=True, check=True)
    assert played.stderr == b""
    assert len(played.stdout) / 4 / RATE == pytest.approx(4, abs=EXACT)


# Of each kind of file: what makes it, and how. Some have no index, and one has gaps.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain.wav": ("pcm_s16le", {}),
    "phone.m4a": ("aac", {}),
    "one bit rate.mp3": ("libmp3lame", {}),
    "variable bit rate.mp3": ("libmp3lame", {"codec_options": VARIABLE}),
    "microphone.webm": ("libopus", {"options": {"live": "1"}}),
    "microphone.mp4": ("aac", {"options": IN_PIECES}),
    "bare.aac": ("aac", {"container": "adts"}),
    "gap.webm": ("libopus", {"when": lambda time: time if time < 10.5 else time + 7}),
    "old.avi": ("libmp3lame", {"picture": 40}),
    "film.mkv": ("aac", {"picture": 40, "when": lambda time: time + 3}),
}
PLACES = (3.9, 8.0, 9.5, 21.7, 21.7, 36.8, 5.2, 30.1)  # s: mostly on, once the same again and once back


@pytest.mark.parametrize("name", KINDS)
def test_many_cuts_of_one_recording_are_each_where_it_was_asked_for(name: str, tmp_path: Path) -> None:
    codec, more = KINDS[name]
    recording = write(tmp_path / name, codec, [bursts.bursts(40, hiss=0.005)], **more)
    heard = found(np.concatenate(list(Reader(recording, name, None, RATE).blocks())), RATE)
    cut = Cutter(recording)
    for start in PLACES:
        within = [(second, time) for second, time in heard if start + 0.1 < time < start + 1.9]
        again = found(decoded(cut(start, start + 2.1)), RATE)
        times = {second: start + time for second, time in again}
        assert {second: times.get(second) for second, _ in within} == pytest.approx(dict(within), abs=EXACT)


def test_the_same_stretch_is_the_same_bytes(sample: Path) -> None:
    first, second = Cutter(sample), Cutter(sample)
    assert [first(at, at + 3) for at in (2, 30, 60)] == [second(at, at + 3) for at in (2, 30, 60)]
    assert first(2, 5) == second(2, 5)


def test_a_cut_is_of_the_track_that_was_heard_and_never_too_loud(tmp_path: Path) -> None:
    quiet, loud = np.zeros(5 * bursts.RATE, np.float32), bursts.bursts(5, loudness=1.5)
    recording = write(tmp_path / "two.mkv", "pcm_f32le", [quiet, loud])
    assert found(decoded(Cutter(recording, track=1)(0, 5)), RATE) == []
    second = decoded(Cutter(recording, track=2)(0, 5))
    assert len(found(second, RATE)) == 5
    assert 0.8 < np.abs(second).max() < 1.1  # the codec itself is no nearer
    with pytest.raises(NoSuchTrack):
        Cutter(recording, track=3)(0, 5)


def test_behind_the_end_there_is_a_moment_of_silence(sample: Path) -> None:
    assert len(decoded(Cutter(sample)(500, 510))) / RATE == pytest.approx(0.1, abs=EXACT)
    assert np.abs(decoded(Cutter(sample)(500, 510))).max() == 0


def test_nothing_is_opened_before_there_is_something_to_cut(tmp_path: Path) -> None:
    cut = Cutter(tmp_path / "words.mp3", "Monday.mp3")
    (tmp_path / "words.mp3").write_text("words " * 100)
    with pytest.raises(NotARecording, match=r"Monday\.mp3"):
        cut(0, 1)
