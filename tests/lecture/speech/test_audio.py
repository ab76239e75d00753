"""Any recording becomes the same stream of sound, and says what of it could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lecture.errors import EmptyRecording, NoSound, NotARecording
from lecture.speech.audio import SAMPLE_RATE, Recording, Samples, breaks_off
from lecture.speech.kinds import ENDINGS
from tests.lecture.speech import sounds


def heard(path: Path) -> Samples:
    return np.concatenate(list(Recording(path)))


@pytest.fixture(scope="module")
def speech() -> Samples:
    sound, _ = sounds.joined(["heat", "copper", "moon", "leaves"], [0.3, 0.4, 0.5, 0.3])
    return sound


def same_sound(one: Samples, other: Samples) -> bool:
    """Whether the loudness over time is the same, as far as a lossy codec leaves it so."""
    length = min(len(one), len(other)) // 1600 * 1600
    loud = [np.sqrt((x[:length].reshape(-1, 1600) ** 2).mean(1)) for x in (one, other)]
    return bool(np.corrcoef(*loud)[0, 1] > 0.9) and abs(len(one) - len(other)) < 0.1 * SAMPLE_RATE


KINDS: dict[str, dict[str, Any]] = {
    "8 kHz.wav": {"rate": 8_000},
    "96 kHz.wav": {"rate": 96_000},
    "24 bit.wav": {"codec": "pcm_s24le", "rate": 48_000},
    "24 bit.flac": {"codec": "flac", "rate": 48_000, "layout": "stereo"},
    "stereo.mp3": {"codec": "libmp3lame", "rate": 44_100, "layout": "stereo"},
    "variable bit rate.mp3": {"codec": "libmp3lame", "rate": 44_100, "codec_options": {"abr": "1"}},
    "five and one.flac": {"codec": "flac", "rate": 48_000, "layout": "5.1"},
    "five and one.m4a": {"codec": "aac", "rate": 48_000, "layout": "5.1", "container": "mp4"},
    "phone.aac": {"codec": "aac", "rate": 44_100, "container": "adts"},
    "browser.webm": {"codec": "libopus", "rate": 48_000, "container": "webm", "options": {"live": "1"}},
    "chat.ogg": {"codec": "libopus", "rate": 48_000, "container": "ogg"},
    "film.mkv": {"codec": "aac", "rate": 48_000, "layout": "stereo", "container": "matroska", "picture": True},
    "film.mp4": {"codec": "aac", "rate": 48_000, "picture": True},
    "old.wma": {"codec": "wmav2", "rate": 16_000, "container": "asf"},
    "phone.3gp": {"codec": "aac", "rate": 44_100, "container": "3gp"},
    "book.m4b": {"codec": "aac", "rate": 44_100, "container": "ipod"},
    "editor.aiff": {"codec": "pcm_s16be", "rate": 44_100},
    "editor.caf": {"codec": "pcm_s24be", "rate": 44_100, "container": "caf"},
    "sound.mka": {"codec": "aac", "rate": 44_100, "container": "matroska"},
    "old.avi": {"codec": "libmp3lame", "rate": 44_100, "picture": True},
    "old.mpg": {"codec": "mp2", "rate": 44_100, "picture": True},
    "camera.mts": {"codec": "ac3", "rate": 48_000, "container": "mpegts", "picture": True},
    "radio.mp2": {"codec": "mp2", "rate": 44_100},
    "old.au": {"codec": "pcm_s16be", "rate": 44_100},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_gives_the_same_sound(kind: str, speech: Samples, tmp_path: Path) -> None:
    recording = Recording(sounds.write(tmp_path / kind, speech, **KINDS[kind]))
    assert same_sound(np.concatenate(list(recording)), speech)
    assert recording.remark == ""
    assert recording.seconds == pytest.approx(len(speech) / SAMPLE_RATE, abs=0.1)


def test_every_kind_of_file_is_offered() -> None:
    assert {kind.rsplit(".")[-1] for kind in KINDS} < set(ENDINGS)
    assert len(set(ENDINGS)) == len(ENDINGS)


def test_a_browsers_webm_claims_no_length(speech: Samples, tmp_path: Path) -> None:
    recording = Recording(sounds.write(tmp_path / "live.webm", speech, **KINDS["browser.webm"]))
    assert recording.expected == 0


def test_how_long_it_is_is_known_all_the_same(speech: Samples, tmp_path: Path) -> None:
    recording = Recording(sounds.write(tmp_path / "live.webm", speech, **KINDS["browser.webm"]))
    assert recording.length() == pytest.approx(len(speech) / SAMPLE_RATE, abs=0.1)


@pytest.mark.parametrize("kind", ["24 bit.wav", "24 bit.flac", "chat.ogg", "film.mkv", "stereo.mp3"])
def test_of_a_file_that_breaks_off_the_beginning_is_used(kind: str, speech: Samples, tmp_path: Path) -> None:
    whole = sounds.write(tmp_path / kind, np.tile(speech, 3), **KINDS[kind]).read_bytes()
    (tmp_path / kind).write_bytes(whole[: len(whole) // 2])
    recording = Recording(tmp_path / kind)
    sound = np.concatenate(list(recording))
    assert same_sound(sound[: len(speech)], speech)
    assert len(sound) < 2 * len(speech)
    if kind not in ("chat.ogg", "stereo.mp3"):  # these say nowhere how long they should be
        assert recording.remark.startswith("The recording breaks off: only its first 0:")


def test_a_length_that_lies_short_hides_nothing(speech: Samples, tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "short.wav", speech)
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = (2**32 - 1).to_bytes(4, "little")  # what a recorder leaves that never came to fill it in
    path.write_bytes(data)
    recording = Recording(path)
    assert same_sound(np.concatenate(list(recording)), speech)


def test_a_broken_stretch_in_the_middle_does_not_end_the_recording(speech: Samples, tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "hurt.mp3", np.tile(speech, 3), **KINDS["stereo.mp3"])
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    path.write_bytes(data)
    assert len(heard(path)) > 2.8 * len(speech)


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(EmptyRecording, match=r"“Monday.mp3” is empty"):
        Recording(tmp_path / "a", "Monday.mp3")


@pytest.mark.parametrize("content", [b"Dear diary, nothing happened. " * 99, bytes(4000), b"RIFF", b"ID3" + bytes(50)])
def test_what_is_no_recording_says_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(content)
    with pytest.raises(NotARecording, match=r"“Notes.mp3” is not a recording"):
        list(Recording(tmp_path / "a.mp3", "Notes.mp3"))


def test_a_film_without_sound_says_so(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "silent film.mp4", sounds.silence(0), picture=True)
    with pytest.raises(NoSound, match=r"“silent film.mp4” has a picture but no sound"):
        Recording(path)


@pytest.mark.parametrize(("seconds", "said"), [(7.9, "0:07 minutes"), (725, "12:05 minutes"), (3729, "1:02:09 hours")])
def test_what_could_be_read_of_a_recording_is_told_as_a_clock_tells_it(seconds: float, said: str) -> None:
    assert breaks_off(seconds) == f"The recording breaks off: only its first {said} could be read."
