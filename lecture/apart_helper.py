"""The processes of apart.py: a helper, which forks a child for each request, and the child, which does what is asked.

The helper imports what the functions that are asked for live in, once, so that each child begins with it. It has one
thread, or it could not fork, and never looks at a student's file itself. When the server is gone it ends its children
and itself; when it is gone itself, its children end too.
"""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import importlib
import os
import pickle
import selectors
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, Literal, NoReturn

from lecture.tongue import speaking
from lecture.travelling import Wire, portable

STARTED = struct.Struct("!q")  # 0; or why there is no child, an errno
SAID = 2000  # bytes of what a child said last that are kept
READ = 2**16  # bytes
GRACE = 5  # seconds from a limit of work to its end
FOR_THE_SERVER = ("SIGINT", "SIGTERM", "SIGHUP")  # which ends this, in its own order
DIES_WITH_PARENT = 1  # what Linux calls PR_SET_PDEATHSIG
FIRST_TO_GO = "1000"  # where the machine has no memory left, Linux ends such processes before any other

Way = Literal["call", "each", "keep"]
Kind = Literal["yields", "returns", "raises", "ends", "memory"]  # it raises and ends, or may be asked again


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. Seconds are those in which it works; bytes of memory come on top of what it begins with."""

    seconds: int  # between two signs of life
    seconds_in_all: int
    memory: int
    file: int  # bytes of a file that it writes


@dataclass(frozen=True, slots=True)
class Request:
    """What a child is asked to do, and how the thread that asks does things.

    way : "call" it; give back "each" that it yields; or "keep" what it gives back, to call that again and again
    told : whether its last argument is a function that it tells how far it is
    """

    way: Way
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    told: bool
    tongue: str
    folder: str
    nice: int
    limits: Limits


# The child


def work(wire: Wire, begin: Callable[[Request], None]) -> None:
    """Do what the first frame asks, and answer. `begin` is called with it first: it sets the limits."""
    try:
        frame = wire.read()
    except EOFError:
        return

    def answer(kind: Kind, value: object = None) -> None:
        wire.write(pickle.dumps((kind, value), pickle.HIGHEST_PROTOCOL))
        renew(request.limits)

    wrong: tuple[Kind, object] | None = None
    try:
        request: Request = pickle.loads(frame)
        del frame  # it may be as large as a file
        begin(request)
        with suppress(OSError):  # it is gone: whoever needs it will say so
            os.chdir(request.folder)
        with speaking(request.tongue):
            _do(request, wire, answer)
    except (BrokenPipeError, ConnectionResetError):
        return  # nobody waits for it any more
    except MemoryError:
        wrong = "memory", None
    except BaseException as error:  # noqa: BLE001  it is raised again where it can be seen, in the caller's thread
        wrong = "ends", portable(error)
    if wrong:  # what the function held is free by now
        answer(*wrong)


def _do(request: Request, wire: Wire, answer: Callable[..., None]) -> None:
    arguments = request.arguments
    if request.told:
        arguments += (lambda value: answer("yields", value),)
    if request.way == "call":
        answer("returns", request.function(*arguments))
    elif request.way == "each":
        found = request.function(*arguments)
        while True:
            try:
                value = next(found)
            except StopIteration as end:
                answer("returns", end.value)
                return
            answer("yields", value)
    else:
        kept = request.function(*arguments)
        while True:
            try:
                frame = wire.read()
            except EOFError:  # nobody has it any more
                return
            try:
                more, named = pickle.loads(frame)
                value = kept(*more, **named)
            except Exception as error:  # as above; the next call may go well
                if isinstance(error, MemoryError):
                    raise
                answer("raises", portable(error))
            else:
                answer("returns", value)


def renew(limits: Limits) -> None:
    """It has given a sign of life, and may work on."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = round(used.ru_utime + used.ru_stime) + 1 + limits.seconds
    # At the hard limit Linux kills, which says nothing of why: the soft one is met before.
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, limits.seconds_in_all), limits.seconds_in_all + GRACE))


