"""A stretch of a recording as a small WAV file, for players that cannot play the recording itself."""

from __future__ import annotations

import io
import wave
from pathlib import Path

from lecture.errors import NoSound, NotARecording

RATE = 24_000  # Hz, mono: speech loses nothing one would miss


def clip(recording: Path, start: float, end: float, name: str | None = None) -> bytes:
    """WAV, 16 bit mono, of `recording` from `start` to `end` seconds; shorter where the recording ends before.

    name : what the student calls the file, for errors; the path's own name if None.

    Raises NotARecording, NoSound.
    """
    import av  # not above: the page imports this file, and does not wait for it

    try:
        with av.open(str(recording), metadata_errors="replace") as container:
            if not container.streams.audio:
                raise NoSound(name or recording.name)
            stream = container.streams.audio[0]
            try:
                container.seek(int(max(start - 1, 0) * av.time_base))  # a little early: seeking lands on a packet
            except av.error.FFmpegError:
                container.seek(0)  # no index to seek by: decode from the beginning
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            sound = bytearray()
            begin: float | None = None  # when the first decoded sample is heard
            try:
                for frame in container.decode(stream):
                    if begin is None:
                        begin = frame.time or 0.0
                    for piece in resampler.resample(frame):
                        sound += piece.to_ndarray().tobytes()
                    if begin + len(sound) / 2 / RATE >= end:
                        break
            except av.error.FFmpegError:
                if not sound:  # else it is damaged further on: what comes before can be played
                    raise
    except (av.error.FFmpegError, ValueError) as error:
        raise NotARecording(name or recording.name, str(error)) from error
    first, last = (max(0, round((time - (begin or 0.0)) * RATE)) * 2 for time in (start, end))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(sound[first:last]))
    return file.getvalue()
