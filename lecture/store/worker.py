"""The worker: a process beside the server that does its work, less urgent than the page. Both ends of it are here.

    python -m lecture.store.worker

The server's end starts it at the first call. It makes one call after another, and what these load it keeps. It ends
with the server, however that ends: its standard input ends then. Calls and answers are pickles, a frame each.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import pickle
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from lecture.errors import Cancelled, LectureError
from lecture.store.worker_errors import WorkerDied, WorkerKilled
from lecture.travelling import Wire, portable

ROOT = Path(__file__).parents[2]
NICE = 10  # of 19
HELLO = b"The worker listens.\n"  # what anybody prints before, while Python starts, is no answer
FAREWELL = 5.0  # seconds for a process that hung up to be gone
SECRET = re.compile(
    r"STREAMLIT_|(?!HF_|HUGGING_?FACE).*(SECRET|PASSW|TOKEN$|CREDENTIAL|AUTH|(API|ACCESS|PRIVATE)_?KEY)"
)


class Worker:
    """The server's end. One thread calls; any may stop it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._greeted = False
        self._lock = threading.Lock()
        self._stopped = False

    def call(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """What `call` gives there, made by a new process where the last one is gone.

        Raises what it raises: a LectureError or a builtin as it is, else a RuntimeError that names it. WorkerDied where
        the process dies of it; Cancelled where it is stopped.
        """
        wanted = pickle.dumps((call, args, kwargs))
        process = self._living()
        assert process.stdin
        assert process.stdout
        try:
            while not self._greeted:
                self._greeted = _line(process.stdout) == HELLO
            wire = Wire(process.stdout, process.stdin)
            wire.write(wanted)
            answer = wire.read()
        except (EOFError, OSError, ValueError) as gone:  # the last of a pipe that was closed: it was stopped
            raise self._end_of(process) from gone
        result, error = pickle.loads(answer)
        if error:
            raise error
        return result

    def stop(self) -> None:
        """At once, in the middle of a call too; nothing is called any more."""
        with self._lock:
            self._stopped = True
            if self._process:
                _bury(self._process)

    def _living(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise Cancelled
            if self._process and self._process.poll() is not None:  # it died while it had nothing to do
                _bury(self._process)
                self._process = None
            if not self._process:
                self._process, self._greeted = _started(), False
            return self._process

    def _end_of(self, process: subprocess.Popen[bytes]) -> LectureError:
        with suppress(subprocess.TimeoutExpired):
            process.wait(FAREWELL)
        code = _bury(process)
        if self._stopped:
            return Cancelled()
        if code >= 0:
            return WorkerDied(f"exit code {code}")
        how = signal.Signals(-code).name
        return WorkerKilled(how) if how == "SIGKILL" else WorkerDied(how)


def environment(around: Mapping[str, str]) -> dict[str, str]:
    """The server's, without secrets that are none of the work's. The hub's token is: models are fetched with it."""
    path = os.pathsep.join(filter(None, (str(ROOT), around.get("PYTHONPATH", ""))))
    return {name: value for name, value in around.items() if not SECRET.match(name.upper())} | {"PYTHONPATH": path}


def _started() -> subprocess.Popen[bytes]:
    """A group of its own keeps Ctrl+C from it; no session of its own, for Linux weighs niceness within one alone."""
    apart: dict[str, Any] = {"process_group": 0}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "lecture.store.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(os.environ),
        **apart,
    )


def _bury(process: subprocess.Popen[bytes]) -> int:
    """Kill it where it lives, with all that it has started itself, and close the pipes. Returns its exit code."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):  # as macOS says where it is dying already
                os.killpg(process.pid, signal.SIGKILL)
    code = process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was still to be sent has nowhere to go
            pipe.close()  # type: ignore[union-attr]
    return code


def _line(pipe: IO[bytes]) -> bytes:
    """Raises EOFError where the other end is gone."""
    line = pipe.readline()
    if not line:
        raise EOFError
    return line


# The worker's end


def main() -> None:
    if sys.platform != "win32":
        os.nice(NICE)
    faulthandler.enable()  # what crashes in C says in the log where
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # meant for the server, which ends this; a program started here dies
        if hasattr(signal, name):  # of them still, as it would not if they were ignored
            signal.signal(getattr(signal, name), lambda *_: None)
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    wire = Wire(asked, answers)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what anybody prints goes to the log
    answers.write(HELLO)
    answers.flush()
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(wire, waiting), daemon=True).start()
    while True:
        wire.write(_answer(waiting.get()))
        _give_back()


def _give_back() -> None:
    """What a call has freed goes back to the system: glibc keeps it in pieces, more with each lecture."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _take(wire: Wire, waiting: queue.SimpleQueue[bytes]) -> None:
    try:
        while True:
            waiting.put(wire.read())
    except (EOFError, OSError):
        os._exit(0)  # the server is gone; whatever is at work here is nobody's


def _answer(wanted: bytes) -> bytes:
    """The pickle of the call's result and None, or of None and what was raised."""
    try:
        call, args, kwargs = pickle.loads(wanted)
        return pickle.dumps((call(*args, **kwargs), None))
    except BaseException as error:  # noqa: BLE001  it is handed to who called
        return pickle.dumps((None, portable(error)))


if __name__ == "__main__":
    main()
