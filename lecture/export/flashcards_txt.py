"""The flashcards as text: question, answer, and the sentence they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.export import plain, wording
from lecture.export.options import USUAL, Options
from lecture.tongue import _, pgettext
from lecture.values import Lecture


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    return plain.document([*plain.head(lecture), "", *lines(lecture)])


def lines(lecture: Lecture) -> Iterator[str]:
    """The cards under their heading, numbered."""
    yield from plain.underlined(_("Flashcards"))
    if not lecture.cards.cards or lecture.cards.remark:
        yield from plain.wrapped(wording.no_cards(lecture))
    asks, answers = pgettext("before a question", "Q"), pgettext("before an answer", "A")
    wide = len(str(len(lecture.cards.cards)))
    for number, card in enumerate(lecture.cards.cards, 1):
        yield ""
        yield from plain.hanging(f"{number:>{wide}}. {asks}  ", wording.one_line(card.question))
        yield from plain.hanging(f"{' ' * wide}  {answers}  ", wording.one_line(card.answer))
        yield from plain.hanging(" " * (wide + 5), wording.source(card))
