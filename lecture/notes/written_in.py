"""Which language a text is written in: by its script, and by whose function words it is full of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

from lecture.languages import LANGUAGES
from lecture.notes.function_words import function_words
from lecture.notes.words import WORD

LETTERS = 20_000  # of a text that are looked at, from its middle: names and credits stand at its ends
ENOUGH = 0.1  # of the words are function words of a language in Latin letters, at least

# Scripts that tell the language, or between which ones it is; where several, function words tell these apart.
_SCRIPTS = {
    "ja": "\u3041-\u3096\u30a1-\u30fa",
    "ko": "\uac00-\ud7af",
    "zh": "\u4e00-\u9fff",
    "th": "\u0e01-\u0e3a",
    "lo": "\u0e81-\u0eb9",
    "km": "\u1780-\u17b3",
    "my": "\u1000-\u102a",
    "bo": "\u0f40-\u0f6c",
    "ka": "\u10d0-\u10ff",
    "hy": "\u0531-\u0587",
    "he yi": "\u05d0-\u05ea",
    "el": "\u0370-\u03ff",
    "bn as": "\u0985-\u09b9",
    "pa": "\u0a05-\u0a39",
    "gu": "\u0a85-\u0ab9",
    "ta": "\u0b85-\u0bb9",
    "te": "\u0c05-\u0c39",
    "kn": "\u0c85-\u0cb9",
    "ml": "\u0d05-\u0d39",
    "si": "\u0d85-\u0dc6",
    "am": "\u1200-\u137f",
    "hi mr ne sa": "\u0905-\u0939",
    "ar fa ur ps sd": "\u0621-\u064a\u0671-\u06d3",
    "ru uk bg sr mk be kk tt": "\u0400-\u04ff",
}
KANA = 0.05  # of Japanese letters, at least: the rest may be Chinese ones
_LETTER = re.compile(r"[^\W\d_]")
_NOT_LATIN = frozenset(code for codes in _SCRIPTS for code in codes.split())
_AS_ANOTHER = frozenset(["bs", "ms", "nn"])  # whose function words are known as those of another language


def written_in(text: str) -> str:
    """The Whisper code of the language of most of a text; empty where nothing tells it."""
    middle = max(0, (len(text) - LETTERS) // 2)
    part = text[middle : middle + LETTERS]
    counts = {codes: len(re.findall(f"[{letters}]", part)) for codes, letters in _SCRIPTS.items()}
    latin = len(_LETTER.findall(part)) - sum(counts.values())
    script, most = max(counts.items(), key=lambda one: one[1])
    if counts["ja"] > KANA * (counts["zh"] + counts["ja"]) and counts["ja"] + counts["zh"] > latin:
        return "ja"
    if most <= latin:
        return _by_words(part, ENOUGH, [code for code in LANGUAGES if code not in _NOT_LATIN | _AS_ANOTHER])
    codes = script.split()
    return codes[0] if len(codes) == 1 else _by_words(part, 0.0, codes) or codes[0]


def _by_words(text: str, enough: float, codes: Iterable[str]) -> str:
    """The one of these languages whose function words weigh most in the text, and are so much of it; empty for none.

    Those that few languages have weigh more.
    """
    said = Counter(match.group().lower().replace("’", "'") for match in WORD.finditer(text))
    known = {code: words for code in codes if (words := function_words(code))}
    weights = _weights(known)
    found: dict[str, float] = {}
    for code, words in known.items():
        own = [(weights[word], count) for word, count in said.items() if word in words]
        if own and sum(count for _, count in own) >= enough * said.total():
            found[code] = sum(weight * count for weight, count in own)
    return max(found, key=found.__getitem__, default="")


def _weights(known: Mapping[str, frozenset[str]]) -> dict[str, float]:
    languages = Counter(word for words in known.values() for word in words)
    return {word: log(1 + len(known) / count) for word, count in languages.items()}
