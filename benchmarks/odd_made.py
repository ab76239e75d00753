"""Recordings made by hand, byte by byte: as long, as wide, as empty, as deep and as false as their formats allow."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

import av
import numpy as np

from benchmarks.odd_formats import FEW, speech, written

Dice = random.Random
Made = tuple[str, bytes]  # a name and what the file holds

DAY = 24 * 3600  # s
FLAC_BLOCK = 65_535  # samples, the most that a block of it holds
OTHER = "other.mp3"  # the file beside it that lists name
ADDRESS = {"port": 9}  # of this machine, that addresses name

CHANNELS = (0, 1, 2, 7, 8, 9, 12, 16, 17, 24, 32, 33, 63, 64, 65, 128, 255, 256, 512, 513, 65_535)
RATES = (0, 1, 2, 10, 50, 999, 1_000, 1_001, 7_999, 44_101, 192_000, 767_999, 10**6, 10**6 + 1, 2**31 - 1, 2**32 - 1)
WIDTHS = ((1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64), (1, 12), (6, 8), (7, 8), (2, 4), (17, 4), (0x55, 0))


def wave(channels: int, rate: int, form: int, bits: int, data: bytes) -> bytes:
    block = max(1, channels * bits // 8) % 2**16
    head = struct.pack("<HHIIHH", form, channels % 2**16, rate % 2**32, rate * block % 2**32, block, bits)
    return (
        b"RIFF"
        + struct.pack("<I4s4sI", 36 + len(data), b"WAVE", b"fmt ", 16)
        + head
        + b"data"
        + (struct.pack("<I", len(data)) + data)
    )


def many_channels(dice: Dice) -> Made:
    channels = dice.choice(CHANNELS)
    seconds = dice.choice((0.0, 0.1, 1.0, 7.0))
    rate = dice.choice((8_000, 16_000, 44_100))
    data = dice.randbytes(min(2**22, round(seconds * rate) * channels * 2))
    return f"{channels} channels.wav", wave(channels, rate, 1, 16, data)


def odd_rates(dice: Dice) -> Made:
    rate, (form, bits) = dice.choice(RATES), dice.choice(WIDTHS)
    return f"{rate} Hz.wav", wave(dice.choice((1, 2)), rate, form, bits, dice.randbytes(dice.choice((1, 400, 200_000))))


def no_numbers(dice: Dice) -> Made:
    """Floats that are infinite, none, or as large as they get."""
    wide = dice.choice((4, 8))
    sound = dice.randbytes(wide * 16_000) if dice.random() < 0.5 else b""
    with np.errstate(over="ignore"):
        odd = np.array([np.nan, np.inf, -np.inf, 1e300, -3e38, 1e-310, 0.1] * 20_000).astype(f"<f{wide}").tobytes()
    return f"{wide * 8} bit floats.wav", wave(dice.choice((1, 2, 9)), 16_000, 3, wide * 8, sound + odd)


def few_samples(dice: Dice) -> Made:
    samples = dice.choice((0, 1, 2, 15, 100))
    form, codec, picture = dice.choice(FEW)
    found = written(speech(3)[-samples:] if samples else speech(0), [(form, codec, picture)])
    return next(iter(found.items()), ("none.wav", wave(1, 16_000, 1, 16, b"")))


@cache
def flac_silence(rate: int, seconds: int) -> bytes:
    blocks = -(-seconds * rate // FLAC_BLOCK)
    info = struct.pack(">HHIHQ", FLAC_BLOCK, FLAC_BLOCK, 0, 0, rate << 44 | 15 << 36 | blocks * FLAC_BLOCK)
    head = b"fLaC" + b"\x80\0\0\x22" + info + bytes(16)
    return head + b"".join(map(_flac_block, range(blocks)))


def _flac_block(number: int) -> bytes:
    """One block of a constant: 0."""
    coded = chr(number).encode("utf-8", "surrogatepass")
    head = b"\xff\xf8\x70\x08" + coded + struct.pack(">H", FLAC_BLOCK - 1)
    body = head + bytes([_crc(head, 0x07, 8)]) + b"\0\0\0"
    return body + struct.pack(">H", _crc(body, 0x8005, 16))


def _crc(data: bytes, polynomial: int, bits: int) -> int:
    value, top = 0, 1 << bits - 1
    for byte in data:
        value ^= byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & (1 << bits) - 1
    return value


def silence(dice: Dice) -> Made:
    """Minutes of it mostly; a day in 150 kB now and then."""
    hours = dice.choice((*[0.1] * 30, 24))
    return f"{hours} hours.flac", flac_silence(8_000, round(hours * 3600))


def months_of_silence(dice: Dice) -> Made:
    """At 1,000 samples a second, 60 days are 1.2 MB."""
    days = dice.choice((*[0.01] * 30, 60))
    return f"{days} days.flac", flac_silence(1_000, round(days * DAY))


def claims_days(dice: Dice) -> Made:
    """A WAV, an MP4 or a FLAC of a second that says it has days of sound, or an MP4 whose clock makes it so."""
    form = dice.choice(("wav", "mp4", "flac"))
    codec = {"wav": "pcm_s16le", "mp4": "aac", "flac": "flac"}[form]
    data = bytearray(next(iter(written(speech(1), [(form, codec, False)]).values())))
    huge = dice.choice((2**31 - 1, 2**32 - 1, 10**7))
    for mark, skip in {"wav": [(b"data", 0)], "mp4": [(b"mvhd", 16), (b"mdhd", 16), (b"stts", 8), (b"stts", 12)]}.get(
        form, [(b"fLaC", 4 + 14)]
    ):
        at = data.find(mark) + 4 + skip
        data[at : at + 4] = huge.to_bytes(4, "little" if form == "wav" else "big")
    return f"days.{form}", bytes(data)


def gaps(dice: Dice) -> Made:
    """A file whose clock jumps ahead again and again, by minutes or days."""
    step = dice.choice((30, 600, 3_599, 10**5, 10**9))
    file = io.BytesIO()
    with av.open(file, "w", format=dice.choice(("matroska", "mp4", "mpegts"))) as out:
        stream = out.add_stream("mp2" if out.format.name == "mpegts" else "aac", rate=16_000, layout="mono")
        resampler = av.AudioResampler(
            stream.format, "mono", 16_000, frame_size=1_152 if stream.name == "mp2" else 1_024
        )
        frame = av.AudioFrame.from_ndarray(speech(6)[None], format="fltp", layout="mono")
        frame.sample_rate = 16_000
        at = 0
        for piece in (*resampler.resample(frame), None):
            for packet in stream.encode(piece):
                at += 1
                packet.pts = packet.dts = (packet.dts or 0) + at // 8 * step * 16_000
                try:
                    out.mux(packet)
                except (av.error.FFmpegError, OverflowError):
                    break
    return "gaps.mkv", file.getvalue()


@cache
def ogg_chain(links: int) -> bytes:
    link = next(iter(written(speech(0.05), [("ogg", "flac", False)]).values()))
    return link * links


def long_chain(dice: Dice) -> Made:
    return "radio.ogg", ogg_chain(dice.choice((3, 300, 3_000)))


@cache
def silent_tracks(form: str, count: int) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=form) as out:
        streams = [
            out.add_stream("pcm_s16le" if form != "mpegts" else "mp2", rate=16_000, layout="mono") for _ in range(count)
        ]
        for stream in streams:
            size = stream.frame_size or 1_600
            frame = av.AudioFrame.from_ndarray(np.zeros((1, size), np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = 16_000, 0
            for packet in stream.encode(frame):
                out.mux(packet)
    return file.getvalue()


def many_streams(dice: Dice) -> Made:
    form, count = dice.choice((("matroska", 120), ("mov", 900), ("nut", 250)))
    return f"{count} tracks.{form}", silent_tracks(form, count)


def many_chapters(dice: Dice) -> Made:
    """An MP3 with thousands of chapters in its tag."""
    frames = b"".join(_id3("CHAP", b"c%d\0" % at + struct.pack(">IIII", at, at + 1, 0, 0)) for at in range(20_000))
    return "chapters.mp3", _tagged(frames)


def huge_tags(dice: Dice) -> Made:
    text = dice.choice((b"A", b"\xff", "😀".encode(), b"\0", b"<b>")) * 2_000_000
    return "tags.mp3", _tagged(_id3("TIT2", b"\3" + text) + _id3("APIC", b"\0image/png\0\3\0" + text))


def _id3(name: str, body: bytes) -> bytes:
    return name.encode() + _sevens(len(body)) + b"\0\0" + body


def _sevens(number: int) -> bytes:
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def _tagged(frames: bytes) -> bytes:
    sound = next(iter(written(speech(1), [("mp3", "libmp3lame", False)]).values()))
    return b"ID3\4\0\0" + _sevens(len(frames)) + frames + sound


def changing_rates(dice: Dice) -> Made:
    """An AAC stream whose rate and channels change at every frame."""
    data = bytearray(next(iter(written(speech(4), [("adts", "aac", False)]).values())))
    at = 0
    while at + 7 <= len(data) and data[at] == 0xFF:
        length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        data[at + 2] = data[at + 2] & 0xC3 | dice.randrange(13) << 2
        at += max(length, 7)
    return "changing.aac", bytes(data)


def listed() -> tuple[str, ...]:
    port = ADDRESS["port"]
    return (
        f"ffconcat version 1.0\nfile {OTHER}\n",
        f"ffconcat version 1.0\nfile 'file:{OTHER}'\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{OTHER}\n#EXT-X-ENDLIST\n",
        f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
        '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet '
        f'mimeType="audio/mp4"><Representation id="1"><BaseURL>{OTHER}</BaseURL></Representation></AdaptationSet>'
        "</Period></MPD>",
        f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
        f"[playlist]\nFile1={OTHER}\nNumberOfEntries=1\n",
        f'<asx version="3.0"><entry><ref href="http://127.0.0.1:{port}/a.wma"/></entry></asx>',
        f"[Reference]\nRef1=http://127.0.0.1:{port}/a.asf\n",
        f"RTSPtext\nrtsp://127.0.0.1:{port}/a\n",
        f"amovie={OTHER}",
        f"data:audio/mpeg;base64,SUQz\nhttp://127.0.0.1:{port}/\ncrypto:{OTHER}\nconcat:{OTHER}|{OTHER}\nsubfile,,start,0,end,0,,:{OTHER}",
        f'<?xml version="1.0"?><playlist><trackList><track><location>{OTHER}</location></track></trackList></playlist>',
        f"# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:01:101, filepos: 000000000\n# {OTHER}\n",
        "sine=frequency=440",
        ";FFMETADATA1\ntitle=a\n[CHAPTER]\nSTART=0\nEND=9\n",
    )


LIST_NAMES = (
    "a.mp3",
    "a.wav",
    "a.ffconcat",
    "a.m3u8",
    "a.m3u",
    "a.mpd",
    "a.sdp",
    "a.pls",
    "a.asx",
    "a.mp4",
    "a%03d.mp3",
    "a.idx",
)


def lists(dice: Dice) -> Made:
    text = dice.choice(listed())
    return dice.choice(LIST_NAMES), dice.choice(("", "\ufeff", "\n" * 9)).encode() + text.encode() * dice.choice(
        (1, 200)
    )


def referring(dice: Dice) -> Made:
    """A QuickTime film whose sound lies in another file."""
    data = next(iter(written(speech(1), [("mov", "pcm_s16le", False)]).values()))
    old = data[data.index(b"dref") - 4 :][: int.from_bytes(data[data.index(b"dref") - 4 :][:4], "big")]
    kind = dice.choice((b"url ", b"alis"))
    address = dice.choice((OTHER, f"http://127.0.0.1:{ADDRESS['port']}/a", f"file:{OTHER}")).encode() + b"\0"
    entry = struct.pack(">I4sI", 12 + len(address), kind, 0) + address
    new = struct.pack(">I4sII", 16 + len(entry), b"dref", 0, 1) + entry
    return "reference.mov", data.replace(old, new)


def something_else(dice: Dice) -> Made:
    """What is no sound, under the name of a recording."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("lecture.mp3", bytes(10_000_000))
    kinds = (
        packed.getvalue(),
        b"<!DOCTYPE html><html><body><h1>404</h1><script>alert(1)</script></body></html>" * 50,
        b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF",
        b'{"title": "a", "segments": [' + b'{"a": 1},' * 9_999 + b"1]}",
        b"\x89PNG\r\n\x1a\n" + dice.randbytes(5_000),
        b"\x7fELF" + dice.randbytes(5_000),
        b"MZ" + dice.randbytes(5_000),
        b"PAR1" + dice.randbytes(900),
        b"",
        b"\0",
        b"\0" * 100_000,
        b"\xff" * 100_000,
        b"\xff\xfb\x90\x64" * 50_000,
        b"RIFF\xff\xff\xff\xffWAVE" * 3_000,
        b"OggS" * 30_000,
        b"fLaC" + b"\xff" * 5_000,
        b"\x1a\x45\xdf\xa3" * 5_000,
        struct.pack(">I4s", 8, b"moov") * 20_000,
        struct.pack(">I4s", 2**32 - 1, b"ftyp") + b"isom" * 99,
        b"#!AMR\n" + b"\x3c" * 50_000,
        b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(9_999),
        dice.randbytes(dice.choice((1, 10, 100_000))),
    )
    return dice.choice(("lecture.mp3", "lecture.wav", "lecture.m4a", "lecture.ogg")), dice.choice(kinds)


MADE: Mapping[str, Callable[[Dice], Made]] = {
    "many channels": many_channels,
    "odd rates": odd_rates,
    "no numbers": no_numbers,
    "hardly a sample": few_samples,
    "silence": silence,
    "silence of few samples a second": months_of_silence,
    "says that it lasts for days": claims_days,
    "gaps of minutes to years": gaps,
    "an Ogg chain": long_chain,
    "hundreds of tracks": many_streams,
    "thousands of chapters": many_chapters,
    "megabytes of tags": huge_tags,
    "rates that change": changing_rates,
    "names another file": lists,
    "refers to another file": referring,
    "something else": something_else,
}
