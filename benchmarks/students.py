"""A student at a running server, without a browser: opens the page, presses, uploads, and sees what is shown.

    async with Student(url) as student:
        await student.opens()
        await student.uploads("Sound or video files", "Tides.mp3", sound)
        await student.presses("Make notes")
        await student.sees("Summary", within=300)

It speaks what Streamlit's own page speaks: protobuf through a websocket, the files by HTTP. Parts of the page that
renew themselves are asked for as often as the page asks for them. Hundreds of them fit into one process.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE = 60.0  # seconds
PIECE = 2**18  # bytes of an upload that are sent at once
WORDS = ("body", "label", "help", "placeholder", "text", "value")  # fields of elements that hold what is read


class Refused(Exception):
    """The server did not take an upload. Holds the status and what was said with it."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status}: {said}")
        self.status, self.said = status, said


@dataclass(slots=True)
class Drawn:
    """An element or a block where it stands on the page, and the run that drew it."""

    delta: Delta
    run: str

    @property
    def proto(self) -> Any:
        """The element itself, such as a Button; None for a block."""
        element = self.delta.new_element
        kind = element.WhichOneof("type") if self.delta.HasField("new_element") else None
        return getattr(element, kind) if kind else None

    @property
    def label(self) -> str:
        return str(getattr(self.proto, "label", ""))

    @property
    def id(self) -> str:
        """Of the widget that it is, a row of tabs included; empty where it is none."""
        return str(self.delta.add_block.tab_container.id or getattr(self.proto, "id", ""))

    @property
    def words(self) -> str:
        """What of it is read; empty for what only looks, such as styles."""
        proto: Any = self.proto
        if self.delta.new_element.WhichOneof("type") == "html":
            return ""
        if proto is None:
            block = self.delta.add_block
            proto = getattr(block, block.WhichOneof("type") or "", None)
        said = [getattr(proto, name, "") for name in WORDS]
        return "\n".join(one for one in said if isinstance(one, str) and one)


