"""The doors: ASGI middleware that counts open pages and uploads, lets an upload wait for its turn, and refuses.

A page that is one too many is let in to say so, and keeps nothing else. An upload that finds all places taken waits
unread, so that it holds no memory; when it has waited for long the answer is 503, and the page that gave it says so.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime import exists as running
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lecture.errors import SettingError
from lecture.settings import Limits
from lecture.store.limits_errors import LimitError, UploadsBusy, UploadStopped
from server.visitors import OVER, Most, Visitors, address_of, client_of, visitors

STREAM = re.compile(r".*/_stcore/stream")
UPLOAD = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)")
PART = re.compile(r".*/notebook/[^/]+/recordings/[^/]+")
WAIT = 120.0  # seconds for which an upload waits for its turn
LOOK = 0.1  # seconds after which it is looked again whether it has come
SILENT = 60.0  # seconds in which an upload has to send something
SHARE = 2  # one address may hold this part of the memory for uploads
FORGET = 10.0  # seconds after which closed pages are looked through for what may be forgotten


@dataclass(frozen=True, slots=True)
class Held:
    """An upload that the memory holds until it is kept on disk."""

    address: str
    session: str
    file: str
    size: int

    def still(self) -> bool:
        """Whether Streamlit holds it still."""
        return bool(Runtime.instance().uploaded_file_mgr.get_files(self.session, [self.file]))


class Uploads:
    """How many uploads there are at once, and what they hold in memory. Used by one event loop only."""

    def __init__(self, limits: Limits, *, shared: bool) -> None:
        self.at_once = Most(limits.uploads, limits.address_uploads if shared else 0)
        self.memory = Most(limits.uploads_bytes, limits.uploads_bytes // SHARE if shared else 0)
        self._held: list[Held] = []

    @asynccontextmanager
    async def turn(self, address: str, size: int) -> AsyncIterator[bool]:
        """A place for an upload of so many bytes, as long as this is open: False where none became free in time."""
        end = asyncio.get_running_loop().time() + WAIT
        while not self._fits(address, size):
            if asyncio.get_running_loop().time() > end:
                yield False
                return
            await asyncio.sleep(LOOK)
        self.at_once.add(address)
        self.memory.add(address, size)
        try:
            yield True
        finally:
            self.at_once.add(address, -1)
            self.memory.add(address, -size)

    def _fits(self, address: str, size: int) -> bool:
        self.let_go()
        return self.at_once.fits(address) and self.memory.fits(address, size)

    def hold(self, held: Held) -> None:
        """It has arrived, and is held."""
        self._held.append(held)
        self.memory.add(held.address, held.size)

    def sessions(self) -> set[str]:
        """Of the pages in which they were given."""
        return {held.session for held in self._held}

    def let_go(self) -> None:
        """Count no longer what is held no longer: it was kept on disk, or its page is gone."""
        still = []
        for held in self._held:
            if held.still():
                still.append(held)
            else:
                self.memory.add(held.address, -held.size)
        self._held = still


class Doors:
    """Around the whole app. Where the settings cannot be read it stands open: the page says what is wrong with them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._uploads: Uploads | None = None
        self._parts: Uploads | None = None
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
        elif method == "PUT" and (upload := UPLOAD.fullmatch(path)):
            self._uploads = self._uploads or _uploads()
            await self._upload(self._uploads, scope, receive, send, upload["session"], upload["file"])
        elif method == "POST" and PART.fullmatch(path):
            self._parts = self._parts or _uploads()
            await self._upload(self._parts, scope, receive, send)
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
            forget(self._uploads)

    async def _upload(
        self, uploads: Uploads, scope: Scope, receive: Receive, send: Send, session: str = "", file: str = ""
    ) -> None:
        address, size = address_of(client_of(scope)), _length(scope)
        if size is None:
            await JSONResponse({"error": "an upload has to say how long it is"}, 411)(scope, receive, send)
            return
        status, comes = 0, True

        async def heard() -> Message:
            nonlocal comes
            message = await asyncio.wait_for(receive(), SILENT if comes else None)
            comes = bool(message.get("more_body"))
            return message

        async def answered(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        async with uploads.turn(address, size) as come:
            if not come:
                _refuse(session, busy := UploadsBusy())
                await JSONResponse({"error": str(busy)}, 503, {"Retry-After": "120"})(scope, receive, send)
                return
            try:
                await self.app(scope, heard, answered)
            except TimeoutError:
                _refuse(session, slow := UploadStopped())
                if not status:
                    await JSONResponse({"error": str(slow)}, 408, {"Connection": "close"})(scope, receive, send)
        if file and 200 <= status < 300:
            uploads.hold(Held(address, session, file, size))


def doors() -> Middleware:
    return Middleware(Doors)


def refused() -> LimitError | None:
    """Why an upload in the page that is being drawn was not taken, once; None where none was refused."""
    run = get_script_run_ctx()
    return visitors().refused(run.session_id) if run else None


def _uploads() -> Uploads:
    here = visitors()
    return Uploads(here.limits, shared=here.shared)


def _refuse(session: str, error: LimitError) -> None:
    """Streamlit's uploader only turns red: the page is run once more, to say why."""
    page = Runtime.instance()._session_mgr.get_active_session_info(session)
    if page:
        visitors().refuse(session, error)
        page.session.request_rerun(None)


def _length(scope: Scope) -> int | None:
    """The bytes that a request says it brings; None where it does not say."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def forget(held: Uploads | None) -> None:
    """Let go of closed pages that are past their time, and of what was uploaded in them.

    Streamlit does so when the next page is closed, and keeps the last one until another is opened.
    """
    here = Runtime.instance()
    pages = here._session_mgr
    pages.list_sessions()  # its cache drops what is past its time when it is counted
    for session in held.sessions() if held else ():
        if pages.get_session_info(session) is None:
            here.uploaded_file_mgr.remove_session_files(session)
