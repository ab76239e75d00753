"""What of a sentence may have been misheard: which words, and which of these are names or figures.

A word counts as unsure where Whisper was not sure of it, unless the same word was heard surely elsewhere, more than
once and more often than not. Of a figure that tells nothing: what was said may have been another one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lecture.notes.function_words import function_words
from lecture.notes.words import fold, placed_words, words
from lecture.values import Segment, Sentence

Span = tuple[int, int]  # characters of a text: where it begins, and where it ends
ELSEWHERE = 2  # times that a word has to be heard surely, to be believed where it was not


@dataclass(frozen=True, slots=True)
class Misheard:
    """The words of a sentence that may have been misheard, folded, and the names and figures among them."""

    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Said:
    """A word where it stands. `name`: so far as its letters tell."""

    text: str
    unsure: bool
    name: bool


def misheard(text: str, sentence: Sentence, language: str) -> bool:
    """Whether a text that was made of this sentence has matter in it that may not be what was said."""
    if not sentence.unsure:
        return False
    matter = (word for word in words(text) if word not in function_words(language))
    return any(fold(word, language) in sentence.unsure for word in matter)


def names_misheard(text: str, names: frozenset[str], language: str) -> bool:
    """Whether one of these names or figures is in it."""
    return bool(names) and any(fold(word, language) in names for word in words(text))


def unsure_places(segment: Segment, text: str) -> list[Span]:
    """Where the unsure words stand in the segment's text; all of it where the words are not those of the text."""
    if not any(word.unsure for word in segment.words):
        return []
    found: list[Span] = []
    at = 0
    for word in segment.words:
        begin = text.find(word.text, at)
        if begin < 0 or any(map(str.isalnum, text[at:begin])):
            return [(0, len(text))]
        at = begin + len(word.text)
        if word.unsure:
            found.append((begin, at))
    return found


def in_sentences(
    text: str, spans: Sequence[Span], trusted: Sequence[bool], unsure: Sequence[Span], language: str
) -> list[Misheard]:
    """What may have been misheard of each sentence.

    spans : of the text, the sentences; unsure : the places in it that are, in order
    trusted : of each sentence, whether it can vouch for its words elsewhere
    """
    if not unsure:
        return [Misheard() for _ in spans]
    known = _names(text, spans)
    said = [_said(text, span, unsure, known) for span in spans]
    sure = Counter(
        fold(one.text, language)
        for own, vouches in zip(said, trusted, strict=True)
        for one in own
        if vouches and not one.unsure
    )
    doubted = Counter(fold(one.text, language) for own in said for one in own if one.unsure)
    return [_of(own, sure, doubted, language) for own in said]


def _of(said: Sequence[_Said], sure: Counter[str], doubted: Counter[str], language: str) -> Misheard:
    left: dict[str, bool] = {}
    for one in said:
        word = fold(one.text, language)
        vouched = sure[word] >= ELSEWHERE and sure[word] > doubted[word] and not _has_figure(word)
        if one.unsure and not vouched:
            left[word] = left.get(word, False) or (one.name and one.text not in function_words(language))
    return Misheard(frozenset(left), frozenset(word for word, name in left.items() if name))


def _said(text: str, span: Span, unsure: Sequence[Span], known: frozenset[str]) -> list[_Said]:
    begin, end = span
    near = unsure[
        bisect_right(unsure, begin, key=lambda one: one[1]) : bisect_left(unsure, end, key=lambda one: one[0])
    ]
    found = []
    for place, (word, first, last) in enumerate(placed_words(text[begin:end])):
        touched = any(one < begin + last and begin + first < other for one, other in near)
        written = text[begin + first : begin + last]
        found.append(_Said(word, touched, _is_name(written, word in known if place == 0 else True)))
    return found


def _is_name(written: str, capital_tells: bool) -> bool:
    """Where a script has no capitals, any word may be a name."""
    caseless = written.upper() == written.lower()
    return caseless or _has_figure(written) or (capital_tells and written != written.lower())


def _has_figure(word: str) -> bool:
    return any(map(str.isdigit, word))


def _names(text: str, spans: Sequence[Span]) -> frozenset[str]:
    """The words that have a capital wherever a sentence does not begin with them."""
    large: set[str] = set()
    small: set[str] = set()
    for begin, end in spans:
        for place, (word, first, last) in enumerate(placed_words(text[begin:end])):
            if place:
                written = text[begin + first : begin + last]
                (small if written == written.lower() else large).add(word)
    return frozenset(large - small)
