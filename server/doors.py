"""The doors: ASGI middleware that counts open pages and uploads, lets an upload wait for its turn, and refuses.

A page that is one too many is let in to say so, and keeps nothing else. How uploads wait is in lines.py; here is what a
request has to do for that: say no more than it may bring, and bring it.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime import exists as running
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lecture.errors import SettingError
from lecture.store.limits_errors import LimitError, UploadStopped
from server.lines import Line, Upload, line_of_parts, line_of_uploads
from server.microphone import PART_BYTES
from server.visitors import OVER, Visitors, address_of, client_of, visitors

STREAM = re.compile(r".*/_stcore/stream")
UPLOAD = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)")
PART = re.compile(r".*/notebook/[^/]+/recordings/[^/]+")
SLOWEST = 16_000  # bytes a second that an upload has to bring on average: what a lecture takes that is heard as MP3
FORGET = 10.0  # seconds after which closed pages are looked through for what may be forgotten

log = logging.getLogger(__name__)


class TooSlow(Exception):
    """Nothing came of a request for a while, or too little in all."""


@dataclass(slots=True)
class Bringing:
    """What a request brings, as the app hears it. Raises TooSlow.

    patience : seconds that it may bring nothing, and that it may be behind what the slowest brings
    """

    receive: Receive
    patience: float
    came: int = 0  # bytes
    begun: float = 0.0
    more: bool = True

    async def __call__(self) -> Message:
        if not self.more:  # the app waits only to hear whether somebody is there still
            return await self.receive()
        now = asyncio.get_running_loop().time()
        self.begun = self.begun or now
        left = self.begun + self.came / SLOWEST - now
        try:
            message = await asyncio.wait_for(self.receive(), self.patience + min(0.0, left))
        except TimeoutError as late:
            raise TooSlow from late
        self.came += len(message.get("body", b""))
        self.more = bool(message.get("more_body"))
        return message


class Doors:
    """Around the whole app. Where the settings cannot be read it stands open: the page says what is wrong with them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._uploads: Line | None = None
        self._parts: Line | None = None
        self._forgetting: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            here = visitors()
        except SettingError:
            await self.app(scope, receive, send)
            return
        path, method = scope.get("path", ""), scope.get("method", "")
        if scope["type"] == "websocket" and STREAM.fullmatch(path):
            await self._page(here, scope, receive, send)
        elif method == "PUT" and (found := UPLOAD.fullmatch(path)):
            self._uploads = self._uploads or line_of_uploads(here)
            largest = st.get_option("server.maxUploadSize") * 2**20
            await self._upload(self._uploads, largest, scope, receive, send, found["session"], found["file"])
        elif method == "POST" and PART.fullmatch(path):
            self._parts = self._parts or line_of_parts(here)
            await self._upload(self._parts, PART_BYTES, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _page(self, here: Visitors, scope: Scope, receive: Receive, send: Send) -> None:
        self._forgetting = self._forgetting or asyncio.create_task(self._forget())
        address = address_of(client_of(scope))
        over = here.enter(address)
        if over is None:
            await send({"type": "websocket.close", "code": 1013, "reason": "try again later"})
            return
        theirs = [(name, value) for name, value in scope["headers"] if name != OVER.encode()]
        try:
            await self.app({**scope, "headers": [*theirs, (OVER.encode(), over.encode())]}, receive, send)
        finally:
            here.leave(address, over)

    async def _forget(self) -> None:
        while running():
            await asyncio.sleep(FORGET)
            try:
                forget(self._uploads)
            except Exception:  # what it was may be over the next time
                log.exception("closed pages could not be looked through")

    async def _upload(
        self, line: Line, largest: int, scope: Scope, receive: Receive, send: Send, session: str = "", file: str = ""
    ) -> None:
        """One that does not say how long it is, as where a proxy passes it on in chunks, counts as the largest."""
        size = _length(scope)
        if size is not None and size > largest:
            await JSONResponse({}, 413, {"Connection": "close"})(scope, receive, send)
            return
        upload = Upload(address_of(client_of(scope)), largest if size is None else size, session, file)
        bringing, status = Bringing(_nameable(receive) if file else receive, line.silent), 0

        async def answered(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        async with line.turn(upload) as refused:
            if refused:
                _refuse(session, refused)
                await JSONResponse({}, 503, {"Retry-After": "120"})(scope, receive, send)
                return
            try:
                await self.app(scope, bringing, answered)
            except TooSlow:
                _refuse(session, UploadStopped())
                if not status:
                    await JSONResponse({}, 408, {"Connection": "close"})(scope, receive, send)
            if file and 200 <= status < 300:
                line.hold(upload, bringing.came)


def doors() -> Middleware:
    return Middleware(Doors)


def refused() -> LimitError | None:
    """Why an upload in the page that is being drawn was not taken, once; None where none was refused."""
    run = get_script_run_ctx()
    return visitors().refused(run.session_id) if run else None


def _refuse(session: str, error: LimitError) -> None:
    """Streamlit's uploader only turns red: the page is run once more, to say why. The recorder tries again itself."""
    page = Runtime.instance()._session_mgr.get_active_session_info(session) if session else None
    if page:
        visitors().refuse(session, error)
        page.session.request_rerun(None)


def _nameable(receive: Receive) -> Receive:
    """The same upload without NUL in the name of its file: for one, Streamlit would end every run of the page."""
    first = True

    async def heard() -> Message:
        nonlocal first
        message = await receive()
        head, end, rest = message.get("body", b"").partition(b"\r\n\r\n") if first else (b"", b"", b"")
        first = False
        return {**message, "body": head.replace(b"\0", b"_") + end + rest} if end else message

    return heard


def _length(scope: Scope) -> int | None:
    """The bytes that a request says it brings; None where it does not say."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def forget(uploads: Line | None) -> None:
    """Let go of closed pages that are past their time, and of what was uploaded in them.

    Streamlit does so when the next page is closed, and keeps the last one until another is opened.
    """
    here = Runtime.instance()
    pages = here._session_mgr
    pages.list_sessions()  # its cache drops what is past its time when it is counted
    for session in uploads.sessions() if uploads else ():
        if pages.get_session_info(session) is None:
            here.uploaded_file_mgr.remove_session_files(session)
