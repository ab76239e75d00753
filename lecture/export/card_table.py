"""The cards as a table: what is asked on the left, what is answered on the right."""

from __future__ import annotations

from collections.abc import Sequence

from lecture.export import sheet, wording
from lecture.export.sheet import Sheet
from lecture.tongue import _
from lecture.values import Card

# Of an answer and of where it is from, other than that of a question: programs that read PDFs take lines of one size at
# one height for one sentence, and what is smaller than the line above it for a column of its own.
SIZE, LINE = 9.5, 4.9  # pt, mm

# In mm.
NUMBER = 9.0
GAP = 6.0  # between the columns
PADDING = 2.4
HEAD = 6.5


def first_row(page: Sheet, cards: Sequence[Card]) -> float:
    """How high the head and the first row are: what a heading above the table is to be kept with."""
    return HEAD + sum(_height(page, card) for card in cards[:1])


def draw(page: Sheet, cards: Sequence[Card]) -> None:
    """No row is divided between pages unless it is longer than one; each page begins with the head."""
    with page.group("Table"):
        for number, card in enumerate(cards, 1):
            page_before = page.page
            page.keep_together(_height(page, card) + (HEAD if number == 1 else 0.0))
            if number == 1 or page.page != page_before:
                _head(page)
            with page.group("TR"):
                _row(page, number, card)


def _columns(page: Sheet) -> tuple[float, float, float]:
    """Where the answers begin, and how wide questions and answers are."""
    question = (page.width - NUMBER - GAP) * 0.42
    answer = page.width - NUMBER - GAP - question
    return sheet.SIDE + page.width - answer, question, answer


def _texts(card: Card) -> tuple[str, str, str]:
    return wording.one_line(card.question), wording.one_line(card.answer), wording.source(card)


def _height(page: Sheet, card: Card) -> float:
    question, answer, source = _texts(card)
    _left, wide, wider = _columns(page)
    right = sum(page.height(text, wider, size=SIZE, line=LINE) for text in (answer, source))
    return max(page.height(question, wide, style="B"), right) + 2 * PADDING


def _head(page: Sheet) -> None:
    left, _wide, wider = _columns(page)
    with page.group("TR"):
        for name, at in ((_("Question"), sheet.SIDE + NUMBER), (_("Answer"), left)):
            with page.group("TH"), page.tagged("P"):
                page.cell_of(name, at, wider, style="B", colour=sheet.ACCENT)
    page.y += HEAD
    page.rule()


def _row(page: Sheet, number: int, card: Card) -> None:
    question, answer, source = _texts(card)
    left, wide, wider = _columns(page)
    page.y += PADDING
    start, top = page.page, page.y
    with page.group("TD"):
        with page.tagged("P"):
            page.cell_of(str(number), sheet.SIDE, NUMBER)
        page.block(question, sheet.SIDE + NUMBER, wide, style="B")
    ends = page.page, page.y
    if page.page == start:  # a question longer than a page is followed by its answer
        page.y = top
    with page.group("TD"):
        page.block(answer, left, wider, size=SIZE, line=LINE)
        page.block(source, left, wider, size=SIZE, line=LINE, colour=sheet.QUIET)
    if ends[0] == page.page:
        page.y = max(page.y, ends[1])
    page.y += PADDING
    page.rule()
