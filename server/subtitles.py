"""The routes of the subtitles: captions for the page's own player, and a copy of a video with them in it, to be saved.

The copy is made when it is asked for: the browser waits, and then saves it. That takes as long as the disk takes to
copy the video (1.5 GB in 15 s). It is kept for a day, so that a download that broke off can go on.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lecture import apart
from lecture.errors import RecordingError, RecordingGone
from lecture.export import FORMATS, as_file_name
from lecture.export.wording import title
from lecture.store.database import store_errors
from lecture.store.intact import same
from lecture.store.notebook import Notebook
from lecture.tongue import _, speaking
from lecture.values import Lecture
from server.copies import Report, copies
from server.services import services

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}  # an edit changes it
TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".3gp": "video/3gpp"}
MATROSKA = "video/x-matroska"


def captions(request: Request) -> Response:
    """What is said, as it stands now, as WebVTT. Whoever may hear it may read along."""
    mine, lecture = _opened(request)
    return Response(FORMATS["subtitles.vtt"].write(mine.lecture(lecture)), media_type="text/vtt", headers=HEADERS)


def video(request: Request) -> Response:
    """The copy of the video, under the lecture's title."""
    mine, lecture = _opened(request)
    now = mine.lecture(lecture)
    with speaking(now.transcript.written_in):  # not in the reader's tongue: there is one copy for all
        track = _("Subtitles")
    wanted = _Video(mine, lecture, now, mine.recording(lecture), track, _content(now, track))
    if not wanted.copy:
        copies().wait(wanted.place, wanted.make)
    if not (copy := wanted.copy):  # the student has deleted the lecture meanwhile
        raise RecordingGone(wanted.lecture.file_name)
    name = f"{as_file_name(title(wanted.lecture))} - video{copy.suffix}"
    return FileResponse(copy, filename=name, media_type=TYPES.get(copy.suffix, MATROSKA), headers=HEADERS)


def has_video(mine: Notebook, lecture: str) -> bool:
    """Whether there is a video of the lecture, to be had with subtitles. Looked up once. Raises UnknownLecture,
    RecordingGone."""
    recording = mine.recording(lecture)
    return _has_picture(recording, recording.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _has_picture(recording: Path, changed: int) -> bool:
    from lecture.speech.subtitled import has_picture  # the first page need not wait for what opens videos

    with suppress(RecordingError):  # of what cannot be read there is no copy
        return apart.call(has_picture, recording, name=recording.name)
    return False


def _opened(request: Request) -> tuple[Notebook, str]:
    library, _ = services()
    lecture = request.path_params["lecture"]
    return library.opened(lecture, request.query_params.get("key", ""), "hear"), lecture


def _content(lecture: Lecture, title: str) -> str:
    said = FORMATS["subtitles.srt"].write(lecture)
    return sha256(f"{title}\n{lecture.transcript.written_in}\n".encode() + said).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class _Video:
    """A lecture's video, and its subtitles as they stand now, under the name that players show of them."""

    mine: Notebook
    id: str
    lecture: Lecture
    recording: Path
    title: str
    content: str  # what the copy depends on, as a name for it

    @property
    def copy(self) -> Path | None:
        return self.mine.storage.subtitled_copy(self.id, self.content)

    @property
    def place(self) -> Path:
        """By which those who wait for it know it."""
        return self.mine.storage.work_folder(self.id) / self.content

    def make(self, report: Report) -> None:
        """Make the copy where there is none. Raises leaves of RecordingError and StoreError."""
        from lecture.export.cues import cues
        from lecture.speech.making import made_apart
        from lecture.speech.subtitled import Track, subtitled

        storage = self.mine.storage

        check = same(self.recording, self.lecture.file_name)

        def go_on(fraction: float) -> None:
            check()
            report(fraction)

        with store_errors(storage.folder):
            if self.copy:
                return
            made = storage.arriving()
            try:
                track = Track(cues(self.lecture.transcript), self.title, self.lecture.transcript.written_in)
                name = self.lecture.file_name
                ending = made_apart(subtitled, self.recording, made, track, name, name=name, on_progress=go_on)
                storage.put_subtitled_in_place(made, self.id, self.content, ending)
            finally:
                made.unlink(missing_ok=True)
