"""A sound that tells its time: each second begins with a burst whose pitch says which it is; and files made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import itemgetter
from pathlib import Path

import av
import numpy as np
from av.packet import Packet

from lecture.speech.audio import Samples

RATE = 48_000
LENGTH = 0.06  # seconds of a burst
LOWEST, STEP = 400, 100  # Hz: of the first second, and from each to the next

# Options of an MP3 encoder for a bit rate that varies, and of an MP4 that is written while it is recorded.
VARIABLE = {"flags": "+qscale", "global_quality": "590"}
IN_PIECES = {"movflags": "frag_keyframe+empty_moov", "frag_duration": "1000000"}


def bursts(seconds: int, loudness: float = 0.5, hiss: float = 0.0) -> Samples:
    sound = np.random.default_rng(0).normal(0, hiss, seconds * RATE).astype(np.float32)
    times = np.arange(round(LENGTH * RATE)) / RATE
    for second in range(seconds):
        tone = loudness * np.sin(2 * np.pi * (LOWEST + STEP * second) * times)
        sound[second * RATE : second * RATE + len(tone)] = tone
    return sound


def found(sound: Samples, rate: int = RATE) -> list[tuple[int, float]]:
    """The bursts of a sound: which second each says that it is, and the second at which it begins."""
    frame = rate // 400
    loud = np.abs(sound[: len(sound) // frame * frame]).reshape(-1, frame).max(1) > 0.15
    edges = np.flatnonzero(np.diff(loud.astype(int), prepend=0, append=0))
    spans: list[list[int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if spans and start - spans[-1][1] < 10:  # a burst may waver
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return [(_said(sound[start * frame : end * frame], rate), start * frame / rate) for start, end in spans]


def _said(burst: Samples, rate: int) -> int:
    spectrum = np.abs(np.fft.rfft(burst * np.hanning(len(burst)), rate))  # a value for each Hz
    return round((float(spectrum.argmax()) - LOWEST) / STEP)


def write(
    path: Path,
    codec: str,
    tracks: Sequence[Samples],
    *,
    when: Callable[[float], float] = lambda time: time,
    picture: float = 0.0,
    layout: str = "mono",
    container: str | None = None,
    options: dict[str, str] | None = None,
    codec_options: dict[str, str] | None = None,
) -> Path:
    """A file of these tracks, every packet at the time that `when` gives for its own; a picture of so many seconds."""
    with av.open(str(path), "w", format=container, options=options or {}) as out:
        video = out.add_stream("mpeg4", rate=5) if picture else None
        streams = [out.add_stream(codec, rate=RATE, layout=layout, options=codec_options or {}) for _ in tracks]
        if video:
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            image = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            out.mux([packet for _ in range(round(picture * 5)) for packet in video.encode(image)])
            out.mux(video.encode(None))
        packets = []
        for sound, stream in zip(tracks, streams, strict=True):
            assert isinstance(stream, av.AudioStream)
            stream.bit_rate = 64_000
            frame = av.AudioFrame.from_ndarray(sound[None], format="flt", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
            if layout != "mono":
                (frame,) = av.AudioResampler(frame.format, layout, RATE).resample(frame)
            packets += [*stream.encode(frame), *stream.encode(None)]
        for time, packet in sorted(((_time(packet), packet) for packet in packets), key=itemgetter(0)):
            packet.pts = packet.dts = round(when(time) / (packet.time_base or 1))
            out.mux(packet)
    return path


def _time(packet: Packet[av.AudioStream]) -> float:
    assert packet.pts is not None
    assert packet.time_base is not None
    return float(packet.pts * packet.time_base)
