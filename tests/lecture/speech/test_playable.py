"""Which files a browser is given as they are, and which it gets a copy of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lecture.speech import playable as told
from lecture.speech.playable import playable
from tests.lecture.speech.bursts import IN_PIECES, VARIABLE, bursts, write

PLAYED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "one bit rate.mp3": ("audio/mpeg", "libmp3lame", {}),
    "plain.wav": ("audio/wav", "pcm_s16le", {}),
    "lossless.flac": ("audio/flac", "flac", {}),
    "phone.m4a": ("audio/mp4", "aac", {}),
    "stereo.m4a": ("audio/mp4", "aac", {"layout": "stereo"}),
    "film.mp4": ("audio/mp4", "aac", {"picture": 20}),
    "indexed.webm": ("audio/webm", "libopus", {}),
    "misnamed.txt": ("audio/mpeg", "libmp3lame", {"container": "mp3"}),
}
NOT_PLAYED: dict[str, tuple[str, dict[str, Any]]] = {
    "microphone.webm": ("libopus", {"options": {"live": "1"}}),
    "microphone.mp4": ("aac", {"options": IN_PIECES}),
    "variable bit rate.mp3": ("libmp3lame", {"codec_options": VARIABLE}),
    "chat.ogg": ("libopus", {}),
    "bare.aac": ("aac", {"container": "adts"}),
    "film.mov": ("aac", {"picture": 20}),
    "film.mkv": ("aac", {"picture": 20}),
    "old.wma": ("wmav2", {"container": "asf"}),
    "late.mp4": ("aac", {"picture": 30, "when": lambda time: time + 8}),
    "gap.webm": ("libopus", {"when": lambda time: time if time < 4.5 else time + 7}),
    "slow.mp4": ("aac", {"when": lambda time: 1.02 * time}),
    "surround.m4a": ("aac", {"layout": "5.1"}),
}


@pytest.mark.parametrize("name", PLAYED)
def test_what_every_browser_plays_is_told_by_what_the_file_is(name: str, tmp_path: Path) -> None:
    kind, codec, more = PLAYED[name]
    assert playable(write(tmp_path / name, codec, [bursts(20)], **more), name) == kind


@pytest.mark.parametrize("name", NOT_PLAYED)
def test_what_some_browser_does_not_play_or_cannot_seek_in_needs_a_copy(name: str, tmp_path: Path) -> None:
    codec, more = NOT_PLAYED[name]
    assert playable(write(tmp_path / name, codec, [bursts(20)], **more), name) == ""


def test_only_the_track_that_a_browser_takes_is_played_from_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "two.mp4", "aac", [bursts(3), bursts(3)])
    assert [playable(path, "two.mp4", track) for track in (0, 1, 2, 3)] == ["audio/mp4", "audio/mp4", "", ""]


def test_the_pictures_of_a_large_video_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = write(tmp_path / "film.mp4", "aac", [bursts(3)], picture=3)
    sound = write(tmp_path / "sound.m4a", "aac", [bursts(3)])
    monkeypatch.setattr(told, "MAX_VIDEO", min(film.stat().st_size, sound.stat().st_size) - 1)
    assert (playable(film, "film"), playable(sound, "sound")) == ("", "audio/mp4")


@pytest.mark.parametrize("content", [b"", b"Dear diary, nothing happened. " * 99, bytes(4000), b"RIFF"])
def test_what_is_no_recording_is_not_played(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(content)
    assert playable(tmp_path / "a.mp3", "a.mp3") == ""
