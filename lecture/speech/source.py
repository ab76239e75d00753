"""A recording as transcribe.py hears it, read in processes of their own: track, length, sound, and marks."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

from lecture import apart
from lecture.errors import RecordingError
from lecture.speech.audio import Recording, Samples
from lecture.speech.making import Report
from lecture.speech.marks import marks
from lecture.speech.tracks import speaking_track
from lecture.values import Mark, Track


class Source:
    """What a Recording is, but no file brings down who hears it.

    `track` is the one that is heard: where none is given, the one that speaks; None where there is but one. `expected`
    is the length that the file claims or, where it claims none, how far its packets reach; seconds.

    Raises what a Recording does, and leaves of apart_errors.py.
    """

    def __init__(self, path: Path, name: str, track: int | None) -> None:
        self.path, self.name = path, name
        looked = apart.call(_looked_at, path, name, track, name=name, tell=lambda seconds: None)
        self.track, self.tracks, self.expected = looked
        self.seconds, self.remark = 0.0, ""

    def __iter__(self) -> Iterator[Samples]:
        """As of a Recording: `seconds` and `remark` are known at the end. Who stops ends the work."""
        self.seconds, self.remark = yield from apart.each(_heard, self.path, self.name, self.track, name=self.name)

    def marks(self) -> tuple[Mark, ...]:
        """The chapters that the file brings, once it was heard; none where they cannot be read."""
        with suppress(RecordingError):  # it was heard all the same
            return apart.call(marks, self.path, self.name, self.seconds, name=self.name)
        return ()


def _looked_at(
    path: Path, name: str, track: int | None, on_progress: Report
) -> tuple[int | None, tuple[Track, ...], float]:
    track = track or speaking_track(path, name, on_progress)
    recording = Recording(path, name, track)
    return track, recording.tracks, recording.length()


def _heard(path: Path, name: str, track: int | None) -> Generator[Samples, None, tuple[float, str]]:
    recording = Recording(path, name, track)
    yield from recording
    return recording.seconds, recording.remark
