"""The routes beside the page: what its own JavaScript asks for, by a key to one lecture, without a rerun.

    GET  /lecture/{lecture}/sound     the recording as a browser plays it, in any ranges
    POST /lecture/{lecture}/cards     what the student does to a card; see cards.py

Each takes the key as `?key=`, and answers what it cannot do with the sentence of a LectureError.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lecture.errors import LectureError, UnknownLecture
from lecture.store.library import Library
from server import cards, sound

Handler = Callable[[Request], Response]


def answering(handler: Handler) -> Handler:
    """The handler, its LectureErrors as answers. Starlette runs it in a thread, since it is no coroutine."""

    def answer(request: Request) -> Response:
        try:
            return handler(request)
        except LectureError as error:
            return JSONResponse({"error": str(error)}, 404 if isinstance(error, UnknownLecture) else 409)
        except (KeyError, TypeError, ValueError) as error:  # the body lacks something, or holds what it must not
            return JSONResponse({"error": repr(error)}, 400)

    return answer


ROUTES = [
    Route("/lecture/{lecture}/sound", answering(sound.play), methods=["GET"]),
    Route("/lecture/{lecture}/cards", answering(cards.act), methods=["POST"]),
]


def writing_to(library: Library, lecture: str, what: str) -> str:
    """The address to which what the student does to a lecture's cards or text is sent, as seen from the page."""
    return f"lecture/{lecture}/{what}?key={library.lecture_key(lecture, 'write')}"


def sound_of(library: Library, lecture: str) -> str:
    """The address of a lecture's sound, as seen from the page."""
    return f"lecture/{lecture}/sound?key={library.lecture_key(lecture, 'read')}"
