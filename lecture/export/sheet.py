"""A4 pages in Noto Sans, and the few ways in which a report sets text on them."""

from __future__ import annotations

import string
from collections.abc import Iterable
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from lecture.export import typeface

Colour = tuple[int, int, int]

INK: Colour = (31, 36, 48)
QUIET: Colour = (112, 119, 133)
ACCENT: Colour = (24, 90, 122)
RULE: Colour = (214, 219, 226)
TINT: Colour = (244, 247, 249)
DOUBT: Colour = (150, 84, 10)

# In mm.
WIDTH = 210.0
LEFT, RIGHT, TOP, BOTTOM = 24.0, 24.0, 26.0, 24.0
GUTTER = 25.0  # for times, left of the text
TEXT_LEFT = LEFT + GUTTER
TEXT_WIDTH = WIDTH - RIGHT - TEXT_LEFT
LINE, SMALL_LINE = 5.2, 4.6  # from line to line

BODY, SMALL, HEADING, TITLE = 10.0, 8.5, 15.0, 24.0  # pt

OWN_LETTERS = string.ascii_letters + string.digits + string.punctuation + " –—·“”…" + typeface.REPLACEMENT


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

    def header(self) -> None:
        if self.page_no() > 1:
            self.set_xy(LEFT, 13)
            self._cell(self._shortened(self.name, 120), 120)
            self._cell("Lecture notes", 0, align="R")
            self.set_y(TOP)

    def footer(self) -> None:
        self.set_xy(LEFT, -15)
        self._cell(f"{self.page_no()} of {self.str_alias_nb_pages}", 0, align="C")

    def heading(self, text: str) -> None:
        """A heading, in the outline too, on the page of what follows it."""
        self.keep_together(34)
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
    ) -> None:
        """A quiet word in the margin, and the text beside it. The two begin on the same page."""
        self.note(margin, line=line)
        self.block(text, TEXT_LEFT, TEXT_WIDTH, size=size, style=style, colour=colour, line=line, link=link)

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
        shown = self._ink(text, size, style, colour)
        self.set_x(left)
        self.multi_cell(width, line, shown, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT, link=link)

    def height(self, text: str, width: float, *, size: float = BODY, style: str = "", line: float = LINE) -> float:
        """What `block` would take."""
        shown = self._ink(text, size, style, INK)
        found = self.multi_cell(width, line, shown, align="L", dry_run=True, output=MethodReturnValue.HEIGHT)
        assert isinstance(found, float | int)
        return found

    def flow(self, parts: Iterable[tuple[str, Colour]]) -> None:
        """Parts of one paragraph, one after another, each in its colour."""
        self.set_left_margin(TEXT_LEFT)
        self.set_x(TEXT_LEFT)
        for text, colour in parts:
            shown = self._ink(f"{text} ", BODY, "", colour)
            if self.x + self.get_string_width(shown.split(" ", 1)[0]) > WIDTH - RIGHT:
                self.ln(LINE)  # fpdf2 would divide the word
            self.write(LINE, shown)
        self.set_left_margin(LEFT)
        self.ln(LINE)

    def rule(self) -> None:
        self.set_draw_color(*RULE)
        self.set_line_width(0.3)
        self.line(LEFT, self.y, WIDTH - RIGHT, self.y)

    def keep_together(self, height: float) -> None:
        """A new page, unless this one has room for `height`."""
        if self.will_page_break(height):
            self.add_page()

    def _cell(self, text: str, width: float, *, line: float = LINE, align: str = "L") -> None:
        self.cell(width, line, self._ink(text, SMALL, "", QUIET), align=align)

    def _ink(self, text: str, size: float, style: str, colour: Colour) -> str:
        """Takes up the pen for `text`. Returns what the typeface can show of it."""
        shown = typeface.showable(text)
        self.set_font("Noto", style, size)
        self.set_text_color(*colour)
        # Shaping takes five times as long: for letters that need it, and for kerning where it shows.
        self.set_text_shaping(typeface.joins(shown) or size >= HEADING)
        return shown

    def _shortened(self, text: str, width: float) -> str:
        self._ink(text, SMALL, "", QUIET)
        if self.get_string_width(typeface.showable(text)) <= width:
            return text
        text = text[:200]
        while text and self.get_string_width(typeface.showable(f"{text}…")) > width:
            text = text[:-1]
        return f"{text.rstrip()}…"
