"""The network between a browser and the server: a relay of its connections, which can be slow, and cut."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CUT = float(os.environ.get("LECTURE_TEST_CUT", "5"))  # seconds for which tests cut it; 60 for the figures in docs
PIECE = 2**14  # bytes


class Network:
    """Listens on a port of its own and passes on what comes, both ways, to the server at `port`."""

    def __init__(self, port: int) -> None:
        self.server = port
        self.slowly = 0.0  # seconds that each piece takes on its way to the server
        self.sent = 0  # bytes that have gone to the server
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("localhost", 0))
        self.port: int = self._listener.getsockname()[1]
        self._listen()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @contextmanager
    def cut(self, seconds: float = CUT) -> Iterator[None]:
        """Every connection breaks, and new ones are refused, for so many seconds at least and until the block ends."""
        until = time.monotonic() + seconds
        self.close()
        try:
            yield
            time.sleep(max(until - time.monotonic(), 0))
        finally:
            self._listener = socket.create_server(("localhost", self.port))
            self._listen()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            _break(end)

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                here, _ = listener.accept()
            except OSError:  # the network is cut
                return
            try:
                there = socket.create_connection(("localhost", self.server))
            except OSError:
                here.close()
                continue
            with self._lock:
                self._ends |= {here, there}
            for one, other, to_server in ((here, there, True), (there, here, False)):
                threading.Thread(target=self._pass_on, args=(one, other, to_server), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, to_server: bool) -> None:
        with suppress(OSError):  # it is cut
            while data := one.recv(PIECE):
                other.sendall(data)
                if to_server:
                    self.sent += len(data)
                    time.sleep(self.slowly)
        for end in (one, other):
            _break(end)
            with self._lock:
                self._ends.discard(end)


def _break(end: socket.socket) -> None:
    with suppress(OSError):  # it is broken already
        end.shutdown(socket.SHUT_RDWR)
    end.close()
