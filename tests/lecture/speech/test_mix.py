"""Channels become one: no voice cancels, none is drowned, and ordinary stereo is mixed as everywhere."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
import pytest

from lecture.errors import NotARecording
from lecture.speech.audio import SAMPLE_RATE, Recording, Samples
from lecture.speech.clip import clip
from lecture.speech.mix import HALF, Mixer
from tests.lecture.speech import sounds


@pytest.fixture(scope="module")
def voice() -> Samples:
    sound, _ = sounds.joined(["heat", "copper", "moon", "leaves"], [0.3, 0.4, 0.5, 0.3])
    return sound


def noise(like: Samples, level: float, seed: int = 0) -> Samples:
    """White noise, so many decibels over the loudness of speech."""
    loudness = float(np.sqrt((like**2).mean())) * 10 ** (level / 20)
    return np.random.default_rng(seed).normal(0, loudness, len(like)).astype(np.float32)


def mixed(channels: list[Samples]) -> Samples:
    """The channels as a mixer gets them, in blocks of five seconds."""
    sound = np.stack(channels)
    mixer = Mixer(len(channels), SAMPLE_RATE)
    parts = [part for at in range(0, sound.shape[1], 80_000) for part in mixer(sound[:, at : at + 80_000])]
    return np.concatenate([*parts, *mixer.rest()])


def like(sound: Samples, voice: Samples) -> float:
    """How much of the sound is the voice: 1 where it is nothing else, whichever way up."""
    assert len(sound) == len(voice)
    return abs(float(np.corrcoef(sound, voice)[0, 1]))


def wave_file(path: Path, channels: list[Samples], rate: int = SAMPLE_RATE, kind: str = "<f4") -> Path:
    """A plain WAV, whose header knows no layout; floats unless `kind` is an integer."""
    data = np.stack(channels, axis=1)
    data = data.astype(kind) if "f" in kind else (data * 32_767).astype(kind)
    size, count = data.itemsize, data.shape[1]
    head = b"".join(
        value.to_bytes(width, "little")
        for value, width in [
            (3 if "f" in kind else 1, 2),
            (count, 2),
            (rate, 4),
            (rate * count * size % 2**32, 4),
            (count * size, 2),
            (8 * size, 2),
        ]
    )
    body = data.tobytes()
    chunks = b"WAVEfmt " + len(head).to_bytes(4, "little") + head + b"data" + len(body).to_bytes(4, "little") + body
    path.write_bytes(b"RIFF" + len(chunks).to_bytes(4, "little") + chunks)
    return path


def heard(path: Path) -> Samples:
    return np.concatenate(list(Recording(path)))


def clipped(path: Path, start: float, end: float) -> npt.NDArray[np.float32]:
    with wave.open(io.BytesIO(clip(path, start, end))) as read:
        return np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.float32)


@pytest.mark.parametrize("right", [1.0, 0.3, 0.0])
def test_ordinary_stereo_is_mixed_half_and_half_sample_by_sample(right: float, voice: Samples) -> None:
    channels = [voice + noise(voice, -40, 1), right * voice + noise(voice, -40, 2)]
    assert np.abs(mixed(channels) - HALF * (channels[0] + channels[1])).max() < 1e-6


@pytest.mark.parametrize("at", [0, 1])
def test_a_recording_with_one_silent_side_is_as_its_other_side_alone(at: int, voice: Samples) -> None:
    """Also where it begins with a silence, and where a converter leaves its faintest noise on the silent side."""
    long = np.concatenate([np.zeros(100_000, np.float32), voice, voice])
    for silent in (np.zeros_like(long), noise(voice, -80, 3)[: len(voice)].repeat(2)[: len(long)]):
        other = np.zeros_like(long)
        other[: len(silent)] = silent
        assert np.abs(mixed([long, other][:: 1 if at == 0 else -1]) - long).max() < 1e-4


def test_a_side_that_sounds_later_is_mixed_half_and_half_from_then_on(voice: Samples) -> None:
    long = np.tile(voice, 4)
    late = np.roll(long, 40_000) * (np.arange(len(long)) > len(long) // 2)
    sound = mixed([long, late.astype(np.float32)])
    assert np.array_equal(sound[:80_000], long[:80_000])
    assert np.abs(sound - HALF * (long + late))[-80_000:].max() < 1e-6


def test_two_speakers_left_and_right_are_mixed_half_and_half(voice: Samples) -> None:
    channels = [voice + noise(voice, -40, 1), np.roll(voice, 40_000) + noise(voice, -40, 2)]
    assert np.abs(mixed(channels) - HALF * (channels[0] + channels[1])).max() < 1e-6


@pytest.mark.parametrize("level", [-1.0, -0.8, -0.4])
def test_a_voice_that_is_upside_down_on_one_side_does_not_cancel(level: float, voice: Samples) -> None:
    sound = mixed([voice + noise(voice, -25, 1), level * voice + noise(voice, -25, 2)])
    assert like(sound, voice) > 0.98
    assert np.std(sound) > 0.9 * np.std(voice)


def test_a_side_that_turns_over_midway_is_turned_back_where_it_does(voice: Samples) -> None:
    long = np.tile(voice, 4)
    sign = np.where(np.arange(len(long)) < len(long) // 2, 1, -1)
    sound = mixed([long, (sign * long).astype(np.float32)])
    seconds = [part.std() for part in np.array_split(sound, 4)]
    assert min(seconds) > 0.6 * max(seconds)


def test_noise_on_other_channels_does_not_drown_a_voice(voice: Samples) -> None:
    for count, level in ((2, 0), (2, -12), (3, -10), (12, -15), (16, -25)):
        channels = [noise(voice, level, seed) for seed in range(count)]
        channels[count // 2] = voice + noise(voice, -40, 99)
        assert like(mixed(channels), voice) > 0.97, (count, level)


def test_a_change_of_what_is_heard_is_a_slope_and_no_step(voice: Samples) -> None:
    """Noise that begins midway on the other side is faded out: an offset, which no choice heeds, shows its weight."""
    long = np.tile(voice, 4)
    other = noise(long, 0, 1)
    other[: len(long) // 2] = 0
    weight = 2 * (mixed([long, other + np.float32(0.5)]) - mixed([long, other]))
    assert weight[0] == pytest.approx(1, abs=1e-3)
    assert weight[-1] == pytest.approx(0, abs=1e-3)
    assert np.abs(np.diff(weight)).max() < 1e-4


@pytest.mark.parametrize("count", [1, 2, 3, 8, 9, 12, 16, 17, 32, 64])
def test_a_voice_on_any_one_of_many_channels_is_heard(count: int, voice: Samples, tmp_path: Path) -> None:
    for at in {0, count // 2, count - 1}:
        channels = [noise(voice, -60, seed) for seed in range(count)]
        channels[at] = voice
        path = wave_file(tmp_path / f"{at} of {count}.wav", channels)
        sound = heard(path)
        assert like(sound, voice) > 0.99
        assert np.std(sound) > 0.7 * np.std(voice)
        assert np.abs(clipped(path, 0, 3)).max() > 3000


@pytest.mark.parametrize(("codec", "ending"), [("flac", "flac"), ("aac", "m4a")])
def test_a_voice_on_the_last_of_eight_coded_channels_is_heard(
    codec: str, ending: str, voice: Samples, tmp_path: Path
) -> None:
    path, rate = tmp_path / f"eight.{ending}", 48_000
    sound = np.zeros((8, 3 * len(voice)), np.float32)
    sound[7] = np.repeat(voice, 3)
    with av.open(str(path), "w") as out:
        stream = cast(av.AudioStream, out.add_stream(codec, rate=rate, layout="7.1"))
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T.reshape(1, -1)), format="flt", layout="7.1")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, "7.1", rate, frame_size=1024)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(piece))
        out.mux(stream.encode())
    assert np.std(heard(path)) == pytest.approx(np.std(voice), rel=0.1)
    assert np.abs(clipped(path, 0, 3)).max() > 3000


def test_many_channels_that_say_the_same_are_no_louder_than_two(voice: Samples) -> None:
    assert np.std(mixed([voice] * 16)) == pytest.approx(np.std(mixed([voice] * 2)), rel=0.1)


@pytest.mark.parametrize("kind", ["<f4", "<f8"])
def test_samples_that_are_no_numbers_do_not_get_through(kind: str, voice: Samples, tmp_path: Path) -> None:
    hurt = voice.astype(kind)
    hurt[1000:1010], hurt[2000], hurt[3000] = np.nan, np.inf, -np.inf
    sound = heard(wave_file(tmp_path / "a.wav", [hurt, voice], kind=kind))
    assert np.isfinite(sound).all()
    assert like(sound, voice) > 0.99


@pytest.mark.parametrize("rate", [1, 50, 999, 1_000_001, 2**31 - 1])
def test_a_rate_that_no_microphone_has_is_an_error_at_once(rate: int, voice: Samples, tmp_path: Path) -> None:
    path = wave_file(tmp_path / "a.wav", [voice], rate, "<i2")
    with pytest.raises(NotARecording):
        Recording(path)
    with pytest.raises(NotARecording):
        clip(path, 0, 5)
