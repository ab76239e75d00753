"""A recording's copy for browsers: what sounds at a time of the transcript sounds at that time of the copy."""

from __future__ import annotations

import resource
import tracemalloc
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from lecture.errors import Cancelled, EmptyRecording, NoSound, NoSuchTrack, NotARecording
from lecture.speech import copies
from lecture.speech.audio import Samples
from lecture.speech.copies import copy
from lecture.speech.playable import playable
from lecture.speech.reader import Reader
from tests.lecture.speech import sounds
from tests.lecture.speech.bursts import IN_PIECES, RATE, VARIABLE, bursts, found, write

EXACT = 0.02  # seconds
SOUND = bursts(20)
QUIET = np.zeros_like(SOUND)


def sound_of(path: Path, track: int | None = None) -> Samples:
    return np.concatenate(list(Reader(path, path.name, track, RATE).blocks()))


def told(path: Path) -> tuple[str, int]:
    """What the sound is coded in, and in how many channels."""
    with av.open(str(path)) as file:
        (stream,) = file.streams.audio
        assert not file.streams.video
        return stream.codec_context.codec.canonical_name, stream.channels


def same_times(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> bool:
    return [second for second, _ in one] == [second for second, _ in other] and bool(
        np.allclose([time for _, time in one], [time for _, time in other], rtol=0, atol=EXACT)
    )


# Its own packets where they will do: the codec, what makes it, and how.
CARRIED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "microphone.webm": ("opus", "libopus", {"options": {"live": "1"}}),
    "microphone.mp4": ("aac", "aac", {"options": IN_PIECES}),
    "chat.ogg": ("opus", "libopus", {}),
    "bare.aac": ("aac", "aac", {"container": "adts"}),
    "variable bit rate.mp3": ("mp3", "libmp3lame", {"codec_options": VARIABLE}),
    "film.mov": ("aac", "aac", {"picture": 20}),
    "film.mkv": ("mp3", "libmp3lame", {"picture": 20}),
    "camera.ts": ("aac", "aac", {"when": lambda time: time + 100}),
    "sound.mka": ("aac", "aac", {}),
}
# Decoded, mixed and coded anew: when the sound of a time is heard, what makes the file, and how.
ENCODED: dict[str, tuple[str, dict[str, Any]]] = {
    "gap.webm": ("libopus", {"when": lambda time: time if time < 4.5 else time + 7}),
    "gap.mkv": ("aac", {"when": lambda time: time if time < 4.5 else time + 7}),
    "late.mp4": ("aac", {"when": lambda time: time + 8, "picture": 30}),
    "slow.mkv": ("aac", {"when": lambda time: 1.02 * time}),
    "old.wma": ("wmav2", {"container": "asf"}),
    "old.avi": ("libmp3lame", {"picture": 20}),
    "surround.flac": ("flac", {"layout": "5.1"}),
    "plain.wav": ("pcm_s16le", {}),
}


@pytest.mark.parametrize("name", CARRIED)
def test_the_files_own_packets_are_carried_where_they_will_do(name: str, tmp_path: Path) -> None:
    codec, maker, more = CARRIED[name]
    recording, target = write(tmp_path / name, maker, [SOUND], **more), tmp_path / "copy"
    copy(recording, target, name)
    assert told(target) == (codec, 1)
    assert same_times(found(sound_of(target)), found(sound_of(recording)))
    assert len(found(sound_of(target))) == 20
    assert playable(target, "copy") == copies.MEDIA_TYPE


@pytest.mark.parametrize("name", ENCODED)
def test_what_no_browser_plays_as_it_was_heard_is_coded_anew(name: str, tmp_path: Path) -> None:
    maker, more = ENCODED[name]
    recording, target = write(tmp_path / name, maker, [SOUND], **more), tmp_path / "copy"
    copy(recording, target, name)
    assert told(target) == ("opus", 1)
    assert same_times(found(sound_of(target)), found(sound_of(recording)))
    assert len(found(sound_of(target))) == 20
    assert playable(target, "copy") == copies.MEDIA_TYPE


def test_a_gap_is_silence_as_long_as_the_files_clock_says(tmp_path: Path) -> None:
    recording = write(tmp_path / "a.webm", "libopus", [SOUND], when=lambda time: time if time < 4.5 else time + 7)
    copy(recording, tmp_path / "copy", "a.webm")
    heard = [(second, float(second if second < 5 else second + 7)) for second in range(20)]
    assert same_times(found(sound_of(tmp_path / "copy")), heard)


