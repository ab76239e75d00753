"""A visitor without a browser: the page's own websocket, and how long the page takes to answer on it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect


@dataclass(frozen=True, slots=True)
class Visitor:
    """One open page. `query` is what stands behind the question mark of its address."""

    socket: ClientConnection
    query: str

    def load(self, patience: float = 60.0) -> tuple[float, str]:
        """Draw the whole page: seconds until it stands, and all that came as text."""
        began, came = time.monotonic(), []
        wanted = BackMsg()
        wanted.rerun_script.query_string = self.query
        self.socket.send(wanted.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(patience, decode=False))
            came.append(str(message))
            if message.WhichOneof("type") == "script_finished":
                return time.monotonic() - began, "\n".join(came)


@contextmanager
def visitor(url: str, query: str = "") -> Iterator[Visitor]:
    with connect(f"{url.replace('http', 'ws')}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        yield Visitor(socket, query)
