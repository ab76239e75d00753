"""The routes beside the page: what its own JavaScript asks for, by a key to no more than that, without a rerun.

    GET  /lecture/{lecture}/sound                             the recording as a browser plays it, in any ranges
    GET  /lecture/{lecture}/captions                          its captions for the page's own player
    GET  /lecture/{lecture}/video                             a video with its subtitles, to be saved; see subtitles.py
    POST /lecture/{lecture}/cards                             what the student does to a card; see cards.py
    POST /lecture/{lecture}/text                              the student puts the transcript right; see text.py
    POST /notebook/{notebook}/recordings/{recording}          a part of what the microphone records; see microphone.py
    POST /notebook/{notebook}/recordings/{recording}/end      the student has ended it

Each takes the key as `?key=`, and answers what it cannot do with the sentence of a LectureError, in the tongue of
`&lang=`: the one that the page spoke when it was given the address. Without that it is English.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lecture.errors import (
    LectureError,
    NotebookFull,
    QueueFull,
    RecorderFull,
    StoreError,
    UnknownLecture,
    UnknownNotebook,
    UnknownRecording,
)
from lecture.store.busy import QUIET, patience
from lecture.store.library import Library, Right
from lecture.store.limits_errors import LimitError
from lecture.tongue import speaking, spoken
from server import cards, microphone, sound, subtitles, text

Handler = Callable[[Request], Response]
RETRY = "2"  # seconds


def answering(handler: Handler) -> Handler:
    """The handler, its LectureErrors as answers. Starlette runs it in a thread, since it is no coroutine."""

    def answer(request: Request) -> Response:
        with speaking(request.query_params.get("lang", "")):
            try:
                with patience(QUIET):  # for longer the browser's outbox waits, and not a thread of the server
                    return handler(request)
            except LectureError as error:
                code = status(error)
                again = {"Retry-After": RETRY} if code == 503 else None
                return JSONResponse({"error": str(error)}, code, again)
            except (KeyError, TypeError, ValueError) as error:  # the body lacks something, or holds what it must not
                return JSONResponse({"error": repr(error)}, 400)

    return answer


def status(error: LectureError) -> int:
    """What there is not, what may be there if it is tried again, and what another try would not change.

    A limit passes when room is made: what waits in a browser's outbox is not lost by it.
    """
    match error:
        case UnknownLecture() | UnknownNotebook() | UnknownRecording():
            return 404
        case StoreError() | LimitError() | NotebookFull() | QueueFull() | RecorderFull():
            return 503
    return 409


ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/lecture/{lecture}/sound", sound.play),
    ("GET", "/lecture/{lecture}/captions", subtitles.captions),
    ("GET", "/lecture/{lecture}/video", subtitles.video),
    ("POST", "/lecture/{lecture}/cards", cards.act),
    ("POST", "/lecture/{lecture}/text", text.act),
    ("POST", "/notebook/{notebook}/recordings/{recording}", microphone.take),
    ("POST", "/notebook/{notebook}/recordings/{recording}/end", microphone.end),
]


def routes(base: str) -> list[Route]:
    """All of them, below the path at which the page is served: Streamlit's `server.baseUrlPath`."""
    below = f"/{base.strip('/')}" if base.strip("/") else ""
    return [Route(below + path, answering(handler), methods=[method]) for method, path, handler in ROUTES]


def writing_to(library: Library, lecture: str, what: str) -> str:
    """The address to which what the student does to a lecture's cards or text is sent, as seen from the page."""
    return _address(lecture, what, library.lecture_key(lecture, "write"))


def sound_of(library: Library, lecture: str, may: Right = "hear") -> str:
    """The address of a lecture's sound, as seen from the page. Who was given the lecture to read hears it by that key,
    which ends with the sharing; the student's own does not."""
    return _address(lecture, "sound", library.lecture_key(lecture, may))


def captions_of(library: Library, lecture: str, revision: int, may: Right = "hear") -> str:
    """The address of what is said, as captions of its sound and by the same right: another one after each edit."""
    return f"{_address(lecture, 'captions', library.lecture_key(lecture, may))}&revision={revision}"


def video_of(library: Library, lecture: str, may: Right = "hear") -> str:
    """The address of the video with its subtitles, a download; `subtitles.has_video` says whether there is one."""
    return _address(lecture, "video", library.lecture_key(lecture, may))


def _address(lecture: str, what: str, key: str) -> str:
    lang = "" if spoken() == "en" else f"&lang={spoken()}"
    return f"lecture/{lecture}/{what}?key={key}{lang}"


def read_address(library: Library, lecture: str, page: str) -> str:
    """The address, on the page's own, at which this lecture alone can be read."""
    return f"{page.rstrip('/')}/?{urlencode({'read': lecture, 'key': library.lecture_key(lecture, 'read')})}"
