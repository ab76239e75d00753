"""The routes of the microphone: a recording comes in parts while it grows, each on disk before it is answered."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lecture.errors import PartMissing
from lecture.store.growing import Recorder, Told
from server.bodies import body
from server.services import services
from server.visitors import client_of, visitors

PART_BYTES = 16 * 2**20  # of some seconds of sound, and of what a browser gathered while it was asleep


def take(request: Request) -> Response:
    """Keep the part that begins at byte `at`; answers how many bytes are kept.

    `kind` is the MIME type of the whole, `begun` when it began by the student's clock, `seconds` how long it is by now.
    """
    told = Told(_said(request, "kind"), _said(request, "begun"), _number(request, "seconds"))
    at, recorder = _number(request, "at"), _recorder(request)
    try:
        size = recorder.take(request.path_params["recording"], at, body(request, PART_BYTES), told)
    except PartMissing as missing:
        return JSONResponse({"error": str(missing), "size": missing.size}, 409)
    return JSONResponse({"size": size})


def end(request: Request) -> Response:
    _recorder(request).end(request.path_params["recording"])
    return JSONResponse({})


def _recorder(request: Request) -> Recorder:
    library, _ = services()
    admit = visitors().admit(client_of(request.scope))
    return library.recorder(request.path_params["notebook"], _said(request, "key"), admit)


def _said(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _number(request: Request, name: str) -> int:
    """A whole number of the address; at most as large as a file may be."""
    text = _said(request, name)
    if not text.isdecimal() or len(text) > 15:
        raise HTTPException(400, f"{name} must be a whole number")
    return int(text)
