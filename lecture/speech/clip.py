"""A stretch of a recording as a small file: WAV to work with, MP3 to take away."""

from __future__ import annotations

import io
import wave
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lecture.errors import NotARecording

if TYPE_CHECKING:
    from lecture.speech.reader import Reader, Samples

RATE = 24_000  # Hz, mono: speech loses nothing one would miss
BIT_RATE = 64_000  # bits a second of an MP3
SILENCE = 0.1  # s of an MP3 of what lies behind the end
# Nothing in it but the sound and its exact length: no tags, no version of the encoder.
PLAIN = {"id3v2_version": "0", "fflags": "+bitexact"}


def clip(recording: Path, start: float, end: float, name: str | None = None, track: int | None = None) -> bytes:
    """WAV, 16 bit mono, of `recording` from `start` to `end` seconds; shorter where the recording ends before.

    name : what the student calls the file, for errors; the path's own name if None.
    track : the sound track, from 1; the one that players take if None.

    Raises EmptyRecording, NotARecording, NoSound, NoSuchTrack.
    """
    from lecture.speech.reader import Reader  # not above: the page imports this file, and does not wait for it

    sound = _heard(Reader(recording, name or recording.name, track, RATE), start, end)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound * 32_767).astype("<i2").tobytes())
    return file.getvalue()


class Cutter:
    """Cuts one recording into MP3s, mono, as every player and Anki take them: `Cutter(path)(start, end)`, in seconds.

    The recording is opened at the first cut and stays open, since many are cut out of one. Cuts in the order of the
    recording are the quickest, and the same ones in the same order give the same bytes.

    name, track : as for `clip`

    A cut raises EmptyRecording, NotARecording, NoSound, NoSuchTrack. It is shorter where the recording ends before, and
    a moment of silence where that has ended already.
    """

    def __init__(self, recording: Path, name: str | None = None, track: int | None = None) -> None:
        self._recording, self._name, self._track = recording, name or recording.name, track

    def __call__(self, start: float, end: float) -> bytes:
        import numpy as np

        sound = _heard(self._reader, start, end)
        return _mp3(sound if len(sound) else np.zeros(round(SILENCE * RATE), np.float32))

    @cached_property
    def _reader(self) -> Reader:
        from lecture.speech.reader import Reader

        return Reader(self._recording, self._name, self._track, RATE, stays_open=True)


def _heard(reader: Reader, start: float, end: float) -> Samples:
    """A stretch of the recording, no sample beyond -1 or 1."""
    import numpy as np

    from lecture.speech.opening import UNREADABLE

    try:
        sound = reader.stretch(max(start, 0.0), end)
        why = reader.tally.broken_off
        if not len(sound) and why and not len(reader.stretch(0.0, SILENCE)):  # else it only breaks off before
            raise NotARecording(reader.name, why)
    except UNREADABLE as error:
        raise NotARecording(reader.name, str(error)) from error
    return sound / max(1.0, float(np.abs(sound).max(initial=0.0)))  # several channels may be too loud together


def _mp3(sound: Samples) -> bytes:
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp3", options=PLAIN) as out:
        stream = out.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(sound[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return file.getvalue()
