"""A recording as transcribe.py hears it, read in processes of their own: track, length, sound, and marks."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

from lecture import apart
from lecture.apart_errors import ReadingInterrupted
from lecture.errors import RecordingError
from lecture.speech.audio import Recording, Samples
from lecture.speech.marks import marks
from lecture.speech.tracks import speaking_track
from lecture.values import Mark, Track


class Source:
    """What a Recording is, once it was looked at, but no file brings down who hears it.

    `track` is the one that is heard: where none is given, the one that speaks; None where there is but one. `expected`
    is the length that the file claims or, where it claims none, how far its packets reach; seconds.

    Raises what a Recording does, and leaves of apart_errors.py.
    """

    def __init__(self, path: Path, name: str, track: int | None) -> None:
        self.path, self.name, self.track = path, name, track
        self.tracks: tuple[Track, ...] = ()
        self.expected, self.seconds, self.remark = 0.0, 0.0, ""

    def look(self) -> Iterator[None]:
        """Find track, tracks and expected. Where every track has to be listened to this yields now and then. Who stops
        ends the work."""
        looked = yield from apart.each(_looked_at, self.path, self.name, self.track, name=self.name)
        self.track, self.tracks, self.expected = looked

    def __iter__(self) -> Iterator[Samples]:
        """As of a Recording: `seconds` and `remark` are known at the end. Who stops ends the work."""
        self.seconds, self.remark = yield from apart.each(_heard, self.path, self.name, self.track, name=self.name)

    def marks(self) -> tuple[Mark, ...]:
        """The chapters that the file brings, once it was heard; none where they cannot be read."""
        with suppress(RecordingError, ReadingInterrupted):  # it was heard all the same
            return apart.call(marks, self.path, self.name, self.seconds, name=self.name)
        return ()


def _looked_at(
    path: Path, name: str, track: int | None
) -> Generator[None, None, tuple[int | None, tuple[Track, ...], float]]:
    track = track or (yield from speaking_track(path, name))
    recording = Recording(path, name, track)
    return track, recording.tracks, recording.length()


def _heard(path: Path, name: str, track: int | None) -> Generator[Samples, None, tuple[float, str]]:
    recording = Recording(path, name, track)
    yield from recording
    return recording.seconds, recording.remark
