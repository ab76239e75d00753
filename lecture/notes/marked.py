"""Chapters by the marks that a recording's file brings: which sentences each has, where they divide it sensibly."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from lecture.notes.words import words
from lecture.values import Mark, Sentence

LONG = 450.0  # seconds: a chapter of no more is never too long, whatever share of the lecture it holds
NEARLY_ALL = 0.8  # of the words: where one chapter has as many, the marks do not divide what is said


@dataclass(frozen=True, slots=True)
class Marked:
    """A chapter of the file's own: the sentences from `first` to before `last`."""

    first: int
    last: int
    start: float  # seconds; no later than its first sentence, and behind where the one before it begins
    title: str  # may be empty


def marked(sentences: Sequence[Sentence], marks: Sequence[Mark]) -> tuple[Marked, ...]:
    """The lecture as the marks of its file divide it; none where they do not, and it has to be divided by its words.

    A sentence is in the chapter in which most of it is said: marks are set by hand, and seldom to the letter. A chapter
    in which nothing is said, such as music, belongs to the one before it.
    """
    starts = [mark.start for mark in marks]
    middles = (bisect_right(starts, (said.start + said.end) / 2) - 1 for said in sentences)
    groups = groupby(enumerate(accumulate(middles, max)), lambda one: one[1])
    stretches = [(mark, [at for at, _ in group]) for mark, group in groups]
    found = [_chapter(sentences, said[0], said[-1] + 1, marks[mark] if mark >= 0 else None) for mark, said in stretches]
    return tuple(found) if len(found) > 1 and not _nearly_all(sentences, found) else ()


def _chapter(sentences: Sequence[Sentence], first: int, last: int, mark: Mark | None) -> Marked:
    """It begins where its mark stands, unless that is within a sentence."""
    if not mark:
        return Marked(first, last, 0.0, "")
    between = not first or sentences[first - 1].start < mark.start <= sentences[first].start
    return Marked(first, last, mark.start if between else sentences[first].start, mark.title)


def _nearly_all(sentences: Sequence[Sentence], found: Sequence[Marked]) -> bool:
    """Whether one chapter is so long that it is no help to find anything in the lecture."""
    sizes = [sum(len(words(said.text)) for said in sentences[one.first : one.last]) for one in found]
    size, largest = max(zip(sizes, found, strict=True), key=lambda one: one[0])
    seconds = sentences[largest.last - 1].end - sentences[largest.first].start
    return seconds > LONG and size > NEARLY_ALL * sum(sizes)
