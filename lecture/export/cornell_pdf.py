"""Notes in the layout of Cornell: what asks for a point beside the point, and below them what it all came to.

One covers the right column, answers the questions on the left, and looks. Each page ends in lines for words of one's
own; the last one ends in the lecture's summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lecture.clock import span
from lecture.export import front, sheet, wording
from lecture.export.options import USUAL, Options
from lecture.export.sheet import Sheet
from lecture.tongue import _
from lecture.values import Card, Chapter, Lecture, Point

# In mm.
CUES = 52.0
CUE, CUE_LINE = 9.0, 4.7  # pt, mm; other than of a point, so that programs that read PDFs take the columns for two
GAP = 8.0  # between the columns; a rule runs down its middle
BETWEEN = 3.0  # rows
TO_WRITE = 8.5  # from one ruled line to the next
LINES = 3  # at the foot of each page

Rows = Sequence[tuple[tuple[Card, ...], Point | None]]  # what asks, and what is told; either may be missing


class _CornellSheet(Sheet):
    """Pages with a rule between the columns, and room below them."""

    columns_begin = sheet.TOP  # on the first page; on the others they begin at its top
    columns_end = 1, 0.0  # the last page that has any, and where they end on it

    @property
    def below(self) -> float:
        """Where the room below the columns begins."""
        return self.h - sheet.BOTTOM - LINES * TO_WRITE - sheet.LINE

    def foot(self) -> None:
        super().foot()
        last, last_end = self.columns_end
        top = self.columns_begin if self.page == 1 else sheet.TOP
        end = last_end if self.page == last else self.below
        if self.page <= last and end > top:
            with self.unread():
                self.fill(sheet.SIDE + CUES + GAP / 2, top, 0.3, end - top, sheet.RULE)
        if self.page < last:
            self._lines_to_write()

    def _lines_to_write(self) -> None:
        self.y = self.below
        self.rule()
        with self.unread():
            self.cell_of(_("In a sentence or two"), sheet.SIDE, self.width)
        self.y += sheet.LINE - 1
        for _line in range(LINES):
            self.y += TO_WRITE
            self.rule()


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    page, facts = front.study_pages(_("Cornell notes"), lecture, options, _CornellSheet)
    page.bottom = page.below
    page.new_page()
    front.title_block(page, facts)
    page.y += 6
    page.columns_begin = page.y
    _head(page)
    for chapter, rows in _by_chapter(lecture):
        _rows(page, chapter, rows)
    _summary(page, lecture)
    return page.finished()


def _by_chapter(lecture: Lecture) -> Iterator[tuple[Chapter | None, Rows]]:
    """Chapters in which anything is told or asked; the whole lecture where it has none."""
    chapters: list[Chapter | None] = [*sorted(wording.chapters_of(lecture), key=_start)] or [None]
    begins = [0.0, *(_start(chapter) for chapter in chapters[1:] if chapter)]
    for chapter, (begin, end) in zip(chapters, pairwise([*begins, float("inf")]), strict=True):
        points = [point for point in lecture.summary.points if begin <= point.start < end]
        cards = [card for card in lecture.cards.cards if begin <= card.start < end]
        if rows := _beside(sorted(points, key=_start), sorted(cards, key=_start)):
            yield chapter, rows


def _beside(points: Sequence[Point], cards: Sequence[Card]) -> Rows:
    """Each card beside the last point that has begun when it is answered, or beside the first."""
    if not points:
        return [(tuple(cards), None)] if cards else []
    groups: list[list[Card]] = [[] for _point in points]
    for card in cards:
        begun = sum(point.start <= card.start for point in points)
        groups[max(begun - 1, 0)].append(card)
    return list(zip(map(tuple, groups), points, strict=True))


def _start(timed: Chapter | Point | Card) -> float:
    return timed.start


def _notes(page: Sheet) -> tuple[float, float]:
    """Where the right column begins, and how wide it is."""
    return sheet.SIDE + CUES + GAP, page.width - CUES - GAP


def _head(page: Sheet) -> None:
    left, width = _notes(page)
    for name, at in ((_("Questions"), sheet.SIDE), (_("Notes"), left)):
        with page.tagged("P"):
            page.cell_of(name, at, width, style="B", colour=sheet.ACCENT)
    page.y += sheet.LINE + BETWEEN


def _rows(page: Sheet, chapter: Chapter | None, rows: Rows) -> None:
    if chapter:
        page.keep_together(_height(page, *rows[0]) + sheet.LINE + BETWEEN)
        title = wording.heading_of(chapter)
        page.start_section(title)
        page.block(title, *_notes(page), style="B", colour=sheet.ACCENT, tag="H2")
        page.y += 1
    with page.group("Table"):
        for cards, point in rows:
            page.keep_together(_height(page, cards, point))
            with page.group("TR"):
                _row(page, cards, point)


def _height(page: Sheet, cards: Sequence[Card], point: Point | None) -> float:
    _left, width = _notes(page)
    asked = sum(page.height(wording.one_line(card.question), CUES, size=CUE, line=CUE_LINE) + 1.5 for card in cards)
    told = page.height(_told(point), width) if point else 0.0
    return max(asked, told) + BETWEEN


def _row(page: Sheet, cards: Sequence[Card], point: Point | None) -> None:
    left, width = _notes(page)
    start, top = page.page, page.y
    with page.group("TD"):
        for card in cards:
            page.block(wording.one_line(card.question), sheet.SIDE, CUES, size=CUE, line=CUE_LINE)
            page.y += 1.5
    below = page.y
    if page.page == start:  # questions longer than a page are followed by their point
        page.y = top
    started = page.page
    with page.group("TD"):
        if point:
            page.block(_told(point), left, width)
    if page.page == started:
        page.y = max(page.y, below)
    page.y += BETWEEN


def _told(point: Point) -> str:
    return f"{wording.one_line(point.text)} ({span(point.start, point.end)})"


def _summary(page: _CornellSheet, lecture: Lecture) -> None:
    overview = wording.one_line(lecture.summary.overview) or _(wording.NO_SUMMARY)
    page.bottom = page.h - sheet.BOTTOM
    high = page.height(overview, page.width) + 2 * sheet.LINE
    page.keep_together(high)
    if page.fits(high):
        page.y = max(page.y, min(page.below, page.bottom - high))
    page.columns_end = page.page, page.y
    page.rule()
    page.y += 2
    page.start_section(_("Summary"))
    page.full(_("Summary"), size=sheet.SMALL, colour=sheet.ACCENT, style="B", tag="H2")
    page.full(overview)
