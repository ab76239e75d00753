"""The fonts of what is printed, one for each script, cut down to the letters that are needed, in two weights.

Noto Sans for Latin, Greek and Cyrillic, Noto Sans Arabic, Noto Sans Devanagari, Heebo for Hebrew; for Chinese, Japanese
and Korean, Noto Sans CJK where its package is installed (15 MB, which most have no use for).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import fontpkg
import uharfbuzz as harfbuzz

from lecture.export import outlines

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
WEIGHTS = {"": 400, "B": 700}  # fpdf2's style: the font's weight
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # they change the letters around them, in any font

# A font is known by its place in here; the first is for whatever is in no script's own.
FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "Heebo")
CJK = len(FAMILIES)
CJK_MODULE, CJK_FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"  # of the package noto-cjk-sans-otc
CJK_FORMS = {"ja": 0, "ko": 1, "zh": 2, "yue": 4}  # where in the file a language's own forms of the letters are
SCRIPTS = {"ARABIC": 1, "DEVANAGARI": 2, "HEBREW": 3}  # by the first word of a letter's name


@cache
def _face(font: int, form: int = 0) -> harfbuzz.Face:
    file = _cjk() if font == CJK else Path(fontpkg.path(FAMILIES[font]))
    return harfbuzz.Face(harfbuzz.Blob.from_file_path(str(file)), form)


@cache
def _cjk() -> Path | None:
    """The file with all letters of Chinese, Japanese and Korean; None where its package is not installed."""
    found = find_spec(CJK_MODULE)
    folders = found.submodule_search_locations if found else None
    files = (Path(folder) / CJK_FILE for folder in folders or ())
    return next((file for file in files if file.is_file()), None)


@cache
def fonts() -> range:
    return range(CJK + 1 if _cjk() else CJK)


@cache
def letters(font: int) -> frozenset[str]:
    """Every letter that the font can show."""
    return frozenset(map(chr, _face(font).unicodes))


def weights(font: int) -> tuple[str, ...]:
    """The styles in which it is to be had."""
    return ("",) if font == CJK else tuple(WEIGHTS)


def cut(font: int, style: str, needed: Collection[str], folder: Path, language: str = "") -> Path:
    """A font file in `folder` with the `needed` letters, in the weight of `style`.

    The fonts on disk are variable ones. fpdf2 could choose the weight itself, but takes 3.5 s for it, and HarfBuzz
    would still measure the letters of the regular weight; HarfBuzz's own subsetter does both in 20 ms.
    """
    face = _face(font, CJK_FORMS.get(language, 0) if font == CJK else 0)
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, [" ", *needed]))
    for axis in face.axis_infos:
        wanted.pin_axis_location(face, axis.tag, WEIGHTS[style] if axis.tag == "wght" else axis.default_value)
    data = harfbuzz.subset(face, wanted).blob.data
    file = folder / f"{font}{style}.ttf"
    file.write_bytes(outlines.as_truetype(data) if font == CJK else data)
    return file


def showable(text: str) -> str:
    """`text` with a visible replacement for every letter that no font has."""
    composed = unicodedata.normalize("NFC", text)
    return composed if composed.isascii() else "".join(map(_shown, composed))


def runs(word: str) -> Iterator[tuple[int, str]]:
    """A showable text as stretches of one font each. Digits and signs are of their neighbours' font if it has them."""
    if word.isascii():
        yield 0, word
        return
    found = [home(letter) if unicodedata.category(letter)[0] == "L" else None for letter in word]
    first = next((font for font in found if font is not None), 0)
    start, font = 0, first
    for at, (letter, own) in enumerate(zip(word, found, strict=True)):
        wanted = own if own is not None else font if _has(font, letter) else home(letter) or 0
        if wanted != font and at > start:
            yield font, word[start:at]
            start = at
        font = wanted
    yield font, word[start:]


def joins(letter: str) -> bool:
    """Whether it belongs to the letter before it, so that no line begins with it."""
    return letter in JOINERS or unicodedata.category(letter)[0] == "M"


def _has(font: int, letter: str) -> bool:
    return letter in letters(font) or letter in JOINERS


@cache
def home(letter: str) -> int | None:
    """The font of its script, else the first that has it; None where none does."""
    own = SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], 0)
    return next((font for font in (own, *fonts()) if letter in letters(font)), None)


@cache
def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if (
        category == "Cf" and unicodedata.bidirectional(letter) != "BN"
    ):  # marks of direction: lines are put in order here
        return ""
    if letter in JOINERS or home(letter) is not None:
        return letter
    for form in ("NFD", "NFKC"):  # such as a bold letter of mathematics, or a wide one of Japanese typewriters
        plain = unicodedata.normalize(form, letter)
        if plain != letter and all(home(part) is not None for part in plain):
            return plain
    return "" if category in ("Cf", "Mn") else REPLACEMENT  # nothing is lost without variation selectors
