"""The report as PDF, to hand in or to learn from on paper. The same lecture gives the same bytes in the same tongue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lecture.clock import clock, span
from lecture.export import doubts, sheet, typeface, wording
from lecture.export.options import USUAL, Options
from lecture.export.sheet import Sheet
from lecture.export.wording import Paragraph
from lecture.tongue import N_, _
from lecture.values import Card, Chapter, Lecture, Segment, Unheard

CARD_PADDING = 3.2  # mm
CARD_WIDTH = sheet.TEXT_WIDTH - 2 * CARD_PADDING

LOST_LETTERS = N_(
    "Some letters of this lecture are not in this report's typeface and stand as {letter}. "
    "The text report (report.txt) has them all."
)


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    facts = wording.facts(lecture)
    texts = [*map(wording.one_line, _texts(lecture)), *(which for _what, which in facts)]
    with TemporaryDirectory() as folder:
        page = Sheet(wording.title(lecture), texts, Path(folder))
        _describe(page, lecture)
        page.add_page()
        if any(typeface.REPLACEMENT in typeface.showable(text) for text in texts):
            facts.append((_("Letters"), _(LOST_LETTERS, letter=typeface.REPLACEMENT)))
        _title_block(page, facts)
        _summary(page, lecture)
        links = _chapters(page, wording.chapters_of(lecture))
        _cards(page, lecture)
        _transcript(page, lecture, links)
        return bytes(page.output())


def _describe(page: Sheet, lecture: Lecture) -> None:
    translated = lecture.transcript.task == "translate"
    page.set_title(page.name)
    page.set_lang("en" if translated else wording.one_line(lecture.transcript.language) or "en")
    page.set_subject(_("Lecture notes"))
    page.set_creator("Lecture Voice-to-Notes")
    page.set_creation_date(wording.midnight(lecture.date))


def _title_block(page: Sheet, facts: list[tuple[str, str]]) -> None:
    page.full(_("Lecture notes").upper(), size=sheet.SMALL, style="B", colour=sheet.ACCENT, line=6)
    page.full(page.name, size=sheet.TITLE, style="B", line=10.5)
    page.ln(3)
    page.rule()
    page.ln(4)
    gutter = page.gutter(what for what, _which in facts)
    for what, which in facts:
        page.beside(what, which, size=sheet.SMALL, line=sheet.SMALL_LINE, gutter=gutter)


def _summary(page: Sheet, lecture: Lecture) -> None:
    summary = lecture.summary
    page.heading(_("Summary"))
    overview = wording.one_line(summary.overview) or _(wording.NO_SUMMARY)
    page.full(overview, size=11.5, line=6.2)
    page.ln(3)
    for chapter, points in wording.points_by_chapter(lecture, summary.points):
        if chapter:
            page.keep_together(3 * sheet.LINE)
            page.beside("", wording.one_line(chapter.title), style="B", colour=sheet.ACCENT)
            page.ln(0.8)
        if not points:
            page.beside("", _(wording.COURSE_TALK), size=sheet.SMALL, colour=sheet.QUIET, line=sheet.SMALL_LINE)
            page.ln(1.6)
        for point in points:
            page.beside(span(point.start, point.end), wording.one_line(point.text))
            page.ln(1.6)
        page.ln(1.6)
    if summary.points:
        page.beside("", wording.covers(summary), size=sheet.SMALL, colour=sheet.QUIET, line=sheet.SMALL_LINE)


def _chapters(page: Sheet, chapters: tuple[Chapter, ...]) -> dict[Chapter, int]:
    """The list of chapters. Returns the link that each is to be given where it begins."""
    links = {chapter: page.add_link() for chapter in chapters}
    if chapters:
        page.heading(_("Chapters"))
    for chapter in chapters:
        title = wording.one_line(chapter.title)
        page.beside(clock(chapter.start), title, style="B", link=links[chapter])
        terms = wording.more_terms(chapter)
        if terms:
            page.beside("", terms, size=sheet.SMALL, colour=sheet.QUIET, line=sheet.SMALL_LINE)
        page.ln(1.6)
    return links


def _cards(page: Sheet, lecture: Lecture) -> None:
    page.heading(_("Flashcards"), follows=sum(sum(_card_heights(page, card)) for card in lecture.cards.cards[:1]))
    if not lecture.cards.cards or lecture.cards.remark:
        page.full(wording.no_cards(lecture), colour=sheet.QUIET)
        page.ln(2)
    for number, card in enumerate(lecture.cards.cards, 1):
        _card(page, number, card)


def _card_texts(card: Card) -> tuple[str, str, str]:
    return wording.one_line(card.question), wording.one_line(card.answer), wording.source(card)


def _card_heights(page: Sheet, card: Card) -> tuple[float, float]:
    """Of its upper and its lower part."""
    question, answer, source = _card_texts(card)
    upper = page.height(question, CARD_WIDTH, style="B") + 2 * CARD_PADDING
    lower = (
        page.height(answer, CARD_WIDTH)
        + page.height(source, CARD_WIDTH, size=sheet.SMALL, line=sheet.SMALL_LINE)
        + 1
        + 2 * CARD_PADDING
    )
    return upper, lower


def _card(page: Sheet, number: int, card: Card) -> None:
    """The number in the margin; in one frame the question on white, the answer and its source on a tint."""
    question, answer, source = _card_texts(card)
    upper, lower = _card_heights(page, card)
    page.keep_together(upper + lower)
    top = page.y
    if not page.will_page_break(upper + lower):  # a card longer than a page has no frame
        _frame(page, top, upper, lower)
    page.y = top + CARD_PADDING
    page.note(str(number))
    left = sheet.TEXT_LEFT + CARD_PADDING
    page.block(question, left, CARD_WIDTH, style="B")
    page.y += 2 * CARD_PADDING
    page.block(answer, left, CARD_WIDTH)
    page.y += 1
    page.block(source, left, CARD_WIDTH, colour=sheet.QUIET, size=sheet.SMALL, line=sheet.SMALL_LINE)
    page.y += CARD_PADDING + 3.5


def _frame(page: Sheet, top: float, upper: float, lower: float) -> None:
    page.set_fill_color(*sheet.TINT)
    page.rect(sheet.TEXT_LEFT, top + upper, sheet.TEXT_WIDTH, lower, style="F")
    page.set_draw_color(*sheet.RULE)
    page.set_line_width(0.25)
    page.rect(sheet.TEXT_LEFT, top, sheet.TEXT_WIDTH, upper + lower)


def _transcript(page: Sheet, lecture: Lecture, links: dict[Chapter, int]) -> None:
    page.heading(_("Transcript"))
    notes = (
        (doubts.note(lecture.transcript), sheet.DOUBT),
        (wording.how_much_unheard(lecture.transcript), sheet.QUIET),
        (_(wording.ASIDE_NOTE) if lecture.asides else "", sheet.QUIET),
    )
    for note, colour in notes:
        if note:
            page.full(note, size=sheet.SMALL, colour=colour, line=sheet.SMALL_LINE)
            page.ln(2)
    for stretch in wording.stretches(lecture):
        if stretch.chapter:
            _chapter_heading(page, stretch.chapter, links[stretch.chapter])
        for one in stretch.told:
            if isinstance(one, Unheard):
                page.beside(clock(one.start), wording.unheard(one), colour=sheet.QUIET)
                page.ln(2)
            else:
                _paragraph(page, one)


def _chapter_heading(page: Sheet, chapter: Chapter, link: int) -> None:
    page.keep_together(9 + 3 * sheet.LINE)
    page.ln(3)
    page.set_link(link, page.y, page=page.page)
    title = wording.one_line(chapter.title) or clock(chapter.start)
    page.start_section(title, level=1)
    page.beside(clock(chapter.start), title, size=11.5, style="B", colour=sheet.ACCENT, line=6)
    page.ln(1.5)


def _paragraph(page: Sheet, paragraph: Paragraph) -> None:
    small = paragraph.aside
    size, line = (sheet.SMALL, sheet.SMALL_LINE) if small else (sheet.BODY, sheet.LINE)
    page.note(clock(paragraph.start), line=line)
    page.flow(_coloured(paragraph.segments, sheet.QUIET if small else sheet.INK), size=size, line=line)
    page.ln(2)


def _coloured(segments: Sequence[Segment], ink: sheet.Colour) -> Iterator[sheet.Part]:
    for number, segment in enumerate(segments):
        if number:
            yield " ", ink
        for piece in doubts.pieces(segment):
            yield piece.marked, sheet.DOUBT if piece.mark else ink


def _texts(value: object) -> Iterator[str]:
    """Every text in a lecture but the words, which are in their segments, and wrong answers, which are not printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("words", "wrong"):
                yield from _texts(getattr(value, field.name))
