"""Recordings that still grow: kept part by part as they are spoken, until a lecture is made of them.

A part says at which byte of the recording it belongs: one that is sent twice is kept once, one that a crash tore is
mended by its repetition, and one that comes before its time is refused. There is no other record of the parts.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from lecture import codec
from lecture.errors import DamagedData, NotARecording, PartMissing, RecorderFull, TooLarge, UnknownRecording
from lecture.store.database import store_errors
from lecture.store.files import write_whole
from lecture.store.notebook import Notebook
from lecture.store.room import check_library
from lecture.values import Options

ENDINGS = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a"}  # of what browsers record
STRETCH = 16 * 2**20  # bytes after which it is asked again whether there is room for more
MOST = 20  # recordings of one notebook that may wait for a lecture to be made of them


@dataclass(frozen=True, slots=True)
class Told:
    """What the browser says of a recording with each of its parts."""

    kind: str  # a MIME type
    begun: str  # ISO 8601, by the student's clock
    seconds: float = 0.0  # of sound, to the end of this part
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Growing:
    """A recording of which no lecture has been made."""

    id: str
    begun: str  # ISO 8601, by the student's clock
    seconds: float
    size: int  # bytes
    grown: float  # Unix time: when its last part came
    ended: bool  # by the student; else it grows, or was broken off


class Recorder:
    """The growing recordings of one notebook, in a folder of their own."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook, self.storage = notebook, notebook.storage
        self.folder = self.storage.folder / "growing" / notebook.name

    def take(self, recording: str, at: int, part: bytes, told: Told) -> int:
        """Keep a part, on disk before this returns; with the first one, at byte 0, the recording begins.

        Returns the bytes that are kept. Raises UnknownRecording, PartMissing, TooLarge, NotARecording, RecorderFull,
        NotebookFull, a leaf of LimitError, or one of StoreError.
        """
        with self._alone():
            if not at and not self._told_path(recording).exists():
                self._begin(recording, told)
            before = self._told(recording)
            kept = self._sound(recording).stat().st_size
            if at > kept:
                raise PartMissing(kept)
            if at + len(part) > self.storage.limits.upload_bytes:
                raise TooLarge(file_name(before), self.storage.limits.upload_bytes)
            if (at + len(part)) // STRETCH > kept // STRETCH:
                with self.storage.database.reading() as rows:
                    check_library(rows, self.storage.folder, "", len(part), self.storage.limits)
            if at + len(part) > kept:
                _write(self._sound(recording), at, part)
            if told.seconds > before.seconds:  # also where it failed after the part was written, which comes again
                write_whole(self._told_path(recording), codec.dump(replace(before, seconds=told.seconds)))
            return max(kept, at + len(part))

    def end(self, recording: str) -> None:
        """The student has ended it. Raises UnknownRecording, or a leaf of StoreError."""
        with self._alone():
            write_whole(self._told_path(recording), codec.dump(replace(self._told(recording), ended=True)))

    def waiting(self) -> tuple[Growing, ...]:
        """Those with any sound, the latest first."""
        with store_errors(self.storage.folder):
            return tuple(sorted(self._waiting(), key=lambda one: (one.begun, one.grown), reverse=True))

    def make(self, recording: str, options: Options | None = None, *, models: str = "") -> str:
        """Make a lecture of it: its id. It stops to be a growing one when the notebook has it.

        Raises UnknownRecording, and what Notebook.add raises: then it waits on.
        """
        with store_errors(self.storage.folder):
            name = file_name(self._told(recording))
            sound = self._sound(recording).open("rb")
        with sound:
            grown = os.fstat(sound.fileno()).st_size
            lecture = self.notebook.add(name, sound, options, models=models, grown=grown)
        self.discard(recording)
        return lecture

    def discard(self, recording: str) -> None:
        """Delete it for good; what is still sent of it is refused."""
        with self._alone(), suppress(FileNotFoundError):  # another page was faster
            shutil.rmtree(self._place(recording))

    def _begin(self, recording: str, told: Told) -> None:
        name = file_name(told)
        if told.kind not in ENDINGS:
            raise NotARecording(name, f"it is of the kind “{told.kind}”")
        waiting = list(self._waiting())
        if len(waiting) >= MOST:
            raise RecorderFull(MOST)
        with self.storage.database.writing() as rows:
            self.notebook.make_room(rows, sum(one.size for one in waiting))
        self._place(recording).mkdir(exist_ok=True)  # one that was killed here comes back
        self._sound(recording).touch()
        write_whole(self._told_path(recording), codec.dump(Told(told.kind, told.begun)))

    def _waiting(self) -> Iterator[Growing]:
        for path in self.folder.glob("*/sound"):
            with suppress(FileNotFoundError, UnknownRecording):  # another page has just made a lecture of it
                told, sound = self._told(path.parent.name), path.stat()
                if sound.st_size:
                    yield Growing(path.parent.name, told.begun, told.seconds, sound.st_size, sound.st_mtime, told.ended)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time over all processes."""
        with store_errors(self.storage.folder):
            self.folder.mkdir(exist_ok=True)  # without its parents: where the data folder is away, none is begun
            with FileLock(self.folder / "lock"):
                yield

    def _told(self, recording: str) -> Told:
        try:
            return codec.load(Told, self._told_path(recording).read_text(encoding="utf-8"))
        except (FileNotFoundError, DamagedData) as error:
            raise UnknownRecording from error

    def _told_path(self, recording: str) -> Path:
        return self._place(recording) / "told.json"

    def _sound(self, recording: str) -> Path:
        return self._place(recording) / "sound"

    def _place(self, recording: str) -> Path:
        if not re.fullmatch("[0-9a-zA-Z_-]{16,64}", recording):  # browsers make these names, and they become a path
            raise UnknownRecording
        return self.folder / recording


def file_name(told: Told) -> str:
    """What a recording is called as a file. Raises NotARecording where the browser tells no moment."""
    try:
        begun = datetime.fromisoformat(told.begun)
    except ValueError as error:
        raise NotARecording(told.begun, "it says of no moment that it began then") from error
    return f"Recording {begun:%Y-%m-%d %H.%M}.{ENDINGS.get(told.kind, '')}"


def sweep(folder: Path, moment: float) -> None:
    """Delete the growing recordings in a data folder that have not grown since that moment."""
    for sound in (folder / "growing").glob("*/*/sound"):
        with suppress(FileNotFoundError):  # a lecture was made of it, or another server was faster
            if sound.stat().st_mtime < moment:
                shutil.rmtree(sound.parent)


def _write(sound: Path, at: int, part: bytes) -> None:
    with sound.open("r+b") as file:
        file.seek(at)
        file.write(part)
        file.flush()
        os.fsync(file.fileno())
