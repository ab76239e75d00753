"""A line of a transcript -> the words that were said: no tags, no labels of who speaks, no sounds."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable

from lecture.intake.cues import TIME
from lecture.scripts import is_unspaced

MOMENT = re.compile(rf"<({TIME})>")  # within a line of WebVTT: when the words behind it are said
_TAG = re.compile(r"</?(?:i|b|u|s|c|v|em|strong|font|lang|ruby|rt|span|p|br)(?:[\s.:/][^<>]*)?>", re.IGNORECASE)
_STYLE = re.compile(r"\{\\[^{}]*\}|\{[a-z]:[^{}]*\}", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)
_UNSEEN = dict.fromkeys(
    map(ord, "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u00ad")
)
_MARKDOWN = re.compile(r"^\s*(?:#{1,6}|>(?!>))\s+|\*\*|__(?=\w)|(?<=\w)__")
_DOUBTED = re.compile(r" ?\[\?\]|\(\?\)")  # as our own transcripts mark what may have been misheard
_GUESSED = re.compile(r"\[\?([^\[\]]{0,99})\]")  # “[? hash ?]”: a word that the typist was not sure of
_BRACKETS = re.compile(r"(?<!\w)\[([^\[\]]{0,299})\](?!\w):?", re.ASCII)  # “array[index]” is none; 汐[音乐] has one
_ROUND = re.compile(r"\s*[(（]([^()（）]{0,299})[)）]\s*")  # a whole line
_NOTES = re.compile(r"[♪♫♬]+|(?<!\S)\*[^\W\d_]+\*(?!\S)")
# Mathematics has letters, each by itself: “[a, b]”. Of scripts behind Armenian one is enough: “[笑]”.
_WORD = re.compile(r"[^\W\d_]{3}|[^\W\d_\u0000-\u058f\u2100-\u214f\U0001d400-\U0001d7ff]")
_OPERATOR = re.compile(r"[=+*/^<>≤≥]")
SQUARE, ROUND = 8, 3  # words that tell of a sound, at most: what is longer was said
_TURN = re.compile(r"^\s*(?:>{2,}|&gt;&gt;|[-–—](?=\s|[A-Z\"“]))\s*")
_LABEL = re.compile(r"\s*([^\W\d_][\w.'’\-]*(?: [\w.'’\-]+){0,3})\s?[:：](?=\s|$)")
OFTEN = 0.1  # of the lines, from which on a single name before a colon is one who speaks


def unmarked(line: str) -> str:
    """The line without tags and styles, its entities as what they mean. Moments within it stay."""
    line = " ".join(line.split())
    bare = _STYLE.sub("", _TAG.sub(lambda tag: " " if tag[0][1:3].lower() == "br" else "", line))
    plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), bare)
    return _MARKDOWN.sub("", plain.translate(_UNSEEN))


def said(line: str, speakers: frozenset[str]) -> str:
    """What of an unmarked line was said; empty where it tells of a sound."""
    if (whole := _ROUND.fullmatch(line)) and _is_sound(whole[1], ROUND):
        return ""
    guessed = _GUESSED.sub(lambda guess: guess[1].strip(" ?"), _DOUBTED.sub("", line))
    heard = _BRACKETS.sub(lambda found: " " if _is_sound(found[1], SQUARE) else found[0], guessed)
    plain = _NOTES.sub(" ", heard)
    turned = _TURN.sub("", plain)
    label = _LABEL.match(turned)
    if label and (label[1] in speakers or (turned != plain and _names(label[1]))):
        turned = turned[label.end() :]
    return turned if any(map(str.isalnum, turned)) else ""


def _is_sound(bracketed: str, most: int) -> bool:
    """Whether what stands in brackets tells of a sound or of who speaks; else it was said, as mathematics is."""
    if len(bracketed.split()) > most or sum(map(is_unspaced, bracketed)) > 3 * most:
        return False
    return _WORD.search(bracketed) is not None and _OPERATOR.search(bracketed) is None


def speakers(lines: Iterable[str]) -> frozenset[str]:
    """Who speaks, as they stand before a colon at the beginning of unmarked lines.

    Capitals alone, several words or a number tell a name by itself or at its second time, a single word by how often.
    """
    every = [_TURN.sub("", line) for line in lines]
    found = Counter(label[1] for line in every if (label := _LABEL.match(line)) and _names(label[1]))
    return frozenset(label for label, count in found.items() if count >= _enough(label, len(every)))


def _names(label: str) -> bool:
    """Whether each of its words begins as a name's."""
    return all(word[:1].isupper() or word[:1].isdigit() for word in label.split())


def _enough(label: str, lines: int) -> float:
    several = " " in label
    if label.isupper():
        return 1 if several else 2
    return 2 if several or any(map(str.isdigit, label)) else max(3, OFTEN * lines)
