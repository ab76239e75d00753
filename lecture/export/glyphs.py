"""Stretches of text in one font, shaped by HarfBuzz: how wide each is, and how a PDF draws it.

What is drawn can be read back in the order in which it was written. fpdf2 shapes text too, but draws each mark between
its letter and the next, where programs that read PDFs take it for the end of a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple, Protocol

import uharfbuzz as harfbuzz
from fpdf.fonts import TTFFont

WHOLE = 1000  # the units in which widths are told: of the size of the font


class _Nothing(tuple[int, ...]):
    """The letters that a glyph stands for where another of its cluster stands for all: fpdf2 leaves out what is empty,
    and programs then make up a letter."""

    __slots__ = ()

    def __len__(self) -> int:
        return 1


NOTHING = _Nothing()


@dataclass(frozen=True, slots=True)
class Mark:
    """A glyph that stands over or under another: where, from the left end of the stretch and from the line."""

    code: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text as a PDF draws it: `drawn` between the brackets of TJ, then the marks, each where it stands."""

    width: float
    drawn: str
    marks: tuple[Mark, ...] = ()
    read: str = ""  # the text, where its glyphs are not in the order of its letters


class _Glyph(NamedTuple):
    code: str
    width: int  # how far its drawing moves the pen
    advance: int  # how far the pen is to move
    x: int
    y: int
    mark: bool


class _Info(Protocol):
    codepoint: int
    cluster: int


class _Position(Protocol):
    x_advance: int
    x_offset: int
    y_offset: int


class Shaper:
    """What shapes text in one font, which learns of each glyph that is to be in the file."""

    def __init__(self, font: TTFFont) -> None:
        self.font = font
        self._named: dict[int, tuple[str, int]] = {}  # by glyph: its name, and how far it moves the pen
        self._codes: dict[tuple[int, tuple[int, ...]], str] = {}  # by glyph and the letters that it stands for

    def stretch(self, text: str, rtl: bool) -> Stretch:
        drawn: list[str] = []
        marks: list[Mark] = []
        pen, disordered = 0, False
        for letters, positioned in self._clusters(text, rtl):
            moving = 0
            for glyph in self._cluster(letters, positioned):
                if glyph.mark:
                    marks.append(Mark(glyph.code, pen + glyph.x, glyph.y))
                else:
                    drawn.append(_moved(-glyph.x) + glyph.code + _moved(glyph.width - glyph.advance + glyph.x))
                    moving += 1
                pen += glyph.advance
            disordered |= moving > 1
        return Stretch(pen, "".join(drawn).replace("><", ""), tuple(marks), text if disordered and not rtl else "")

    def letters_within(self, text: str, rtl: bool, room: float) -> int:
        """How many of its first letters fit into the room, none torn from its marks."""
        clusters = list(self._clusters(text, rtl))
        fit = 0
        for letters, positioned in reversed(clusters) if rtl else clusters:
            room -= sum(position.x_advance for _, position in positioned) * self.font.scale
            if room < 0:
                break
            fit += len(letters)
        return fit

    def _clusters(self, text: str, rtl: bool) -> Iterator[tuple[str, list[tuple[_Info, _Position]]]]:
        """Letters that are drawn together, and what they are drawn with, from left to right."""
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        harfbuzz.shape(self.font.hbfont, buffer, {})
        glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
        starts = sorted({info.cluster for info, _ in glyphs})
        ends = dict(pairwise([*starts, len(text)]))
        for start, group in groupby(glyphs, lambda glyph: glyph[0].cluster):
            yield text[start : ends[start]], list(group)

    def _cluster(self, letters: str, positioned: Sequence[tuple[_Info, _Position]]) -> Iterator[_Glyph]:
        """One glyph, the first that moves the pen, stands for all letters."""
        first = next((at for at, (_, position) in enumerate(positioned) if position.x_advance), 0)
        scale = self.font.scale
        for at, (info, position) in enumerate(positioned):
            code, width = self._code(info.codepoint, letters if at == first else "")
            advance, x, y = position.x_advance, position.x_offset, position.y_offset
            mark = bool(y) or (at != first and not advance)
            if code:
                yield _Glyph(code, width, round(scale * advance), round(scale * x), round(scale * y), mark)

    def _code(self, glyph: int, letters: str) -> tuple[str, int]:
        """By which the file calls a glyph that stands for these letters, empty for none; how far it moves the pen."""
        stands_for = tuple(map(ord, letters)) or NOTHING
        if glyph not in self._named:
            name = self.font.ttfont.getGlyphName(glyph)
            self._named[glyph] = name, round(self.font.scale * self.font.ttfont["hmtx"].metrics[name][0])
        name, width = self._named[glyph]
        if (glyph, stands_for) not in self._codes:
            subset = self.font.subset
            code = subset.pick_glyph(subset.get_glyph(glyph, stands_for, name, width))
            self._codes[glyph, stands_for] = "" if code is None else f"<{code:04X}>"
        return self._codes[glyph, stands_for], width


def _moved(back: int) -> str:
    return f" {back} " if back else ""
