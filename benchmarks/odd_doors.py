"""The doors that take a file in, each with what comes after it until nothing can be wrong with the file any more."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.odd_formats import SAMPLE
from benchmarks.odd_made import OTHER
from lecture.errors import LectureError
from lecture.export import FORMATS
from lecture.intake import slides, whole
from lecture.intake.captions import captions_of, text_of
from lecture.intake.taken import taken
from lecture.speech.audio import Recording
from lecture.speech.chunks import chunks
from lecture.speech.clip import Cutter, clip
from lecture.speech.copies import copy
from lecture.speech.marks import marks
from lecture.speech.playable import playable
from lecture.speech.subtitled import Track, has_picture, subtitled
from lecture.speech.tracks import speaking_track
from lecture.store import archive
from lecture.store.files import file_name_of
from lecture.store.library import Library
from lecture.store.taken_in import take_in_lecture
from lecture.values import Lecture

SHORTEST = 0.2  # s; of less there comes no lecture, and nothing to be played
LONGEST = 3600.0  # s; of more there is no copy here: made anew it takes a 250th of its length
WAV_HEAD = 44  # bytes of a clip without a sample in it


class Disagreement(AssertionError):
    """The transcript could read it, and the player cannot; or the other way round."""


@dataclass(frozen=True)
class Subtitle:
    start: int = 0
    end: int = 900
    lines: tuple[str, ...] = ("Tides <b>& moons",)


def recording(name: str, data: bytes, folder: Path) -> float:
    """Returns how many seconds of sound are in it."""
    with TemporaryDirectory(dir=folder) as own:
        shutil.copy(SAMPLE, Path(own) / OTHER)  # which nothing may be heard of
        path = Path(own) / (f"a{Path(name).suffix[:9]}" if Path(name).suffix.isalnum() else "a")
        path.write_bytes(data)
        shown = file_name_of(name)
        try:
            heard = _heard(path, shown)
        except LectureError:
            playable(path, shown), has_picture(path)  # the page may ask all the same
            raise
        if heard[1] >= SHORTEST:
            _played(path, shown, *heard)
        return heard[1]


def spoken_track(path: Path, name: str) -> int | None:
    """What speaking_track gives at its end."""
    looking = speaking_track(path, name)
    while True:
        try:
            next(looking)
        except StopIteration as end:
            track: int | None = end.value
            return track


def _heard(path: Path, name: str) -> tuple[int | None, float]:
    """The track, and how many seconds it has."""
    track = spoken_track(path, name)
    source = Recording(path, name, track)
    source.length()
    for chunk in chunks(iter(source)):
        assert abs(chunk.sound).max(initial=0.0) < 2**20  # finite, and no number either that would overflow
    marks(path, name, source.seconds)
    return track, source.seconds


def _played(path: Path, name: str, track: int | None, seconds: float) -> None:
    try:
        for start in (0.0, seconds / 2, max(0.0, seconds - 0.5)):
            found = clip(path, start, start + 0.5, name, track)
            if len(found) <= WAV_HEAD and start < seconds - 0.1:
                raise Disagreement(f"nothing at {start:.2f} of {seconds:.2f} s")
        cut = Cutter(path, name, track)
        for start in (0.0, seconds / 2, seconds + 1):
            cut(start, start + 0.3)
        playable(path, name, track or 0)
        if seconds < LONGEST:
            copy(path, path.with_name("copy.mp4"), name, track or 0)
    except LectureError as error:
        raise Disagreement(f"{type(error).__name__} {error.args}") from error
    if has_picture(path):
        subtitled(path, path.with_name("copy.mkv"), Track([Subtitle()], "Tides", "en"), name)


def captions(name: str, data: bytes, folder: Path) -> float:
    text_of(name, data)
    assert taken(captions_of(name, data), "en").segments
    return 0.0


def deck(name: str, data: bytes, folder: Path) -> float:
    for slide in slides.read(name, data):
        assert slide.title or slide.text
    return 0.0


def lecture(name: str, data: bytes, folder: Path) -> float:
    found = whole.read(name, io.BytesIO(data))
    with TemporaryDirectory(dir=folder) as own:
        library = Library(Path(own) / "data")
        mine = library.notebook(library.new_notebook())
        one = take_in_lecture(mine, found.lecture, found.sha256, found.size)
        _read_again(mine.lecture(one), data)
        library.close()
    return 0.0


def notebook(name: str, data: bytes, folder: Path) -> float:
    with TemporaryDirectory(dir=folder) as own:
        library = Library(Path(own) / "data")
        mine = library.notebook(library.new_notebook())
        archive.take_in(mine, name, io.BytesIO(data))
        for entry in mine.page().entries:
            if entry.state == "done":
                _read_again(mine.lecture(entry.id), data)
        archive.packed(mine)
        library.close()
    return 0.0


def _read_again(lecture: Lecture, data: bytes) -> None:
    """It is there, and can be taken away again: in a format that is drawn by lot from the file."""
    random.Random(data).choice(list(FORMATS.values())).write(lecture)


DOORS: Mapping[str, Callable[[str, bytes, Path], float]] = {
    "recording": recording,
    "captions": captions,
    "slides": deck,
    "lecture.json": lecture,
    "notebook": notebook,
}
