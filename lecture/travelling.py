"""What travels between two processes of ours: frames of bytes, each behind its length, and errors that arrive."""

from __future__ import annotations

import pickle
import struct
import traceback
from typing import IO

from lecture.errors import LectureError

HEAD = struct.Struct("!Q")  # how many bytes follow
PIECE = 2**24  # bytes taken at once


class Wire:
    """Frames over two files, or one. Unbuffered ones take no byte that is not theirs."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._incoming, self._outgoing = incoming, outgoing

    def read(self) -> bytes:
        """The next frame. Raises EOFError where the other end is gone."""
        return self._exactly(*HEAD.unpack(self._exactly(HEAD.size)))

    def write(self, frame: bytes) -> None:
        for data in (HEAD.pack(len(frame)), frame):
            rest = memoryview(data)
            while rest:
                rest = rest[self._outgoing.write(rest) :]
        self._outgoing.flush()

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece = self._incoming.read(min(count - len(data), PIECE))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)


def portable(error: BaseException) -> BaseException:
    """The error as the other side can read it, which may lack the packages of the work; where it cannot, its words in
    another. A traceback does not travel: it is a note of it, for the log."""
    known = isinstance(error, LectureError) or type(error).__module__ == "builtins"
    told = error if known and _travels(error) else RuntimeError(f"{type(error).__name__}: {error}")
    told.add_note("".join(traceback.format_exception(error)))
    return told


def _travels(error: BaseException) -> bool:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001  whatever its own __reduce__ and __init__ raise
        return False
    return True