@dataclass
class Student:
    """One page, open in no browser.

    url : the page's address, with a notebook or without
    address : where the student comes from, such as 127.0.0.2; empty: wherever the system says
    headers : more that is sent with each request, such as a proxy's
    """

    url: str
    address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    session: str = ""
    query: dict[str, str] = field(default_factory=dict)  # of the page's address, as the app has changed it
    runs: int = 0  # of the whole page, ended
    received: int = 0  # bytes through the websocket
    closed: str = ""  # why the server closed the connection, where it did
    _elements: dict[tuple[int, ...], Drawn] = field(default_factory=dict)
    _widgets: dict[str, WidgetState] = field(default_factory=dict)
    _urls: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _timers: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def __aenter__(self) -> Student:
        parts = urlsplit(self.url)
        self.home = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"
        self.query = dict(parse_qsl(parts.query))
        transport = httpx.AsyncHTTPTransport(local_address=self.address or None)
        self.http = httpx.AsyncClient(transport=transport, headers=dict(self.headers), timeout=PATIENCE)
        self._news = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._hearing: asyncio.Task[None] | None = None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leaves()
        await self.http.aclose()

    # The connection

    async def opens(self, *, within: float = PATIENCE) -> float:
        """Load the page and wait until it is drawn. Returns the seconds that took."""
        begun = time.monotonic()
        await self.http.get(urljoin(self.home, "_stcore/health"))  # gives the cookie that uploads are allowed by
        await self.connects()
        await self.runs_anew(within=within)
        return time.monotonic() - begun

    async def connects(self, *, again: bool = False) -> None:
        """Open the websocket. `again`: to the session that there was, as a page does whose network was away."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        headers = {**self.headers, **({"Cookie": cookies} if cookies else {})}
        spoken = ["streamlit", self._allowed or "-", *([self.session] if again else [])]
        self._socket = await connect(
            urljoin(self.home, "_stcore/stream").replace("http", "ws", 1),
            additional_headers=headers,
            subprotocols=list(map(Subprotocol, spoken)),
            local_addr=(self.address, 0) if self.address else None,
            max_size=None,
            proxy=None,
            open_timeout=PATIENCE,
        )
        self._hearing = asyncio.create_task(self._hear(self._socket))

    async def leaves(self) -> None:
        """Close the page."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._socket:
            await self._socket.close()
        if self._hearing:
            await asyncio.wait([self._hearing])
        self._socket = self._hearing = None

    def vanishes(self) -> None:
        """As `leaves`, but nobody is told: the network is gone, or the battery."""
        if self._socket:
            self._socket.transport.abort()

    # What is on the page

    @property
    def text(self) -> str:
        """All the words on the page, in the order in which they stand."""
        return "\n".join(filter(None, (drawn.words for _, drawn in sorted(self._elements.items()))))

    def widget(self, name: str, kind: str = "") -> Drawn:
        """The first widget whose key is `name`, or whose label begins so; of this kind, such as "button".

        Raises LookupError.
        """
        widgets = [one for _, one in sorted(self._elements.items()) if one.id]
        of_kind = [one for one in widgets if not kind or one.delta.new_element.WhichOneof("type") == kind]
        for fits in (lambda one: one.id.endswith(f"-{name}"), lambda one: one.label.startswith(name)):
            for drawn in filter(fits, of_kind):
                return drawn
        raise LookupError(f"there is no {kind or 'widget'} “{name}” among {[one.label for one in of_kind]}")

    def has(self, name: str, kind: str = "") -> bool:
        try:
            return bool(self.widget(name, kind))
        except LookupError:
            return False

    async def sees(self, words: str, *, within: float = PATIENCE) -> float:
        """Wait until this is on the page. Returns the seconds that took; raises TimeoutError with what is there."""
        begun = time.monotonic()
        await self._until(lambda: words in self.text, f"“{words}” to be shown", within)
        return time.monotonic() - begun

    # What the student does

    async def runs_anew(self, *, within: float = PATIENCE) -> float:
        """Run the whole page once more, as it stands. Returns the seconds until it is drawn."""
        return await self._rerun(within=within)

    async def presses(self, name: str, *, within: float = PATIENCE) -> float:
        """Press the button of this key or label. Returns the seconds until the page is drawn."""
        button = self.widget(name, "button")
        pressed = WidgetState(id=button.proto.id, trigger_value=True)
        return await self._rerun(pressed, fragment=button.delta.fragment_id, within=within)

    async def sets(self, name: str, *, within: float = PATIENCE, **value: Any) -> float:
        """Set a widget: `string_value="…"`, `bool_value=True`, whatever a WidgetState may hold."""
        widget = self.widget(name)
        self._widgets[widget.id] = WidgetState(id=widget.id, **value)
        return await self._rerun(fragment=widget.delta.fragment_id, within=within)

    async def uploads(
        self, name: str, file_name: str, content: bytes | AsyncIterator[bytes], *, within: float = PATIENCE
    ) -> float:
        """Give a file to the uploader of this key or label, as bytes or piece by piece. Returns the seconds until the
        page is drawn with it. Raises Refused."""
        begun = time.monotonic()
        where = await self.upload_address(file_name)
        sent = await self.sends(where, file_name, content)
        self.holds(name, where, file_name, sent)
        await self._rerun(fragment=self.widget(name).delta.fragment_id, within=within)
        return time.monotonic() - begun

    async def upload_address(self, file_name: str) -> Any:
        """Where a file of this name is to be sent: the FileURLs that the server gives."""
        wanted = uuid.uuid4().hex
        self._urls[wanted] = asyncio.get_running_loop().create_future()
        asked = BackMsg()
        asked.file_urls_request.request_id = wanted
        asked.file_urls_request.file_names.append(file_name)
        asked.file_urls_request.session_id = self.session
        await self._send(asked)
        async with asyncio.timeout(PATIENCE):
            return (await self._urls[wanted]).file_urls[0]

    async def sends(
        self, where: Any, file_name: str, content: bytes | AsyncIterator[bytes], size: int | None = None
    ) -> int:
        """Send a file there. Returns its bytes. Raises Refused.

        `size` is how long what comes piece by piece will be, as a browser knows; without it the server is not told.
        """
        sent = 0
        mark = uuid.uuid4().hex
        size = len(content) if isinstance(content, bytes) else size
        disposition = f'Content-Disposition: form-data; name="{where.file_id}"; filename="{file_name}"'
        head = f"--{mark}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
        tail = f"\r\n--{mark}--\r\n".encode()

        async def body() -> AsyncIterator[bytes]:
            nonlocal sent
            yield head
            async for piece in _pieces(content) if isinstance(content, bytes) else content:
                sent += len(piece)
                yield piece
            yield tail

        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "X-Xsrftoken": self._allowed}
        if size is not None:
            headers["Content-Length"] = str(len(head) + size + len(tail))
        answer = await self.http.put(urljoin(self.home, where.upload_url), content=body(), headers=headers)
        if answer.is_error:
            raise Refused(answer.status_code, answer.text)
        return sent

    def holds(self, name: str, where: Any, file_name: str, size: int) -> None:
        """The uploader of this key or label holds what was sent there, when the page runs the next time."""
        uploader = self.widget(name, "file_uploader").proto.id
        state = self._widgets.setdefault(uploader, WidgetState(id=uploader))
        held = state.file_uploader_state_value.uploaded_file_info.add()
        held.file_id, held.name, held.size = where.file_id, file_name, size
        held.file_urls.CopyFrom(where)

    async def posts(self, path: str, content: bytes, **query: str | int) -> httpx.Response:
        """Send something to a route of the app, as the page's own JavaScript does."""
        return await self.http.post(f"{urljoin(self.home, path)}?{urlencode(query)}", content=content)

    def component(self, name: str) -> dict[str, Any]:
        """What the page hands to the JavaScript component of this name. Raises LookupError."""
        for drawn in self._elements.values():
            if getattr(drawn.proto, "component_name", "") == name:
                data: dict[str, Any] = json.loads(drawn.proto.json)
                return data
        raise LookupError(f"there is no component “{name}”")

    # How it is spoken

    @property
    def _allowed(self) -> str:
        """The cookie that says that this page was loaded from the server, and not a request made for it elsewhere."""
        return self.http.cookies.get("_streamlit_xsrf") or ""

    async def _rerun(self, pressed: WidgetState | None = None, *, fragment: str = "", within: float) -> float:
        begun, before = time.monotonic(), self._ended
        await self._send(BackMsg(rerun_script=self._state(pressed, fragment)))
        await self._until(lambda: self._ended > before, "the page to be drawn", within)
        return time.monotonic() - begun

    def _state(self, pressed: WidgetState | None = None, fragment: str = "", *, auto: bool = False) -> ClientState:
        state = ClientState(query_string=urlencode(self.query), fragment_id=fragment, is_auto_rerun=auto)
        state.widget_states.widgets.extend([*self._widgets.values(), *([pressed] if pressed else [])])
        state.context_info.url, state.context_info.locale = self.home, "en"
        state.context_info.timezone, state.context_info.timezone_offset = "UTC", 0
        return state

    async def _send(self, message: BackMsg) -> None:
        if not self._socket:
            raise ConnectionError("the page is not open")
        await self._socket.send(message.SerializeToString())

    async def _until(self, true: Callable[[], bool], what: str, within: float) -> None:
        try:
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(lambda: true() or bool(self.closed))
        except TimeoutError as late:
            raise TimeoutError(f"waited {within:.0f} s for {what}; there is:\n{self.text}") from late
        if not true():
            raise ConnectionError(f"the server closed the connection ({self.closed}) before {what}")

    async def _hear(self, socket: ClientConnection) -> None:
        self.closed = ""
        try:
            async for message in socket:
                self.received += len(message)
                heard = ForwardMsg()
                heard.ParseFromString(message if isinstance(message, bytes) else message.encode())
                async with self._news:
                    self._take(heard)
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        async with self._news:
            self.closed = f"{socket.close_code} {socket.close_reason}".strip()
            self._news.notify_all()

    _ended = 0  # runs that came to their end, of the page or of a part of it
    _run = ""

    def _take(self, heard: ForwardMsg) -> None:
        match heard.WhichOneof("type"):
            case "new_session":
                self.session = heard.new_session.initialize.session_id
                self._run = heard.metadata.run.script_run_id
                if not heard.metadata.run.fragment_ids:
                    self._stop_timers(*self._timers)
            case "delta":
                self._draw(tuple(heard.metadata.delta_path), Drawn(heard.delta, self._run))
            case "page_info_changed":
                self.query = dict(parse_qsl(heard.page_info_changed.query_string))
            case "file_urls_response":
                if (asked := self._urls.pop(heard.file_urls_response.response_id, None)) and not asked.done():
                    asked.set_result(heard.file_urls_response)
            case "auto_rerun":
                self._stop_timers(heard.auto_rerun.fragment_id)
                renewing = self._renew(heard.auto_rerun.fragment_id, heard.auto_rerun.interval)
                self._timers[heard.auto_rerun.fragment_id] = asyncio.create_task(renewing)
            case "stop_auto_rerun":
                self._stop_timers(*heard.stop_auto_rerun.fragment_ids)
            case "script_finished":
                self._finish(heard)

    def _draw(self, path: tuple[int, ...], drawn: Drawn) -> None:
        if drawn.proto is not None:  # an element in the place of a block: what was in that is gone
            for below in [one for one in self._elements if one[: len(path)] == path]:
                del self._elements[below]
        self._elements[path] = drawn

    def _finish(self, heard: ForwardMsg) -> None:
        """What this run did not draw again is gone from the page."""
        part = set(heard.metadata.run.fragment_ids)
        if heard.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and not part:
            self._elements = {path: one for path, one in self._elements.items() if one.run == self._run}
            self.runs += 1
            self._ended += 1
        elif heard.script_finished in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY):
            stale = {
                path for path, one in self._elements.items() if one.delta.fragment_id in part and one.run != self._run
            }
            self._elements = {path: one for path, one in self._elements.items() if path not in stale}
            self._ended += 1

    async def _renew(self, fragment: str, every: float) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(every)
                await self._send(BackMsg(rerun_script=self._state(fragment=fragment, auto=True)))

    def _stop_timers(self, *fragments: str) -> None:
        for fragment in fragments:
            if timer := self._timers.pop(fragment, None):
                timer.cancel()


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
