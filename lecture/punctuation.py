"""Where a sentence ends: the marks that end one, what may close behind them, and the stops that end an abbreviation."""

from __future__ import annotations

import re

STOPS = ".!?…"  # marks that end a sentence where white space follows
FULL_STOPS = "。！？؟।"  # marks that end one whatever follows
CLOSERS = "\"'”’»)]」』）"  # what may stand behind either

ABBREVIATIONS = frozenset(["approx", "cf", "dr", "etc", "fig", "mr", "mrs", "ms", "no", "prof", "st", "vol", "vs"])
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])*\.")  # “J.”, “e.g.”, “U.S.”


def ends_sentence(text: str) -> bool:
    """Whether a text's last mark is one that ends a sentence, or an abbreviation: `abbreviated` tells these apart."""
    return text.rstrip().rstrip(CLOSERS)[-1:] in tuple(STOPS + FULL_STOPS)


def abbreviated(word: str) -> bool:
    """Whether a word's stop belongs to the word: “Dr.”, “e.g.”, the “J.” of a name; not the “3.” that ends a count."""
    word = re.sub(r"^[\W_]+", "", word)
    return word.endswith(".") and (bool(_DOTTED.fullmatch(word)) or word[:-1].casefold() in ABBREVIATIONS)
