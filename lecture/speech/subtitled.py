"""A video with a lecture's subtitles as a track of it: all else is carried over as it is, nothing is coded anew."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from heapq import merge
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import av
from av.container import Flags
from av.packet import Packet
from av.stream import AttachmentStream, Disposition

from lecture.errors import NotARecording, RecordingError
from lecture.speech.making import Report, seldom, whole
from lecture.speech.opening import LONG_CODES, UNREADABLE, links, opened, start_of
from lecture.tongue import N_

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer
    from av.container.core import Chapter
    from av.stream import Stream
    from av.subtitles.codeccontext import SubtitleCodecContext

TICK = Fraction(1, 1000)  # s: of subtitles
HEAD = 4096  # bytes, in which a WebM says that it is one
REORDERED = 32  # packets at most, that are shown in another order than they are decoded in
REPORTED = 64 * 2**20  # bytes between two reports
CARRIED = {"video", "audio", "subtitle", "attachment"}  # not what only its own camera reads, or names the time of day
# Said anew, or not true any more.
ITS_OWN = {"major_brand", "minor_version", "compatible_brands", "encoder", "duration"}
COVERS = {"mjpeg": (".jpg", "image/jpeg"), "png": (".png", "image/png")}
# Languages that QuickTime knows by their English names.
QUICKTIME = {"deu": "ger", "nld": "dut", "ell": "gre", "isl": "ice", "zho": "chi", "sqi": "alb"}
# What the encoder of MP4's subtitles asks for: how they look, in the form of the format ASS. White, and no more.
LOOK = b"""[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


class NotAVideo(RecordingError):
    sentence = N_("“{name}” has no picture, so there is no video of it. Leave out --video.")


class Subtitle(Protocol):
    """What stands on the screen from `start` to `end`, in milliseconds from where a player shows 0."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def lines(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Track:
    """Subtitles as a track: what it is called in a player's menu, and the language, as Whisper knows it."""

    subtitles: Sequence[Subtitle]
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file: FFmpeg's name of it, how its names end, and what subtitles are coded in within it."""

    format: str
    ending: str
    codec: str


MATROSKA = _Kind("matroska", ".mkv", "subrip")  # it holds whatever there is
WEBM, MOV = _Kind("webm", ".webm", "webvtt"), _Kind("mov", ".mov", "mov_text")
MP4, PHONE = _Kind("mp4", ".mp4", "mov_text"), _Kind("3gp", ".3gp", "mov_text")


def has_picture(recording: Path) -> bool:
    """Whether it is a video of which there can be a copy; what has a cover alone is none, nor what cannot be read."""
    try:
        with opened(recording, links(recording, recording.name)[0]) as container:
            return _kind(container, recording) is not None
    except (*UNREADABLE, RecordingError):
        return False


def subtitled(video: Path, target: Path, track: Track, name: str, on_progress: Report = lambda fraction: None) -> str:
    """Write the copy to `target`, which is there whole or not at all. Returns how its name should end: ".mp4".

    It is a file of the video's own kind where that holds subtitles and all that the video does, else a Matroska.
    Pictures, sounds, chapters, what else there is of subtitles and what the file says of itself stay. What a camera
    writes for itself does not. Of a video that breaks off there is what can be read.

    name : what the student calls the video, for errors
    on_progress : told how much is done, from 0 to 1; what it raises ends the work

    Raises EmptyRecording, NotARecording, and OSError where the disk does not take it.
    """
    with whole(target, name) as part:
        kind = _written(video, part, track, name, seldom(on_progress, REPORTED, video.stat().st_size))
    return kind.ending


def _written(video: Path, part: Path, track: Track, name: str, report: Report) -> _Kind:
    link = links(video, name)[0]
    with opened(video, link) as source:
        kind = _kind(source, video)
        if not kind:
            raise NotARecording(name, "there is no picture in it that can be carried over")
        try:
            _carry(source, part, kind, track, report)
            return kind
        except av.error.FFmpegError as error:
            if isinstance(error, OSError) or kind is MATROSKA:
                raise
    with opened(video, link) as source:  # again from its beginning
        _carry(source, part, MATROSKA, track, report)
    return MATROSKA


# Which kind of file


def _kind(source: InputContainer, video: Path) -> _Kind | None:
    """The kind of file that the copy is; None where there is no picture that moves, or no kind that holds it."""
    carried = [stream for stream in source.streams if _to_be_carried(stream)]
    if not any(stream.type == "video" and _moves(stream) for stream in carried):
        return None
    own = _own_kind(source, video)
    if {_codec(stream) for stream in carried} <= _held(own):
        return own
    weighty = {_codec(stream) for stream in carried if stream.type in ("video", "audio")}
    return MATROSKA if weighty <= _held(MATROSKA) else None


def _moves(stream: Stream) -> bool:
    return not stream.disposition & Disposition.attached_pic


def _to_be_carried(stream: Stream) -> bool:
    return stream.type in CARRIED and (stream.codec_context is not None or isinstance(stream, AttachmentStream))


def _codec(stream: Stream) -> str:
    return stream.codec_context.codec.canonical_name if stream.codec_context else stream.type


@lru_cache
def _held(kind: _Kind) -> frozenset[str]:
    """The codecs that a kind of file holds."""
    with av.open(io.BytesIO(), "w", format=kind.format) as empty:
        return frozenset(empty.supported_codecs) | ({"attachment"} if kind is MATROSKA else set())


def _own_kind(source: InputContainer, video: Path) -> _Kind:
    """The kind of file that the video is; Matroska for one that holds no subtitles."""
    if source.format.name.startswith("matroska"):
        with video.open("rb") as file:
            return WEBM if b"webm" in file.read(HEAD) else MATROSKA
    if source.format.name.startswith("mov"):
        brand = source.metadata.get("major_brand", "").strip()
        return MOV if brand in ("", "qt") else PHONE if brand.startswith("3g") else MP4
    return MATROSKA


# Carrying over


@dataclass(slots=True)
class _Lane:
    """A stream on its way into the copy, which wants its packets in order: some cameras do not keep it."""

    out: Stream
    earlier: int  # ticks by which it is earlier there
    is_cover: bool = False  # which has no time
    last: int | None = None  # when the last packet was due to be decoded
    held: list[Packet[Any]] = field(default_factory=list)

    def __call__(self, packet: Packet[Any]) -> Iterator[Packet[Any]]:
        """What can stand in the copy by now.

        A Matroska does not say of its first packets when they are due: they wait for one of which that is known.
        """
        if self.is_cover:
            packet.pts = packet.dts = 0
        if packet.dts is None and self.last is None and len(self.held) < REORDERED:
            self.held.append(packet)
        else:
            yield from self._moved([*self.held, packet])
            self.held.clear()

    def rest(self) -> Iterator[Packet[Any]]:
        return self._moved(self.held)

    def _moved(self, packets: list[Packet[Any]]) -> Iterator[Packet[Any]]:
        for after, before in pairwise(reversed(packets)):
            if before.dts is None and after.dts is not None:
                due = after.dts - (before.duration or 1)
                before.dts = due if before.pts is None else min(due, before.pts)
        for packet in packets:
            if self._place(packet):
                packet.stream = self.out
                yield packet

    def _place(self, packet: Packet[Any]) -> bool:
        """Give it its times in the copy; False where nobody can tell when it is shown."""
        shown = packet.dts if packet.pts is None else packet.pts
        if shown is None:
            return False
        shown -= self.earlier
        due = shown if packet.dts is None else packet.dts - self.earlier
        if self.last is not None:
            due = max(self.last + 1, due if packet.dts is not None else min(due, self.last + (packet.duration or 1)))
        packet.dts, packet.pts = due, max(due, shown)
        self.last = due
        return True


def _carry(source: InputContainer, part: Path, kind: _Kind, track: Track, report: Report) -> None:
    source.flags |= cast(int, Flags.gen_pts.value)  # an AVI has none
    begins = start_of(source)
    with av.open(f"file:{part.absolute()}", "w", format=kind.format) as copy:
        copy.metadata.update(_told(source.metadata))
        copy.set_chapters(_chapters(source, begins))
        lanes = _lanes(copy, kind, source, begins)
        subtitles = _packets(_subtitle_stream(copy, kind, track), kind, track.subtitles)
        copy.start_encoding()
        for packet in merge(subtitles, _carried(source, lanes), key=_time):  # so that none waits for its neighbours
            report(packet.pos or 0)
            with suppress(av.error.InvalidDataError):  # one bad packet; players go on behind it as well
                copy.mux(packet)


def _time(packet: Packet[Any]) -> float:
    """When it is due in the copy, in seconds."""
    return float((packet.dts or 0) * (packet.time_base or 0))


def _carried(source: InputContainer, lanes: dict[int, _Lane]) -> Iterator[Packet[Any]]:
    for packet in _readable(source):
        if lane := lanes.get(packet.stream_index):
            yield from lane(packet)
    for lane in lanes.values():
        yield from lane.rest()


def _readable(source: InputContainer) -> Iterator[Packet[Any]]:
    """The packets, to the end or to where the file breaks off."""
    packets = source.demux()
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError as error:
            if isinstance(error, OSError):
                raise
            return
        if packet is None:
            return
        if packet.size:
            yield packet


def _told(metadata: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in metadata.items() if name.lower() not in ITS_OWN}


def _chapters(source: InputContainer, begins: float) -> list[Chapter]:
    """The video's own, from where a player shows 0."""
    chapters = source.chapters()
    for chapter in chapters:
        earlier = round(begins / (chapter["time_base"] or 1))
        chapter["start"] -= earlier
        chapter["end"] -= earlier
    return chapters


def _lanes(copy: OutputContainer, kind: _Kind, source: InputContainer, begins: float) -> dict[int, _Lane]:
    """The ways of the streams that the copy holds, by their numbers in the video."""
    lanes = {}
    for stream in source.streams:
        if kind is MATROSKA and stream.type == "video" and not _moves(stream):
            _attach(copy, stream)
        elif _to_be_carried(stream) and _codec(stream) in _held(kind):
            lanes[stream.index] = _lane(copy, kind, stream, begins)
    return lanes


def _lane(copy: OutputContainer, kind: _Kind, stream: Stream, begins: float) -> _Lane:
    out = copy.add_stream_from_template(stream, opaque=True)
    out.metadata.update(_told(stream.metadata))
    ours_is_first = Disposition.default if stream.type == "subtitle" else Disposition(0)
    out.disposition = Disposition(stream.disposition & ~ours_is_first)
    if kind is not MATROSKA and stream.codec_context:  # Apple's players know H.265 by one of two names only
        out.codec_context.codec_tag = stream.codec_context.codec_tag
    if not _moves(stream):
        return _Lane(out, 0, is_cover=True)
    return _Lane(out, round(begins / stream.time_base) if stream.time_base else 0)


def _attach(copy: OutputContainer, cover: Stream) -> None:
    """A cover is a file within a Matroska."""
    if _codec(cover) not in COVERS:
        return
    ending, mime = COVERS[_codec(cover)]
    path = Path(cover.container.name.removeprefix("file:"))
    with opened(path, links(path, path.name)[0]) as again:
        picture = next((bytes(packet) for packet in again.demux(again.streams[cover.index]) if packet.size), b"")
    copy.add_attachment(f"cover{ending}", mime, picture)


# The subtitles


def _subtitle_stream(copy: OutputContainer, kind: _Kind, track: Track) -> Stream:
    stream: Any
    if kind.codec == "mov_text":
        stream = copy.add_stream(kind.codec)
        context: SubtitleCodecContext = stream.codec_context
        context.subtitle_header = LOOK
        context.time_base = TICK
        stream.metadata["handler_name"] = track.title  # what players of MP4 show
    else:
        stream = copy.add_mux_stream(kind.codec)
    stream.time_base = TICK
    language = _three_letters(track.language)
    stream.metadata["title"] = track.title
    stream.metadata["language"] = QUICKTIME.get(language, language) if kind is MOV else language
    stream.disposition = Disposition.default
    made: Stream = stream
    return made


def _packets(stream: Stream, kind: _Kind, subtitles: Iterable[Subtitle]) -> Iterator[Packet[Any]]:
    for one in subtitles:
        packet: Packet[Any] = Packet(_coded("\n".join(one.lines), kind.codec))
        packet.stream, packet.time_base = stream, TICK
        packet.pts = packet.dts = one.start
        packet.duration = one.end - one.start
        yield packet


def _coded(text: str, codec: str) -> bytes:
    if codec == "mov_text":
        coded = text.encode("utf-8", "replace")
        return len(coded).to_bytes(2, "big") + coded
    return (escape(text, quote=False) if codec == "webvtt" else text).encode("utf-8", "replace")


def _three_letters(language: str) -> str:
    """As media files know a language, by ISO 639-2; "und", undetermined, where nobody has said which."""
    named = (long for long, short in LONG_CODES.items() if short == language)
    return next(named, language if len(language) == 3 else "und")
