"""The route of the sound: the recording as a browser plays it, straight from the disk."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from server.services import services


def play(request: Request) -> Response:
    """The whole file or the ranges of it that were asked for; nothing is held in memory."""
    library, _ = services()
    lecture = request.path_params["lecture"]
    mine = library.opened(lecture, request.query_params.get("key", ""), "read")
    return FileResponse(mine.recording(lecture), media_type="audio/mpeg")
