"""Any media file -> a stream of 16 kHz mono float32, and what of the file could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lecture.clock import clock
from lecture.errors import NotARecording
from lecture.speech.reader import LONGEST, Reader, Samples
from lecture.tongue import _

__all__ = ["SAMPLE_RATE", "Recording", "Samples", "breaks_off"]

SAMPLE_RATE = 16_000  # what Whisper was trained on


class Recording:
    """A media file as a stream of sound.

    Iterating yields float32 blocks, shape = (n_samples,), mono at 16 kHz, about five seconds each, so that the
    memory needed does not grow with the length. Time 0 is where a player begins; a gap in the sound is silence.
    Afterwards `seconds` is how far the sound reaches and `remark` a sentence on what could not be decoded, if so.
    `expected` is the length that the file claims, 0 where it claims none. `tracks` are its sound tracks, where there
    are several; `track` is the number of the one to hear, None for the one that players take.

    Raises EmptyRecording, NotARecording, NoSound or NoSuchTrack on opening or, where only decoding shows it, on
    iterating.
    """

    def __init__(self, path: Path, name: str | None = None, track: int | None = None) -> None:
        self.name = name or path.name
        self.path = path
        self.track = track
        self.remark = ""
        self._samples = 0
        self._reader = Reader(path, self.name, track, SAMPLE_RATE)
        self.expected, self.tracks = self._reader.seconds, self._reader.tracks

    def length(self) -> float:
        """What the file claims or, where it claims none, how far its packets reach; seconds."""
        return self.expected or self._reader.measured()

    def __iter__(self) -> Iterator[Samples]:
        self._samples = 0
        for block in self._reader.blocks():
            self._samples += len(block)
            yield block
        tally = self._reader.tally
        if not self._samples:
            raise NotARecording(self.name, tally.broken_off or "no sound could be decoded")
        if tally.too_long:
            self.remark = _(
                "Only the first {hours} hours of the recording were heard. Give the rest as a recording of its own.",
                hours=round(LONGEST / 3600),
            )
        elif tally.broken_off or tally.short or _wave_is_cut(self.path):
            self.remark = breaks_off(self.seconds)
        elif tally.damaged:
            self.remark = _("The recording is damaged in places: what could not be read there was left out.")

    @property
    def seconds(self) -> float:
        return self._samples / SAMPLE_RATE


def _wave_is_cut(path: Path) -> bool:
    """Whether a WAV file says that it is longer than it is; FFmpeg goes by the file's own size."""
    with path.open("rb") as file:
        head = file.read(8)
    said = int.from_bytes(head[4:], "little")
    return head[:4] == b"RIFF" and path.stat().st_size < said + 8 < 2**31


def breaks_off(seconds: float) -> str:
    """What is said of a recording of which only so many seconds could be read."""
    if seconds < 3600:
        return _("The recording breaks off: only its first {time} minutes could be read.", time=clock(seconds))
    return _("The recording breaks off: only its first {time} hours could be read.", time=clock(seconds))
