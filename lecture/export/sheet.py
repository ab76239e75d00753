"""The few ways in which a report sets text on pages: beside a margin for times, in columns, as headings."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf.enums import PDFResourceType
from fpdf.fonts import TTFFont

from lecture.export import bidi, glyphs, lines, typeface
from lecture.export.lines import Colour, Part, Word
from lecture.export.options import Paper
from lecture.export.pages import Pages
from lecture.export.structure import Tag
from lecture.export.typesetter import Look, Typesetter
from lecture.export.wording import from_the_right
from lecture.tongue import _

INK: Colour = (31, 36, 48)
QUIET: Colour = (98, 105, 120)
ACCENT: Colour = (24, 90, 122)
RULE: Colour = (214, 219, 226)
DOUBT: Colour = (150, 84, 10)

# In mm.
SIDE, TOP, BOTTOM = 24.0, 26.0, 24.0
GUTTER = 25.0  # for times, beside the text
LINE, SMALL_LINE = 5.2, 4.6  # from line to line
HEAD = 13.0  # where the head of a page is
BEGUN = 34.0  # of a heading and what follows it, which must be on its page

BODY, SMALL, HEADING, TITLE = 10.0, 8.5, 15.0, 24.0  # pt

OWN_LETTERS = string.ascii_letters + string.digits + string.punctuation + " –—·“”„’…äöüÄÖÜß" + typeface.REPLACEMENT


class Sheet(Pages):
    """Pages headed `name`. Each method leaves `y` below what it drew. Texts are single lines (`wording.one_line`).

    In a `mirrored` one everything is laid out from the right. What is left of something is then right of it.
    """

    def __init__(self, name: str, kind: str, texts: Iterable[str], language: str = "", paper: Paper = "A4") -> None:
        """`kind` says what the pages are; `texts` are those that will be set, most of them in `language`."""
        super().__init__(paper)
        self.name, self.kind = name, kind
        self.write_from(language)
        self.set_margins(SIDE, TOP, SIDE)
        self.bottom = self.h - BOTTOM
        self.width = self.w - 2 * SIDE
        self.text_left, self.text_width = SIDE + GUTTER, self.width - GUTTER
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)  # from which fpdf2 reads the fonts until the end
        self._typesetter = Typesetter()
        self._cut({*OWN_LETTERS}.union(*map(typeface.showable, texts)), language)

    def _cut(self, needed: set[str], language: str) -> None:
        """The fonts, each with the letters for which it is needed; signs are in all that have them."""
        for font in typeface.fonts():
            own = needed & typeface.letters(font)
            if font and not any(typeface.home(letter) == font for letter in own):
                continue
            for style in typeface.weights(font):
                self.add_font(str(font), style, typeface.cut(font, style, own, Path(self._folder.name), language))
                added = self.fonts[f"{font}{style}"]
                assert isinstance(added, TTFFont)
                self._typesetter.shapers[font, style] = glyphs.Shaper(added)

    def finished(self) -> bytes:
        with self._folder:
            return super().finished()

    def write_from(self, language: str) -> None:
        """From the next page on, pages begin on the side from which this language is written."""
        self.mirrored = from_the_right(language)

    def later(self, draw: Callable[[], None]) -> None:
        super().later(partial(self._from_side, self.mirrored, draw))

    def _from_side(self, mirrored: bool, draw: Callable[[], None]) -> None:
        """Draws from the side from which it is to be, whatever is written on the pages behind."""
        self.mirrored = mirrored
        draw()

    def header(self) -> None:
        if self.page > 1:
            with self.unread():
                self.y = HEAD
                self.cell_of(self.name, SIDE, self.width * 0.75, ends="…")
                self.cell_of(self.kind, SIDE, self.width, end=True)
        self.y = TOP

    def foot(self) -> None:
        with self.unread():
            self.y = self.h - 15
            page = _("{page} of {pages}", page=self.page, pages=self.pages_count)
            self.cell_of(page, (self.w - self.wide(page, SMALL)) / 2, self.width)

    def heading(self, text: str, follows: float = 0.0, level: int = 0, link: int | None = None) -> None:
        """A heading, in the outline too, on the page of what follows it, which is `follows` mm high if it is whole.

        `link` leads to it.
        """
        self.keep_together(max(BEGUN, 18.5 + follows))
        if self.y > TOP:
            self.y += 8
        self.start_section(text, level)
        if link:
            self.set_link(link, self.y, page=self.page)
        self.full(text, size=HEADING, style="B", colour=ACCENT, line=8, tag="H2")
        self.y += 2.5

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
        tag: Tag = "P",
    ) -> None:
        """A quiet word in the margin, and the text beside it: in a list an item. The two begin on the same page."""
        left, width = SIDE + gutter, self.width - gutter
        with self.group("LI", within="L"):
            self.note(margin, gutter, line=line)
            with self.group("LBody", within="LI"):
                self.block(text, left, width, size=size, style=style, colour=colour, line=line, link=link, tag=tag)

    def gutter(self, margins: Iterable[str]) -> float:
        """How wide the margin is in which each of these stands on one line."""
        return max([GUTTER, *(self.wide(margin, SMALL) + self.wide("   ", SMALL) for margin in margins)])

    def note(self, margin: str, gutter: float = GUTTER, *, line: float = LINE) -> None:
        """A quiet word in the margin, on a page that has room for two lines beside it; smaller where it is too wide."""
        self.keep_together(2 * line)
        if margin:
            room = gutter - 1.5
            size = SMALL * min(1.0, room / max(self.wide(margin, SMALL), room))
            with self.tagged("Lbl" if self.structure.within in ("LI", "TOCI") else "P"):
                self.cell_of(margin, SIDE, gutter, line=line, size=size)

    def full(
        self,
        text: str,
        *,
        size: float = BODY,
        style: str = "",
        colour: Colour = INK,
        line: float = LINE,
        tag: Tag = "P",
    ) -> None:
        """Text from margin to margin."""
        self.block(text, SIDE, self.width, size=size, style=style, colour=colour, line=line, tag=tag)

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
        tag: Tag = "P",
        listed: bool = False,
    ) -> float:
        """Text between `left` and `left + width`, with ragged ends. Returns the width of its last line.

        All that is `listed` begins at the left; else it begins where it is read from.
        """
        look = Look(size, style)
        return self._set([(text, colour)], left, width, look, line, link=link, tag=tag, listed=listed)

    def height(self, text: str, width: float, *, size: float = BODY, style: str = "", line: float = LINE) -> float:
        """What `block` would take."""
        return line * max(1, len(self._typesetter.rows(self._words([(text, INK)]), width, Look(size, style))))

    def flow(self, parts: Sequence[Part], *, size: float = BODY, line: float = LINE) -> None:
        """Parts of one paragraph, one right after another, each in its colour; they bring their spaces."""
        self._set(parts, self.text_left, self.text_width, Look(size), line)

    def rule(self, left: float = SIDE, width: float = 0.0) -> None:
        with self.unread():
            self.fill(left, self.y, width or self.width, 0.25, RULE)

    # Colours are set anew each time: what fpdf2 knows of them is no longer true on a page that is gone back to.

    def fill(self, left: float, top: float, width: float, height: float, colour: Colour) -> None:
        """A rectangle of a colour: a part of a picture, or `unread`."""
        numbers = (one * self.k for one in (self._from(left, width), self.h - top - height, width, height))
        self._out(f"q {_told(colour)} rg {' '.join(f'{one:.2f}' for one in numbers)} re f Q")

    def dots(self, begin: float, end: float) -> None:
        """A row of dots on the line at `y`, from one place to another; unread."""
        if end <= begin:
            return
        start, base = self._from(begin, end - begin), self.h - self.y - LINE / 2 - 0.3 * BODY / self.k
        ends = (one * self.k for one in (start, base, start + end - begin, base))
        x, y, until, _y = (f"{one:.2f}" for one in ends)
        with self.unread():
            self._out(f"q {_told(QUIET)} RG 0.6 w 0 J [0.6 4] 0 d {x} {y} m {until} {y} l S Q")

    def keep_together(self, height: float) -> None:
        """A new page, unless this one has room for `height`, or is empty. What no page has room for begins anywhere."""
        if not self.fits(height if height <= self.bottom - TOP else BEGUN) and self.y > TOP:
            self.new_page()

    def cell_of(
        self,
        text: str,
        left: float,
        width: float,
        *,
        line: float = LINE,
        size: float = SMALL,
        style: str = "",
        colour: Colour = QUIET,
        end: bool = False,
        ends: str = "",
    ) -> None:
        """One line that leaves `y` where it is, at the beginning of its place or at the `end`; if it is too long for
        it, and it `ends` in something, that stands for the rest."""
        look = Look(size, style)
        row = self._words([(text, colour)])
        if ends:
            row = self._typesetter.shortened(row, width, look, ends)
        if row:
            spare = width - self._typesetter.width(row, look)
            self._draw(row, self._from(left, width) + spare * (end != self.mirrored), look, line)

    def wide(self, text: str, size: float = BODY, style: str = "") -> float:
        """How many mm a line of it would take."""
        return self._typesetter.width(self._words([(text, INK)]), Look(size, style))

    def _from(self, left: float, width: float) -> float:
        """Where on the paper something begins from the left."""
        return self.w - left - width if self.mirrored else left

    def _runs_left(self, text: str) -> bool:
        return bidi.is_rtl(text) and (self.mirrored or bidi.begins_rtl(text))

    def _words(self, parts: Sequence[Part]) -> list[Word]:
        return list(lines.words(parts, self._runs_left("".join(text for text, _colour in parts))))

    def _set(
        self,
        parts: Sequence[Part],
        left: float,
        width: float,
        look: Look,
        line: float,
        *,
        link: int | None = None,
        tag: Tag = "P",
        listed: bool = False,
    ) -> float:
        from_right = self.mirrored or (self._runs_left("".join(text for text, _colour in parts)) and not listed)
        rows = self._typesetter.rows(self._words(parts), width, look)
        if not rows:
            self.y += line
            return 0.0
        with self.tagged(tag):
            for number, row in enumerate(rows):
                lonely = 1 < number == len(rows) - 2 and not self.fits(2 * line)
                if lonely or not self.fits(line):
                    self.new_page()
                wide = self._typesetter.width(row, look)
                start = self._from(left, width) + (width - wide if from_right else 0.0)
                self._draw(row, start, look, line)
                if link:
                    self.link(start, self.y, wide, line, link)
                self.y += line
        return wide

    def _draw(self, row: Sequence[Word], x: float, look: Look, line: float) -> None:
        """A line of text `line` mm high at `y`, from left to right, then the marks over and under its letters."""
        em = look.size / glyphs.WHOLE
        base = (self.h - self.y - line / 2) * self.k - 0.3 * look.size
        pen = x * self.k
        told, marks = [f"q BT {pen:.2f} {base:.2f} Td"], []
        for (font, colour), run in groupby(lines.on_line(row), attrgetter("font", "colour")):
            chosen = self._chosen(font, look, colour)
            told.append(f"{chosen} [")
            for piece in run:
                stretch = self._typesetter.stretch(piece, look.style)
                told.append(_read_as(stretch))
                for mark in stretch.marks:
                    at = f"{pen + mark.x * em:.2f} {base + mark.y * em:.2f}"
                    marks.append(f"{chosen} 1 0 0 1 {at} Tm {mark.code} Tj")
                pen += stretch.width * em
            told.append("] TJ")
        self._out(" ".join([*told, *marks, "ET Q"]))

    def _chosen(self, font: int, look: Look, colour: Colour) -> str:
        """What chooses font, size and colour. A font without bold letters has them outlined."""
        number = self._typesetter.shaper(font, look.style).font.i
        self._resource_catalog.add(PDFResourceType.FONT, number, self.page)
        outlined = look.style not in typeface.weights(font)
        mode = f"2 Tr {look.size * 0.02:.2f} w {_told(colour)} RG" if outlined else "0 Tr"
        return f"/F{number} {look.size:.2f} Tf {_told(colour)} rg {mode}"


def _told(colour: Colour) -> str:
    return " ".join(f"{part / 255:.3g}" for part in colour)


def _read_as(stretch: glyphs.Stretch) -> str:
    if not stretch.read:
        return stretch.drawn
    letters = stretch.read.encode("utf-16-be").hex()
    return f"] TJ /Span <</ActualText <FEFF{letters}>>> BDC [{stretch.drawn}] TJ EMC ["
