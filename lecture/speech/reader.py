"""One track of a media file -> mono sound on the file's own clock, from its beginning or from anywhere within."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from lecture.errors import NotARecording, RecordingError
from lecture.speech.mix import Mixer
from lecture.speech.opening import (
    UNREADABLE,
    check_rate,
    chosen,
    links,
    opened,
    sound_streams,
    start_of,
    tracks_of,
)
from lecture.speech.timeline import Timeline
from lecture.values import Track

Samples = npt.NDArray[np.float32]

BLOCK_SECONDS = 5.0  # how much a stream yields at once
BLOCK_VALUES = 2**23  # of all channels together, that are gathered at most; as many as they become, if that is more
LONGEST = 24 * 3600.0  # seconds that are read: no lecture lasts longer, and half a megabyte may hold years of silence
LOUDEST = 2.0**15  # what samples are held to: some programs write 16 bits' worth into floats
COUNTED = frozenset({"avi"})  # formats without timestamps of sound: FFmpeg makes them of bytes
GUESSED_LENGTH = frozenset({"aac", "mp3", "h264", "ac3", "eac3", "dts", "amr", "amrnb", "amrwb", "loas", "gsm"})
EARLIER = (1.0, 30.0)  # seconds before the wanted place that are sought; a place may be found too late


@dataclass(slots=True)
class Tally:
    """What went wrong while decoding."""

    damaged: int = 0  # packets that could not be decoded
    broken_off: str = ""  # why the file could not be read on
    short: bool = False  # whether it ended before it should
    too_long: bool = False  # whether it goes on behind LONGEST


class Reader:
    """One track of a media file, as mono at `rate`.

    `seconds` is the length that the file claims, 0 where it claims none; `tracks` what there is to choose from, and
    `number` which of them this is, from 1.

    stays_open : whether the file stays open between one stretch and the next, as is quicker for many of them

    Raises EmptyRecording, NotARecording, NoSound or NoSuchTrack on opening.
    """

    def __init__(self, path: Path, name: str, track: int | None, rate: int, *, stays_open: bool = False) -> None:
        self.path, self.name, self.rate = path, name, rate
        self._stays_open, self._staying = stays_open, ExitStack()
        self._open: InputContainer | None = None
        self._sought_last = 0.0  # s
        self._track = track
        self._links = links(path, name)
        self._begins: list[float] = []  # of each link, in seconds; only of those behind the first a guess
        self.seconds = 0.0
        self.tracks: tuple[Track, ...] = ()
        self.number = 1
        for number, link in enumerate(self._links):
            self._begins.append(self.seconds)
            try:
                with opened(path, link) as container:
                    streams = sound_streams(container, name)
                    stream = chosen(streams, track if not number else self._track_of(streams), name)
                    self.seconds += _claimed_seconds(container, stream)
                    if not number:
                        self.tracks, self.number = tracks_of(streams), streams.index(stream) + 1
            except (*UNREADABLE, NotARecording) as error:
                if not number:
                    raise error if isinstance(error, NotARecording) else NotARecording(name, str(error)) from error
        self.tally = Tally()

    def measured(self) -> float:
        """How far its packets reach, in seconds, for a file that claims no length, as what a browser recorded."""
        seconds = 0.0
        for link in self._links:
            with suppress(*UNREADABLE, NotARecording), opened(self.path, link) as container:
                stream = chosen(sound_streams(container, self.name), self._track, self.name)
                tick, zero, reached = float(stream.time_base or 0), start_of(container), 0.0
                for packet in container.demux(stream):
                    if packet.pts is not None:
                        reached = max(reached, (packet.pts + (packet.duration or 0)) * tick - zero)
                seconds += reached
        return seconds

    def blocks(self) -> Iterator[Samples]:
        """All of it up to LONGEST, about BLOCK_SECONDS at once; `tally` afterwards says what could not be decoded."""
        self.tally = Tally()
        left = round(LONGEST * self.rate)
        for block in self._all_blocks():
            yield block[:left]
            left -= len(block)
            if left < 0:
                self.tally.too_long = True
                return
        self.tally.short |= self._links[-1].end < self.path.stat().st_size  # more links than are read

    def _all_blocks(self) -> Iterator[Samples]:
        for number, link in enumerate(self._links):
            try:
                with opened(self.path, link) as container:
                    yield from self._sound(container, number, begins=0.0)
            except (*UNREADABLE, RecordingError) as error:
                self._break_off(number, error)

    def _break_off(self, number: int, error: Exception) -> None:
        """A link ends before it should. Raises where it is the first, and nothing that sound can be heard of."""
        if not number and isinstance(error, RecordingError):
            raise error
        self.tally.broken_off = str(error)

    def stretch(self, start: float, end: float) -> Samples:
        """From `start` to `end` in seconds; shorter where the sound ends before."""
        last = max(n for n, begin in enumerate(self._begins) if begin <= max(start, 0.0))
        for earlier in EARLIER:
            wanted = start - self._begins[last] - earlier
            if wanted > 0 and (sound := self._sought(last, wanted, start, end)) is not None and len(sound):
                return sound  # some files end for who looks for a place in them, and go on for who reads them through
        sound = self._sought(last, 0.0, start, end)
        assert sound is not None  # from the beginning on there is nothing to find too late
        return sound

    def glimpse(self, start: float, end: float) -> Samples:
        """As much of a stretch as can be had quickly; nothing where it would have to be looked for."""
        last = max(n for n, begin in enumerate(self._begins) if begin <= start)
        sound = self._sought(last, max(0.0, start - self._begins[last] - EARLIER[0]), start, end)
        return np.zeros(0, np.float32) if sound is None else sound

    def _sought(self, number: int, seek: float, start: float, end: float) -> Samples | None:
        """The stretch, decoded from about `seek` in a link on; None where the file could not be sought there."""
        self.tally = Tally()
        pieces: list[Samples] = []
        length, begin = 0, self._begins[number]
        for at in range(number, len(self._links)):
            from_clock = at == number and seek > 0
            placed: list[float] = []
            try:
                with self._to_be_sought(at, seek) if seek else opened(self.path, self._links[at]) as container:
                    if from_clock:
                        container.seek(round((start_of(container) + seek) * av.time_base))
                    for block in self._sound(container, at, None if from_clock else 0.0, placed):
                        if from_clock and not pieces:
                            begin += placed[0]
                            if begin > start:
                                return None
                        pieces.append(block)
                        length += len(block)
                        if begin + length / self.rate >= end:
                            break
            except (*UNREADABLE, RecordingError) as error:
                if from_clock and not pieces:
                    return None
                self._break_off(at, error)
            if begin + length / self.rate >= end:
                break
        if not pieces:
            return None if seek else np.zeros(0, np.float32)
        first, last = (max(0, round((time - begin) * self.rate)) for time in (start, end))
        return np.concatenate(pieces)[first:last]

    @contextmanager
    def _to_be_sought(self, number: int, seek: float) -> Iterator[InputContainer]:
        """A link, opened to look for a place in it; or still open: FFmpeg knows then what it met on its way before.

        For a place that is further ahead only: in a file without an index it goes back too little.
        """
        if not self._stays_open or len(self._links) > 1:
            with opened(self.path, self._links[number]) as container:
                yield container
            return
        if self._open is None or seek < self._sought_last:
            self._staying.close()
            self._open = None  # where it cannot be opened again
            self._open = self._staying.enter_context(opened(self.path, self._links[number]))
        self._sought_last = seek
        yield self._open

    def _sound(
        self, container: InputContainer, number: int, begins: float | None, placed: list[float] | None = None
    ) -> Iterator[Samples]:
        """The sound of one link. `placed` takes the second at which it begins."""
        streams = sound_streams(container, self.name)
        stream = chosen(streams, self._track_of(streams) if number else self._track, self.name)
        zero = start_of(container)
        limit = (container.duration or 0) / av.time_base if container.format.name not in GUESSED_LENGTH else 0.0
        timeline = Timeline(zero, begins, limit)
        strand: _Strand | None = None
        for frame in _with_end(self._frames(container, stream, zero, limit)):
            if frame:
                check_rate(frame.sample_rate, self.name)
                if container.format.name in COUNTED and timeline.position is not None:
                    frame.pts = None
            for silence, ready in timeline(frame):
                if placed is not None and not placed:
                    assert timeline.position is not None
                    placed.append(timeline.position - silence - ready.samples / ready.sample_rate)
                if strand and strand.kind != _kind(ready):
                    yield from strand.rest()
                    strand = None
                strand = strand or _Strand(ready, self.rate)
                if silence:
                    yield from strand.silence(silence)
                yield from strand(ready)
        if strand:
            yield from strand.rest()

    def _frames(
        self, container: InputContainer, stream: AudioStream, zero: float, limit: float
    ) -> Iterator[AudioFrame]:
        reached = lost = 0.0  # seconds: where the last packet of any stream ends; what was lost at the end
        ticks = {each.index: float(each.time_base or 0) for each in container.streams}
        packets = container.demux()  # of all streams: the picture may last longer than the sound
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError as error:
                self.tally.broken_off = str(error)
                break
            if packet is None:
                break
            tick = ticks.get(packet.stream.index, 0.0)
            length = (packet.duration or 0) * tick
            if packet.pts is not None:
                reached = max(reached, packet.pts * tick - zero + length)
            if packet.stream.index != stream.index:  # the last packet of each stream has no stream_index of its own
                continue
            try:
                frames = packet.decode()
            except av.error.FFmpegError:  # one bad packet; players go on behind it as well
                self.tally.damaged += 1
                lost += length
                continue
            if frames:
                lost = 0.0
            for frame in frames:
                if isinstance(frame, AudioFrame):
                    yield frame
        claimed = limit - _uncounted(container)
        allowed = max(1.0, 0.01 * claimed)
        self.tally.short |= lost > allowed or (limit > 0 and claimed - reached > allowed)

    def _track_of(self, streams: list[AudioStream]) -> int | None:
        """The track of a link behind the first: the same where it has as many."""
        return self._track if self._track and self._track <= len(streams) else None


def _with_end(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame | None]:
    yield from frames
    yield None


def _claimed_seconds(container: InputContainer, stream: AudioStream) -> float:
    if container.streams.video and stream.duration is not None and stream.time_base is not None:
        begins = (stream.start_time or 0) * stream.time_base
        return max(0.0, float(begins + stream.duration * stream.time_base) - start_of(container))
    if container.duration is not None:
        return max(0.0, container.duration / av.time_base - _uncounted(container))
    if stream.duration is not None and stream.time_base is not None:
        return max(0.0, float(stream.duration * stream.time_base))
    return 0.0


def _uncounted(container: InputContainer) -> float:
    """The seconds of the claimed length that are before the start: Matroska says when it ends, not how long it is."""
    return max(0.0, start_of(container)) if container.format.name == "matroska,webm" else 0.0


def _kind(frame: AudioFrame) -> tuple[object, ...]:
    return frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate


class _Strand:
    """Frames of one kind -> mono at `rate`. Gathering frames first is 10 times cheaper than one by one."""

    def __init__(self, frame: AudioFrame, rate: int) -> None:
        self.kind = _kind(frame)
        self._channels, self._from, self._rate = frame.layout.nb_channels, frame.sample_rate, rate
        # PyAV counts the planes of a frame wrongly from 8 channels on, and reads what is not there.
        self._pack = AudioResampler(format="flt") if frame.format.is_planar and self._channels >= 8 else None
        self._packed = bool(self._pack) or not frame.format.is_planar
        values = self._channels * max(1, -(-rate // self._from))  # that become of a sample of each channel
        self._most = min(round(BLOCK_SECONDS * self._from), max(BLOCK_VALUES // values, 1))
        self._fifo = AudioFifo()
        self._mixer = Mixer(self._channels, rate)
        self._resamplers = [
            AudioResampler(format="fltp", layout="mono", rate=rate)
            for _ in range(self._channels if self._from != rate else 0)
        ]

    def __call__(self, frame: AudioFrame) -> Iterator[Samples]:
        frame.pts = None  # its place is known
        for piece in self._pack.resample(frame) if self._pack else [frame]:
            piece.pts = None
            self._fifo.write(piece)
        if self._fifo.samples >= self._most:
            yield from self._gathered()

    def silence(self, seconds: float) -> Iterator[Samples]:
        yield from self._gathered()
        left = round(seconds * self._from)
        while left > 0:
            count = min(left, self._most)
            yield from self._mono(np.zeros((self._channels, count), np.float32))
            left -= count

    def rest(self) -> Iterator[Samples]:
        yield from self._gathered()
        if self._resamplers:
            yield from self._mixed([_joined(resampler.resample(None)) for resampler in self._resamplers])
        yield from self._mixer.rest()

    def _gathered(self) -> Iterator[Samples]:
        frame = self._fifo.read() if self._fifo.samples else None
        if frame is not None and frame.samples:
            yield from self._mono(_floats(frame.to_ndarray(), self._channels if self._packed else 0))

    def _mono(self, sound: Samples) -> Iterator[Samples]:
        if not self._resamplers:
            yield from self._mixed(list(sound))
            return
        resampled = []
        for channel, resampler in zip(sound, self._resamplers, strict=True):
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(channel[None]), format="fltp", layout="mono")
            frame.sample_rate = self._from
            resampled.append(_joined(resampler.resample(frame)))
        yield from self._mixed(resampled)

    def _mixed(self, channels: list[Samples]) -> Iterator[Samples]:
        if len(channels[0]):
            yield from self._mixer(np.stack(channels))


def _joined(frames: list[AudioFrame]) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *(frame.to_ndarray()[0] for frame in frames)])


def _floats(sound: npt.NDArray[np.generic], packed: int) -> Samples:
    """Samples of any format as floats from -1 to 1, shape = (channels, n_samples). `packed`: channels, 0 if planar."""
    if packed:
        sound = sound.reshape(-1, packed).T
    if sound.dtype == np.uint8:
        return (sound.astype(np.float32) - np.float32(128)) / np.float32(128)
    if np.issubdtype(sound.dtype, np.integer):
        return sound.astype(np.float32) / np.float32(2.0 ** (8 * sound.dtype.itemsize - 1))
    with np.errstate(over="ignore", invalid="ignore"):
        floats: Samples = sound.astype(np.float32)
    if not np.abs(floats).max(initial=0.0) <= LOUDEST:  # infinite, or not a number
        floats = np.nan_to_num(floats, nan=0.0, posinf=0.0, neginf=0.0).clip(-LOUDEST, LOUDEST)
    return floats
