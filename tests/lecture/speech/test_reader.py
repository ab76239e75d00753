"""One clock for all that is made of a file: a gap is silence, a wild timestamp moves nothing, any place is found."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest

from lecture.errors import NoSuchTrack, NotARecording
from lecture.speech.audio import SAMPLE_RATE, Recording, Samples
from lecture.speech.clip import RATE, clip
from lecture.speech.playable import playable
from lecture.speech.timeline import LONGEST_SILENCE, Timeline
from tests.lecture.speech import sounds

TONE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(10 * 48_000) / 48_000)).astype(np.float32)  # ten seconds


def write(path: Path, codec: str, when: Callable[[float], float], picture: float = 0.0, offset: float = 0.0) -> Path:
    """Ten seconds of a tone, every packet at the time that `when` gives for its own; a picture of so many seconds."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("mpeg4", rate=5) if picture else None
        stream = cast(av.AudioStream, out.add_stream(codec, rate=48_000, layout="mono"))
        if video:
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            for _ in range(round(picture * 5)):
                image = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
                for packet in video.encode(image):
                    out.mux(packet)
            for packet in video.encode(None):
                out.mux(packet)
        resampler = av.AudioResampler(stream.format, "mono", 48_000, frame_size=stream.frame_size or 960)
        frame = av.AudioFrame.from_ndarray(TONE[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        pieces = [*resampler.resample(frame), *resampler.resample(None)]
        for packet in [packet for piece in [*pieces, None] for packet in stream.encode(piece)]:
            assert packet.pts is not None
            assert packet.time_base is not None
            time = when(float(packet.pts * packet.time_base)) + offset
            packet.pts = packet.dts = round(time / packet.time_base)
            out.mux(packet)
    return path


def loud(sound: Samples, rate: int) -> list[tuple[float, float]]:
    """The stretches that are not silent, in seconds to a hundredth."""
    frames = np.abs(sound[: len(sound) // (rate // 100) * (rate // 100)]).reshape(-1, rate // 100).max(1) > 0.1
    edges = np.flatnonzero(np.diff(frames.astype(int), prepend=0, append=0)) / 100
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def heard(path: Path, track: int | None = None) -> list[tuple[float, float]]:
    return loud(np.concatenate(list(Recording(path, track=track))), SAMPLE_RATE)


def clipped(path: Path, start: float, end: float) -> Samples:
    with wave.open(io.BytesIO(clip(path, start, end))) as read:
        sound: Samples = np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.float32)
        sound /= np.float32(32_768)
        return sound


def about(*spans: tuple[float, float]) -> list[object]:
    return [pytest.approx(span, abs=0.06) for span in spans]


TIMED = [("libopus", "webm"), ("aac", "mka"), ("libmp3lame", "mkv"), ("aac", "mp4"), ("aac", "ts"), ("flac", "mka")]


@pytest.mark.parametrize(("codec", "ending"), TIMED)
def test_a_gap_is_as_long_as_the_files_clock_says(codec: str, ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"gap.{ending}", codec, lambda time: time if time < 4 else time + 7)
    assert heard(path) == about((0, 4), (11, 17))
    assert loud(clipped(path, 10, 13), RATE) == about((1, 3))
    assert len(clipped(path, 5, 9)) == 4 * RATE


@pytest.mark.parametrize(("codec", "ending"), TIMED)
def test_a_file_whose_clock_begins_late_begins_at_nought(codec: str, ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"late.{ending}", codec, lambda time: time, offset=100)
    recording = Recording(path)
    assert loud(np.concatenate(list(recording)), SAMPLE_RATE) == about((0, 10))
    assert recording.remark == ""
    assert recording.expected == pytest.approx(10, abs=0.2)
    assert loud(clipped(path, 8, 20), RATE) == about((0, 2))


@pytest.mark.parametrize(("codec", "ending"), [("aac", "mp4"), ("aac", "mkv"), ("libmp3lame", "ts")])
def test_sound_that_begins_behind_the_picture_keeps_its_times(codec: str, ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"film.{ending}", codec, lambda time: time, picture=30, offset=8)
    recording = Recording(path)
    assert loud(np.concatenate(list(recording)), SAMPLE_RATE) == about((8, 18))
    assert recording.remark == ""
    for start, end in ((0, 5), (3, 7), (7, 12), (12, 17)):
        assert len(clipped(path, start, end)) == (end - start) * RATE
    assert loud(clipped(path, 7, 12), RATE) == about((1, 5))
    assert playable(path, "film.mp4") == ""


def test_a_clock_that_jumps_by_hours_and_stays_there_inserts_none(tmp_path: Path) -> None:
    path = write(tmp_path / "wild.mka", "flac", lambda time: time if time < 5 else time + 3 * LONGEST_SILENCE)
    assert heard(path) == about((0, 10))


def placed(times: list[float], limit: float = 0.0) -> list[float]:
    """Where frames of 20 ms end up that are stamped with these times, in seconds."""
    timeline, starts = Timeline(0.0, 0.0, limit), []
    for time in [*times, None]:
        frame = None
        if time is not None:
            frame = av.AudioFrame(format="flt", layout="mono", samples=960)
            frame.sample_rate, frame.time_base, frame.pts = 48_000, Fraction(1, 48_000), round(time * 48_000)
        end = timeline.position or 0.0
        for silence, ready in timeline(frame):
            starts.append(end + silence)
            end += silence + ready.samples / ready.sample_rate
    return starts


EVEN = [count * 0.02 for count in range(100)]


def in_a_row(starts: list[float]) -> bool:
    return bool(np.allclose(starts, EVEN))


@pytest.mark.parametrize("wild", [0.5, 30.0, 5_000.0, 90_000.0, -0.5, -3.0, -90_000.0])
def test_one_wild_timestamp_moves_nothing(wild: float) -> None:
    assert in_a_row(placed([time + wild if count == 50 else time for count, time in enumerate(EVEN)]))


@pytest.mark.parametrize("wild", [90_000.0, -90_000.0, -1.5])
def test_a_clock_that_is_set_anew_loses_and_doubles_nothing(wild: float) -> None:
    assert in_a_row(placed([time + wild if count >= 50 else time for count, time in enumerate(EVEN)]))


def test_a_clock_that_is_set_back_is_followed_from_there_on() -> None:
    stamped = [time - (1.5 if count >= 80 else 0) + (4 if count >= 90 else 0) for count, time in enumerate(EVEN)]
    assert np.allclose(placed(stamped), [*EVEN[:90], *(time + 4 for time in EVEN[90:])])


def test_jitter_leaves_every_sample_in_its_place() -> None:
    assert in_a_row(placed([time + 0.09 * np.sin(99 * time) for time in EVEN]))


def test_no_silence_reaches_beyond_the_length_that_the_file_claims() -> None:
    stamped = [time + (30 if count >= 50 else 0) for count, time in enumerate(EVEN)]
    assert placed(stamped, 40)[-1] == pytest.approx(EVEN[-1] + 30)
    assert in_a_row(placed(stamped, 10))


def test_sound_in_short_bursts_with_pauses_between_keeps_its_times() -> None:
    """As browsers send it while nobody speaks: a frame now and then."""
    stamped = [count * 0.4 for count in range(10)]
    assert np.allclose(placed(stamped), stamped)


def chained(path: Path, *parts: tuple[str, int, str]) -> Path:
    """Ogg files of ten seconds end to end, each of a codec, rate and layout."""
    data = b""
    for codec, rate, layout in parts:
        sound = TONE[:: 48_000 // SAMPLE_RATE]
        data += sounds.write(path.with_name("part.ogg"), sound, codec, rate, layout, "ogg").read_bytes()
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "second",
    [
        ("flac", 44_100, "mono"),
        ("flac", 22_050, "mono"),
        ("flac", 44_100, "stereo"),
        ("libopus", 48_000, "stereo"),
    ],
)
def test_every_link_of_an_ogg_chain_is_heard(second: tuple[str, int, str], tmp_path: Path) -> None:
    path = chained(tmp_path / "chain.ogg", ("flac", 44_100, "mono"), second)
    recording = Recording(path)
    assert recording.expected == pytest.approx(20, abs=0.1)
    assert np.concatenate(list(recording)).size / SAMPLE_RATE == pytest.approx(20, abs=0.1)
    assert recording.remark == ""
    for start in (2, 8, 14):
        assert len(clipped(path, start, start + 4)) == 4 * RATE
        assert np.abs(clipped(path, start, start + 4)).max() > 0.3
    assert playable(path, "chain.ogg") == ""


def test_what_only_names_other_files_is_not_followed(tmp_path: Path) -> None:
    other = sounds.write(tmp_path / "other.wav", TONE[::3])
    lists = {
        "a.mp3": f"ffconcat version 1.0\nfile {other}\n",
        "a.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{other}\n#EXT-X-ENDLIST\n",
        "a.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        "a.wav": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    }
    for name, text in lists.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(NotARecording):
            Recording(tmp_path / name)
        with pytest.raises(NotARecording):
            clip(tmp_path / name, 0, 1)


def test_a_track_that_is_not_there_is_an_error_that_says_how_many_there_are(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "one.wav", TONE[::3])
    with pytest.raises(NoSuchTrack, match=r"“one.wav” has only one sound track, and no track 2"):
        Recording(path, track=2)
    with pytest.raises(NoSuchTrack):
        clip(path, 0, 1, track=2)
