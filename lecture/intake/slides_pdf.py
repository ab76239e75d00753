"""The pages of a PDF: their lines, with how large each is and whether it stands near the top."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, DeprecationError, PyPdfError
from pypdf.generic import RectangleObject

from lecture.intake.damage import UNREADABLE, each_readable
from lecture.intake.pages import NEAR_THE_TOP, Line, Page
from lecture.intake.slides_errors import SlidesLocked, SlidesTooLarge, TooManySlides

MOST = 500  # pages
LONGEST = 20.0  # seconds that are taken for a file; one of 300 pages takes one
LONGEST_PAGE = 2**22  # bytes of what draws a page; a page of more is left out

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every flaw that it reads over

ODD = (*UNREADABLE, PyPdfError, DependencyError, DeprecationError)  # of a page that pypdf cannot read

Matrix = Sequence[float]


def pages(name: str, file: BytesIO) -> list[Page]:
    """Those that can be read. Raises SlidesLocked, TooManySlides, SlidesTooLarge, or whatever pypdf does."""
    reader = _opened(name, file)
    count = len(reader.pages)
    if count > MOST:
        raise TooManySlides(name, count, MOST)
    end = time.monotonic() + LONGEST

    def watch(*_: object) -> None:
        if time.monotonic() > end:
            raise SlidesTooLarge(name)

    return each_readable(count, lambda number: Page(tuple(_lines(reader.pages[number], watch))), ODD)


def _opened(name: str, file: BytesIO) -> PdfReader:
    """A file that only may not be changed opens without a password."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SlidesLocked(name)
    except DependencyError as error:  # a cipher that no package here knows
        raise SlidesLocked(name) from error
    return reader


def _lines(page: PageObject, watch: Callable[..., None]) -> list[Line]:
    """The lines of a page in the order in which they are drawn. `watch` is called before each step of that."""
    watch()
    drawn = page.get_contents()
    if drawn is None or len(drawn.get_data()) > LONGEST_PAGE:
        return []
    lines: list[Line] = []
    sheet, turned, goes_on = page.cropbox, page.rotation % 360, False

    def take(text: str, shown: Matrix, placed: Matrix, font: object, size: float) -> None:
        nonlocal goes_on  # whether this stands in the line of what came last
        tall = size * _stretched(placed) * _stretched(shown)
        for at, part in enumerate(text.split("\n")):
            goes_on = goes_on and at == 0
            said = bool(part.strip())  # a space has a place of its own, and may have any size
            if goes_on:
                last = lines.pop()
                lines.append(Line(last.text + part, max(last.size, tall if said else 0.0), last.high))
            elif said:
                lines.append(Line(part, tall, _height(sheet, turned, _at(placed, shown)) >= 1 - NEAR_THE_TOP))
                goes_on = True

    page.extract_text(visitor_text=take, visitor_operand_before=watch)
    return lines


def _stretched(matrix: Matrix) -> float:
    """By how much it makes what it draws taller."""
    return math.hypot(matrix[2], matrix[3])


def _at(placed: Matrix, shown: Matrix) -> tuple[float, float]:
    """Where on the page something is drawn that is `placed` in its text, and that text `shown` on the page."""
    a, b, c, d, e, f = shown
    return placed[4] * a + placed[5] * c + e, placed[4] * b + placed[5] * d + f


def _height(sheet: RectangleObject, turned: int, at: tuple[float, float]) -> float:
    """How high that is: 0 at the foot of the page, 1 at its top, as it is turned, in degrees clockwise."""
    across = (at[0] - float(sheet.left)) / (float(sheet.width) or 1.0)
    up = (at[1] - float(sheet.bottom)) / (float(sheet.height) or 1.0)
    return {90: 1 - across, 180: 1 - up, 270: across}.get(turned, up)
