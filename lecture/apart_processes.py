"""Where what apart.py is asked for is done: in a child of the helper, or where there is no fork in a fresh process."""

from __future__ import annotations

import atexit
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from lecture import apart_helper
from lecture.apart_helper import READ, STARTED
from lecture.travelling import HEAD, PIECE

FAREWELL = 10.0  # seconds until a process that was ended is gone
BEGIN = 120.0  # seconds until one has begun: on a slow disk the first waits for what the helper imports

FORKS = hasattr(os, "fork") and sys.platform != "darwin"  # whose libraries may not be used after a fork


def begun(module: str) -> Process:
    """A process for one request for a function of this module. Raises OSError where there is no room for it."""
    return Forked(module) if FORKS else Fresh(module)


class Process(Protocol):
    """Where a request is done. `receive` and `send` raise TimeoutError where nothing moves for so many seconds."""

    def receive(self, count: int, patience: float) -> bytes:
        """At most `count` bytes; none where it has ended."""
        ...

    def send(self, data: bytes, patience: float) -> None: ...

    def end(self, *, at_once: bool) -> tuple[int | None, str]:
        """How it ended, None where nobody knows, and what it said last. It is not waited for where that is `at_once`.

        Whoever asks again is told that nobody knows.
        """
        ...

    def leave(self) -> None:
        """It has answered all, and ends by itself: nobody waits for that."""
        ...


class Forked:
    """A child of the helper."""

    def __init__(self, module: str) -> None:
        """Raises OSError where there is no room for a child, nor for a helper."""
        for _ in range(2):
            with suppress(BrokenPipeError, ConnectionResetError):  # the helper has died: with this in hand, or before
                self._begin(module)
                return
        self._begin(module)

    def _begin(self, module: str) -> None:
        asked = module.encode()
        self._wire, wire = socket.socketpair()
        self._end, end = socket.socketpair()
        try:
            with wire, end:
                self._wire.sendall(HEAD.pack(len(asked)) + asked)
                _hand_over(wire, end)
            self._end.settimeout(BEGIN)
            told = self._end.recv(STARTED.size, socket.MSG_WAITALL)
            if len(told) < STARTED.size:
                raise ConnectionResetError
            (wrong,) = STARTED.unpack(told)
            if wrong:
                raise OSError(wrong, os.strerror(wrong))
        except BaseException:
            self._wire.close()
            self._end.close()
            raise

    def receive(self, count: int, patience: float) -> bytes:
        self._wire.settimeout(patience)
        return self._wire.recv(min(count, PIECE))

    def send(self, data: bytes, patience: float) -> None:
        rest = memoryview(data)
        self._wire.settimeout(patience)
        while rest:
            rest = rest[self._wire.send(rest) :]

    def end(self, *, at_once: bool) -> tuple[int | None, str]:
        told = b""
        with suppress(OSError), self._end, self._wire:
            self._wire.shutdown(socket.SHUT_RDWR)
            self._end.shutdown(socket.SHUT_WR)  # the helper ends it, if that is still to be done
            self._end.settimeout(FAREWELL)
            while piece := self._end.recv(READ):
                told += piece
        if not told:
            return None, ""
        code, said = pickle.loads(told)
        return code, said

    def leave(self) -> None:
        self._wire.close()
        self._end.close()


class Fresh:
    """A process of its own, where there is no fork."""

    def __init__(self, module: str) -> None:
        self._said = b""
        self._process = subprocess.Popen(
            _python("work_once()"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        asked = module.encode()
        self.send(HEAD.pack(len(asked)) + asked, BEGIN)

    def receive(self, count: int, patience: float) -> bytes:
        assert self._process.stdout
        with _Clock(patience, self._process.kill):
            return os.read(self._process.stdout.fileno(), min(count, PIECE))

    def send(self, data: bytes, patience: float) -> None:
        assert self._process.stdin
        with _Clock(patience, self._process.kill):
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def end(self, *, at_once: bool) -> tuple[int | None, str]:
        try:
            self._process.wait(0 if at_once else FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(FAREWELL)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what could not be sent any more
                if pipe:
                    pipe.close()
        return self._process.returncode, self._said.decode("utf-8", "replace")

    def leave(self) -> None:
        self.end(at_once=False)

    def _listen(self) -> None:
        assert self._process.stderr
        with self._process.stderr as pipe:
            while piece := os.read(pipe.fileno(), READ):
                self._said = (self._said + piece)[-apart_helper.SAID :]


class _Clock:
    """Does something, and says TimeoutError, where what is done within takes longer than so many seconds."""

    def __init__(self, seconds: float, late: Callable[[], None]) -> None:
        self._late, self._is_late = late, False
        self._timer = threading.Timer(seconds, self._ring)

    def _ring(self) -> None:
        self._is_late = True
        self._late()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._is_late:
            raise TimeoutError


# The helper


class _Helper:
    """The helper of this process, as it is seen from here."""

    def __init__(self) -> None:
        self._control, control = socket.socketpair()
        few = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a process that forks has one thread
        with control:
            self.process = subprocess.Popen(
                _python(f"help_on({control.fileno()})"),
                pass_fds=[control.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, **few},
                # Ctrl-C is for the server, which takes its helper with it. No session of its own, for Linux weighs
                # niceness within one alone.
                process_group=0,
            )

    def hand_over(self, wire: socket.socket, end: socket.socket) -> None:
        """Raises OSError where it has died."""
        socket.send_fds(self._control, [b"."], [wire.fileno(), end.fileno()])

    def forget(self) -> None:
        """It is another process's."""
        self._control.close()

    def close(self) -> None:
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(FAREWELL)


_lock = threading.Lock()
_helpers: list[_Helper] = []  # one, or none yet


def _hand_over(wire: socket.socket, end: socket.socket) -> None:
    """Hand a request's two sockets to the helper. Raises OSError where there is none."""
    with _lock:
        if not _helpers:
            _helpers.append(_Helper())
        try:
            _helpers[0].hand_over(wire, end)
        except OSError:
            _helpers.pop().close()
            raise


def _close() -> None:
    with _lock:
        while _helpers:
            _helpers.pop().close()


def _forget() -> None:
    """In a process that was forked from this one: it has a helper of its own."""
    global _lock
    _lock = threading.Lock()
    while _helpers:
        _helpers.pop().forget()


def _python(does: str) -> list[str]:
    """A Python that finds what this one finds, and runs a main function of apart_helper.py."""
    return [
        sys.executable,
        "-c",
        f"import sys; sys.path[:] = {sys.path!r}; from lecture import apart_helper; apart_helper.{does}",
    ]


atexit.register(_close)
if FORKS:
    os.register_at_fork(after_in_child=_forget)
