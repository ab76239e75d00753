"""Scripts: which of them put no spaces between words, and the signs that belong to the letter before them."""

from __future__ import annotations

import re
import unicodedata

# The vowel signs of Devanagari, Thai, Arabic …, and the joiners among them.
MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
MARKS += "\u200c\u200d"
# Thai, Lao, Burmese, Khmer, kana and Han: no spaces between words.
UNSPACED = "\u0e00-\u0e3e\u0e40-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff"
UNSPACED += "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"

_MARKS = frozenset(MARKS)
_UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")


def is_letter(character: str) -> bool:
    """Whether it is part of a word: a letter, a figure, or a sign that belongs to one."""
    return character.isalnum() or character in _MARKS


def is_mark(character: str) -> bool:
    return character in _MARKS


def is_unspaced(character: str) -> bool:
    return _UNSPACED_LETTER.match(character) is not None
