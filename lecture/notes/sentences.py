"""Transcript -> sentences with their times, and passages of whole sentences that fit a token limit."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lecture.punctuation import CLOSERS, FULL_STOPS, STOPS, abbreviated
from lecture.values import Segment, Sentence, Transcript

LONGEST_SENTENCE = 600  # characters; beyond it nobody put the stops, and we look for places to cut
CUT_SENTENCE = 240  # characters in the pieces that such a sentence is cut into, at most
LONGEST_ABBREVIATION = 16  # characters
PASSAGE_TOKENS = 480  # T5 was trained on 512; the rest is for its prompt and </s>

_CLOSERS = re.escape(CLOSERS)
_SURE_CLOSERS = re.escape(CLOSERS.strip("\"'"))  # where no space follows, a straight quote may open what comes next
_STOP = re.compile(rf"[{re.escape(STOPS)}]+[{_CLOSERS}]*(?=\s)|[{FULL_STOPS}]+[{_SURE_CLOSERS}]*")
_BREAKS = tuple(re.compile(mark) for mark in (r"[;:—–](?=\s)|\s--\s?|[；：]", r"[,،、，](?=\s|\w)", r"\s+"))


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences that fit a token limit."""

    text: str
    start: float
    end: float


def sentences(transcript: Transcript) -> tuple[Sentence, ...]:
    """The sentences of a transcript in order; joined, they are its text but for white space.

    Where no stop comes for long (Whisper sometimes leaves them out), it is cut at clauses, at the ends of segments or,
    if nothing else offers itself, between words.
    """
    text, segment_starts, clock = _laid_out(transcript)
    ends = set(segment_starts)
    found = []
    for begin, end in _sentence_spans(text, ends):
        first = bisect_right(segment_starts, begin) - 1
        last = bisect_right(segment_starts, end - 1) - 1
        start = clock.at(begin)
        found.append(
            Sentence(
                text[begin:end],
                start,
                max(start, clock.at(end)),
                _doubtful(transcript.segments[first : last + 1]),
                math.exp(min(0.0, transcript.segments[first].mean_log_probability)),
            )
        )
    return tuple(found)


def _doubtful(segments: Sequence[Segment]) -> bool:
    return any(segment.doubtful for segment in segments if segment.text.strip())


class _Clock:
    """Characters to seconds, straight lines between the moments that are known."""

    def __init__(self) -> None:
        self.characters: list[int] = []
        self.seconds: list[float] = []

    def add(self, character: int, second: float) -> None:
        self.characters.append(character)
        self.seconds.append(max(second, self.seconds[-1]) if self.seconds else second)

    def at(self, character: int) -> float:
        after = bisect_right(self.characters, character)
        if after == 0:
            return self.seconds[0]
        if after == len(self.characters) or self.characters[after - 1] == character:
            return self.seconds[after - 1]
        left, right = self.characters[after - 1], self.characters[after]
        share = (character - left) / (right - left)
        return self.seconds[after - 1] + share * (self.seconds[after] - self.seconds[after - 1])


def _laid_out(transcript: Transcript) -> tuple[str, list[int], _Clock]:
    """The text with single spaces, the character each segment begins at, and the clock."""
    parts: list[str] = []
    starts: list[int] = []
    clock = _Clock()
    length = 0
    for segment in transcript.segments:
        text = " ".join(segment.text.split())
        if not text:
            starts.append(length)
            continue
        if parts:
            length += 1  # the space between
        starts.append(length)
        clock.add(length, segment.start)
        at = 0
        for word in segment.words:
            place = text.find(word.text, at) if word.text else -1
            if place > at:
                clock.add(length + place, min(word.start, segment.end))
            at = max(at, place + len(word.text))
        length += len(text)
        clock.add(length, segment.end)
        parts.append(text)
    return " ".join(parts), starts, clock


def _sentence_spans(text: str, segment_starts: set[int]) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _STOP.finditer(text):
        end = match.end()
        if not text[begin:end].strip() or _goes_on(text, begin, end):
            continue
        yield from _cut_long(text, begin, end, segment_starts)
        begin = end + (text[end : end + 1] == " ")
    if text[begin:].strip():
        yield from _cut_long(text, begin, len(text), segment_starts)


def _goes_on(text: str, begin: int, end: int) -> bool:
    """Whether the stop before `end` does not end the sentence after all."""
    following = text[end : end + 2].strip()[:1]
    last = text[max(begin, end - LONGEST_ABBREVIATION) : end].split()
    return following.islower() or (bool(last) and abbreviated(last[-1], following))


def _cut_long(text: str, begin: int, end: int, segment_starts: set[int]) -> Iterator[tuple[int, int]]:
    if end - begin > LONGEST_SENTENCE:
        while end - begin > CUT_SENTENCE:
            cut = _cut_place(text, begin, begin + CUT_SENTENCE, segment_starts)
            yield begin, cut
            begin = cut + (text[cut : cut + 1] == " ")
    if begin < end:
        yield begin, end


def _cut_place(text: str, begin: int, limit: int, segment_starts: set[int]) -> int:
    """The last good place to cut in the second half of what fits: a clause, a segment's end, a comma, a space."""
    middle = begin + (limit - begin) // 2
    clause, comma, space = (
        max((match.end() for match in mark.finditer(text, middle, limit)), default=0) for mark in _BREAKS
    )
    segment = max((start - 1 for start in range(middle + 1, limit) if start in segment_starts), default=0)
    cut = clause or segment or comma or space or limit
    while cut > begin + 1 and text[cut - 1] == " ":
        cut -= 1
    return cut


# Passages


def passages(
    sentences: Sequence[Sentence], count: Callable[[Sequence[str]], Sequence[int]], limit: int = PASSAGE_TOKENS
) -> tuple[Passage, ...]:
    """Whole sentences in runs of at most `limit` tokens as `count` counts them; joined, they are the sentences.

    A sentence that is longer than the limit by itself is split at clauses.
    """
    fitting = [piece for sentence, size in _counted(sentences, count) for piece in _split(sentence, size, count, limit)]
    runs: list[list[Sentence]] = []
    room = 0
    for sentence, size in fitting:
        if size > room:
            runs.append([])
            room = limit
        runs[-1].append(sentence)
        room -= size
    return tuple(Passage(" ".join(s.text for s in run), run[0].start, run[-1].end) for run in runs)


def _counted(
    sentences: Sequence[Sentence], count: Callable[[Sequence[str]], Sequence[int]]
) -> Iterator[tuple[Sentence, int]]:
    return zip(sentences, count([sentence.text for sentence in sentences]), strict=True) if sentences else iter(())


def _split(
    sentence: Sentence, size: int, count: Callable[[Sequence[str]], Sequence[int]], limit: int
) -> Iterator[tuple[Sentence, int]]:
    if size <= limit or len(sentence.text) < 2:
        yield sentence, size
        return
    half = len(sentence.text) // 2
    cut = min(
        (match.end() for mark in _BREAKS[:2] for match in mark.finditer(sentence.text)),
        key=lambda place: abs(place - half),
        default=0,
    )
    if not len(sentence.text) // 5 < cut < len(sentence.text) * 4 // 5:  # no clause: between words, or anywhere
        space = sentence.text.find(" ", half)
        cut = space if space > 0 else half
    left, right = sentence.text[:cut].strip(), sentence.text[cut:].strip()
    middle = sentence.moment(cut)
    halves = [replace(sentence, text=left, end=middle), replace(sentence, text=right, start=middle)]
    for part, part_size in _counted([part for part in halves if part.text], count):
        yield from _split(part, part_size, count, limit)