def limit(request: Request) -> None:
    """Hold this process to what it may use, and let it give way to others as far as the thread that asks does."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (request.limits.file, request.limits.file))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python has it ignored: the disk would seem to be full
    if sys.platform == "linux":  # elsewhere neither limit counts what is really taken
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        most = pages * resource.getpagesize() + request.limits.memory
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # not RLIMIT_AS, which counts files that are mapped
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, max(request.nice, os.getpriority(os.PRIO_PROCESS, 0)))
    renew(request.limits)


# The helper


@dataclass(slots=True)
class _Child:
    """A child as the helper sees it: what ends when the server gives it up, and what it said."""

    number: int
    end: socket.socket
    said_in: int
    said: bytearray = field(default_factory=bytearray)

    def listen(self) -> bool:
        """Take what it says; False where it has said all."""
        piece = os.read(self.said_in, READ)
        self.said = (self.said + piece)[-SAID:]
        return bool(piece)


class Helper:
    """Waits for requests on `control`, a byte each that brings two sockets: the child's wire, and the child's end.

    On the wire stands already, as its first frame, the name of the module to import. Over the end goes first STARTED,
    and how the child ended, pickled: its exit code, negative for a signal, and what it said last. A server that shuts
    the end, or dies, ends the child.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._woken, waking = socket.socketpair()
        self._waking = waking
        for one in (self._woken, waking):
            one.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        self._libc = ctypes.CDLL(None) if sys.platform == "linux" else None
        self._number = os.getpid()

    def serve(self) -> None:
        """Until the server is gone."""
        self._selector.register(self._control, selectors.EVENT_READ, self._take)
        self._selector.register(self._woken, selectors.EVENT_READ, self._reap)
        goes_on = True
        while goes_on:
            for key, _ in self._selector.select():
                goes_on = key.data() is not False and goes_on
        for number in self._children:
            os.kill(number, signal.SIGKILL)

    def _take(self) -> bool:
        """Fork a child for the next request; False where there will be none."""
        byte, fds, *_ = socket.recv_fds(self._control, 1, 2)
        if not byte:
            return False
        wire, end = (socket.socket(fileno=fd) for fd in fds)
        with wire:
            with suppress(Exception):  # the child says why, where somebody hears it
                importlib.import_module(_wire(wire.fileno(), wire.fileno()).read().decode())
            said_in, said_out = os.pipe()
            try:
                number = os.fork()
            except OSError as error:
                with suppress(OSError):
                    end.sendall(STARTED.pack(error.errno or errno.EAGAIN))
                end.close()
                os.close(said_in)
                os.close(said_out)
                return True
            if not number:
                end.close()
                os.close(said_in)
                self._be_the_child(wire, said_out)
        os.close(said_out)
        os.set_blocking(said_in, False)
        child = self._children[number] = _Child(number, end, said_in)
        with suppress(OSError):
            end.sendall(STARTED.pack(0))
        self._selector.register(end, selectors.EVENT_READ, lambda: self._give_up(child))
        self._selector.register(said_in, selectors.EVENT_READ, lambda: self._listen(child))
        return True

    def _give_up(self, child: _Child) -> None:
        if child.number in self._children:  # not reaped at this same moment: its number may be another's by now
            self._selector.unregister(child.end)
            os.kill(child.number, signal.SIGKILL)

    def _listen(self, child: _Child) -> None:
        if child.number in self._children and not child.listen():
            self._selector.unregister(child.said_in)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            while self._woken.recv(READ):
                pass
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._tell(self._children.pop(ended[0]), os.waitstatus_to_exitcode(ended[1]))

    def _tell(self, child: _Child, code: int) -> None:
        with suppress(BlockingIOError):
            while child.listen():
                pass
        for one in (child.end, child.said_in):
            with suppress(KeyError, ValueError):
                self._selector.unregister(one)
        with suppress(OSError), child.end:
            child.end.sendall(pickle.dumps((code, child.said.decode("utf-8", "replace"))))
        os.close(child.said_in)

    def _be_the_child(self, wire: socket.socket, said_out: int) -> NoReturn:
        """What a child does, from the fork to its end. What it prints goes where it says what went wrong."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if self._libc:
                self._libc.prctl(DIES_WITH_PARENT, signal.SIGKILL)
                if os.getppid() != self._number:
                    os._exit(code)
            for other in self._children.values():  # or nobody would see when the helper closes them
                other.end.close()
                os.close(other.said_in)
            for one in (self._control, self._selector, self._woken, self._waking):
                one.close()
            os.dup2(said_out, 1)
            os.dup2(said_out, 2)
            faulthandler.enable()
            work(_wire(wire.fileno(), wire.fileno()), limit)
            code = 0
        except BaseException:  # noqa: BLE001  the helper's own code must not go on in the child
            traceback.print_exc()
        finally:
            with suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)


def help_on(control: int) -> None:
    """The helper's main function. `control` is a file descriptor that it was born with."""
    _leave_signals_to_the_server()
    with socket.socket(fileno=control) as connection:
        Helper(connection).serve()


def work_once() -> None:
    """The main function of a process that does one request, over its stdin and stdout: where there is no fork."""
    _leave_signals_to_the_server()
    wire = _wire(os.dup(0), os.dup(1))
    os.dup2(2, 1)
    wire.read()  # the module's name, of which only the helper has need
    work(wire, limit)


def _wire(incoming: int, outgoing: int) -> Wire:
    """Over two file descriptors, or one."""
    return Wire(FileIO(incoming, "rb", closefd=False), FileIO(outgoing, "wb", closefd=False))


def _leave_signals_to_the_server() -> None:
    """What is sent to a whole group or container is meant for the server. A child that is at work must not fail for it
    either, or its job would have."""
    for name in FOR_THE_SERVER:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
