"""What tests ask to be done apart: all that a file might bring its reader to. Imports little, as what reads files."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lecture.errors import NoSuchTrack
from lecture.tongue import spoken

NAME = "Monday.mp3"


def added(one: int, other: int) -> int:
    return one + other


def counted(to: int) -> Generator[int, None, str]:
    yield from range(to)
    return "all"


def telling(to: int, tell: Callable[[int], None]) -> str:
    for number in range(to):
        tell(number)
    return "told"


class Sum:
    def __init__(self, begin: int) -> None:
        self.sum = begin

    def __call__(self, more: int, *, times: int = 1) -> tuple[int, int]:
        if more < 0:
            raise ValueError(more)
        self.sum += more * times
        return self.sum, os.getpid()


def sounding(count: int) -> npt.NDArray[np.float32]:
    return np.arange(count, dtype=np.float32)


def refused() -> None:
    raise NoSuchTrack(NAME, 5, 2)


def refuse_later() -> Callable[[], None]:
    """It could not be made."""
    refused()
    return refused


def wrong() -> None:
    raise KeyError("a")


class Unsent(Exception):
    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def unsent() -> None:
    raise Unsent(1, 2)


def crash(*_: object) -> None:
    ctypes.string_at(0)


def killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    sys.stderr.write("so it goes\n")
    os._exit(7)


def eat() -> None:
    eaten = []
    while True:
        eaten.append(np.ones(2**22))


def spin() -> None:
    while True:
        pass


def hang() -> None:
    time.sleep(1000)


def babble() -> int:
    for _ in range(2000):
        os.write(1, b"\0\xff garbage " * 100)
        os.write(2, b"\n" * 1000)
    return 5


def write(path: Path) -> None:
    with path.open("wb") as file:
        while True:
            file.write(bytes(2**20))


def tongue_folder_niceness() -> tuple[str, Path, int]:
    return spoken(), Path.cwd(), os.getpriority(os.PRIO_PROCESS, 0)


def number_then_hang(path: Path) -> Generator[int, None, None]:
    yield os.getpid()
    path.write_text("working")
    while True:
        pass


def imported() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}


def crash_later(*_: object) -> Callable[..., None]:
    return crash


def block_then_crash(*_: object) -> Generator[npt.NDArray[np.float32], None, None]:
    yield sounding(1000)
    crash()


def part_then_crash(source: Path, target: Path, *_: object) -> None:
    target.with_name(f"{target.name}.0123.part").write_bytes(source.read_bytes())
    crash()
