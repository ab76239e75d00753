"""Words: found in a text of any script, and folded so that what counts as one is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lecture.punctuation import CLOSERS, FULL_STOPS, STOPS
from lecture.scripts import MARKS, UNSPACED
from lecture.values import Vocabulary

MORE_STOPS = "｡．۔॥։።။༎"  # of scripts that FULL_STOPS lacks; Khmer and Tibetan have theirs below
ALL_STOPS = STOPS + FULL_STOPS + MORE_STOPS + "។།"

_WIDE = "\u3001-\u301f\uff01-\uff65\u0f0b"  # punctuation that takes up a space's room

_UNSPACED_LETTER = rf"(?:(?=[\w{MARKS}])[{UNSPACED}])"
_LETTER = rf"(?:(?![_{UNSPACED}])[\w{MARKS}])"
# French l', d', qu'; Italian dell', quest'; Catalan, Occitan: a word of their own, unlike those of “it's” and “don't”.
_ELIDED = (
    r"(?<![\w'’])(?:c(?!['’]h)|[djlmnstv]|qu|jusqu|lorsqu|puisqu|quoiqu|un|gl|(?:[dn]?e|[ads]|da|su|co)ll|quest|quell|bell|sant"
    r"|(?:ness|ciasc|alc|qualc)un|buon|cos|com|dov|mezz|tutt|anch|senz|grand)['’]"
    r"(?=[^\W\d_])(?!(?:s|t|d|m|ll|re|ve)\b)"
)
WORD = re.compile(rf"{_ELIDED}|{_UNSPACED_LETTER}+|(?=[^\W_]){_LETTER}+(?:['’‘\-·״]{_LETTER}+)*", re.IGNORECASE)
_RUN = re.compile(rf"[{UNSPACED}]+")
_CLUSTER = re.compile(rf"[^{MARKS}][{MARKS}]*")  # a letter with its signs
_TOUCHING = re.compile(rf"[{UNSPACED}{_WIDE}][{UNSPACED}{_WIDE}]")


def word_list(text: str) -> frozenset[str]:
    return frozenset(text.split())


def words(text: str) -> list[str]:
    """In small letters, with straight apostrophes. Where no spaces tell the words, pairs of letters stand for them."""
    return [word for match in WORD.finditer(text) for word in _told_apart(match.group().lower().replace("’", "'"))]


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """The same words, each with the characters that it stands at: where it begins, and where it ends."""
    for match in WORD.finditer(text):
        begin, letters = match.start(), list(_CLUSTER.finditer(match.group()))
        if not _RUN.match(match.group()) or len(letters) < 2:
            yield match.group().lower().replace("’", "'"), begin, match.end()
            continue
        for one, other in pairwise(letters):
            yield (one.group() + other.group()).lower(), begin + one.start(), begin + other.end()


def content(text: str, vocabulary: Vocabulary) -> list[str]:
    """The words that carry matter, folded."""
    return [fold(word, vocabulary.language) for word in words(text) if word not in vocabulary.function_words]


def _told_apart(found: str) -> Iterable[str]:
    if not _RUN.match(found):
        return (found,)
    letters = _CLUSTER.findall(found)
    return map("".join, pairwise(letters)) if len(letters) > 1 else (found,)


def elided(word: str) -> bool:
    """The “l'” of “l'eau”."""
    return word.endswith(("'", "’"))


def unspaced(text: str) -> bool:
    """Whether most of it is in a script that puts no spaces between words."""
    return 2 * sum(map(len, _RUN.findall(text))) > sum(map(str.isalpha, text))


def fold(word: str, language: str = "en") -> str:
    """A word without its plural or possessive ending in English, so that “flames” counts as “flame”."""
    word = word.lower().replace("’", "'")
    if language != "en":
        return word
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def joined(texts: Iterable[str]) -> str:
    """One text out of pieces, with spaces between them where their script has spaces."""
    return "".join(_with_spaces(texts))


def _with_spaces(texts: Iterable[str]) -> Iterator[str]:
    last = ""
    for text in filter(None, texts):
        if last and not _TOUCHING.fullmatch(last + text[0]):
            yield " "
        yield text
        last = text[-1]


# What a script ends its sentences with, where it is not a full stop; Thai and Lao end them with nothing.
_STOP_OF = (
    (re.compile(r"[\u0e00-\u0eff]"), ""),
    (re.compile(r"[\u0900-\u0a7f\u0b00-\u0b7f]"), "।"),
    (re.compile(r"[\u0f00-\u0fff]"), "།"),
    (re.compile(r"[\u1000-\u109f]"), "။"),
    (re.compile(r"[\u1200-\u139f]"), "።"),
    (re.compile(r"[\u1780-\u17ff]"), "។"),
    (re.compile(r"[\u0530-\u058f]"), "։"),
    (re.compile(rf"[{UNSPACED}{_WIDE}]"), "。"),
)


def sentence_case(clause: str) -> str:
    """With a capital where the script has them, and a stop; empty where there is nothing to say."""
    clause = clause.strip().rstrip(",;:、，،")
    if not clause:
        return ""
    last = clause.rstrip(CLOSERS + " \u00a0\u202f")[-1:] or clause[-1]
    stop = next((stop for script, stop in _STOP_OF if script.match(last)), ".")
    return clause[0].title() + clause[1:] + ("" if last in ALL_STOPS else stop)
