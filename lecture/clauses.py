"""Timed words in the pieces that are read and quoted: sentences, or clauses where a sentence is long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar

from lecture.punctuation import abbreviated, ends_sentence

LONGEST_SEGMENT = 15.0  # seconds
BREAK = 2.0  # seconds of pause that end a segment even within a sentence
COMMAS = ",;:—、，；："


class Timed(Protocol):
    """A word; `text` has its punctuation, and a space at its beginning where one stands before it."""

    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...
    @property
    def text(self) -> str: ...


Spoken = TypeVar("Spoken", bound=Timed)


def sentences(words: list[Spoken]) -> Iterator[list[Spoken]]:
    """Words that belong together: to the end of a sentence, or to a pause that is longer than a breath."""
    group: list[Spoken] = []
    for index, word in enumerate(words):
        group.append(word)
        following = words[index + 1] if index + 1 < len(words) else None
        ends = ends_sentence(word.text) and not _goes_on(word, following)
        if following is None or ends or following.start - word.end >= BREAK:
            yield from _clauses(group)
            group = []


def _goes_on(word: Timed, following: Timed | None) -> bool:
    """Whether a full stop ends no sentence: an abbreviation's, or small letters behind, or the next word glued on."""
    text = word.text.strip()
    if following is None or not text.endswith("."):
        return False
    behind = following.text.strip()
    return abbreviated(text, behind) or behind[:1].islower() or not following.text[:1].isspace()


def _clauses(group: list[Spoken]) -> Iterator[list[Spoken]]:
    """A sentence as it is, or, if too long, in two at its best comma or pause, each again no longer than allowed."""
    length = group[-1].end - group[0].start
    if length <= LONGEST_SEGMENT or len(group) == 1:
        yield group
        return
    middle = (group[0].start + group[-1].end) / 2

    def worth(at: int) -> float:
        before, after = group[at - 1], group[at]
        comma = before.text.strip()[-1:] in COMMAS
        return (0.5 if comma else 0.0) + min(1.0, after.start - before.end) - abs(after.start - middle) / length

    cut = max(range(1, len(group)), key=worth)
    yield from _clauses(group[:cut])
    yield from _clauses(group[cut:])
