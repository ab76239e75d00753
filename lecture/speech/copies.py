"""A recording as an MP4 of its sound, which every browser plays and finds any place in: its own packets, else Opus.

An MP4 has the time of every packet in a table, so that no browser guesses where a place is; and Safari, which plays
Opus in it since 17.0, does so in WebM only since 17.4, and in Ogg since 18.4.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from lecture.errors import NotARecording
from lecture.speech.making import Report, seldom, whole
from lecture.speech.opening import chosen, links, opened, sound_streams
from lecture.speech.packets import in_step, placed
from lecture.speech.reader import COUNTED, Reader

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

MEDIA_TYPE = "audio/mp4"
RATE = 48_000  # Hz, mono
BIT_RATE = 32_000  # bits a second
# A lecture plays music and films as well, so the sound is kept as it is, not as a telephone has it: `voip` cuts off the
# lows, and takes longer. The encoder's full effort, 10, would take four times as long.
OPUS = {"application": "audio", "compression_level": "5", "vbr": "constrained"}
INDEX_FIRST = {"movflags": "+faststart"}
CARRIED = {"aac", "mp3", "opus"}  # codecs that every browser plays from an MP4
LOWEST_RATE = 16_000  # Hz; an MP4 knows no MP3 below
REPORTED = 10.0  # seconds of sound between two reports


def copy(recording: Path, target: Path, name: str, track: int = 0, on_progress: Report = lambda fraction: None) -> None:
    """Write the copy to `target`, which is there whole or not at all. Its times are those of reader.py.

    name : what the student calls the recording, for errors
    track : the number of the sound track that was heard; 0 for the one that players take
    on_progress : told how much is done, from 0 to 1; what it raises ends the work

    Raises EmptyRecording, NotARecording, NoSound, NoSuchTrack, and OSError where the disk does not take it.
    """
    reader = Reader(recording, name, track or None, RATE)
    report = seldom(on_progress, REPORTED, reader.seconds)
    with whole(target, name) as part:
        if not _carried(reader, part, report):
            _encoded(reader, part, report)


def _carried(reader: Reader, part: Path, report: Report) -> bool:
    """Write the track's own packets, end to end as they are heard; False where these will not do."""
    parts = links(reader.path, reader.name)
    with opened(reader.path, parts[0]) as source:
        stream = chosen(sound_streams(source, reader.name), reader.number, reader.name)
        if len(parts) > 1 or source.format.name in COUNTED or not _fits(stream):
            return False
        try:
            with _mp4(part) as file:
                return _all_carried(source, stream, file, report)
        except av.error.FFmpegError as error:
            if isinstance(error, OSError):
                raise
            return False  # damaged, or of a kind that the format does not take: it is decoded then


def _fits(stream: AudioStream) -> bool:
    codec, rate = stream.codec_context.codec.canonical_name, stream.rate or 0
    return codec in CARRIED and stream.channels <= 2 and (codec != "mp3" or rate >= LOWEST_RATE)


def _all_carried(source: InputContainer, stream: AudioStream, file: OutputContainer, report: Report) -> bool:
    rate = stream.rate or RATE
    carried = file.add_stream_from_template(stream)
    carried.time_base = Fraction(1, rate)
    for place in placed(source, stream):
        if not in_step(place):
            return False
        packet = place.packet
        packet.stream, packet.time_base = carried, Fraction(1, rate)
        packet.pts = packet.dts = place.begins
        packet.duration = place.holds
        file.mux(packet)
        report(place.begins / rate)
    return True


def _encoded(reader: Reader, part: Path, report: Report) -> None:
    """Write the track as it was heard, as Opus: its channels one, silence where it has gaps."""
    done, loudest = 0, 1.0
    with _mp4(part) as file:
        stream = file.add_stream("libopus", rate=RATE, layout="mono", options=OPUS)
        stream.bit_rate = BIT_RATE
        for block in reader.blocks():
            loudest = max(loudest, float(np.abs(block).max(initial=0.0)))  # several channels may be too loud together
            frame = AudioFrame.from_ndarray((block / loudest)[None], format="flt", layout="mono")
            frame.sample_rate = RATE
            file.mux(stream.encode(frame))
            done += len(block)
            report(done / RATE)
        if not done:
            raise NotARecording(reader.name, reader.tally.broken_off or "no sound could be decoded")
        file.mux(stream.encode(None))


def _mp4(part: Path) -> OutputContainer:
    return av.open(f"file:{part.absolute()}", "w", format="mp4", options=INDEX_FIRST)
