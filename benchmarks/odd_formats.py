"""Seconds of the sample in every format and codec that FFmpeg writes here, by trying: odd files are made of them."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.codec import Codec, codecs_available
from av.format import ContainerFormat, formats_available

from lecture.speech.audio import SAMPLE_RATE, Recording

Samples = npt.NDArray[np.float32]

SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "lecture.mp3"
# They write to devices, to the network, to several files, or no format at all.
NOT_INTO_ONE_FILE = {
    *("alsa", "oss", "fbdev", "video4linux2,v4l2", "rtp", "rtp_mpegts", "rtsp", "sap", "whip", "dash", "hls", "hds"),
    *("smoothstreaming", "segment", "stream_segment,ssegment", "tee", "fifo", "image2", "streamhash", "hash", "md5"),
    *("crc", "framecrc", "framehash", "framemd5", "null", "uncodedframecrc", "data", "ffmetadata", "mkvtimestamp_v2"),
    "rawvideo",
}
# A pair for every kind of reading: with and without an index, a clock, a header, blocks, pictures.
FEW = (
    ("wav", "pcm_s16le", False),
    ("mp3", "libmp3lame", False),
    ("mp4", "aac", False),
    ("ogg", "libopus", False),
    ("flac", "flac", False),
    ("webm", "libopus", False),
    ("adts", "aac", False),
    ("matroska", "aac", True),
    ("mp4", "aac", True),
    ("avi", "libmp3lame", True),
    ("mpegts", "mp2", True),
    ("aiff", "pcm_s16be", False),
    ("caf", "alac", False),
    ("asf", "wmav2", False),
    ("au", "pcm_mulaw", False),
    ("w64", "pcm_f32le", False),
    ("tta", "tta", False),
    ("wv", "wavpack", False),
    ("amr", "libopencore_amrnb", False),
    ("ac3", "ac3", False),
)
# Encoders that the program knows beside, and what to write them into.
PROGRAMS = (
    *(("ogg", "libspeex"), ("ogg", "libvorbis"), ("matroska", "libvorbis"), ("wav", "libgsm_ms"), ("gsm", "libgsm")),
    *(
        ("dts", "dca"),
        ("truehd", "truehd"),
        ("mlp", "mlp"),
        ("matroska", "truehd"),
        ("mp4", "alac"),
        ("mp2", "libtwolame"),
    ),
    *(
        ("rm", "real_144"),
        ("rm", "ac3_fixed"),
        ("mxf", "pcm_s24le"),
        ("wtv", "mp2"),
        ("nut", "sonic"),
        ("oma", "atrac3"),
    ),
    *(("mpegts", "s302m"), ("mov", "pcm_s24be"), ("ircam", "pcm_s16le"), ("sox", "pcm_s32le"), ("voc", "pcm_u8")),
)

Pair = tuple[str, str, bool]  # a format, a codec, and whether there is a picture beside


def speech(seconds: float) -> Samples:
    """The beginning of the sample, 16 kHz mono."""
    wanted, pieces = round(seconds * SAMPLE_RATE), list[Samples]()
    for block in Recording(SAMPLE):
        pieces.append(block)
        if sum(map(len, pieces)) >= wanted:
            break
    return np.concatenate(pieces)[:wanted]


def every_pair() -> Iterator[Pair]:
    """All formats with all codecs of sound; the most of them do not go together."""
    codecs = [name for name in sorted(codecs_available) if _encodes_sound(name)]
    for form in sorted(formats_available - NOT_INTO_ONE_FILE):
        with suppress(ValueError):
            if ContainerFormat(form, "w").is_output:
                yield from ((form, codec, False) for codec in codecs)
    yield from (pair for pair in FEW if pair[2])


def written(sound: Samples, pairs: Iterable[Pair]) -> dict[str, bytes]:
    """The sound in each of the pairs that go together, by names with the ending that is usual."""
    found = {}
    for form, codec, picture in pairs:
        with suppress(av.error.FFmpegError, ValueError, OverflowError, TypeError, NotImplementedError, MemoryError):
            if data := _written(sound, form, codec, picture=picture):
                ending = sorted(ContainerFormat(form, "w").extensions or {form})[0]
                found[f"{codec}{'-film' * picture} in {form}.{ending}"] = data
    return found


def by_program(sound: Samples, folder: Path) -> dict[str, bytes]:
    """What FFmpeg's program writes beside, where it is installed."""
    found: dict[str, bytes] = {}
    program = shutil.which("ffmpeg")
    for form, codec in PROGRAMS if program else ():
        target = folder / "made"
        command = [str(program), "-v", "quiet", "-y", "-f", "f32le", "-ar", str(SAMPLE_RATE), "-i", "-"]
        command += ["-c:a", codec, "-strict", "-2", "-f", form, str(target)]
        for rate in ([], ["-ar", "8000"], ["-ar", "48000", "-ac", "2"]):
            done = subprocess.run([*command[:-1], *rate, command[-1]], input=sound.tobytes(), capture_output=True)
            if not done.returncode and target.stat().st_size:
                found[f"{codec} by the program in {form}.{form}"] = target.read_bytes()
                break
        target.unlink(missing_ok=True)
    return found


def _encodes_sound(name: str) -> bool:
    try:
        return Codec(name, "w").type == "audio"
    except ValueError:  # it only decodes
        return False


def _written(sound: Samples, form: str, codec: str, *, picture: bool) -> bytes:
    rate = min(Codec(codec, "w").audio_rates or [SAMPLE_RATE], key=lambda each: abs(each - SAMPLE_RATE))
    file = io.BytesIO()
    with av.open(file, "w", format=form) as out:
        video = out.add_stream("mpeg4", rate=25) if picture else None
        stream = cast(av.AudioStream, out.add_stream(codec, rate=rate, layout="mono"))
        stream.codec_context.options = {"strict": "experimental"}
        if codec.startswith("wma"):
            stream.bit_rate = 32_000  # its usual one is for music
        stream.codec_context.open()
        if video:
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            for _ in range(round(25 * len(sound) / SAMPLE_RATE)):
                out.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")))
            out.mux(video.encode(None))
        resampler = av.AudioResampler(stream.format, stream.layout, rate, frame_size=stream.frame_size or 1024)
        frame = av.AudioFrame.from_ndarray(sound[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, 0, Fraction(1, SAMPLE_RATE)
        for piece in (*resampler.resample(frame), *resampler.resample(None), None):
            out.mux(stream.encode(piece))
    return file.getvalue()
