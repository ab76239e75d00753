"""A stretch of a recording as a small WAV file."""

from __future__ import annotations

import io
import wave
from pathlib import Path

from lecture.errors import NotARecording

RATE = 24_000  # Hz, mono: speech loses nothing one would miss


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
