"""Which of a file's sound tracks to hear: the one that players take where somebody speaks on it, else another."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import islice
from pathlib import Path

from lecture.errors import NotARecording
from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.detector import SpeechDetector
from lecture.speech.reader import BLOCK_SECONDS, Reader

LOOKS = 12  # places at which each track is listened to, spread over the recording
LOOK = 3.0  # seconds at each
MOST = 16  # tracks that are listened to, and the one that players take; a file may hold hundreds
THROUGH = 3 * 3600.0  # seconds of each that are heard through
FEWER = 3  # a track that players take may speak at so many times fewer places than another


def speaking_track(path: Path, name: str) -> Generator[None, None, int | None]:
    """Returns the number of the track to hear, from 1; None where there is but one.

    Where nobody speaks at any of the places, the tracks are heard through until somebody does: it yields now and then.

    Raises EmptyRecording, NotARecording, NoSound.
    """
    usual = Reader(path, name, None, SAMPLE_RATE)
    if not usual.tracks:
        return None
    detector = SpeechDetector()
    readable = _readable(path, name, sorted({usual.number, *range(1, min(len(usual.tracks), MOST) + 1)}))
    spoken = {number: _places(reader, detector) for number, reader in readable.items()}
    most = max(spoken.values())
    if most:
        if spoken[usual.number] * FEWER >= most:
            return usual.number
        return max(spoken, key=spoken.__getitem__)
    for number in sorted(readable, key=lambda number: number != usual.number):
        for block in islice(readable[number].blocks(), round(THROUGH / BLOCK_SECONDS)):
            if detector.hears_speech(block):
                return number
            yield
    return usual.number


def _readable(path: Path, name: str, numbers: Iterable[int]) -> dict[int, Reader]:
    """Those of the tracks that can be decoded, by number."""
    readers = {}
    for number in numbers:
        try:
            readers[number] = Reader(path, name, number, SAMPLE_RATE)
        except NotARecording:
            continue
    return readers


def _places(reader: Reader, detector: SpeechDetector) -> int:
    """At how many places somebody speaks."""
    step = max(reader.seconds / LOOKS, LOOK)
    starts = [step * (place + 0.5) - LOOK / 2 for place in range(LOOKS)]
    within = [start for start in starts if not reader.seconds or start < reader.seconds]
    return sum(detector.hears_speech(reader.glimpse(start, start + LOOK)) for start in within)
