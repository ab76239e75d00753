"""Any media file -> a stream of 16 kHz mono float32; and where to cut it: in pauses, never inside a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lecture.errors import EmptyRecording, NoSound, NotARecording

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

Samples = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000  # what Whisper was trained on
BLOCK_SECONDS = 5.0  # how much a stream yields at once

HOP = SAMPLE_RATE // 100  # samples in one 10 ms frame, the grain in which pauses are sought
LONGEST_CHUNK = 28.0  # seconds of sound in one chunk; Whisper hears at most 30
LOOK_AHEAD = 60.0  # seconds that are weighed to find one chunk
SHORTEST_PAUSE = 0.10  # seconds; shorter dips are inside words
KEPT_PAUSE = 0.5  # seconds; what a pause is longer than this is not listened to
MARGIN = 0.2  # seconds of quiet kept on both sides of speech


class Recording:
    """A media file as a stream of sound.

    Iterating yields float32 blocks, shape = (n_samples,), mono at 16 kHz, about five seconds each, so that the
    memory needed does not grow with the length. Afterwards `seconds` is what was decoded and `remark` a sentence
    on what could not be, if so. `expected` is the length that the file claims, 0 where it claims none.

    Raises EmptyRecording, NotARecording or NoSound on opening or, where only decoding shows it, on iterating.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        import av

        self.name = name or path.name
        self.path = path
        self.seconds = 0.0
        self.remark = ""
        if path.stat().st_size == 0:
            raise EmptyRecording(self.name)
        try:
            with av.open(str(path), metadata_errors="replace") as container:
                self.expected = _claimed_seconds(container, self._stream(container))
        except (av.error.FFmpegError, ValueError) as error:
            raise NotARecording(self.name, str(error)) from error

    def __iter__(self) -> Iterator[Samples]:
        import av

        self.seconds, damaged = 0.0, 0
        broken_off = ""
        with av.open(str(self.path), metadata_errors="replace") as container:
            resample = _Resampler()
            packets = container.demux(self._stream(container))
            while True:
                try:
                    packet = next(packets, None)
                except av.error.FFmpegError as error:
                    broken_off = str(error)
                    packet = None
                if packet is None:
                    break
                try:
                    frames = packet.decode()
                except av.error.FFmpegError:  # one bad packet; players go on behind it as well
                    damaged += 1
                    continue
                for frame in frames:
                    yield from self._counted(resample(frame))
            yield from self._counted(resample(None))
            sized = container.format.name not in _GUESS_THEIR_LENGTH
        if self.seconds == 0:
            raise NotARecording(self.name, broken_off or "no sound could be decoded")
        if broken_off or (sized and self.expected - self.seconds > max(1.0, 0.01 * self.expected)):
            self.remark = f"The recording breaks off: only its first {_clock(self.seconds)} could be read."
        elif damaged:
            self.remark = "The recording is damaged in places: what could not be read there was left out."

    def _stream(self, container: InputContainer) -> AudioStream:
        if not container.streams.audio:
            raise NoSound(self.name) if container.streams.video else NotARecording(self.name, "it holds no sound")
        return container.streams.audio[0]

    def _counted(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        for block in blocks:
            self.seconds += len(block) / SAMPLE_RATE
            yield block


_GUESS_THEIR_LENGTH = frozenset({"aac", "mp3", "h264", "ac3", "amr"})  # FFmpeg guesses it from the bit rate


def _claimed_seconds(container: InputContainer, stream: AudioStream) -> float:
    if container.duration is not None:
        return max(0.0, container.duration / 1e6)
    if stream.duration is not None and stream.time_base is not None:
        return max(0.0, float(stream.duration * stream.time_base))
    return 0.0


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d} minutes"


