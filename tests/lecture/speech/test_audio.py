"""Any recording becomes the same stream of sound, and is cut in its pauses."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lecture.errors import EmptyRecording, NoSound, NotARecording
from lecture.speech.audio import KEPT_PAUSE, LONGEST_CHUNK, LOOK_AHEAD, SAMPLE_RATE, Chunk, Recording, Samples, chunks
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
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_gives_the_same_sound(kind: str, speech: Samples, tmp_path: Path) -> None:
    recording = Recording(sounds.write(tmp_path / kind, speech, **KINDS[kind]))
    assert same_sound(np.concatenate(list(recording)), speech)
    assert recording.remark == ""
    assert recording.seconds == pytest.approx(len(speech) / SAMPLE_RATE, abs=0.1)


def test_a_browsers_webm_claims_no_length(speech: Samples, tmp_path: Path) -> None:
    recording = Recording(sounds.write(tmp_path / "live.webm", speech, **KINDS["browser.webm"]))
    assert recording.expected == 0


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


def test_no_more_is_read_than_a_chunk_needs() -> None:
    read = 0

    def stream() -> Any:
        nonlocal read
        while True:
            read += 1
            yield np.random.default_rng(read).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)

    next(chunks(stream()))
    assert read <= LOOK_AHEAD + 1


def test_three_hours_are_cut_in_no_more_memory_than_minutes() -> None:
    def hours(length: float) -> Iterator[Samples]:
        block = np.random.default_rng(0).normal(0, 0.1, 5 * SAMPLE_RATE).astype(np.float32)
        block[:8000] = 0
        yield from (block.copy() for _ in range(round(length * 720)))

    def peak(length: float) -> int:
        tracemalloc.start()
        assert sum(len(chunk.sound) for chunk in chunks(hours(length))) > 0.8 * length * 3600 * SAMPLE_RATE
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(3.0) < 1.1 * peak(0.1) < 60e6


@st.composite
def recordings(draw: st.DrawFn) -> tuple[Samples, list[tuple[int, int]]]:
    """Noise in bursts with pauses between them, and the bursts."""
    lengths = st.tuples(st.integers(2, 300), st.integers(3, 200))  # of burst and pause, in tenths of a second
    generator = np.random.default_rng(draw(st.integers(0, 99)))
    parts, bursts, at = [np.zeros(1600, np.float32)], [], 1600
    for burst, pause in draw(st.lists(lengths, min_size=1, max_size=12)):
        bursts.append((at, at + burst * 1600))
        parts.append(generator.normal(0, 0.1, burst * 1600).astype(np.float32))
        parts.append(generator.normal(0, 1e-5, pause * 1600).astype(np.float32))
        at += (burst + pause) * 1600
    return np.concatenate(parts), bursts


def cut(sound: Samples, begin: int = 0) -> list[Chunk]:
    return list(chunks(iter(np.array_split(sound, 1 + len(sound) // 70_000)), begin))


@settings(max_examples=40, deadline=None)
@given(recordings())
def test_chunks_tile_the_sound_exactly(recording: tuple[Samples, list[tuple[int, int]]]) -> None:
    sound, bursts = recording
    found = cut(sound)
    pieces = [piece for chunk in found for piece in chunk.pieces]
    taken = np.zeros(len(sound), np.int8)
    for start, end in pieces:
        taken[start:end] += 1
    assert all((taken[start:end] == 1).all() for start, end in bursts)  # nothing lost, nothing twice
    assert taken.max() == 1
    assert found[-1].end == len(sound)
    assert all(one.end <= (other.pieces[0][0] if other.pieces else other.end) for one, other in pairwise(found))
    for chunk in found:
        assert len(chunk.sound) == sum(end - start for start, end in chunk.pieces) <= LONGEST_CHUNK * SAMPLE_RATE
        assert np.array_equal(chunk.sound, np.concatenate([sound[a:b] for a, b in chunk.pieces] or [sound[:0]]))


@settings(max_examples=25, deadline=None)
@given(recordings())
def test_from_any_cut_on_the_same_chunks_follow(recording: tuple[Samples, list[tuple[int, int]]]) -> None:
    sound, _ = recording
    found = cut(sound)
    for index, chunk in enumerate(found):
        rest = cut(sound, chunk.end)
        assert [(c.pieces, c.speech, c.end) for c in rest] == [(c.pieces, c.speech, c.end) for c in found[index + 1 :]]


@settings(max_examples=25, deadline=None)
@given(recordings())
def test_cuts_fall_into_pauses_where_there_are_any(recording: tuple[Samples, list[tuple[int, int]]]) -> None:
    sound, bursts = recording
    for chunk in cut(sound)[:-1]:
        for start, end in bursts:
            if start < chunk.end < end:  # then no pause was to be had since well before
                heard_before = len(chunk.sound) - (chunk.end - start)
                assert heard_before <= (0.6 * LONGEST_CHUNK + 0.2) * SAMPLE_RATE


def test_long_pauses_are_not_listened_to_and_times_know_of_it() -> None:
    sound, truth = sounds.joined(["moon", "heat"], [100.0, 9.0])
    chunk = next(c for c in cut(sound) if c.pieces)
    assert len(chunk.sound) / SAMPLE_RATE < sum(t.end - t.start for t in truth) + 3 * KEPT_PAUSE
    begin = chunk.time(0.0)
    assert begin == pytest.approx(truth[0].start, abs=0.3)
    assert chunk.time(len(chunk.sound) / SAMPLE_RATE) == pytest.approx(truth[1].end, abs=0.3)
    assert [round(a / SAMPLE_RATE) for a, _ in chunk.pieces] == [round(t.start - 0.2) for t in truth]


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=2, max_size=12))
def test_the_halves_of_a_chunk_are_the_chunk(stretches: list[tuple[int, bool]]) -> None:
    """Stretches of tenths of a second, listened to or not."""
    pieces: list[tuple[int, int]] = []
    at = 0
    for tenths, listened in stretches:
        if listened:
            pieces.append((at, at + tenths * 1600))
        at += tenths * 1600
    sound = np.random.default_rng(0).normal(0, 0.1, sum(b - a for a, b in pieces)).astype(np.float32)
    assume(len(sound) >= 2 * SAMPLE_RATE)
    chunk = Chunk(tuple(pieces), tuple(pieces), at, sound)
    left, right = chunk.halves()
    assert np.array_equal(np.concatenate([left.sound, right.sound]), sound)
    assert [*samples(left), *samples(right)] == samples(chunk)
    assert len(samples(left)) == len(left.sound)
    assert left.speech + right.speech == left.pieces + right.pieces
    assert min(len(left.sound), len(right.sound)) > len(sound) // 3 - SAMPLE_RATE // 100


def samples(chunk: Chunk) -> list[int]:
    return [sample for start, end in chunk.pieces for sample in range(start, end)]
