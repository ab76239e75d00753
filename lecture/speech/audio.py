"""Any media file -> a stream of 16 kHz mono float32, and what of the file could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from lecture.clock import clock
from lecture.errors import EmptyRecording, NoSound, NotARecording

Samples = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000  # what Whisper was trained on
BLOCK_SECONDS = 5.0  # how much a stream yields at once
GUESSED_LENGTH = frozenset({"aac", "mp3", "h264", "ac3", "amr"})  # formats whose length FFmpeg guesses, by the bit rate


class Recording:
    """A media file as a stream of sound.

    Iterating yields float32 blocks, shape = (n_samples,), mono at 16 kHz, about five seconds each, so that the
    memory needed does not grow with the length. Afterwards `seconds` is what was decoded and `remark` a sentence
    on what could not be, if so. `expected` is the length that the file claims, 0 where it claims none.

    Raises EmptyRecording, NotARecording or NoSound on opening or, where only decoding shows it, on iterating.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.name = name or path.name
        self.path = path
        self.remark = ""
        self._samples, self._damaged, self._broken_off = 0, 0, ""
        if path.stat().st_size == 0:
            raise EmptyRecording(self.name)
        try:
            with av.open(str(path), metadata_errors="replace") as container:
                self.expected = _claimed_seconds(container, self._stream(container))
        except (av.error.FFmpegError, ValueError) as error:
            raise NotARecording(self.name, str(error)) from error

    def __iter__(self) -> Iterator[Samples]:
        self._samples, self._damaged, self._broken_off = 0, 0, ""
        with av.open(str(self.path), metadata_errors="replace") as container:
            resample = _Resampler()
            for frame in self._frames(container):
                yield from self._counted(resample(frame))
            yield from self._counted(resample(None))
            sized = container.format.name not in GUESSED_LENGTH
        if not self._samples:
            raise NotARecording(self.name, self._broken_off or "no sound could be decoded")
        missing = sized and self.expected - self.seconds > max(1.0, 0.01 * self.expected)
        if self._broken_off or missing or _wave_is_cut(self.path):
            self.remark = breaks_off(self.seconds)
        elif self._damaged:
            self.remark = "The recording is damaged in places: what could not be read there was left out."

    def _frames(self, container: InputContainer) -> Iterator[AudioFrame]:
        packets = container.demux(self._stream(container))
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError as error:
                self._broken_off = str(error)
                return
            if packet is None:
                return
            try:
                frames = packet.decode()
            except av.error.FFmpegError:  # one bad packet; players go on behind it as well
                self._damaged += 1
                continue
            yield from frames

    @property
    def seconds(self) -> float:
        return self._samples / SAMPLE_RATE

    def _stream(self, container: InputContainer) -> AudioStream:
        if not container.streams.audio:
            raise NoSound(self.name) if container.streams.video else NotARecording(self.name, "it holds no sound")
        return container.streams.audio[0]

    def _counted(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        for block in blocks:
            self._samples += len(block)
            yield block


def _claimed_seconds(container: InputContainer, stream: AudioStream) -> float:
    if container.duration is not None:
        return max(0.0, container.duration / 1e6)
    if stream.duration is not None and stream.time_base is not None:
        return max(0.0, float(stream.duration * stream.time_base))
    return 0.0


def _wave_is_cut(path: Path) -> bool:
    """Whether a WAV file says that it is longer than it is; FFmpeg goes by the file's own size."""
    with path.open("rb") as file:
        head = file.read(8)
    said = int.from_bytes(head[4:], "little")
    return head[:4] == b"RIFF" and path.stat().st_size < said + 8 < 2**31


def breaks_off(seconds: float) -> str:
    """What is said of a recording of which only so many seconds could be read."""
    unit = "minutes" if seconds < 3600 else "hours"
    return f"The recording breaks off: only its first {clock(seconds)} {unit} could be read."


class _Resampler:
    """Decoded frames -> blocks of 16 kHz mono. Gathering frames first is 10 times cheaper than one by one."""

    def __init__(self) -> None:
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
            self._kind, self._fifo = kind, AudioFifo()
            self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        frame.pts = None  # the clocks of damaged files run wild; sound follows sound
        self._fifo.write(frame)
        if self._fifo.samples >= BLOCK_SECONDS * frame.sample_rate:
            yield from self._converted(self._fifo.read())

    def _converted(self, frame: AudioFrame | None) -> Iterator[Samples]:
        if frame is None or frame.samples:
            for resampled in self._resampler.resample(frame):
                yield resampled.to_ndarray()[0]
