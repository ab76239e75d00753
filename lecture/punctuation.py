"""Where a sentence ends: the marks that end one, what may close behind them, and the stops that end an abbreviation."""

from __future__ import annotations

import re

STOPS = ".!?…"  # marks that end a sentence where white space follows
FULL_STOPS = "。！？؟।"  # marks that end one whatever follows
SPACES = " \n\u00a0\u202f"  # French puts one before what closes
CLOSERS = "\"'”’»)]」』）"  # what may stand behind either

ABBREVIATIONS = frozenset(["approx", "cf", "dr", "mr", "mrs", "ms", "prof", "st", "vs"])
OF_A_NUMBER = frozenset(["fig", "no", "vol"])  # before a number; else they may be words that end a sentence
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])*\.")  # “J.”, “e.g.”, “U.S.”


def ends_sentence(text: str) -> bool:
    """Whether a text's last mark is one that ends a sentence, or an abbreviation: `abbreviated` tells these apart."""
    return text.rstrip(CLOSERS + SPACES)[-1:] in tuple(STOPS + FULL_STOPS)


def abbreviated(word: str, following: str) -> bool:
    """Whether a word's stop belongs to the word: “Dr.”, “e.g.”, the “J.” of a name, the “No.” of “No. 5”.

    Not so the “3.” that ends a count, nor “etc.”: a small letter behind it says as much.
    following : the text behind the word
    """
    word = re.sub(r"^[\W_]+", "", word)
    if not word.endswith("."):
        return False
    known = ABBREVIATIONS | OF_A_NUMBER if following[:1].isdigit() else ABBREVIATIONS
    return bool(_DOTTED.fullmatch(word)) or word[:-1].casefold() in known
