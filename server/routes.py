"""The routes beside the page: what its own JavaScript asks for, by a key to one lecture, without a rerun.

    GET  /lecture/{lecture}/sound     the recording as a browser plays it, in any ranges

Each takes the key as `?key=`, and answers what it cannot do with the sentence of a LectureError.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lecture.errors import LectureError, UnknownLecture
from lecture.store.library import Library
from server import sound

Handler = Callable[[Request], Response]


def answering(handler: Handler) -> Handler:
    """The handler, its LectureErrors as answers. Starlette runs it in a thread, since it is no coroutine."""

    def answer(request: Request) -> Response:
        try:
            return handler(request)
        except LectureError as error:
            return JSONResponse({"error": str(error)}, 404 if isinstance(error, UnknownLecture) else 409)

    return answer


ROUTES = [
    Route("/lecture/{lecture}/sound", answering(sound.play), methods=["GET"]),
]


def sound_of(library: Library, lecture: str) -> str:
    """The address of a lecture's sound, as seen from the page."""
    return f"lecture/{lecture}/sound?key={library.lecture_key(lecture, 'read')}"
