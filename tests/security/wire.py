"""A stranger's tools: a bare HTTP client, which sends what it is told to, and a page without a browser."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.served import Server

PATIENCE = 60.0  # seconds
MESSAGES = 2_000  # of a page, after which it should have come to rest


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]  # by their names in small letters
    body: bytes

    @property
    def said(self) -> tuple[int, bytes, dict[str, str]]:
        """All of it but the hour."""
        return self.status, self.body, {name: value for name, value in self.headers.items() if name != "date"}


def ask(server: Server, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """What the server answers. The path is sent as it stands; `x_y` is the header `X-Y`."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    headers = {"Host": f"localhost:{server.port}"} | headers
    if body is not None:
        headers |= {"Content_Length": str(len(body))}
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders(body)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    read = Answer(answer.status, told, answer.read())
    connection.close()
    return read


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page was told until it came to rest."""

    messages: tuple[ForwardMsg, ...]

    @property
    def notebook(self) -> str:
        """The key of the notebook that the page got, as it stands in its address; else empty."""
        addresses = [one.page_info_changed.query_string for one in self.messages if one.HasField("page_info_changed")]
        return (parse_qs(addresses[-1]).get("notebook") or [""])[0] if addresses else ""

    @property
    def session(self) -> str:
        return next(one.new_session.initialize.session_id for one in self.messages if one.HasField("new_session"))

    @property
    def bytes(self) -> bytes:
        return b"".join(one.SerializeToString() for one in self.messages)


def visit(server: Server, query: str = "", *, url: str = "", **headers: str) -> Visit | int:
    """Open the page as a browser does; the status where it is refused. `url` is what its page says it is at."""
    try:
        return Visit(tuple(_told(server, query, url or f"{server.url}/", headers)))
    except InvalidStatus as refused:
        return refused.response.status_code


def _told(server: Server, query: str, url: str, headers: dict[str, str]) -> Iterator[ForwardMsg]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    host = told.pop("Host", f"localhost:{server.port}")
    way = socket.create_connection(("127.0.0.1", server.port))
    opening = connect(f"ws://{host}/_stcore/stream", sock=way, additional_headers=told, max_size=None, proxy=None)
    with way, opening as page:
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.context_info.url = url
        page.send(asked.SerializeToString())
        for _ in range(MESSAGES):
            message = ForwardMsg()
            message.ParseFromString(page.recv(PATIENCE))
            yield message
            if message.HasField("script_finished") and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return
