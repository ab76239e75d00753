"""A test of oneself, to print: what the cards ask, with room to write, and on a page of their own the answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lecture.export import front, sheet, wording
from lecture.export.options import USUAL, Options
from lecture.export.sheet import Sheet
from lecture.tongue import _
from lecture.values import Card, Lecture

# In mm.
NUMBER = 9.0
TO_WRITE = 9.0  # from one ruled line to the next
LINES = 2  # to write on, for a question, or 1 where all is not on one page then; a gap is filled where it is
BETWEEN = 3.6
HEADING = 19.0

TO_FILL = 16  # letters of a gap

Numbered = tuple[int, Card]


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    page, facts = front.study_pages(_("Self-test"), lecture, options, Sheet)
    page.new_page()
    front.title_block(page, facts)
    page.y += 5
    asked, hidden = _numbered(lecture.cards.cards)
    if asked or hidden:
        page.full(_("Answer first, then turn to the answers."), colour=sheet.QUIET)
        _asked(page, _("Questions"), asked, _lines(page, asked, hidden))
        _asked(page, _("Gaps"), hidden, 0)
        _answers(page, [*asked, *hidden])
    else:
        page.full(wording.no_cards(lecture), colour=sheet.QUIET)
    return page.finished()


def _numbered(cards: Sequence[Card]) -> tuple[list[Numbered], list[Numbered]]:
    """Questions and gaps, each in the order of the lecture, counted from the first question to the last gap."""
    asked = [card for card in cards if card.kind != "cloze"]
    hidden = [card for card in cards if card.kind == "cloze"]
    numbered = list(enumerate([*asked, *hidden], 1))
    return numbered[: len(asked)], numbered[len(asked) :]


def _lines(page: Sheet, asked: Sequence[Numbered], hidden: Sequence[Numbered]) -> int:
    """How many to write on, for each question."""
    headings = HEADING * (bool(asked) + bool(hidden))
    high = sum(_height(page, card, LINES) for _number, card in asked)
    high += sum(_height(page, card, 0) for _number, card in hidden)
    return LINES if page.fits(headings + high) else 1


def _asked(page: Sheet, name: str, cards: Sequence[Numbered], ruled: int) -> None:
    if not cards:
        return
    page.heading(name, _height(page, cards[0][1], ruled))
    with page.group("L"):
        for number, card in cards:
            page.keep_together(_height(page, card, ruled))
            with page.group("LI"):
                _numbered_text(page, number, _question(card))
            for _line in range(ruled):
                page.y += TO_WRITE
                page.rule(sheet.SIDE + NUMBER, page.width - NUMBER)
            page.y += BETWEEN


def _height(page: Sheet, card: Card, ruled: int) -> float:
    return page.height(_question(card), page.width - NUMBER) + ruled * TO_WRITE + BETWEEN


def _question(card: Card) -> str:
    """With a gap that has room for a word."""
    return re.sub("_{3,}", "_" * TO_FILL, wording.one_line(card.question))


def _answers(page: Sheet, cards: Sequence[Numbered]) -> None:
    page.new_page()
    page.heading(_("Answers"))
    with page.group("L"):
        for number, card in cards:
            _answer(page, number, card)
            page.y += BETWEEN / 2


def _answer(page: Sheet, number: int, card: Card) -> None:
    answer, source = wording.one_line(card.answer), wording.source(card)
    width = page.width - NUMBER
    small = page.height(source, width, size=sheet.SMALL, line=sheet.SMALL_LINE)
    page.keep_together(page.height(answer, width, style="B") + small)
    with page.group("LI"):
        _numbered_text(page, number, answer, style="B")
        left = sheet.SIDE + NUMBER
        with page.group("LBody"):
            page.block(source, left, width, size=sheet.SMALL, line=sheet.SMALL_LINE, colour=sheet.QUIET)


def _numbered_text(page: Sheet, number: int, text: str, style: str = "") -> None:
    with page.tagged("Lbl"):
        page.cell_of(str(number), sheet.SIDE, NUMBER)
    with page.group("LBody"):
        page.block(text, sheet.SIDE + NUMBER, page.width - NUMBER, style=style)
