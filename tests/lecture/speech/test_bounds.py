"""No recording opens what is beside it, and none takes longer than its size and the clock allow."""

from __future__ import annotations

import random
import shutil
import socket
import struct
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks import odd_made
from benchmarks.odd_doors import spoken_track
from benchmarks.odd_made import LIST_NAMES, OTHER, wave
from lecture.errors import LectureError, NotARecording
from lecture.speech import audio, opening, reader
from lecture.speech.audio import SAMPLE_RATE, Recording
from lecture.speech.clip import RATE, Cutter, clip
from lecture.speech.copies import copy
from lecture.speech.playable import playable
from lecture.speech.subtitled import has_picture
from tests.conftest import SAMPLE
from tests.lecture.speech import sounds


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """A port of this machine that files name, and nobody may ask."""
    server = socket.create_server(("127.0.0.1", 0))
    server.setblocking(False)
    monkeypatch.setitem(odd_made.ADDRESS, "port", server.getsockname()[1])
    return server


def copied(path: Path) -> int:
    copy(path, path.with_suffix(".copy"), "a")
    return path.with_suffix(".copy").stat().st_size


def heard(path: Path) -> float:
    """How much is heard of it by any of those who open recordings, in seconds."""
    seconds = 0.0
    for door in (
        lambda: Recording(path).length(),
        lambda: sum(map(len, Recording(path))) / SAMPLE_RATE,
        lambda: len(clip(path, 0, 60)) / RATE / 2,
        lambda: spoken_track(path, "a") or 0,
        lambda: len(playable(path, "a")) + has_picture(path),
        lambda: copied(path),
    ):
        try:
            seconds = max(seconds, float(door()))
        except LectureError:
            continue
    return seconds


@pytest.mark.parametrize("number", range(len(odd_made.listed())))
def test_a_file_that_names_another_is_not_followed(number: int, tmp_path: Path, asked: socket.socket) -> None:
    shutil.copy(SAMPLE, tmp_path / OTHER)
    for name in LIST_NAMES:
        path = tmp_path / name
        path.write_text(odd_made.listed()[number], encoding="utf-8")
        assert heard(path) == 0
    with pytest.raises(BlockingIOError):
        asked.accept()
    asked.close()


@pytest.mark.parametrize("seed", range(6))
def test_a_film_whose_sound_lies_in_another_file_is_heard_without_it(
    seed: int, tmp_path: Path, asked: socket.socket
) -> None:
    shutil.copy(SAMPLE, tmp_path / OTHER)
    path = tmp_path / "reference.mov"
    path.write_bytes(odd_made.referring(random.Random(seed))[1])
    assert heard(path) < 2  # what stands in it itself is a second; the other has 81
    with pytest.raises(BlockingIOError):
        asked.accept()
    asked.close()


@pytest.mark.parametrize("name", ["http://127.0.0.1/a.mp3", "data:audio/wav;base64,AAAA", "concat:a|b", "pipe:0"])
def test_a_name_that_is_an_address_is_a_files_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SAMPLE, path)
    assert len(clip(path, 0, 1)) > RATE


@pytest.mark.parametrize("channels", [9, 17, 32, 128])
def test_any_number_of_channels_is_heard_in_little_time_and_memory(channels: int, tmp_path: Path) -> None:
    path = tmp_path / "many.wav"
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(2000) / 1000)).astype("<i2")
    path.write_bytes(wave(channels, 1_000, 1, 16, np.repeat(tone, channels).tobytes()))
    began = time.process_time()
    sound = np.concatenate(list(Recording(path)))
    assert len(sound) == pytest.approx(2 * SAMPLE_RATE, abs=200)
    assert np.abs(sound[8000:24_000]).max() > 0.1
    assert time.process_time() - began < 8
    strand = max(len(block) for block in Recording(path))
    assert strand * channels <= 2 * reader.BLOCK_VALUES


