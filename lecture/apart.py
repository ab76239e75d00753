"""A function, done in a process of its own with limits of time and memory: no file brings this process down.

    apart.call(function, *arguments, name=...)      what the function gives back
    apart.each(generator, *arguments, name=...)     what it yields, one by one; the other side waits until it is taken
    apart.Kept(factory, *arguments, name=...)       what it makes, to be called again and again

The function has to be one that can be imported. What it raises is raised here. Where its process dies, or meets a
limit, that is a leaf of apart_errors.py with the evidence. Any thread may call; the tongue and the niceness of the
thread go along. Of what the function opens nothing but files is left behind, also where it is stopped halfway.

On Linux a helper is started at the first call, and forks a child for each (see apart_helper.py): a few milliseconds.
On macOS and Windows each call starts a process of its own, half a second; on Windows it has no limits but the clock's.

It is no sandbox: what a child does to files, it may do.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar

from lecture.apart_errors import ReadingFailed, ReadingInterrupted, ReadingTooLarge, ReadingTooLong
from lecture.apart_helper import Limits, Request, Way
from lecture.apart_processes import begun
from lecture.tongue import spoken
from lecture.travelling import HEAD

# Three hours of any format are decoded in a minute of work, on a slow machine in ten, and yield all the while. What is
# looked at as a whole, a copy without sound or a search for a voice, takes longer the larger the file is.
SECONDS, SECONDS_A_MEGABYTE = 60, 0.5  # of work between two signs of life
IN_ALL, IN_ALL_A_MEGABYTE = 15 * 60, 30
SILENCE = 900.0  # seconds without a sign of one that hangs, and as many more as it may work; a busy machine is no fault
MEMORY = (
    2**30
)  # bytes on top of what it begins with and is given; 8 channels at 192 kHz take half of it, speech a tenth
REST = 10.0  # seconds that one which is kept waits to be asked again
FILE = 2**30  # bytes of a file that it writes, on top of twice as many as it is given

Result = TypeVar("Result")
Parameters = ParamSpec("Parameters")


def call(
    function: Callable[..., Result], *arguments: object, name: str, tell: Callable[[Any], object] | None = None
) -> Result:
    """`function(*arguments)`, done apart.

    name : what the student calls the file, for errors
    tell : is told what the function tells of how far it is, which is handed it as one more argument; what it raises
        ends the work

    Raises what the function raises, or leaves of apart_errors.py.
    """
    with _Child("call", function, arguments, name, told=tell is not None) as child:
        while True:
            kind, value = child.answer()
            if kind == "returns":
                child.leave()
                found: Result = value
                return found
            if tell:
                tell(value)


def each(
    function: Callable[..., Generator[Result, None, Any]], *arguments: object, name: str
) -> Generator[Result, None, Any]:
    """What `function(*arguments)` yields and, at its end, returns. Who stops listening ends the work. As `call`."""
    with _Child("each", function, arguments, name) as child:
        while True:
            kind, value = child.answer()
            if kind == "returns":
                child.leave()
                return value
            yield value


class Kept(Generic[Parameters, Result]):
    """`Kept(factory, *arguments, name=name)(*more)` is `factory(*arguments)(*more)`, done apart.

    What the factory makes stays where it was made, until nobody has asked it for REST seconds, or has this any more; a
    later call has it made anew. Any thread may call; one at a time is answered. As `call`; where its process died, or
    it could not be made, each call says so.
    """

    def __init__(self, factory: Callable[..., Callable[Parameters, Result]], *arguments: object, name: str) -> None:
        self._made = factory, arguments, name
        self._child: _Child | None = None
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None

    def __call__(self, *arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        with self._lock:
            if self._child is None:
                factory, first, name = self._made
                self._child = _Child("keep", factory, first, name)
            self._child.send((arguments, named))
            try:
                _, value = self._child.answer()
            finally:
                self._rest_soon()
            found: Result = value
            return found

    def _rest_soon(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(REST, _rest, [weakref.ref(self)])
        self._timer.daemon = True
        self._timer.start()

    def rest(self) -> None:
        """End the process, until it is asked again."""
        with self._lock:
            if self._child and not self._child.ended:
                self._child.close()
                self._child = None

    def __del__(self) -> None:
        if self._timer:
            self._timer.cancel()
        self.rest()


def _rest(kept: weakref.ref[Kept[..., Any]]) -> None:
    """The timer's part: it keeps nothing that nobody else has."""
    if one := kept():
        one.rest()


# One child, as it is seen from here


