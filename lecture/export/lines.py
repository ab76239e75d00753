"""Paragraphs in pieces of one font, colour and direction, and where their lines may end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from lecture.export import bidi, typeface
from lecture.scripts import UNSPACED

Colour = tuple[int, int, int]
Part = tuple[str, Colour]

# A line of a script without spaces ends after any letter, but not before these, nor after those that open.
NEVER_FIRST = "、。，．：；！？）」』】》〉〕］｝”’…—ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ・,.:;!?)]}%"
NEVER_LAST = "（「『【《〈〔［｛“‘([{"
WITHOUT_SPACES = re.compile(f"[{UNSPACED}{typeface.REPLACEMENT}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that are drawn in one go. `depth` is odd where they run from right to left (`bidi.levels`)."""

    text: str
    colour: Colour
    font: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """What stands on one line. Before it, unless it begins a line, comes `space`, if it has one."""

    pieces: tuple[Piece, ...]
    space: Piece | None


def words(parts: Iterable[Part], rtl: bool) -> Iterator[Word]:
    """The words of a paragraph, whose parts bring their own spaces; what no font has is replaced."""
    parts = [(typeface.showable(text), colour) for text, colour in parts]
    whole = "".join(text for text, _ in parts)
    depths = bidi.levels(whole, rtl) if rtl or bidi.is_rtl(whole) else None
    at = 0
    space: Piece | None = None
    word: list[Piece] = []
    for text, colour in parts:
        for number, within in enumerate(text.split(" ")):
            if number:
                yield from _word(word, space)
                space, word = Piece(" ", colour, depth=depths[at] if depths else 0), []
                at += 1
            word += _even(within, colour, depths[at : at + len(within)] if depths else None)
            at += len(within)
    yield from _word(word, space)


def on_line(row: Sequence[Word]) -> list[Piece]:
    """The pieces of a line from left to right."""
    pieces: list[Piece] = []
    for number, word in enumerate(row):
        if word.space and number:
            pieces.append(replace(word.space, font=word.pieces[0].font))
        pieces += word.pieces
    if any(piece.depth for piece in pieces):
        return [pieces[place] for place in bidi.visual([piece.depth for piece in pieces])]
    return pieces


def _word(pieces: list[Piece], space: Piece | None) -> Iterator[Word]:
    """What was between two spaces, in as many words as lines may be made of it."""
    if not pieces:
        return
    text = "".join(piece.text for piece in pieces)
    ends = [*_ends(text), len(text)] if WITHOUT_SPACES.search(text) else [len(text)]
    begin = 0
    for end in ends:
        cut = tuple(_between(pieces, begin, end))
        yield Word(tuple(piece for one in cut for piece in _in_fonts(one)), None if begin else space)
        begin = end


def _ends(text: str) -> Iterator[int]:
    for at in range(1, len(text)):
        last, first = text[at - 1], text[at]
        forbidden = last in NEVER_LAST or first in NEVER_FIRST or typeface.joins(first)
        if not forbidden and (WITHOUT_SPACES.match(last) or WITHOUT_SPACES.match(first)):
            yield at


def _between(pieces: Iterable[Piece], begin: int, end: int) -> Iterator[Piece]:
    at = 0
    for piece in pieces:
        text = piece.text[max(begin - at, 0) : max(end - at, 0)]
        at += len(piece.text)
        if text:
            yield replace(piece, text=text)


def _even(text: str, colour: Colour, depths: Sequence[int] | None) -> Iterator[Piece]:
    """Pieces of one direction."""
    if not depths:
        if text:
            yield Piece(text, colour)
        return
    for depth, group in groupby(zip(text, depths, strict=True), lambda one: one[1]):
        yield Piece("".join(letter for letter, _ in group), colour, 0, depth)


def _in_fonts(piece: Piece) -> Iterator[Piece]:
    if piece.text.isascii():
        yield piece
        return
    for font, text in typeface.runs(piece.text):
        yield replace(piece, text=text, font=font)
