"""The chapters that files bring, read from real files of every kind that has them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from lecture.speech.audio import SAMPLE_RATE, Recording, Samples
from lecture.speech.marks import CLOSEST, LONGEST_TITLE, MOST, marks, sensible
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Mark, Options
from tests.conftest import SAMPLE
from tests.lecture.speech.sounds import silence, write

# Whole seconds, for FFmpeg writes 12.5 into an Ogg file as 13.5.
BOOK = ((0.0, "The Sea — Die See"), (12.0, "潮汐とは \U0001f30a"), (30.0, "المد والجزر"))
KINDS = [("a.m4b", "aac"), ("a.mp4", "aac"), ("a.mp3", "libmp3lame"), ("a.mka", "flac"), ("a.opus", "libopus")]


def with_chapters(path: Path, codec: str, told: tuple[tuple[float, str], ...], sound: Samples | None = None) -> Path:
    """A file with these chapters, of silence if no sound is given."""
    sound = silence(45.0) if sound is None else sound
    bare = write(path.with_name(f"bare-{path.name}"), sound, codec, 48_000, container=_container(path))
    ends = [*(start for start, _ in told[1:]), len(sound) / SAMPLE_RATE]
    with av.open(str(bare)) as source, av.open(str(path), "w", format=_container(path)) as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        target.set_chapters(
            [
                {
                    "id": number,
                    "start": round(start * 1000),
                    "end": round(end * 1000),
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": title},
                }
                for number, ((start, title), end) in enumerate(zip(told, ends, strict=True))
            ]
        )
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path


def _container(path: Path) -> str | None:
    return {".m4b": "ipod", ".mka": "matroska"}.get(path.suffix)


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_chapters_of_a_file_are_marks(name: str, codec: str, tmp_path: Path) -> None:
    path = with_chapters(tmp_path / name, codec, BOOK)
    found = marks(path, name, 45.0)
    assert [mark.title for mark in found] == [title for _, title in BOOK]
    assert [mark.start for mark in found] == pytest.approx([start for start, _ in BOOK], abs=0.1)
    recording = Recording(path)  # an MP4 keeps them in a track of texts, which is no sound
    assert sum(map(len, recording)) / SAMPLE_RATE == pytest.approx(45.0, abs=0.2)
    assert recording.remark == ""


def test_a_file_without_chapters_or_that_cannot_be_read_has_none(tmp_path: Path) -> None:
    assert marks(SAMPLE, "lecture.mp3", 60.0) == ()
    (tmp_path / "text.mp3").write_text("no sound")
    assert marks(tmp_path / "text.mp3", "text.mp3", 60.0) == ()


def id3(*frames: tuple[bytes, bytes]) -> bytes:
    """A tag of ID3 version 2.3."""
    body = b"".join(name + len(data).to_bytes(4, "big") + b"\0\0" + data for name, data in frames)
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body


def chap(element: bytes, start: int, end: int, title: str | None) -> tuple[bytes, bytes]:
    """An ID3 chapter, times in milliseconds."""
    head = element + b"\0" + start.to_bytes(4, "big") + end.to_bytes(4, "big") + b"\xff" * 8
    text = b"" if title is None else b"\x01" + title.encode("utf-16")
    sub = b"" if title is None else b"TIT2" + len(text).to_bytes(4, "big") + b"\0\0" + text
    return b"CHAP", head + sub


def test_the_chapters_of_a_podcast_written_byte_by_byte(tmp_path: Path) -> None:
    path = tmp_path / "podcast.mp3"
    toc = b"toc\0\x03\x03ch0\0ch1\0ch2\0"
    tag = id3(
        (b"CTOC", toc),
        chap(b"ch2", 40_000, 60_000, None),
        chap(b"ch0", 0, 15_000, "Größe\r\nund  Zeit"),
        chap(b"ch1", 15_000, 40_000, "海"),
    )
    path.write_bytes(tag + SAMPLE.read_bytes())
    found = marks(path, path.name, 60.0)
    assert [mark.title for mark in found] == ["Größe und Zeit", "海", ""]
    assert [mark.start for mark in found] == pytest.approx([0.0, 15.0, 40.0], abs=0.1)


def podcast(path: Path) -> Path:
    path.write_bytes(id3(chap(b"a", 0, 30_000, "One"), chap(b"b", 30_000, 83_000, "Two")) + SAMPLE.read_bytes())
    return path


def audiobook(path: Path) -> Path:
    return with_chapters(path, "aac", ((0.0, "One"), (30.0, "Two")), np.concatenate(list(Recording(SAMPLE))))


@pytest.mark.parametrize(("make", "name"), [(podcast, "a.mp3"), (audiobook, "a.m4b")])
def test_what_is_heard_brings_them_in_the_transcript_and_they_are_its_chapters(
    make: Callable[[Path], Path], name: str, recognizer: Recognizer, tmp_path: Path
) -> None:
    path = make(tmp_path / name)
    *growing, last = transcribe(recognizer, path, Options(language="en"), words=False)
    assert "slow rise and fall of the sea" in last.text
    assert not any(transcript.marks for transcript in growing)
    assert [mark.title for mark in last.marks] == ["One", "Two"]
    *_, again = transcribe(recognizer, path, Options(language="en"), so_far=growing[-1], words=False)
    assert again.marks == last.marks
    first, second = pipeline.read(last).chapters
    assert (first.title, second.title, first.start, second.end) == ("One", "Two", 0.0, last.duration)
    assert first.end == pytest.approx(30.0, abs=5.0)


# What makes sense


def titles(*told: str) -> list[str]:
    return [mark.title for mark in sensible([(60.0 * number, title) for number, title in enumerate(told)], 6000.0)]


def test_a_title_that_is_a_number_and_no_more_is_none() -> None:
    assert titles("Chapter 001", "Chapter 002", "Epilogue") == ["", "", "Epilogue"]
    assert titles("Kapitel 1", "kapitel 2", "Kapitel 10") == ["", "", ""]
    assert titles("第1章", "第2章") == ["", ""]
    assert titles("1", "02", "00:02:00", "…") == ["", "", "", ""]
    assert titles("ch0", "Waves", "ch2") == ["", "Waves", ""]
    assert titles("1. Waves", "2. Tides", "CO2", "Questions", "Questions") == [
        *("1. Waves", "2. Tides", "CO2", "Questions", "Questions")
    ]


def test_marks_are_ordered_told_once_and_within_the_recording() -> None:
    told = [(50.0, "C"), (-0.3, "A"), (20.0, ""), (20.004, "B"), (100.0, "The end"), (1e300, "far")]
    assert sensible(told, 100.0) == (Mark(0.0, "A"), Mark(20.0, "B"), Mark(50.0, "C"))


def test_fewer_than_two_are_none_and_so_are_cues_that_come_every_second() -> None:
    assert sensible([(0.0, "All of it")], 100.0) == ()
    assert sensible([(float(at), f"Slide {at}") for at in range(300)], 300.0) == ()
    assert sensible([(20.0 * at, "x") for at in range(MOST + 1)], 1e6) == ()
    assert len(sensible([(0.0, "Jingle"), (4.0, "Welcome"), (90.0, "Waves"), (200.0, "Tides")], 400.0)) == 4


@given(st.lists(st.tuples(st.floats(allow_nan=False), st.text()), max_size=8), st.floats(1, 1e5))
def test_any_chapters_give_marks_in_order_with_titles_on_one_line(told: list[tuple[float, str]], length: float) -> None:
    found = sensible(told, length)
    starts = [mark.start for mark in found]
    assert len(found) != 1
    assert starts == sorted(set(starts))
    assert all(0 <= start <= length for start in starts)
    assert all(len(mark.title.splitlines()) <= 1 and len(mark.title) <= LONGEST_TITLE for mark in found)
    assert not found or length / len(found) >= CLOSEST / 2
