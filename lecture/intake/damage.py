"""What files that are not as they should be make their readers raise, and what of them can be read all the same."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import TypeVar

Read = TypeVar("Read")
Errors = tuple[type[Exception], ...]

# Beside errors of the reader's own.
UNREADABLE: Errors = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # also RecursionError and NotImplementedError
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def each_readable(count: int, read: Callable[[int], Read], errors: Errors) -> list[Read]:
    """What `read` makes of each number below `count`, without those at which it raises one of these errors.

    Raises the first of them where there is nothing else.
    """
    found, wrong = [], None
    for number in range(count):
        try:
            found.append(read(number))
        except errors as error:
            wrong = wrong or error
    if wrong and not found:
        raise wrong
    return found
