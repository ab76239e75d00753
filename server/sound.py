"""The route of the sound: the recording where every browser plays it, else its copy, straight from the disk."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import av  # noqa: F401  here, before there are threads: two that import it at once find it half made
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from lecture import apart
from lecture.errors import NothingToHear, RecordingError
from lecture.store.database import store_errors
from lecture.store.intact import same
from lecture.store.notebook import Notebook
from lecture.store.storage import Storage
from lecture.transcripts import is_transcript
from server.copies import Report, copies
from server.services import services

KEPT = 60 * 60  # seconds for which a browser need not ask for the same again


def play(request: Request) -> Response:
    """The whole file or the ranges of it that were asked for; nothing is held in memory.

    Where there is no copy yet it says how much of it is made, from 0 to 1, and the browser asks again.
    """
    library, _ = services()
    lecture = request.path_params["lecture"]
    mine = library.opened(lecture, request.query_params.get("key", ""), "hear")
    sound = _sound(mine, lecture)
    if kind := sound.kind:
        kept = 0 if mine.storage.intact.is_damaged(sound.recording) else KEPT
        return _sent(request, sound.recording, kind, kept)
    if sound.copy.exists():
        return _sent(request, sound.copy, "audio/mp4")
    done = copies().done(sound.copy, sound.make_copy)
    return JSONResponse({"preparing": done}, 503, {"Retry-After": "1", "Cache-Control": "no-store"})


def prepare(mine: Notebook, lecture: str) -> None:
    """Have ready what the player will ask for. Returns at once; what goes wrong is said when it asks."""
    with suppress(RecordingError):
        sound = _sound(mine, lecture)
        copies().begin(sound.copy, sound.make_copy)


@dataclass(frozen=True, slots=True)
class _Sound:
    """A lecture's recording, the track of it that was heard, and where its copy lies if it needs one."""

    storage: Storage
    recording: Path
    name: str
    track: int

    @property
    def copy(self) -> Path:
        return self.storage.playable_copy(self.recording.name, self.track)

    @property
    def kind(self) -> str:
        """The media type under which every browser plays the recording itself; empty where it needs the copy."""
        return _kind(self.recording, self.recording.stat().st_mtime_ns, self.track)

    def make_copy(self, report: Report) -> None:
        """Make the copy where there has to be one and is none. Raises leaves of RecordingError and StoreError."""
        from lecture.speech.copies import copy  # the first page need not wait for what decodes sound
        from lecture.speech.making import made_apart

        check = same(self.recording, self.name)

        def go_on(fraction: float) -> None:
            check()
            report(fraction)

        with store_errors(self.storage.folder):
            if self.copy.exists() or self.kind:
                return
            made = self.storage.arriving()
            try:
                made_apart(copy, self.recording, made, self.name, self.track, name=self.name, on_progress=go_on)
                self.storage.put_copy_in_place(made, self.recording.name, self.track)
            finally:
                made.unlink(missing_ok=True)


def _sound(mine: Notebook, lecture: str) -> _Sound:
    """Raises RecordingGone, NothingToHear, UnknownLecture."""
    recording, name = mine.recording(lecture), mine.file_name(lecture)
    if is_transcript(name):
        raise NothingToHear(name)
    return _Sound(mine.storage, recording, name, mine.track(lecture))


@lru_cache(maxsize=256)
def _kind(recording: Path, changed: int, track: int) -> str:
    """What playable.py says, asked once of a file that was changed at this moment."""
    from lecture.speech.playable import playable

    with suppress(RecordingError):  # whoever makes a copy of it says why
        return apart.call(playable, recording, recording.name, track, name=recording.name)
    return ""


def _sent(request: Request, path: Path, kind: str, kept: int = KEPT) -> Response:
    headers = {"Cache-Control": f"private, max-age={kept}", "X-Content-Type-Options": "nosniff"}
    answer = FileResponse(path, headers=headers, media_type=kind, stat_result=path.stat())
    if request.headers.get("if-none-match") == answer.headers["etag"]:
        return Response(status_code=304, headers={**headers, "ETag": answer.headers["etag"]})
    return answer
