"""What an unsure word may have been: a course word that sounds like it. It is offered, never put in its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby

from lecture.values import Word

ALIKE = 0.7  # likeness from which a course word is offered
MOST_WORDS = 4  # that one course word may have been heard as
SHORTEST = 4  # letters of what is compared; all short words are alike
# Letters that are heard for one another, h for nothing. Those of other scripts stand for themselves.
CONFUSED = ("aeiouy", "bp", "dt", "gkqcx", "fvw", "sz", "mn")
SOUNDS = str.maketrans({letter: group[0] for group in CONFUSED for letter in group} | {"h": None})


def with_offers(words: Sequence[Word], terms: Sequence[str]) -> list[Word]:
    """Words, the first of those in a row that a course word sounds like with that in `perhaps`; only unsure ones."""
    result = list(words)
    at = 0
    while terms and at < len(words):
        best = (ALIKE, 0, "")
        for count in range(1, MOST_WORDS + 1):
            heard = words[at : at + count]
            if len(heard) < count or not heard[-1].unsure:
                break
            text = " ".join(word.text for word in heard)
            best = max([best, *((likeness(text, term), count, term) for term in terms)], key=lambda found: found[0])
        _, count, term = best
        if count and letters(term) not in letters(" ".join(word.text for word in words[at : at + count])):
            result[at] = replace(words[at], perhaps=term)
        at += max(count, 1)
    return result


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same: of the letters and of the sounds, spaces aside."""
    if min(len(letters(one)), len(letters(other))) < SHORTEST:
        return 0.0
    pairs = (letters(one), letters(other)), (key(one), key(other))
    return sum(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in pairs) / 2


def letters(text: str) -> str:
    """Small ones, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def key(text: str) -> str:
    """What a text sounds like, roughly: each letter for its group, none twice in a row."""
    sounds = letters(text).replace("ph", "f").replace("ce", "se").replace("ci", "si").translate(SOUNDS)
    return "".join(sound for sound, _ in groupby(sounds))