class _Child:
    """A request, and what comes back of it."""

    def __init__(
        self, way: Way, function: Callable[..., object], arguments: tuple[object, ...], name: str, *, told: bool = False
    ) -> None:
        self._name = name
        self._limits = _limits(arguments)
        self._patience = SILENCE + self._limits.seconds
        self.ended: BaseException | None = None
        request = Request(way, function, arguments, told, spoken(), _folder(), _niceness(), self._limits)
        frame = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
        try:
            self._process = begun(function.__module__)
        except OSError as error:
            raise ReadingInterrupted(name, str(error)) from error
        self._write(frame)

    def send(self, value: object) -> None:
        if self.ended:
            raise self.ended.with_traceback(None)
        self._write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def _write(self, frame: bytes) -> None:
        try:
            self._process.send(HEAD.pack(len(frame)), self._patience)
            self._process.send(frame, self._patience)
        except TimeoutError:
            self._fail(self._too_long())
        except OSError:
            pass  # it has died; the answer says of what

    def answer(self) -> tuple[str, Any]:
        """What it yields, or returns. Raises what it raised, or what is said of its end."""
        if self.ended:
            raise self.ended.with_traceback(None)
        try:
            head = self._exactly(HEAD.size)
            kind, value = pickle.loads(self._exactly(*HEAD.unpack(head)))
        except TimeoutError:
            self._fail(self._too_long())
        except (EOFError, OSError):
            self._fail(self._died(*self._process.end(at_once=False)))
        if kind == "memory":
            self._fail(ReadingTooLarge(self._name, f"it took more than {self._limits.memory} bytes of memory"))
        if kind == "ends":
            self.ended = value
            self._process.end(at_once=True)
        if kind in ("raises", "ends"):
            raise value
        return kind, value

    def leave(self) -> None:
        """It has done its work, and ends by itself."""
        self.ended = ReadingInterrupted(self._name, "it was closed")
        self._process.leave()

    def close(self) -> None:
        """End it, and come back when it is gone."""
        if not self.ended:
            self.ended = ReadingInterrupted(self._name, "it was closed")
            self._process.end(at_once=True)

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _exactly(self, count: int) -> bytearray:
        data = bytearray()
        while len(data) < count:
            piece = self._process.receive(count - len(data), self._patience)
            if not piece:
                raise EOFError
            data += piece
        return data

    def _fail(self, error: Exception) -> NoReturn:
        if not self.ended:
            self.ended = error
            self._process.end(at_once=True)
            logging.warning("%s: %s", type(error).__name__, getattr(error, "detail", ""))
        raise error

    def _too_long(self) -> ReadingTooLong:
        return ReadingTooLong(self._name, f"nothing was heard of it for {self._patience:.0f} s")

    def _died(self, code: int | None, said: str) -> Exception:
        if code is None:
            return ReadingInterrupted(self._name, "its helper is gone")
        if sys.platform == "win32" or code >= 0:
            return ReadingFailed(self._name, f"exit {code}: {said}")
        sign = signal.Signals(-code)
        if sign == signal.SIGXCPU:
            most = f"{self._limits.seconds} s at once or {self._limits.seconds_in_all} s in all"
            return ReadingTooLong(self._name, f"it worked for more than {most}")
        if sign == signal.SIGXFSZ:
            return ReadingTooLarge(self._name, f"it wrote more than {self._limits.file} bytes")
        if sign in (signal.SIGKILL, signal.SIGTERM):  # the system, whose memory is at its end, or who looks after it
            return ReadingInterrupted(self._name, f"{sign.name}: {said}")
        return ReadingFailed(self._name, f"{sign.name}: {said}")


def _limits(arguments: tuple[object, ...]) -> Limits:
    """What may be used for files and bytes as large as those that are given."""
    given = sum(len(one) for one in arguments if isinstance(one, bytes))
    size = given
    for one in arguments:
        if isinstance(one, Path):
            with suppress(OSError):  # one that is to be made
                size += one.stat().st_size
    megabytes = size / 2**20
    return Limits(
        seconds=round(SECONDS + SECONDS_A_MEGABYTE * megabytes),
        seconds_in_all=round(IN_ALL + IN_ALL_A_MEGABYTE * megabytes),
        memory=MEMORY + 2 * given,
        file=FILE + 2 * size,
    )


def _folder() -> str:
    with suppress(OSError):  # it was deleted
        return str(Path.cwd())
    return os.sep


def _niceness() -> int:
    """Of this thread, where threads have one."""
    return 0 if sys.platform == "win32" else os.getpriority(os.PRIO_PROCESS, 0)
