"""Sounds for tests: spoken sentences joined with pauses of known length, and files of every kind made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np

from lecture.speech.audio import SAMPLE_RATE, Recording, Samples
from tests.sounds.make import HERE, SPOKEN


def spoken(name: str) -> Samples:
    return np.concatenate(list(Recording(HERE / f"{name}.opus")))


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


@dataclass(frozen=True)
class Truth:
    """A sentence and when it is said, in seconds."""

    start: float
    end: float
    sentence: str


def joined(names: Iterable[str], pauses: Iterable[float]) -> tuple[Samples, list[Truth]]:
    """Sentences, each behind a pause of so many seconds; half a second of silence at the end."""
    parts: list[Samples] = []
    truth, at = [], 0.0
    for name, pause in zip(names, pauses, strict=True):
        sound = spoken(name)
        start, end = at + pause, at + pause + len(sound) / SAMPLE_RATE
        truth.append(Truth(start, end, SPOKEN[name][1]))
        parts += [silence(pause), sound]
        at = end
    return np.concatenate([*parts, silence(0.5)]), truth


def write(
    path: Path,
    sound: Samples,
    codec: str = "pcm_s16le",
    rate: int = SAMPLE_RATE,
    layout: str = "mono",
    container: str | None = None,
    options: dict[str, str] | None = None,
    codec_options: dict[str, str] | None = None,
    picture: bool = False,
) -> Path:
    """Write a media file with PyAV; `options` are the container's."""
    with av.open(str(path), "w", format=container, options=options or {}) as file:
        video = file.add_stream("mpeg4", rate=5) if picture else None
        audio = cast(av.AudioStream, file.add_stream(codec, rate=rate, layout=layout)) if len(sound) else None
        if video:
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            for _ in range(10):
                file.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")))
            file.mux(video.encode(None))
        if audio:
            audio.bit_rate = 64_000
            audio.codec_context.options = codec_options or {}
            resampler = av.AudioResampler(format=audio.format.name, layout=layout, rate=rate, frame_size=1024)
            for start in [*range(0, len(sound), SAMPLE_RATE), None]:
                piece = None
                if start is not None:
                    data = np.ascontiguousarray(sound[None, start : start + SAMPLE_RATE])
                    piece = av.AudioFrame.from_ndarray(data, format="fltp", layout="mono")
                    piece.sample_rate, piece.pts, piece.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
                for frame in resampler.resample(piece):
                    file.mux(audio.encode(frame))
            file.mux(audio.encode(None))
    return path
