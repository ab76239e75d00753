"""A video with its subtitles: what stood in it is there as it was, and the subtitles stand where they are said."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import srt
from av.stream import Disposition

from lecture.errors import Cancelled, EmptyRecording, NotARecording
from lecture.export import srt as srt_file
from lecture.export import vtt as vtt_file
from lecture.export.cues import Cue, cues
from lecture.languages import LANGUAGES
from lecture.speech.opening import LONG_CODES
from lecture.speech.subtitled import Track, has_picture, subtitled
from tests.lecture.export.tides import TIDES
from tests.lecture.speech import sounds
from tests.lecture.speech.bursts import RATE, bursts

SECONDS = 6
EXACT = 0.02  # seconds
SAID = (
    Cue(40, 1_500, ("Good morning.",)),
    Cue(1_500, 3_000, ("A tide is the slow rise", "and fall of the sea.")),
    Cue(4_250, 5_900, ("Ebbe & Flut: größer als 2 < 3, 潮汐 🌊",)),
)
TRACK = Track(SAID, "Lecture", "de")
# As long as the films here.
SHORT = replace(TIDES, transcript=replace(TIDES.transcript, segments=TIDES.transcript.segments[:1], duration=SECONDS))
needs_ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg")

# Of each kind of file: what codes its picture and its sound, how its name ends as a copy, and the subtitles in it.
KINDS = {
    "film.mp4": ("libx264", "aac", ".mp4", "mov_text"),
    "old.mp4": ("mpeg4", "aac", ".mp4", "mov_text"),
    "camera.mov": ("libx264", "pcm_s16le", ".mov", "mov_text"),
    "phone.m4v": ("libx264", "aac", ".mp4", "mov_text"),
    "film.mkv": ("libx264", "aac", ".mkv", "srt"),
    "page.webm": ("libvpx", "libopus", ".webm", "webvtt"),
    "old.avi": ("mpeg4", "libmp3lame", ".mkv", "srt"),
    "camera.ts": ("libx264", "aac", ".mkv", "srt"),
    "stream.flv": ("libx264", "aac", ".mkv", "srt"),
    "disc.mpg": ("mpeg2video", "mp2", ".mkv", "srt"),
}


def film(
    path: Path,
    picture: str,
    sound: str,
    *,
    more: Callable[[Any], None] = lambda file: None,
    **how: Any,
) -> Path:
    """A video of this kind: a picture that grows lighter, and a burst in each second."""
    container = {".m4v": "mp4", ".mpg": "mpeg", ".ts": "mpegts", ".mkv": "matroska"}.get(path.suffix)
    with av.open(str(path), "w", format=container, **how) as out:
        video: Any = out.add_stream(picture, rate=25)
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        audio: Any = out.add_stream(sound, rate=RATE, layout="mono")
        audio.bit_rate = 64_000
        more(out)
        frame = av.AudioFrame.from_ndarray(bursts(SECONDS)[None], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        packets = [*audio.encode(frame), *audio.encode(None)]
        for light in range(SECONDS * 25):
            pixels = np.full((64, 96, 3), light, np.uint8)
            packets += video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24"))
        packets += video.encode(None)
        out.mux(sorted(packets, key=lambda packet: packet.dts * packet.time_base))
    return path


def carried(path: Path) -> list[tuple[str, list[int | None], list[bytes]]]:
    """Of each picture and sound: what it is coded in, when each packet is shown, in ms, and what it is decoded to."""
    with av.open(str(path)) as file:
        numbers = [stream.index for stream in [*file.streams.video, *file.streams.audio]]
    return [_stream(path, number) for number in numbers]


def _stream(path: Path, number: int) -> tuple[str, list[int | None], list[bytes]]:
    with av.open(str(path)) as file:
        stream: Any = file.streams[number]
        zero = (file.start_time or 0) / av.time_base
        shown, decoded = [], []
        for packet in file.demux(stream):
            if packet.size:
                time = None if packet.pts is None else float(packet.pts * packet.time_base) - zero
                shown.append(None if time is None else round(1000 * time))
            decoded += [frame.to_ndarray().tobytes() for frame in packet.decode()]
        return stream.codec_context.name, shown, decoded


def alike(
    now: list[tuple[str, list[int | None], list[bytes]]], was: list[tuple[str, list[int | None], list[bytes]]]
) -> None:
    for (codec, shown, decoded), (same, when, whole) in zip(now, was, strict=True):
        assert (codec, len(shown), decoded == whole) == (same, len(when), True)
        if None not in when:  # an AVI does not say it
            assert shown == pytest.approx(when, abs=2)


def begins(path: Path) -> list[float]:
    """When each picture and sound begins, as a player counts."""
    with av.open(str(path)) as file:
        zero = (file.start_time or 0) / av.time_base
        streams = [*file.streams.video, *file.streams.audio]
        return [float((stream.start_time or 0) * (stream.time_base or 0)) - zero for stream in streams]


def plays(*arguments: str | Path) -> bytes:
    """What ffmpeg writes; it must have nothing to say."""
    told = subprocess.run(["ffmpeg", "-v", "warning", *arguments, "-"], capture_output=True, check=False)
    assert (told.stderr.decode(), told.returncode) == ("", 0)
    return told.stdout


@pytest.mark.parametrize("name", KINDS)
def test_pictures_and_sounds_are_carried_over_as_they_are(name: str, tmp_path: Path) -> None:
    picture, sound, ending, _ = KINDS[name]
    video = film(tmp_path / name, picture, sound)
    assert has_picture(video)
    assert subtitled(video, tmp_path / "copy", TRACK, name) == ending
    alike(carried(tmp_path / "copy"), carried(video))
    assert begins(tmp_path / "copy") == pytest.approx(begins(video), abs=0.002)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["copy", name])


@pytest.mark.parametrize("name", KINDS)
def test_the_subtitles_are_a_track_that_players_show(name: str, tmp_path: Path) -> None:
    picture, sound, _, codec = KINDS[name]
    subtitled(film(tmp_path / name, picture, sound), tmp_path / "copy", TRACK, name)
    with av.open(str(tmp_path / "copy")) as file:
        (stream,) = file.streams.subtitles
        assert stream.codec_context.name == codec
        assert stream.disposition == Disposition.default
        assert stream.metadata["language"] == ("ger" if name == "camera.mov" else "deu")
        assert (stream.metadata.get("title") or stream.metadata.get("handler_name")) == "Lecture"


@needs_ffmpeg
@pytest.mark.parametrize("name", KINDS)
def test_ffmpeg_plays_them_without_a_warning_and_finds_the_subtitles(name: str, tmp_path: Path) -> None:
    picture, sound, _, _ = KINDS[name]
    subtitled(film(tmp_path / name, picture, sound), tmp_path / "copy", TRACK, name)
    plays("-i", tmp_path / "copy", "-map", "0:v", "-map", "0:a", "-f", "null")
    told = plays("-copyts", "-i", tmp_path / "copy", "-map", "0:s", "-f", "srt")  # by the file's own clock
    found = list(srt.parse(told.decode()))
    assert [one.content for one in found] == ["\n".join(one.lines) for one in SAID]
    times = [(one.start.total_seconds(), one.end.total_seconds()) for one in found]
    assert np.allclose(times, [(one.start / 1000, one.end / 1000) for one in SAID], rtol=0, atol=EXACT)


@needs_ffmpeg
@pytest.mark.parametrize(("name", "write"), [("subtitles.srt", srt_file.write), ("subtitles.vtt", vtt_file.write)])
def test_ffmpeg_plays_the_files_of_subtitles_with_a_video_without_a_warning(
    name: str, write: Callable[[Any], bytes], tmp_path: Path
) -> None:
    video = film(tmp_path / "film.mp4", "mpeg4", "aac")
    (tmp_path / name).write_bytes(write(SHORT))
    shown = ["-i", str(video), "-i", str(tmp_path / name), "-map", "0:v", "-map", "0:a", "-map", "1:s", "-c:v", "copy"]
    plays(*shown, "-c:s", "srt", "-f", "matroska")
    found = list(srt.parse(plays("-i", tmp_path / name, "-f", "srt").decode()))
    assert [one.content for one in found] == ["\n".join(cue.lines) for cue in cues(SHORT.transcript)]


def test_what_else_the_file_tells_stays(tmp_path: Path) -> None:
    def tell(file: Any) -> None:
        file.metadata.update(title="Monday", artist="Prof. Ebb")
        file.streams.audio[0].metadata["language"] = "fra"
        tick = Fraction(1, 1000)
        file.set_chapters(
            [
                {"id": 1, "start": 0, "end": 2000, "time_base": tick, "metadata": {"title": "Moon"}},
                {"id": 2, "start": 2000, "end": 6000, "time_base": tick, "metadata": {"title": "Sun"}},
            ]
        )

    for name in ("film.mp4", "film.mkv"):
        video = film(tmp_path / name, "libx264", "aac", more=tell)
        subtitled(video, tmp_path / "copy", TRACK, name)
        with av.open(str(tmp_path / "copy")) as file:
            told = {key.lower(): value for key, value in file.metadata.items()}
            assert (told["title"], told["artist"]) == ("Monday", "Prof. Ebb")
            assert file.streams.audio[0].metadata["language"] == "fra"
            chapters = [
                (each["metadata"]["title"], float(each["start"] * (each["time_base"] or 0))) for each in file.chapters()
            ]
            assert chapters == [("Moon", 0.0), ("Sun", 2.0)]


def test_subtitles_of_before_stay_and_ours_come_first(tmp_path: Path) -> None:
    video = film(tmp_path / "film.mkv", "libx264", "aac")
    subtitled(video, tmp_path / "one.mkv", Track(SAID, "Theirs", "en"), "film.mkv")
    subtitled(tmp_path / "one.mkv", tmp_path / "two.mkv", TRACK, "one.mkv")
    with av.open(str(tmp_path / "two.mkv")) as file:
        tracks = [(stream.metadata["title"], bool(stream.disposition)) for stream in file.streams.subtitles]
        texts = [bytes(packet).decode() for packet in file.demux(file.streams.subtitles[0]) if packet.size]
    assert tracks == [("Theirs", False), ("Lecture", True)]
    assert texts == ["\n".join(one.lines) for one in SAID]


def _cover() -> bytes:
    coder: Any = av.CodecContext.create("mjpeg", "w")
    coder.width, coder.height, coder.pix_fmt, coder.time_base = 32, 32, "yuvj420p", Fraction(1, 25)
    frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24").reformat(format="yuvj420p")
    return b"".join(bytes(packet) for packet in [*coder.encode(frame), *coder.encode(None)])


def test_a_cover_stays_a_cover(tmp_path: Path) -> None:
    cover = _cover()
    attach = lambda file: file.add_attachment("cover.jpg", "image/jpeg", cover)  # noqa: E731
    video = film(tmp_path / "film.mkv", "libx264", "aac", more=attach)
    subtitled(video, tmp_path / "copy", TRACK, "film.mkv")
    with av.open(str(tmp_path / "copy")) as file:
        film_itself, kept = file.streams.video
        assert (film_itself.disposition, kept.disposition) == (Disposition(0), Disposition.attached_pic)
        assert [bytes(packet) for packet in file.demux(kept) if packet.size] == [cover]


def test_only_a_picture_that_moves_makes_a_video(tmp_path: Path, sample: Path) -> None:
    cover = _cover()
    with av.open(str(tmp_path / "album.mka"), "w", format="matroska") as out:
        stream: Any = out.add_stream("libopus", rate=RATE, layout="mono")
        out.add_attachment("cover.jpg", "image/jpeg", cover)
        frame = av.AudioFrame.from_ndarray(bursts(2)[None], format="flt", layout="mono")
        frame.sample_rate = RATE
        out.mux([*stream.encode(frame), *stream.encode(None)])
    (tmp_path / "words.mp4").write_text("words " * 100)
    (tmp_path / "empty.mp4").write_bytes(b"")
    for none in (sample, tmp_path / "album.mka", tmp_path / "words.mp4", tmp_path / "empty.mp4"):
        assert not has_picture(none)
        with pytest.raises(NotARecording if none.stat().st_size else EmptyRecording, match=none.name):
            subtitled(none, tmp_path / "copy", TRACK, none.name)
    assert not (tmp_path / "copy").exists()


def test_a_video_that_no_kind_of_file_holds_with_subtitles_has_no_copy(tmp_path: Path) -> None:
    video = film(tmp_path / "old.wmv", "wmv2", "wmav2")
    assert not has_picture(video)
    with pytest.raises(NotARecording):
        subtitled(video, tmp_path / "copy", TRACK, "old.wmv")


def test_of_a_video_that_breaks_off_there_is_what_can_be_read(tmp_path: Path) -> None:
    video = film(tmp_path / "film.mkv", "libx264", "aac")
    whole = video.read_bytes()
    video.write_bytes(whole[: len(whole) // 2])
    subtitled(video, tmp_path / "copy", TRACK, "film.mkv")
    was, now = carried(video), carried(tmp_path / "copy")
    alike(now, was)
    assert 0 < len(now[0][2]) < SECONDS * 25


def test_a_damaged_middle_is_passed_over(tmp_path: Path) -> None:
    video = film(tmp_path / "camera.ts", "libx264", "aac")
    data = bytearray(video.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3_000] = bytes(3_000)
    video.write_bytes(data)
    subtitled(video, tmp_path / "copy", TRACK, "camera.ts")
    with av.open(str(tmp_path / "copy")) as file:
        assert len(list(file.decode(video=0))) > 0.8 * SECONDS * 25


def test_a_lecture_in_which_nothing_is_said_has_an_empty_track(tmp_path: Path) -> None:
    for name in ("film.mp4", "film.mkv"):
        video = film(tmp_path / name, "libx264", "aac")
        subtitled(video, tmp_path / "copy", Track((), "Lecture", ""), name)
        with av.open(str(tmp_path / "copy")) as file:
            assert len(file.streams.subtitles) == 1
            assert file.streams.subtitles[0].metadata.get("language", "und") == "und"
        alike(carried(tmp_path / "copy"), carried(video))


def test_it_stops_when_it_is_told_to_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video = film(tmp_path / "film.mp4", "libx264", "aac")
    monkeypatch.setattr("lecture.speech.subtitled.REPORTED", 1_000)
    told: list[float] = []
    subtitled(video, tmp_path / "copy", TRACK, "film.mp4", told.append)
    assert told == sorted(told)
    assert len(told) > 3
    (tmp_path / "copy").unlink()

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        subtitled(video, tmp_path / "copy", TRACK, "film.mp4", stop)
    assert list(tmp_path.iterdir()) == [video]


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv"])
def test_a_full_disk_leaves_nothing_half_written(name: str, tmp_path: Path) -> None:
    video = film(tmp_path / name, "libx264", "aac")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            subtitled(video, tmp_path / "copy", TRACK, name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == [video]


def test_a_longer_video_takes_no_more_memory(tmp_path: Path) -> None:
    def peak(minutes: int) -> int:
        sound = np.tile(bursts(20)[::3], 3 * minutes)
        video = sounds.write(tmp_path / "film.mkv", sound, "aac", picture=True)
        tracemalloc.start()
        subtitled(video, tmp_path / "copy", TRACK, "film.mkv")
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(1)
    assert peak(9) < 1.2 * peak(3)


def test_every_language_that_whisper_hears_has_a_name_of_three_letters() -> None:
    assert set(LANGUAGES) - set(LONG_CODES.values()) == set()
    assert {len(long) for long in LONG_CODES} == {3}
