"""The packets of a sound track, not decoded: the sample at which each begins, and whether the file's clock agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lecture.speech.opening import start_of
from lecture.speech.timeline import JITTER

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

ALIKE = ("aac", "mp3")  # codecs whose packets hold as many samples each; the ticks of a container round their lengths
OPUS_STEP = 120  # samples at 48 kHz: every Opus packet holds a multiple


class Placed(NamedTuple):
    packet: Packet[AudioStream]
    begins: int  # samples from where a player shows 0; below it for what an encoder puts before the sound
    holds: int  # samples
    off: float  # seconds by which the file's clock is ahead


def placed(container: InputContainer, stream: AudioStream) -> Iterator[Placed]:
    """The packets of the track end to end, as reader.py hears them while no gap is in between."""
    tick, zero, rate = float(stream.time_base or 0), start_of(container), stream.rate or 1
    begins: int | None = None
    for packet in container.demux(stream):
        if not packet.size:
            continue  # the last one says no more than that it is the last
        time = None if packet.pts is None else packet.pts * tick - zero
        if begins is None:
            begins = min(0, round((time or 0.0) * rate))
        holds = _samples(stream, (packet.duration or 0) * tick * rate)
        yield Placed(packet, begins, holds, 0.0 if time is None else time - begins / rate)
        begins += holds


def in_step(place: Placed) -> bool:
    """Whether reader.py puts neither silence before the packet nor moves the clock for it."""
    return place.holds > 0 and abs(place.off) <= JITTER


def _samples(stream: AudioStream, claimed: float) -> int:
    """How many samples a packet holds of which the container claims so many."""
    codec = stream.codec_context.codec.canonical_name
    if codec in ALIKE and (size := stream.codec_context.frame_size):
        return size
    return round(claimed / OPUS_STEP) * OPUS_STEP if codec == "opus" else round(claimed)
