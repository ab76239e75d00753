"""A stream of sound -> chunks for Whisper, cut in its pauses, never inside a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.detector import SpeechDetector
from lecture.speech.levels import hidden, levels_of
from lecture.speech.loudness import HOP, Loudness, Spans, joined, loudness_of

LONGEST_CHUNK = 20.0  # seconds of sound in one chunk; Whisper hears up to 30, but attention costs the square
LOOK_AHEAD = 60.0  # seconds that are weighed to find one chunk
SHORTEST_PAUSE = 0.15  # seconds; shorter dips are inside words
KEPT_PAUSE = 0.5  # seconds; what a pause is longer than this is not listened to
MARGIN = 0.2  # seconds of quiet kept on both sides of speech


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
    sound: Samples  # the pieces' samples, laid end to end, what is too quiet of them raised
    level: float = 0.0  # decibels of the loudest around it, and of its quiet
    noise: float = 0.0

    def time(self, seconds: float) -> float:
        """A time in the chunk's sound -> the time in the recording, both in seconds."""
        left = seconds * SAMPLE_RATE
        for start, end in self.pieces:
            if left <= end - start:
                return (start + left) / SAMPLE_RATE
            left -= end - start
        return self.pieces[-1][1] / SAMPLE_RATE if self.pieces else self.end / SAMPLE_RATE

    @property
    def spoken(self) -> list[tuple[float, float]]:
        """`speech` in seconds."""
        return [(start / SAMPLE_RATE, end / SAMPLE_RATE) for start, end in self.speech]

    @property
    def clear(self) -> bool:
        """Whether it is known where words begin and end: no noise and no echo hides that."""
        return not hidden(self.level, self.noise)

    @property
    def spoken_seconds(self) -> float:
        return sum(end - start for start, end in self.speech) / SAMPLE_RATE

    def halves(self) -> tuple[Chunk, Chunk]:
        """Cut in two where it is quietest, in its middle third."""
        cut = _quietest(loudness_of(self.sound), len(self.sound) // 3, 2 * len(self.sound) // 3)
        return self._part(0, cut), self._part(cut, len(self.sound))

    def within(self, start: float, end: float) -> Chunk:
        """What of it lies between two times in the recording, in seconds."""
        return self._part(self._offset(start), self._offset(end))

    def _offset(self, seconds: float) -> int:
        """The sample of its sound at, or next behind, a time in the recording."""
        time = round(seconds * SAMPLE_RATE)
        return sum(min(max(time - first, 0), last - first) for first, last in self.pieces)

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
        return replace(self, pieces=tuple(pieces), speech=speech, sound=self.sound[start:end])


def chunks(blocks: Iterator[Samples], begin: int = 0) -> Iterator[Chunk]:
    """Cut a stream of sound in its pauses.

    begin : the sample to begin with; where it is the `end` of a chunk, the same chunks follow as without it.

    Each chunk is found from the sound behind the last cut alone. A chunk without pieces holds no sound.
    """
    detector = SpeechDetector()
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
        levels = levels_of(buffer[:look_ahead], detector)
        pieces, cut = first_chunk(levels.loud, levels.loudness, min(len(buffer), look_ahead), more=not ended)
        speech = [(first + a, first + min(b, cut)) for a, b in joined(levels.loud, SHORTEST_PAUSE) if a < cut]
        sound = np.concatenate([levels.raised(buffer, a, b) for a, b in pieces]) if pieces else buffer[:0]
        yield Chunk(
            tuple((first + a, first + b) for a, b in pieces),
            tuple(speech),
            first + cut,
            sound,
            levels.high,
            levels.quiet,
        )
        buffer, first = buffer[cut:], first + cut


def first_chunk(loud: Spans, loudness: Loudness, length: int, more: bool) -> tuple[Spans, int]:
    """The pieces of the first chunk of some sound, and where the rest begins, in samples.

    loud : where the sound is not quiet; loudness : of each 10 ms frame; length : in samples; more : whether it goes on

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
    if more and wide and wide[-1][1] == length and wide[-1][0] > 0:  # what goes on is left for the next
        return wide[:-1], wide[-1][0]
    return wide, length


def _quietest(loudness: Loudness, earliest: int, limit: int) -> int:
    """The sample between two in the middle of the quietest 0.3 s: a pause beats a shorter one that is as quiet."""
    first, last = earliest // HOP, max(limit // HOP, earliest // HOP + 1)
    width = 31
    smooth = np.convolve(np.pad(loudness[first:last], width // 2, mode="edge"), np.ones(width) / width, mode="valid")
    return min(limit, max(earliest, int(first + np.argmin(smooth)) * HOP))
