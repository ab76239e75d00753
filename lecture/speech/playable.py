"""Whether every browser plays a recording as it was heard and finds any place in it, and what to call it then."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from lecture.errors import RecordingError
from lecture.speech.opening import UNREADABLE, chosen, links, opened, sound_streams
from lecture.speech.packets import Placed, in_step, placed

MAX_VIDEO = 64 * 2**20  # bytes; above it the pictures, which nobody needs to hear, are left out
PCM = {"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"}

# FFmpeg's names of formats, what a browser knows them as, and what may be coded in them. Not Ogg, which Safari plays
# only from 18.4 on, nor bare AAC, whose length and places browsers guess.
PLAYED = {
    "mp3": ("audio/mpeg", {"mp3"}),
    "wav": ("audio/wav", PCM),
    "flac": ("audio/flac", {"flac"}),
    "mov,mp4,m4a,3gp,3g2,mj2": ("audio/mp4", {"aac", "mp3", "opus"}),
    "matroska,webm": ("audio/webm", {"opus"}),
}
CUES = bytes.fromhex("1c53bb6b")  # what begins the index of a WebM, and what its head names it by
HEAD = 4096  # bytes of a WebM in which all of that stands
QUICKTIME = "qt"


def playable(recording: Path, name: str, track: int = 0) -> str:
    """The media type of a file that every browser plays by itself; empty where some browser does not.

    It plays the track and channels that were heard, at the times of the transcript, and goes to any place at once.

    track : the number of the sound track that was heard; 0 where there is but one.
    """
    try:
        parts = links(recording, name)
        with opened(recording, parts[0]) as container:
            streams = sound_streams(container, name)
            stream = chosen(streams, None, name)
            kind, codecs = PLAYED.get(container.format.name, ("", set()))
            plays = (
                len(parts) == 1
                and stream.codec_context.codec.canonical_name in codecs
                and (not track or streams[track - 1] is stream)
                and stream.channels <= 2
                and (recording.stat().st_size <= MAX_VIDEO or not _has_pictures(container))
                and _has_index(recording, container)
                and _keeps_time(container, stream)
            )
            return kind if plays else ""
    except (*UNREADABLE, RecordingError, IndexError):
        return ""  # whoever makes a copy of it says why


def _has_pictures(container: InputContainer) -> bool:
    return any(not stream.disposition & Disposition.attached_pic for stream in container.streams.video)


def _has_index(recording: Path, container: InputContainer) -> bool:
    """Whether the file says where each time lies; what a browser records while it goes on does not."""
    with recording.open("rb") as file:
        if container.format.name.startswith("matroska"):
            head = file.read(HEAD)
            return container.duration is not None and b"webm" in head and CUES in head
        if container.format.name.startswith("mov"):
            is_film = container.metadata.get("major_brand", "").strip() == QUICKTIME
            return not is_film and b"moof" not in _boxes(file)
    return True


def _boxes(file: io.BufferedReader) -> Iterator[bytes]:
    """The names of an MP4's outermost boxes; `moof` is a piece of one that was written while it was recorded."""
    while len(head := file.read(8)) == 8:
        size, name = struct.unpack(">I4s", head)
        yield name
        if size == 1:
            size = int.from_bytes(file.read(8), "big") - 8
        if size < 8:
            return  # it reaches to the end of the file
        file.seek(size - 8, io.SEEK_CUR)


def _keeps_time(container: InputContainer, stream: AudioStream) -> bool:
    """Whether the sound begins at 0 and goes on without a gap. Decodes nothing.

    And whether an MP3 has one bit rate: of another browsers find places by a table of 100, seconds off.
    """
    if container.format.name == "wav":
        return True  # it has no clock but its samples
    is_mp3 = container.format.name == "mp3"
    packets = placed(container, stream)
    return all(in_step(place) and not (is_mp3 and _changes(place, after)) for place, after in pairwise(packets))


def _changes(place: Placed, after: Placed) -> bool:
    """Whether the bit rate changes between two MP3 packets, the last of which may be cut off."""
    return after.packet.size - place.packet.size > 1
