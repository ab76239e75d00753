"""A stretch of a recording as a small WAV file, and whether a browser would play the recording right by itself."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import TYPE_CHECKING

from lecture.errors import NotARecording, RecordingError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

RATE = 24_000  # Hz, mono: speech loses nothing one would miss

# What every browser plays by itself: the names of files, what FFmpeg calls their formats, and what is coded in them.
PLAYABLE = {".mp3", ".wav", ".m4a", ".mp4", ".ogg", ".opus", ".webm", ".flac", ".aac"}
PLAYED = {"mp3", "wav", "mov,mp4,m4a,3gp,3g2,mj2", "ogg", "matroska,webm", "flac", "aac"}
CODECS = {
    "mp3",
    "mp3float",
    "aac",
    "opus",
    "libopus",
    "vorbis",
    "flac",
    "pcm_s16le",
    "pcm_u8",
    "pcm_s24le",
    "pcm_f32le",
}
LONGEST_PACKET = 1.0  # seconds; MP4 makes a gap part of the packet before it
LONGEST_GAP = 0.2  # seconds in the sound or before it: behind longer ones players disagree on what time it is


def clip(recording: Path, start: float, end: float, name: str | None = None, track: int | None = None) -> bytes:
    """WAV, 16 bit mono, of `recording` from `start` to `end` seconds; shorter where the recording ends before.

    name : what the student calls the file, for errors; the path's own name if None.
    track : the sound track, from 1; the one that players take if None.

    Raises EmptyRecording, NotARecording, NoSound, NoSuchTrack.
    """
    import numpy as np  # not above: the page imports this file, and does not wait for them

    from lecture.speech.opening import UNREADABLE
    from lecture.speech.reader import Reader

    name = name or recording.name
    reader = Reader(recording, name, track, RATE)
    try:
        sound = reader.stretch(max(start, 0.0), end)
    except UNREADABLE as error:
        raise NotARecording(name, str(error)) from error
    if not len(sound) and reader.tally.broken_off:
        raise NotARecording(name, reader.tally.broken_off)
    loudest = max(1.0, float(np.abs(sound).max(initial=0.0)))  # several channels together may be too loud for 16 bits
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound * (32_767 / loudest)).astype("<i2").tobytes())
    return file.getvalue()


def plays_by_itself(recording: Path, name: str, track: int = 0) -> bool:
    """Whether every browser plays the file as it was heard: the same track and channels, at the same times.

    track : the number of the sound track that was heard; 0 where there is but one.
    """
    if Path(name).suffix.lower() not in PLAYABLE:
        return False
    from lecture.speech.opening import UNREADABLE, links, opened, played_by_itself, sound_streams, start_of

    try:
        parts = links(recording, name)
        with opened(recording, parts[0]) as container:
            streams = sound_streams(container, name)
            stream = played_by_itself(streams)
            return (
                len(parts) == 1
                and container.format.name in PLAYED
                and (not track or streams[track - 1] is stream)
                and stream.codec_context.name in CODECS
                and stream.channels <= 2
                and _without_gaps(container, stream, start_of(container))
            )
    except (*UNREADABLE, RecordingError, IndexError):
        return False  # whoever cuts a stretch of it says why


def _without_gaps(container: InputContainer, stream: AudioStream, end: float) -> bool:
    """Whether the sound begins at `end`, in seconds, and each packet where the one before ended. Decodes nothing."""
    tick = float(stream.time_base or 0)
    for packet in container.demux(stream):
        length = (packet.duration or 0) * tick
        if packet.pts is not None:
            if length > LONGEST_PACKET or not -LONGEST_GAP < packet.pts * tick - end < LONGEST_GAP:
                return False
            end = packet.pts * tick + length
    return True
