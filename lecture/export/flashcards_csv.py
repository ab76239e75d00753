"""The flashcards as text that programs for cards take in: Anki, Quizlet, RemNote.

A spreadsheet opens such files too, and would reckon with what begins as a formula does. An apostrophe before it, as is
usual, would be learnt with the card, so what is put there instead is nothing that one sees: for Anki, which reads HTML,
the sign by its number; for others a space without width.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from lecture.export import anki_text
from lecture.export.options import USUAL, Options
from lecture.export.wording import one_line, source
from lecture.values import Card, Lecture

# Spreadsheets cut a line at its semicolons where decimals have commas, or at whatever may part fields at all, and take
# quotes for theirs. The wide signs are those of Japanese keyboards.
FORMULA = re.compile(r'(?m)(^|[,;])([ "]*)((?:[=+\-@＝＋－＠] ?)+)')
UNSEEN = "\N{ZERO WIDTH SPACE}"
EMPTY = "…"  # a side without anything on it: Anki leaves a note out whose first field is empty

# After https://docs.ankiweb.net/importing/text-files.html. In other tongues Anki calls this type and its fields
# otherwise: it takes the type used last then, and fills its fields by their order, but only where no `#columns` names
# any. The deck is in a column because a title may have commas in it.
ANKI_HEAD = """\
#separator:Comma
#html:true
#notetype:Basic
#guid column:1
#deck column:4
#tags column:5
"""


def write_anki(lecture: Lecture, options: Options = USUAL) -> bytes:
    """A note a card, by the ids that the package for Anki has too: taken in again it updates them and doubles none.

    It begins with a byte order mark: Excel needs it to read UTF-8, and Anki passes over it.
    """
    path = anki_text.path(lecture, options.origin)
    deck, tag = safe("::".join(path)), safe(anki_text.tag(path))
    guids = anki_text.guids(lecture, options.origin)
    rows = [
        (guid, _safe_html(anki_text.html(card.question)) or EMPTY, _safe_html(_back(card)), deck, f"{tag} {card.kind}")
        for guid, card in zip(guids, lecture.cards.cards, strict=True)
    ]
    return (ANKI_HEAD + _lines(rows)).encode("utf-8-sig")


def write_quizlet(lecture: Lecture, options: Options = USUAL) -> bytes:
    """A card a line, a tab between its sides: what Quizlet expects to be pasted. It has no lines within a card."""
    sides = [[safe(one_line(side)) or EMPTY for side in (card.question, card.answer)] for card in lecture.cards.cards]
    return "".join(f"{question}\t{answer}\n" for question, answer in sides).encode("utf-8")


def write_remnote(lecture: Lecture, options: Options = USUAL) -> bytes:
    """Two columns, front and back, and no head, which would be taken for a card."""
    sides = [[safe(_in_lines(side)) or EMPTY for side in (card.question, card.answer)] for card in lecture.cards.cards]
    return _lines(sides).encode("utf-8")


def safe(text: str) -> str:
    """The text, and something unseen wherever a spreadsheet might find a formula in it."""
    return FORMULA.sub(rf"\1{UNSEEN}\2\3", text)


def _safe_html(text: str) -> str:
    """The same in HTML, where a sign can be written by its number."""
    return FORMULA.sub(lambda found: found[1] + found[2] + _by_number(found[3]), text)


def _by_number(signs: str) -> str:
    return "".join(sign if sign == " " else f"&#{ord(sign)};" for sign in signs)


def _back(card: Card) -> str:
    """The answer, and below it in small print when that was said, and in which words."""
    return f"{anki_text.html(card.answer) or EMPTY}<br><br><small>{anki_text.html(source(card))}</small>"


def _in_lines(text: str) -> str:
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    """Every field in quotes, so that whatever cuts lines elsewhere finds fewest places for it."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return written.getvalue()
