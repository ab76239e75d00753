"""Slides, PDF or PPTX, as what stands on each: its title and its text.

A file from outside is trusted in nothing: its size, what is packed in it and the number of its pages are looked at
before any of them is read, and the readers of the formats may fail at it in whatever way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from lecture.intake.damage import UNREADABLE
from lecture.intake.pages import Page, slides
from lecture.intake.slides_errors import NotSlides, SlidesLocked, SlidesTooLarge, SlidesWithoutText
from lecture.values import Slide

KINDS = ("pdf", "pptx")  # the endings of their names, to be offered
LARGEST = 200 * 2**20  # bytes of a file

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"  # OLE: an old PPT, or a PPTX with a password
HEAD = 1024  # bytes within which a PDF says that it is one


def read(name: str, file: bytes | Path | BinaryIO) -> tuple[Slide, ...]:
    """The slides in their order, those left out on which nothing stands. `name` is the file's, for errors.

    Raises NotSlides, SlidesLocked, SlidesWithoutText, TooManySlides or SlidesTooLarge.
    """
    whole = _whole(name, file)
    with readable(name):
        found = slides(_reader(name, whole)(name, BytesIO(whole)))
    if not found:
        raise SlidesWithoutText(name)
    return found


def _whole(name: str, file: bytes | Path | BinaryIO) -> bytes:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _whole(name, opened)
    whole = file if isinstance(file, bytes) else file.read(LARGEST + 1)
    if len(whole) > LARGEST:
        raise SlidesTooLarge(name)
    return whole


def _reader(name: str, whole: bytes) -> Callable[[str, BytesIO], list[Page]]:
    """What reads a file of this kind, by how it begins: its name may say anything."""
    if whole.startswith(ZIP):
        from lecture.intake.slides_pptx import pages
    elif PDF in whole[:HEAD]:
        from lecture.intake.slides_pdf import pages
    elif whole.startswith(OLE):
        raise SlidesLocked(name)
    else:
        raise NotSlides(name)
    return pages


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Whatever a file that is not as it should be makes its reader say is one error for the student."""
    from lxml.etree import LxmlError
    from pptx.exc import PythonPptxError
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    try:
        yield
    except (*UNREADABLE, LxmlError, PythonPptxError, PyPdfError, DependencyError, DeprecationError) as error:
        raise NotSlides(name, f"{type(error).__name__}: {error}") from error
