"""How loud a sound is, a hundred times a second, and the stretches of it that something is true of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lecture.speech.audio import SAMPLE_RATE, Samples

Loudness = npt.NDArray[np.float32]
Frames = npt.NDArray[np.bool_]
Spans = list[tuple[int, int]]  # (start, end) in samples

HOP = SAMPLE_RATE // 100  # samples in one 10 ms frame, the grain in which pauses are sought
SILENCE = -110  # decibels below full scale: less than the rounding of 16 bits leaves


def loudness_of(sound: Samples) -> Loudness:
    """Decibels of each 10 ms frame, hum and rumble taken out by a first difference."""
    edged = np.diff(sound, prepend=sound[:1])
    frames = np.pad(edged, (0, -len(edged) % HOP)).reshape(-1, HOP)
    energy = np.maximum(np.einsum("fs,fs->f", frames, frames) / HOP, 10 ** (SILENCE / 10))
    return np.asarray(10 * np.log10(energy), np.float32)


def runs(frames: Frames) -> Spans:
    """(start, end) in samples of each run of true frames."""
    edges = np.flatnonzero(np.diff(frames.astype(np.int8), prepend=0, append=0)) * HOP
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def joined(spans: Spans, gap: float) -> Spans:
    """The spans, those that lie no more than `gap` seconds apart made one."""
    result: Spans = []
    for start, end in spans:
        if result and start - result[-1][1] <= gap * SAMPLE_RATE:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def widened(spans: Spans, by: float, length: int) -> Spans:
    """The spans, each longer by so many seconds at both ends, those that meet made one; within `length` samples."""
    more = round(by * SAMPLE_RATE)
    return joined([(max(0, start - more), min(length, end + more)) for start, end in spans], 0.0)
