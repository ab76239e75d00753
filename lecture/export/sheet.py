"""A4 pages in Noto Sans, and the few ways in which a report sets text on them."""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from fpdf import FPDF

from lecture.export import typeface
from lecture.tongue import _

Colour = tuple[int, int, int]
Part = tuple[str, Colour]
Word = list[Part]  # its letters, in one colour or in several

INK: Colour = (31, 36, 48)
QUIET: Colour = (112, 119, 133)
ACCENT: Colour = (24, 90, 122)
RULE: Colour = (214, 219, 226)
TINT: Colour = (244, 247, 249)
DOUBT: Colour = (150, 84, 10)

# In mm.
WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 24.0, 24.0, 26.0, 24.0
GUTTER = 25.0  # for times, left of the text
TEXT_LEFT = LEFT + GUTTER
TEXT_WIDTH = WIDTH - RIGHT - TEXT_LEFT
LINE, SMALL_LINE = 5.2, 4.6  # from line to line

LONGEST_PIECE = 400  # letters of an endless word that may stand on one line
BODY, SMALL, HEADING, TITLE = 10.0, 8.5, 15.0, 24.0  # pt

OWN_LETTERS = (
    string.ascii_letters
    + string.digits
    + string.punctuation
    + " –—·“”„’…äöüÄÖÜß\N{ZERO WIDTH JOINER}"
    + typeface.REPLACEMENT
)


