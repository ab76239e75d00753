"""Words in lines: how wide each is, and which of them fit on one.

fpdf2 can divide text into lines too, but measures the whole line again after each letter: three hours of Hindi took it
23 s. Here each word is measured once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lecture.export import glyphs, typeface
from lecture.export.lines import Piece, Word

POINT = 25.4 / 72  # mm
LONGEST_PIECE = 400  # letters of an endless word that may stand on one line


@dataclass(frozen=True, slots=True)
class Look:
    size: float  # pt
    style: str = ""  # fpdf2's: "B" for bold


class Typesetter:
    """All widths are in mm. `shapers` are by font and style."""

    def __init__(self) -> None:
        self.shapers: dict[tuple[int, str], glyphs.Shaper] = {}
        self._drawn: dict[tuple[int, str, bool, str], glyphs.Stretch] = {}

    def shaper(self, font: int, style: str) -> glyphs.Shaper:
        return self.shapers[font, style if style in typeface.weights(font) else ""]

    def stretch(self, piece: Piece, style: str) -> glyphs.Stretch:
        key = (piece.font, style, bool(piece.depth % 2), piece.text)
        if key not in self._drawn:
            self._drawn[key] = self.shaper(piece.font, style).stretch(piece.text, key[2])
        return self._drawn[key]

    def width(self, row: Sequence[Word], look: Look) -> float:
        spaces = sum(self._space(word, look) for word in row[1:])
        return spaces + sum(self._pieces(word.pieces, look) for word in row)

    def rows(self, words: Iterable[Word], width: float, look: Look) -> list[list[Word]]:
        """The words, in lines no wider than `width`."""
        rows: list[list[Word]] = []
        room = 0.0
        for word in (part for whole in words for part in self._fitting(whole, width, look)):
            wide, space = self._pieces(word.pieces, look), self._space(word, look)
            if not rows or space + wide > room:
                rows.append([])
                room, space = width, 0.0
            room -= wide + space
            rows[-1].append(word)
        return rows

    def shortened(self, row: list[Word], width: float, look: Look, ends: str) -> list[Word]:
        """The row if it is no wider than `width`, else as much of it as is with `ends` after it."""
        if self.width(row, look) <= width or not row:
            return row
        end = replace(row[0].pieces[0], text=ends, font=0)
        room = width - self._pieces([end], look)
        first = self.rows(row, room, look)[0]
        return [*first[:-1], replace(first[-1], pieces=(*first[-1].pieces, end))]

    def _fitting(self, word: Word, width: float, look: Look) -> Iterator[Word]:
        """The word, or parts of it that are no wider than `width`; a piece that fits on a line is not torn."""
        if self._fits(word.pieces, width, look):
            yield word
            return
        row: list[Piece] = []
        space, room = word.space, width
        for piece in word.pieces:
            while not self._fits([piece], room, look):
                whole = row and self._fits([piece], width, look)  # on the next line
                within = 0 if whole else max(self._letters_within(piece, room, look), not row)
                if within:
                    row.append(replace(piece, text=piece.text[:within]))
                    piece = replace(piece, text=piece.text[within:])
                yield Word(tuple(row), space)
                space, row, room = None, [], width
            if piece.text:
                row.append(piece)
                room -= self._pieces([piece], look)
        if row:
            yield Word(tuple(row), space)

    def _fits(self, pieces: Sequence[Piece], room: float, look: Look) -> bool:
        endless = any(len(piece.text) > LONGEST_PIECE for piece in pieces)
        return not endless and self._pieces(pieces, look) <= room

    def _letters_within(self, piece: Piece, room: float, look: Look) -> int:
        shaper = self.shaper(piece.font, look.style)
        whole = room / POINT / look.size * glyphs.WHOLE
        return shaper.letters_within(piece.text[:LONGEST_PIECE], bool(piece.depth % 2), whole)

    def _space(self, word: Word, look: Look) -> float:
        """The width of the space before it."""
        return self._pieces([replace(word.space, font=word.pieces[0].font)], look) if word.space else 0.0

    def _pieces(self, pieces: Sequence[Piece], look: Look) -> float:
        return sum(self.stretch(piece, look.style).width for piece in pieces) / glyphs.WHOLE * look.size * POINT
