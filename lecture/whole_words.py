"""Whole words of a text, found whatever their case, and others put in their place.

A word is whole between what are no letters; in a script without spaces, anywhere. Its possessive ending and the marks
around it are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lecture.rewording import Span, letters
from lecture.scripts import is_letter, is_mark, is_unspaced

_CONTRACTED = re.compile(r"['’](?!s\b)\w", re.IGNORECASE)  # “don't” is no “don”, but “Planck's” is “Planck”


def places(text: str, heard: str, meant: str = "") -> list[Span]:
    """Where `heard` stands, but not where that is a part of what was meant already: “Planck” of “Max Planck”."""
    found = list(_found(text, heard, re.IGNORECASE))
    if not found or not letters(meant):
        return found
    other_case = letters(heard) == letters(meant)
    right = list(_found(text, meant, re.NOFLAG if other_case else re.IGNORECASE))
    return [one for one in found if not any(begin <= one[0] and one[1] <= end for begin, end in right)]


def replaced(text: str, heard: str, meant: str) -> str:
    """The text with what was meant wherever something else was heard."""
    return put(text, places(text, heard, meant), meant)


def put(text: str, spans: Sequence[Span], meant: str) -> str:
    """The text with what was meant at these places; where a sentence begins, with a capital."""
    for begin, end in reversed(spans):
        capital = text[begin].isupper() and meant[:1].islower()
        text = text[:begin] + (meant[:1].upper() + meant[1:] if capital else meant) + text[end:]
    return text


def _found(text: str, words: str, flags: re.RegexFlag) -> Iterator[Span]:
    pattern = _pattern(words, flags)
    for match in pattern.finditer(text) if pattern else ():
        if _between(text, match.start()) and _between(text, match.end()) and not _CONTRACTED.match(text, match.end()):
            yield match.span()


@lru_cache(maxsize=1024)
def _pattern(words: str, flags: re.RegexFlag) -> re.Pattern[str] | None:
    return re.compile(r"\s+".join(map(re.escape, words.split())), flags) if letters(words) else None


def _between(text: str, at: int) -> bool:
    """Whether a word may begin or end here."""
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    if not before or not after or not is_letter(before) or not is_letter(after):
        return True
    return not is_mark(after) and (is_unspaced(before) or is_unspaced(after))