class Sheet(FPDF):
    """Pages headed `name`. Each method leaves `y` below what it drew. Texts are single lines (`wording.one_line`)."""

    def __init__(self, name: str, texts: Iterable[str], folder: Path) -> None:
        """`texts` are those that will be set; their letters are put into font files in `folder`."""
        super().__init__(format="A4")
        self.name = name
        needed = set(OWN_LETTERS).union(*map(typeface.showable, texts))
        for style in typeface.WEIGHTS:
            self.add_font("Noto", style, typeface.cut(style, needed, folder))
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(True, BOTTOM)
        self.c_margin = 0
        self.widths: dict[tuple[str, float], dict[str, float]] = {}  # by style and size: word -> mm

    def header(self) -> None:
        if self.page_no() > 1:
            self.set_xy(LEFT, 13)
            self._cell(self._shortened(self.name, 120), 120)
            self._cell(_("Lecture notes"), 0, align="R")
            self.set_y(TOP)

    def footer(self) -> None:
        self.set_xy(LEFT, -15)
        page = _("{page} of {pages}", page=self.page_no(), pages=self.str_alias_nb_pages)
        self._cell(page, 0, align="C")

    def heading(self, text: str, follows: float = 0.0) -> None:
        """A heading, in the outline too, on the page of what follows it, which is `follows` mm high if it is whole."""
        self.keep_together(max(34, 18.5 + follows) if follows < HEIGHT / 2 else 34)
        self.ln(8)
        self.start_section(text)
        self.full(text, size=HEADING, style="B", colour=ACCENT, line=8)
        self.ln(2.5)

    def beside(
        self,
        margin: str,
        text: str,
        *,
        size: float = BODY,
        style: str = "",
        colour: Colour = INK,
        line: float = LINE,
        link: int | None = None,
        gutter: float = GUTTER,
    ) -> None:
        """A quiet word in the margin, and the text beside it. The two begin on the same page."""
        self.note(margin, line=line)
        left, width = LEFT + gutter, GUTTER + TEXT_WIDTH - gutter
        self.block(text, left, width, size=size, style=style, colour=colour, line=line, link=link)

    def gutter(self, margins: Iterable[str]) -> float:
        """How wide the margin is in which each of these stands on one line."""
        self._set_font("", SMALL)
        return max([GUTTER, *(self._width(margin) + self._width("   ") for margin in margins)])

    def note(self, margin: str, *, line: float = LINE) -> None:
        """A quiet word in the margin, on a page that has room for two lines beside it."""
        self.keep_together(2 * line)
        self._cell(margin, GUTTER, line=line)

    def full(self, text: str, *, size: float = BODY, style: str = "", colour: Colour = INK, line: float = LINE) -> None:
        """Text from margin to margin."""
        self.block(text, LEFT, WIDTH - LEFT - RIGHT, size=size, style=style, colour=colour, line=line)

    def block(
        self,
        text: str,
        left: float,
        width: float,
        *,
        size: float = BODY,
        style: str = "",
        colour: Colour = INK,
        line: float = LINE,
        link: int | None = None,
    ) -> None:
        """Text between `left` and `left + width`, with ragged ends."""
        self._set_font(style, size)
        for row in self._rows([(text, colour)], width):
            self._set_row(row, left, line, link)

    def height(self, text: str, width: float, *, size: float = BODY, style: str = "", line: float = LINE) -> float:
        """What `block` would take."""
        self._set_font(style, size)
        return line * len(self._rows([(text, INK)], width))

    def flow(self, parts: Iterable[Part], *, size: float = BODY, line: float = LINE) -> None:
        """Parts of one paragraph, one right after another, each in its colour; they bring their spaces."""
        self._set_font("", size)
        for row in self._rows(parts, TEXT_WIDTH):
            self._set_row(row, TEXT_LEFT, line)

    def rule(self) -> None:
        self.set_draw_color(*RULE)
        self.set_line_width(0.3)
        self.line(LEFT, self.y, WIDTH - RIGHT, self.y)

    def keep_together(self, height: float) -> None:
        """A new page, unless this one has room for `height`."""
        if self.will_page_break(height):
            self.add_page()

    def _cell(self, text: str, width: float, *, line: float = LINE, align: str = "L") -> None:
        self._set_font("", SMALL)
        self.set_text_color(*QUIET)
        self._shape(text)
        self.cell(width, line, text, align=align)

    # fpdf2 can divide text into lines too, but measures the whole line again after each letter: three hours of Hindi
    # took it 23 s. Here each word is measured once.

    def _rows(self, parts: Iterable[Part], width: float) -> list[list[Word]]:
        """The words of `parts`, in lines no wider than `width`. There is at least one line."""
        space = self._width(" ")
        rows: list[list[Word]] = [[]]
        room = width
        for word in self._words(parts, width):
            wide = sum(self._width(text) for text, _ in word)
            if rows[-1] and space + wide > room:
                rows.append([])
                room = width
            room -= wide + (space if rows[-1] else 0.0)
            rows[-1].append(word)
        return rows

    def _set_row(self, row: list[Word], left: float, line: float, link: int | None = None) -> None:
        self.set_x(left)
        spaced = [
            (f" {text}" if at and not inside else text, colour)
            for at, word in enumerate(row)
            for inside, (text, colour) in enumerate(word)
        ]
        for colour, run in groupby(spaced, key=itemgetter(1)):
            text = "".join(part for part, _ in run)
            self.set_text_color(*colour)
            self._shape(text)
            self.cell(self.get_string_width(text), line, text, link=link)
        self.ln(line)

    def _words(self, parts: Iterable[Part], width: float) -> Iterator[Word]:
        """The words that the typeface can show, each in its colours, those wider than `width` in several."""
        word: list[Part] = []
        for text, colour in parts:
            for at, within in enumerate(shown(text).split(" ")):
                if at:  # a space stands before it
                    yield from self._fitting(word, width)
                    word = []
                if within:
                    word.append((within, colour))
        yield from self._fitting(word, width)

    def _fitting(self, word: Word, width: float) -> Iterator[Word]:
        """The word, or pieces of it that are no wider than `width`; nothing where it has no letter."""
        piece: list[Part] = []
        room = width
        for text, colour in word:
            while (wide := self._width(text)) > room:
                fits = bisect_right(range(1, LONGEST_PIECE), room, key=lambda n: self._width(text[:n]))
                if fits or not piece:
                    fits = max(1, fits)
                    piece.append((text[:fits], colour))
                    text = text[fits:]
                yield piece
                piece, room = [], width
            if text:
                piece.append((text, colour))
                room -= wide
        if piece:
            yield piece

    def _width(self, word: str) -> float:
        known = self.widths.setdefault((self.font_style, self.font_size_pt), {})
        if word not in known:
            self._shape(word)
            known[word] = self.get_string_width(word)
        return known[word]

    def _shape(self, text: str) -> None:
        """HarfBuzz sets what needs it, and what is large enough to show kerning; the rest takes a third of the time."""
        self.set_text_shaping(typeface.joins(text) or self.font_size_pt >= HEADING)

    def _set_font(self, style: str, size: float) -> None:
        self.set_font("Noto", style, size)

    def _shortened(self, text: str, width: float) -> str:
        self._set_font("", SMALL)
        short = shown(text)
        self._shape(short)
        if self.get_string_width(short) <= width:
            return short
        short = short[:200]
        while short and self.get_string_width(f"{short}…") > width:
            short = short[:-1]
        return f"{short.rstrip()}…"


def shown(text: str) -> str:
    """What is printed for `text`. fpdf2 would put the number of pages in place of "{nb}"."""
    return typeface.showable(text).replace("{nb}", "{\N{ZERO WIDTH JOINER}nb}")