class _Resampler:
    """Decoded frames -> blocks of 16 kHz mono. Gathering frames first is 10 times cheaper than one by one."""

    def __init__(self) -> None:
        from av.audio.fifo import AudioFifo
        from av.audio.resampler import AudioResampler

        self._new_fifo, self._new_resampler = AudioFifo, AudioResampler
        self._kind: tuple[object, ...] = ()
        self._fifo = AudioFifo()
        self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)

    def __call__(self, frame: AudioFrame | None) -> Iterator[Samples]:
        """What is complete after this frame; None flushes."""
        kind = (frame.format.name, frame.layout.name, frame.sample_rate) if frame else ()
        if self._kind and kind != self._kind:  # the end, or a stream that changes midway
            yield from self._converted(self._fifo.read())
            yield from self._converted(None)
        if frame is None:
            return
        if kind != self._kind:
            self._kind, self._fifo = kind, self._new_fifo()
            self._resampler = self._new_resampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        frame.pts = None  # the clocks of damaged files run wild; sound follows sound
        self._fifo.write(frame)
        if self._fifo.samples >= BLOCK_SECONDS * frame.sample_rate:
            yield from self._converted(self._fifo.read())

    def _converted(self, frame: AudioFrame | None) -> Iterator[Samples]:
        if frame is None or frame.samples:
            for resampled in self._resampler.resample(frame):
                yield resampled.to_ndarray()[0]


@dataclass(frozen=True, slots=True)
class Chunk:
    """What Whisper is given at once: pieces of the recording, laid end to end, at most LONGEST_CHUNK long.

    `pieces` are (start, end) in samples of the recording; long pauses between them are not listened to.
    `end` is the sample up to which the recording is done once this chunk is.
    """

    pieces: tuple[tuple[int, int], ...]
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
        pieces, cut = first_chunk(buffer[:look_ahead])
        sound = np.concatenate([buffer[a:b] for a, b in pieces]) if pieces else buffer[:0]
        yield Chunk(tuple((first + a, first + b) for a, b in pieces), first + cut, sound)
        buffer, first = buffer[cut:], first + cut


def first_chunk(sound: Samples, longest: float = LONGEST_CHUNK) -> tuple[list[tuple[int, int]], int]:
    """The pieces of the first chunk of this sound, and where the rest begins, in samples.

    The cut falls into the longest pause of the chunk's last third; in sound without a pause, where it is quietest.
    """
    loudness = _loudness(sound)
    pieces = _listened(_active(loudness), len(sound))
    room = int(longest * SAMPLE_RATE)
    filled = 0
    for index, (start, end) in enumerate(pieces):
        if filled + end - start > room:
            limit = start + room - filled
            earliest = start + max(0, int(0.6 * room) - filled)
            cut = _quietest(loudness, earliest, limit)
            kept = [*pieces[:index], (start, cut)] if cut > start else pieces[:index]
            return kept, cut
        filled += end - start
    return pieces, len(sound)


def _loudness(sound: Samples) -> npt.NDArray[np.float32]:
    """Decibels of each 10 ms frame, hum and rumble taken out by a first difference."""
    edged = np.diff(sound, prepend=sound[:1])
    frames = np.pad(edged, (0, -len(edged) % HOP)).reshape(-1, HOP)
    energy = np.maximum(np.einsum("fs,fs->f", frames, frames) / HOP, 1e-9)
    return np.asarray(10 * np.log10(energy), np.float32)


def _active(loudness: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which frames stand out from this recording's own quiet."""
    quiet, loud = np.percentile(loudness, [5, 95])
    if loud - quiet < 6:  # no pauses to be seen: steady noise, or speech over it
        return np.asarray(loudness > -80)
    return np.asarray(loudness > max(-80.0, float(quiet + 0.25 * (loud - quiet))))


def _listened(active: npt.NDArray[np.bool_], length: int) -> list[tuple[int, int]]:
    """Runs of active frames, widened by MARGIN, joined where the pause between is short; in samples."""
    edges = np.flatnonzero(np.diff(active.astype(np.int8), prepend=0, append=0)) * HOP
    margin, gap = int(MARGIN * SAMPLE_RATE), int(KEPT_PAUSE * SAMPLE_RATE)
    pieces: list[tuple[int, int]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        start, end = max(0, start - margin), min(length, end + margin)
        if pieces and start - pieces[-1][1] < gap - 2 * margin:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((max(start, pieces[-1][1]) if pieces else start, end))
    return pieces


def _quietest(loudness: npt.NDArray[np.float32], earliest: int, limit: int) -> int:
    """The middle of the longest stretch of quiet between two samples."""
    first, last = earliest // HOP, max(limit // HOP, earliest // HOP + 1)
    window = loudness[first:last]
    width = int(0.3 * SAMPLE_RATE) // HOP  # a pause of 0.3 s beats a shorter one that is as quiet
    smooth = np.convolve(np.pad(window, width // 2, mode="edge"), np.ones(width) / width, mode="same")
    return int(first + np.argmin(smooth[width // 2 : width // 2 + len(window)])) * HOP
