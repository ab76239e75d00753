"""Files as they are written: whole or not at all, hashed as they arrive, under names fit to be shown."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from lecture.errors import EmptyRecording, TooLarge

PIECE = 2**20  # bytes read at a time
PART = ".part"  # ends the name of a file that is being written
LONGEST_NAME = 200  # letters

Chunks = BinaryIO | Iterable[bytes]


def write_whole(path: Path, text: str) -> None:
    """Write the file so that it is there with all of its text, or not at all."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def make_private(folder: Path) -> None:
    """Make the folder, for its owner alone. One that is there already is closed to all but its owner and group."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name == "posix" and mode & 0o007:
        with suppress(PermissionError):  # it is another's, who says who reads it
            folder.chmod(mode & ~0o007)


def move_whole(arrived: Path, target: Path) -> None:
    """Move a file that is on disk to its place, so that it stays there after a loss of power."""
    arrived.replace(target)
    if os.name == "posix":
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def receive(name: str, chunks: Chunks, target: Path, limit: int) -> tuple[str, int]:
    """Write what arrives to `target`; its sha256 in hexadecimal and its size in bytes.

    Raises EmptyRecording, or TooLarge above `limit` bytes; `name` is what they call it.
    """
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for chunk in _pieces(chunks):
            size += len(chunk)
            if size > limit:
                raise TooLarge(name, limit)
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise EmptyRecording(name)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _pieces(chunks: Chunks) -> Iterator[bytes]:
    read: Callable[[int], bytes] | None = getattr(chunks, "read", None)
    return iter(lambda: read(PIECE), b"") if read else iter(chunks)


def file_name_of(name: str) -> str:
    """The last part of a name from anywhere, fit to be shown."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    return storable("".join(letter for letter in last if letter.isprintable()))[-LONGEST_NAME:] or "recording"


def storable(text: str) -> str:
    """Without the surrogates that UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
