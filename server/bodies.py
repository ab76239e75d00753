"""What a route is sent, and answers: bodies of a bounded size, and JSON."""

from __future__ import annotations

import json
from typing import Any

from anyio import from_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

JSON_BYTES = 2**20


def body(request: Request, limit: int) -> bytes:
    """The whole of what was sent, of at most `limit` bytes. Called in the thread that Starlette runs a handler in."""
    return from_thread.run(_read, request, limit)


async def _read(request: Request, limit: int) -> bytes:
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > limit:
                raise HTTPException(413)
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    return bytes(read)


def json_of(request: Request) -> dict[str, Any]:
    """The JSON object that was sent; anything else is the sender's mistake, 400."""
    try:
        found = json.loads(body(request, JSON_BYTES))
    except ValueError as error:
        raise HTTPException(400, "this is no JSON") from error
    if not isinstance(found, dict):
        raise HTTPException(400, "this is no JSON object")
    return found


def answer(text: str) -> Response:
    return Response(text, media_type="application/json")
