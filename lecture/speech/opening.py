"""A media file, opened so that nothing but itself is read; an Ogg chain link by link; and its sound tracks."""

from __future__ import annotations

import io
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from lecture.errors import EmptyRecording, NoSound, NoSuchTrack, NotARecording
from lecture.languages import LANGUAGES
from lecture.speech.kinds import FORMATS
from lecture.values import Track

OPTIONS = {"protocol_whitelist": "file", "format_whitelist": ",".join(FORMATS)}
MOST_LINKS = 1_000  # of an Ogg chain that are read: each is a file to open, and has a song or a talk of its own
RATES = range(1_000, 1_000_001)  # Hz: below it no speech fits, above it the file is damaged

UNREADABLE = (av.error.FFmpegError, ValueError, OverflowError)  # what PyAV raises of files that are none


@dataclass(frozen=True, slots=True)
class Link:
    """One of the Ogg files that lie end to end in one file, as internet radio leaves them; in bytes."""

    start: int
    end: int


def links(path: Path, name: str) -> list[Link]:
    """The parts that the file is opened in, one behind the other: one, but of a chained Ogg file more.

    What lies behind MOST_LINKS is in none.
    """
    size = path.stat().st_size
    if not size:
        raise EmptyRecording(name)
    starts = [0]
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at, began = 0, True
        if data[:4] != b"OggS":
            return [Link(0, size)]
        while 0 <= at < size and len(starts) <= MOST_LINKS:
            head = data[at : at + 27]
            if head[:4] != b"OggS" or len(head) < 27:
                at = data.find(b"OggS", at + 1)  # damaged: on to the next page
                continue
            begins = bool(head[5] & 2)
            if begins and not began:
                starts.append(at)
            began = begins
            at += 27 + head[26] + sum(data[at + 27 : at + 27 + head[26]])
    return [Link(start, end) for start, end in pairwise([*starts, size])][:MOST_LINKS]


@contextmanager
def opened(path: Path, link: Link) -> Iterator[InputContainer]:
    """The file, or one link of it. Raises what UNREADABLE names."""
    if link.end - link.start == path.stat().st_size:
        with av.open(f"file:{path.absolute()}", metadata_errors="replace", options=OPTIONS) as container:
            yield container
        return
    with (
        path.open("rb") as file,
        av.open(_Window(file, link), "r", "ogg", OPTIONS, metadata_errors="replace") as chained,
    ):
        yield chained


class _Window:
    """A stretch of a file that reads as a file."""

    def __init__(self, file: io.BufferedReader, link: Link) -> None:
        self._file, self._link = file, link
        file.seek(link.start)

    def read(self, count: int) -> bytes:
        return self._file.read(max(0, min(count, self._link.end - self._file.tell())))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: self._link.start, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._link.end}[whence]
        return self._file.seek(max(self._link.start, base + offset)) - self._link.start

    def tell(self) -> int:
        return self._file.tell() - self._link.start


def sound_streams(container: InputContainer, name: str) -> list[AudioStream]:
    """The streams of sound in the order of the file. Raises NoSound, NotARecording."""
    streams = list(container.streams.audio)
    if not streams:
        raise NoSound(name) if container.streams.video else NotARecording(name, "it holds no sound")
    return streams


def tracks_of(streams: list[AudioStream]) -> tuple[Track, ...]:
    """What there is to choose from; nothing where there is but one."""
    if len(streams) < 2:
        return ()
    return tuple(Track(number, _name(stream)) for number, stream in enumerate(streams, 1))


def chosen(streams: list[AudioStream], track: int | None, name: str) -> AudioStream:
    """The stream of a track, or the one that players play by themselves. Raises NoSuchTrack, NotARecording."""
    if track is not None and not 1 <= track <= len(streams):
        raise NoSuchTrack(name, track, len(streams))
    stream = streams[track - 1] if track else played_by_itself(streams)
    if stream.codec_context is None:
        raise NotARecording(name, "its sound is in a form that is not known")
    check_rate(stream.rate or RATES[0], name)
    return stream


def played_by_itself(streams: list[AudioStream]) -> AudioStream:
    """The track that a player takes: the first that is marked default, else the first."""
    readable = [stream for stream in streams if stream.codec_context is not None] or streams
    return next((stream for stream in readable if stream.disposition & Disposition.default), readable[0])


def check_rate(rate: int, name: str) -> None:
    """Raises NotARecording where no speech can be in so few samples a second, and no microphone gives so many."""
    if rate not in RATES:
        raise NotARecording(name, f"it says that it has {rate} samples a second")


def start_of(container: InputContainer) -> float:
    """The second on the container's clock that a player shows as 0."""
    return (container.start_time or 0) / av.time_base


def _name(stream: AudioStream) -> str:
    told = {key.lower(): value.strip() for key, value in stream.metadata.items()}
    handler = told.get("handler_name", "")
    title = told.get("title") or ("" if "handler" in handler.lower() or not handler.isprintable() else handler)
    language = told.get("language", "")
    return title or LANGUAGES.get(LONG_CODES.get(language, language), "")


# The three letters by which media files know a language (ISO 639-2), and what Whisper knows it by. Where a language
# has two, the one of its own name comes first.
LONG_CODES = {
    **{"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt"},
    **{"nld": "nl", "dut": "nl", "rus": "ru", "ukr": "uk", "pol": "pl", "ces": "cs", "cze": "cs", "slk": "sk"},
    **{"slo": "sk", "swe": "sv", "nor": "no", "nob": "no", "dan": "da", "fin": "fi", "hun": "hu", "ron": "ro"},
    **{"rum": "ro", "ell": "el", "gre": "el", "tur": "tr", "ara": "ar", "heb": "he", "hin": "hi", "ben": "bn"},
    **{"zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "vie": "vi", "tha": "th", "ind": "id", "cat": "ca"},
    **{"bul": "bg", "hrv": "hr", "srp": "sr", "slv": "sl", "lit": "lt", "lav": "lv", "est": "et", "fas": "fa"},
    **{"per": "fa", "urd": "ur", "tam": "ta", "tel": "te", "msa": "ms", "may": "ms", "afr": "af", "glg": "gl"},
    **{"eus": "eu", "baq": "eu", "cym": "cy", "wel": "cy", "isl": "is", "ice": "is", "amh": "am", "asm": "as"},
    **{"aze": "az", "bak": "ba", "bel": "be", "bod": "bo", "tib": "bo", "bre": "br", "bos": "bs", "fao": "fo"},
    **{"guj": "gu", "hau": "ha", "haw": "haw", "hat": "ht", "hye": "hy", "arm": "hy", "jav": "jw", "kat": "ka"},
    **{"geo": "ka", "kaz": "kk", "khm": "km", "kan": "kn", "lat": "la", "ltz": "lb", "lin": "ln", "lao": "lo"},
    **{"mlg": "mg", "mri": "mi", "mao": "mi", "mkd": "mk", "mac": "mk", "mal": "ml", "mon": "mn", "mar": "mr"},
    **{"mlt": "mt", "mya": "my", "bur": "my", "nep": "ne", "nno": "nn", "oci": "oc", "pan": "pa", "pus": "ps"},
    **{"san": "sa", "snd": "sd", "sin": "si", "sna": "sn", "som": "so", "sqi": "sq", "alb": "sq", "sun": "su"},
    **{"swa": "sw", "tgk": "tg", "tuk": "tk", "tgl": "tl", "tat": "tt", "uzb": "uz", "yid": "yi", "yor": "yo"},
    **{"yue": "yue"},
}
