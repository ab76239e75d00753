"""A stream of sound -> chunks for Whisper, cut in its pauses, never inside a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lecture.speech.audio import SAMPLE_RATE, Samples

Loudness = npt.NDArray[np.float32]
Spans = list[tuple[int, int]]  # (start, end) in samples

HOP = SAMPLE_RATE // 100  # samples in one 10 ms frame, the grain in which pauses are sought
LONGEST_CHUNK = 20.0  # seconds of sound in one chunk; Whisper hears up to 30, but attention costs the square
LOOK_AHEAD = 60.0  # seconds that are weighed to find one chunk
SHORTEST_PAUSE = 0.15  # seconds; shorter dips are inside words
KEPT_PAUSE = 0.5  # seconds; what a pause is longer than this is not listened to
MARGIN = 0.2  # seconds of quiet kept on both sides of speech
SILENCE = -80  # decibels below full scale; nothing under it is listened to


@dataclass(frozen=True, slots=True)
class Chunk:
    """What Whisper is given at once: pieces of the recording, laid end to end, at most LONGEST_CHUNK long.

    `pieces` are (start, end) in samples of the recording; long pauses between them are not listened to.
    `speech` are the stretches of these that are not quiet. `end` is the sample up to which the recording is done
    once this chunk is.
    """

    pieces: tuple[tuple[int, int], ...]
    speech: tuple[tuple[int, int], ...]
    end: int
    sound: Samples  # the pieces' samples, laid end to end

    def time(self, seconds: float) -> float:
        """A time in the chunk's sound -> the time in the recording, both in seconds."""
        left = seconds * SAMPLE_RATE
        for start, end in self.pieces:
            if left <= end - start:
                return (start + left) / SAMPLE_RATE
            left -= end - start
        return self.pieces[-1][1] / SAMPLE_RATE if self.pieces else self.end / SAMPLE_RATE

    def halves(self) -> tuple[Chunk, Chunk]:
        """Cut in two where it is quietest, in its middle third."""
        cut = _quietest(loudness_of(self.sound), len(self.sound) // 3, 2 * len(self.sound) // 3)
        return self._part(0, cut), self._part(cut, len(self.sound))

    def _part(self, start: int, end: int) -> Chunk:
        pieces, at = [], 0
        for first, last in self.pieces:
            piece = first + max(0, start - at), first + min(last - first, end - at)
            if piece[0] < piece[1]:
                pieces.append(piece)
            at += last - first
        speech = tuple(
            (max(first, a), min(last, b)) for first, last in self.speech for a, b in pieces if first < b and a < last
        )
        return Chunk(tuple(pieces), speech, self.end, self.sound[start:end])


def chunks(blocks: Iterator[Samples], begin: int = 0) -> Iterator[Chunk]:
    """Cut a stream of sound in its pauses.

    begin : the sample to begin with; where it is the `end` of a chunk, the same chunks follow as without it.

    Each chunk is found from the sound behind the last cut alone. A chunk without pieces holds no sound.
    """
    buffer: Samples = np.zeros(0, np.float32)
    first = begin  # the recording's sample that buffer[0] is
    skip = begin
    look_ahead = int(LOOK_AHEAD * SAMPLE_RATE)
    ended = False
    while not (ended and not len(buffer)):
        while not ended and len(buffer) < look_ahead:
            block = next(blocks, None)
            if block is None:
                ended = True
                break
            if skip >= len(block):
                skip -= len(block)
            else:
                buffer, skip = np.concatenate([buffer, block[skip:]]), 0
        if not len(buffer):
            break
        loudness = loudness_of(buffer[:look_ahead])
        loud = runs(active(loudness))
        pieces, cut = first_chunk(loud, loudness, min(len(buffer), look_ahead))
        speech = [(first + a, first + min(b, cut)) for a, b in joined(loud, SHORTEST_PAUSE) if a < cut]
        sound = np.concatenate([buffer[a:b] for a, b in pieces]) if pieces else buffer[:0]
        yield Chunk(tuple((first + a, first + b) for a, b in pieces), tuple(speech), first + cut, sound)
        buffer, first = buffer[cut:], first + cut


def first_chunk(loud: Spans, loudness: Loudness, length: int) -> tuple[Spans, int]:
    """The pieces of the first chunk of some sound, and where the rest begins, in samples.

    loud : where the sound is not quiet; loudness : of each 10 ms frame; length : in samples

    The cut falls into the longest pause of the chunk's second half that is not listened to in full; where there is
    none, it falls where it is quietest.
    """
    margin = int(MARGIN * SAMPLE_RATE)
    wide = [(max(0, start - margin), min(length, end + margin)) for start, end in joined(loud, KEPT_PAUSE)]
    room = int(LONGEST_CHUNK * SAMPLE_RATE)
    filled, best = 0, (0, 0)  # the longest pause, and the index of the piece behind it
    for index, (start, end) in enumerate(wide):
        if filled > room // 2:
            best = max(best, (start - wide[index - 1][1], index))
        if filled + end - start > room:
            if best[1]:
                return wide[: best[1]], wide[best[1] - 1][1]
            cut = _quietest(loudness, start + max(0, int(0.6 * room) - filled), start + room - filled)
            return [*wide[:index], (start, cut)], cut
        filled += end - start
    return wide, length


def loudness_of(sound: Samples) -> Loudness:
    """Decibels of each 10 ms frame, hum and rumble taken out by a first difference."""
    edged = np.diff(sound, prepend=sound[:1])
    frames = np.pad(edged, (0, -len(edged) % HOP)).reshape(-1, HOP)
    energy = np.maximum(np.einsum("fs,fs->f", frames, frames) / HOP, 1e-9)
    return np.asarray(10 * np.log10(energy), np.float32)


def active(loudness: Loudness) -> npt.NDArray[np.bool_]:
    """Which frames stand out from this recording's own quiet."""
    quiet, loud = np.percentile(loudness, [5, 95])
    if loud - quiet < 6:  # no pauses to be seen: steady noise, or speech over it
        return np.asarray(loudness > SILENCE)
    return np.asarray(loudness > max(SILENCE, float(quiet + 0.25 * (loud - quiet))))


def runs(frames: npt.NDArray[np.bool_]) -> Spans:
    """(start, end) in samples of each run of true frames."""
    edges = np.flatnonzero(np.diff(frames.astype(np.int8), prepend=0, append=0)) * HOP
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def joined(spans: Spans, gap: float) -> Spans:
    """The spans, those that lie less than `gap` seconds apart made one."""
    result: Spans = []
    for start, end in spans:
        if result and start - result[-1][1] < gap * SAMPLE_RATE:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def _quietest(loudness: Loudness, earliest: int, limit: int) -> int:
    """The sample between two in the middle of the quietest 0.3 s: a pause beats a shorter one that is as quiet."""
    first, last = earliest // HOP, max(limit // HOP, earliest // HOP + 1)
    width = 31
    smooth = np.convolve(np.pad(loudness[first:last], width // 2, mode="edge"), np.ones(width) / width, mode="valid")
    return min(limit, max(earliest, int(first + np.argmin(smooth)) * HOP))