def test_the_track_that_was_heard_is_the_one_that_is_copied(tmp_path: Path) -> None:
    recording = write(tmp_path / "two.mp4", "aac", [QUIET, SOUND])
    copy(recording, tmp_path / "second", "two.mp4", 2)
    copy(recording, tmp_path / "first", "two.mp4", 1)
    copy(recording, tmp_path / "any", "two.mp4")
    assert [len(found(sound_of(tmp_path / name))) for name in ("second", "first", "any")] == [20, 0, 0]


def test_the_links_of_an_ogg_chain_follow_one_another(tmp_path: Path) -> None:
    whole = b"".join(write(tmp_path / "link.ogg", "libopus", [bursts(5)]).read_bytes() for _ in range(2))
    (tmp_path / "chain.ogg").write_bytes(whole)
    copy(tmp_path / "chain.ogg", tmp_path / "copy", "chain.ogg")
    times = [(second, second + 5.0 * link) for link in range(2) for second in range(5)]
    assert same_times(found(sound_of(tmp_path / "copy")), times)


def test_what_is_too_loud_is_turned_down(tmp_path: Path) -> None:
    recording = write(tmp_path / "loud.wav", "pcm_f32le", [bursts(8, 1.5)])
    copy(recording, tmp_path / "copy", "loud.wav")
    assert 0.7 < np.abs(sound_of(tmp_path / "copy")).max() < 1.3  # the codec itself is no nearer


def test_what_is_damaged_is_copied_as_far_as_it_can_be_heard(tmp_path: Path) -> None:
    recording = write(tmp_path / "a.mkv", "aac", [SOUND])
    data = recording.read_bytes()
    recording.write_bytes(data[: len(data) // 2])
    copy(recording, tmp_path / "copy", "a.mkv")
    assert same_times(found(sound_of(tmp_path / "copy")), found(sound_of(recording)))


def test_what_cannot_be_heard_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    film = sounds.write(tmp_path / "silent.mp4", sounds.silence(0), picture=True)
    tone = write(tmp_path / "one.m4a", "aac", [bursts(1)])
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "words").write_bytes(b"Dear diary, nothing happened. " * 99)
    before = set(tmp_path.iterdir())
    for recording, track, error in (
        (film, 0, NoSound),
        (tone, 2, NoSuchTrack),
        (tmp_path / "empty", 0, EmptyRecording),
        (tmp_path / "words", 0, NotARecording),
    ):
        with pytest.raises(error):
            copy(recording, tmp_path / "copy", "Monday.mp3", track)
    assert set(tmp_path.iterdir()) == before


def test_it_tells_how_far_it_is_and_stops_when_it_is_told_to(tmp_path: Path) -> None:
    recording = write(tmp_path / "long.flac", "flac", [np.tile(bursts(20), 3)])
    fractions: list[float] = []
    copy(recording, tmp_path / "copy", "long.flac", on_progress=fractions.append)
    assert fractions == sorted(fractions)
    assert len(fractions) >= 4
    assert fractions[-1] == pytest.approx(1, abs=0.2)

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        copy(recording, tmp_path / "other", "long.flac", on_progress=stop)
    assert {path.name for path in tmp_path.iterdir()} == {"long.flac", "copy"}


@pytest.mark.parametrize(("ending", "codec"), [("wav", "pcm_s16le"), ("ogg", "libopus")])
def test_a_full_disk_leaves_nothing_half_written(ending: str, codec: str, tmp_path: Path) -> None:
    recording = write(tmp_path / f"a.{ending}", codec, [SOUND])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, hard))
    try:
        with pytest.raises(OSError, match="too large") as said:
            copy(recording, tmp_path / "copy", "a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert said.value.errno == 27
    assert list(tmp_path.iterdir()) == [recording]


def test_a_longer_recording_takes_no_more_memory(tmp_path: Path) -> None:
    """What Python holds; FFmpeg's own is a table of some bytes for every packet."""

    def peak(minutes: int) -> int:
        sound = np.tile(bursts(20), 3 * minutes)
        recording = write(tmp_path / "a.flac", "flac", [sound])
        tracemalloc.start()
        copy(recording, tmp_path / "copy", "a.flac")
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(6) < 1.2 * peak(2)