@pytest.mark.parametrize("rate", [0, 1, 10, 50, 999, 1_000_001, 2**31 - 1, 2**32 - 1])
def test_a_rate_at_which_nobody_records_is_refused_at_once(rate: int, tmp_path: Path) -> None:
    path = tmp_path / "rate.wav"
    path.write_bytes(wave(1, rate, 1, 16, bytes(200_000)))
    began = time.process_time()
    with pytest.raises(NotARecording):
        list(Recording(path))
    with pytest.raises(NotARecording):
        clip(path, 0, 1)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("wide", [4, 8])
def test_samples_that_are_no_numbers_are_silence(wide: int, tmp_path: Path) -> None:
    path = tmp_path / "odd.wav"
    odd = [np.nan, np.inf, -np.inf, 0.25] * 8_000
    path.write_bytes(wave(1, SAMPLE_RATE, 3, wide * 8, np.array(odd, f"<f{wide}").tobytes()))
    sound = np.concatenate(list(Recording(path)))
    assert sound.reshape(-1, 4).tolist() == [[0, 0, 0, 0.25]] * 8_000


def test_a_recording_is_heard_for_a_day_at_most_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for where in (reader, audio):
        monkeypatch.setattr(where, "LONGEST", 7200.0)
    path = tmp_path / "hours.flac"
    path.write_bytes(odd_made.flac_silence(1_000, 3 * 3600))
    assert path.stat().st_size < 5_000
    recording = Recording(path)
    assert sum(map(len, recording)) == 7200 * SAMPLE_RATE
    assert recording.remark == (
        "Only the first 2 hours of the recording were heard. Give the rest as a recording of its own."
    )
    assert reader.LONGEST == 7200.0


def test_of_a_chain_of_thousands_as_many_links_are_heard_as_are_opened_in_a_moment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(opening, "MOST_LINKS", 20)
    path = tmp_path / "radio.ogg"
    path.write_bytes(odd_made.ogg_chain(50))
    recording = Recording(path)
    assert sum(map(len, recording)) == pytest.approx(20 * 0.05 * SAMPLE_RATE, rel=0.05)
    assert recording.remark == "The recording breaks off: only its first 0:01 minutes could be read."


def test_of_hundreds_of_tracks_a_few_are_listened_to(tmp_path: Path) -> None:
    path = tmp_path / "tracks.mkv"
    path.write_bytes(odd_made.silent_tracks("matroska", 120))
    began = time.process_time()
    assert spoken_track(path, "tracks.mkv") == 1
    assert time.process_time() - began < 10
    assert len(Recording(path).tracks) == 120


def test_a_file_that_goes_on_behind_its_own_end_is_cut_wherever_it_was_heard(tmp_path: Path) -> None:
    """Two FLACs end to end: a player that looks for a place in them knows of the first alone."""
    one = sounds.write(tmp_path / "one.flac", sounds.silence(2) + np.float32(0.25), "flac").read_bytes()
    path = tmp_path / "two.flac"
    path.write_bytes(one + one)
    seconds = sum(map(len, Recording(path))) / SAMPLE_RATE
    assert seconds == pytest.approx(4, abs=0.1)
    for start in (0.5, 1.5, 2.0, 3.0, 3.4):
        assert len(clip(path, start, start + 0.5)) == pytest.approx(RATE, abs=200)


def test_behind_where_a_recording_breaks_off_there_is_silence_on_a_card_and_no_error(tmp_path: Path) -> None:
    path = sounds.write(
        tmp_path / "broken.flac", np.random.default_rng(1).normal(0, 0.1, 5 * SAMPLE_RATE).astype("f4"), "flac"
    )
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + struct.pack(">Q", 2**64 - 1) * 2_000)
    seconds = sum(map(len, Recording(path))) / SAMPLE_RATE
    assert 1 < seconds < 5.1
    assert len(Cutter(path)(seconds + 1, seconds + 2)) > 100
