"""A segment with another text: the words that stay keep their times, and those that are new share what they replace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from rapidfuzz.distance import Levenshtein

from lecture.scripts import MARKS, UNSPACED, is_letter
from lecture.values import Segment, Word

Span = tuple[int, int]  # characters of a text: where it begins, and where it ends

# What is compared: what stands between two spaces, and a letter where a script has none.
_UNIT = re.compile(rf"[{UNSPACED}][{MARKS}]*|[^\s{UNSPACED}]+")
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")


def one_line(text: str) -> str:
    """What was written, with single spaces, and without what is no letter or mark at all."""
    return " ".join(text.translate(_CONTROLS).encode("utf-8", "ignore").decode("utf-8").split())


def units(text: str) -> list[Span]:
    return [match.span() for match in _UNIT.finditer(text)]


def cut(text: str) -> list[str]:
    """The same units, as texts."""
    return _UNIT.findall(text)


def runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """Whether the same stands in both, and where: by turns, so that all of both is told."""
    opcodes = [(one.tag == "equal", one) for one in Levenshtein.opcodes(old, new)]
    for same, group in groupby(opcodes, itemgetter(0)):
        own = [one for _, one in group]
        first, last = own[0], own[-1]
        yield same, range(first.src_start, last.src_end), range(first.dest_start, last.dest_end)


def rewritten(segment: Segment, text: str) -> Segment:
    """The segment saying `text`, with the words of that; one that had a text and no words has none."""
    text = one_line(text)
    if text == segment.text:
        return segment
    timed = segment.words or not segment.text.strip()
    return replace(segment, text=text, words=tuple(_words(segment, text)) if timed else ())


def _words(segment: Segment, text: str) -> list[Word]:
    old, written = units(segment.text), cut(text)
    stays: dict[int, int] = {}
    for same, here, there in runs(cut(segment.text), written):
        stays |= zip(here, there, strict=True) if same else ()
    said: list[Word] = []
    words = done = 0
    for own_units, own_words in _together(segment, old):
        places = [stays.get(unit, -1) for unit in own_units]
        first, last = places[0], places[0] + len(places)
        if first < 0 or places != list(range(first, last)):
            continue
        kept = segment.words[own_words.start : own_words.stop]
        if first > done:
            until = kept[0].start if kept else segment.end
            said += _shared(written[done:first], segment.words[words : own_words.start], _last(said, segment), until)
        said += kept
        words, done = own_words.stop, last
    said += _shared(written[done:], segment.words[words:], _last(said, segment), segment.end)
    return said


def _last(said: Sequence[Word], segment: Segment) -> float:
    return said[-1].end if said else segment.start


def _shared(texts: Sequence[str], old: Sequence[Word], earliest: float, latest: float) -> Iterator[Word]:
    """New words in the time of the old ones: one for one, or by their letters; in the gap where there were none."""
    if not texts:
        return
    times = [(word.start, word.end) for word in old]
    if len(texts) != len(old):
        start, end = (old[0].start, old[-1].end) if old else (earliest, latest)
        *done, whole = accumulate(map(len, texts), initial=0)
        times = list(pairwise([*(start + (end - start) * part / whole for part in done), end]))

    def within(second: float) -> float:
        return max(min(round(second, 2), latest), earliest)

    for text, (start, end) in zip(texts, times, strict=True):
        yield Word(within(start), within(end), text)


def _together(segment: Segment, own: Sequence[Span]) -> Iterator[tuple[range, range]]:
    """Which units are which words: the smallest runs of both that begin and end at the same characters."""
    places = word_places(segment) or []
    unit = word = 0
    while unit < len(own) and places:
        first_unit, first_word, end = unit, word, own[unit][1]
        unit += 1
        while True:
            if word < len(places) and places[word][0] < end:
                end, word = max(end, places[word][1]), word + 1
            elif unit < len(own) and own[unit][0] < end:
                end, unit = max(end, own[unit][1]), unit + 1
            else:
                break
        yield range(first_unit, unit), range(first_word, word)


def word_places(segment: Segment) -> list[Span] | None:
    """Where each word stands in the text; None where the words are not those of the text."""
    found: list[Span] = []
    at = 0
    for word in segment.words:
        begin = segment.text.find(word.text, at)
        if begin < 0 or letters(segment.text[at:begin]):
            return None
        at = begin + len(word.text)
        found.append((begin, at))
    return None if letters(segment.text[at:]) else found


def letters(text: str) -> str:
    """What of a text is said: its letters and figures, small."""
    return "" if text.isspace() else "".join(filter(is_letter, text)).casefold()


def believed(segment: Segment, text: str, start: float) -> Segment | None:
    """The segment where what is said about second `start` is `text`, and right; None where it says something else."""
    wanted = letters(text)
    if not wanted:
        return None
    if letters(segment.text) == wanted:
        return replace(segment, words=tuple(map(_right, segment.words)), doubt="")
    found = min(_said_in(segment, wanted), key=lambda run: abs(segment.words[run.start].start - start), default=None)
    if found is None:
        return None
    own = (_right(word) if number in found else word for number, word in enumerate(segment.words))
    return replace(segment, words=tuple(own))


def _right(word: Word) -> Word:
    return replace(word, probability=1.0, perhaps="")


def _said_in(segment: Segment, wanted: str) -> Iterator[range]:
    """The runs of words that say it."""
    spoken = [letters(word.text) for word in segment.words]
    for first, begin in enumerate(spoken):
        said, last = begin, first + 1
        while last < len(spoken) and len(said) < len(wanted):
            said, last = said + spoken[last], last + 1
        if begin and said == wanted:
            yield range(first, last)
