"""Noto Sans, cut down to the letters a report needs, in two weights. Latin, Greek, Cyrillic and Devanagari."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path

import fontpkg
import uharfbuzz as harfbuzz

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
WEIGHTS = {"": 400, "B": 700}  # fpdf2's style: the font's weight


@cache
def _face() -> harfbuzz.Face:
    return harfbuzz.Face(harfbuzz.Blob.from_file_path(str(fontpkg.path("Noto Sans"))))


@cache
def letters() -> frozenset[str]:
    """Every letter that the typeface can show."""
    return frozenset(map(chr, _face().unicodes))


def cut(style: str, needed: Collection[str], folder: Path) -> Path:
    """A font file in `folder` with the `needed` letters, in the weight of `style`.

    The font on disk is a variable one. fpdf2 could choose the weight itself, but takes 3.5 s for it, and HarfBuzz
    would still measure the letters of the regular weight; HarfBuzz's own subsetter does both in 20 ms.
    """
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, needed))
    wanted.pin_axis_location(_face(), "wght", WEIGHTS[style])
    wanted.pin_axis_location(_face(), "wdth", 100)
    file = folder / f"NotoSans{style}.ttf"
    file.write_bytes(harfbuzz.subset(_face(), wanted).blob.data)
    return file


def showable(text: str) -> str:
    """`text` with a visible replacement for every letter that the typeface lacks."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if letter in letters() else REPLACEMENT for letter in composed if not _unseen(letter))


def joins(text: str) -> bool:
    """Whether letters of `text` change with their neighbours: marks set over letters, and Indic scripts."""
    return not text.isascii() and any(unicodedata.category(letter)[0] == "M" for letter in text)


def _unseen(letter: str) -> bool:
    """Variation selectors and marks of direction: nothing is lost without them."""
    return letter not in letters() and unicodedata.category(letter) in ("Cf", "Mn")
