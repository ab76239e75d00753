"""Lists of what is where: names, dots, and the number of the page, known once all pages are there."""

from __future__ import annotations

from functools import partial

from lecture.export import sheet
from lecture.export.sheet import Sheet

NUMBER = 12.0  # mm for the number of a page
GAP = 2.0  # mm between the dots and what they lead to


def line(page: Sheet, name: str, link: int, *, margin: str = "", style: str = "") -> None:
    """A name, beside a margin, and the page to which the link leads: in an item of a table of contents."""
    page.note(margin)
    width = page.text_width - NUMBER
    row = page.height(name, width, style=style)
    page.keep_together(row)
    ends = page.text_left + page.block(name, page.text_left, width, style=style, link=link, listed=True)
    y = page.y - sheet.LINE
    with page.tagged("P"):
        page.later(partial(_number, page, y, link))
    page.later(partial(_dots, page, y, ends + GAP, link))


def _number(page: Sheet, y: float, link: int) -> None:
    page.y = y
    page.cell_of(_told(page, link), page.text_left, page.text_width, end=True)


def _dots(page: Sheet, y: float, begins: float, link: int) -> None:
    page.y = y
    page.dots(begins, page.text_left + page.text_width - page.wide(_told(page, link), sheet.SMALL) - GAP)


def _told(page: Sheet, link: int) -> str:
    return str(page.links[link].page_number)
