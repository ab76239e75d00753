"""The routes beside the page: what its own JavaScript asks for, by a key to no more than that, without a rerun.

    GET  /lecture/{lecture}/sound                             the recording as a browser plays it, in any ranges
    POST /notebook/{notebook}/recordings/{recording}          a part of what the microphone records; see microphone.py
    POST /notebook/{notebook}/recordings/{recording}/end      the student has ended it

Each takes the key as `?key=`, and answers what it cannot do with the sentence of a LectureError.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lecture.errors import LectureError, StoreError, UnknownLecture, UnknownNotebook, UnknownRecording
from server import microphone, sound

Handler = Callable[[Request], Response]


def answering(handler: Handler) -> Handler:
    """The handler, its LectureErrors as answers. Starlette runs it in a thread, since it is no coroutine."""

    def answer(request: Request) -> Response:
        try:
            return handler(request)
        except LectureError as error:
            return JSONResponse({"error": str(error)}, status(error))

    return answer


def status(error: LectureError) -> int:
    """What there is not, what may be there if it is tried again, and what another try would not change."""
    match error:
        case UnknownLecture() | UnknownNotebook() | UnknownRecording():
            return 404
        case StoreError():
            return 503
    return 409


ROUTES = [
    Route("/lecture/{lecture}/sound", answering(sound.play), methods=["GET"]),
    Route("/notebook/{notebook}/recordings/{recording}", answering(microphone.take), methods=["POST"]),
    Route("/notebook/{notebook}/recordings/{recording}/end", answering(microphone.end), methods=["POST"]),
]
