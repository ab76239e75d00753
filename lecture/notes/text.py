"""Sentences, passages that fit a token limit, chapters and key terms of a transcript.

What is known of English stands in english.py; in other languages function words are told by how often they come.
Every step is linear in the length of the text.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lecture.notes.english import FUNCTION_WORDS, OPENS_EITHER, OPENS_NOUN, OPENS_VERB, VAGUE, WORD
from lecture.notes.function_words import OTHER_FUNCTION_WORDS
from lecture.values import Chapter, Term, Transcript

LONGEST_SENTENCE = 600  # characters; beyond it nobody put the stops, and we look for places to cut
CUT_SENTENCE = 240  # characters in the pieces that such a sentence is cut into, at most
PASSAGE_TOKENS = 480  # T5 was trained on 512; the rest is for its prompt and </s>

_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？؟।]+[”’）」』]*")
_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|fig|no|vol|e\.g|i\.e|cf|approx)|\b[^\W\d_])\.$", re.I)
_BREAKS = tuple(re.compile(mark) for mark in (r"[;:—–](?=\s)|\s--\s?|[；：]", r"[,،、，](?=\s|\w)", r"\s+"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was said. `segment` is the one it begins in; doubtful where any of its segments is."""

    text: str
    start: float
    end: float
    segment: int
    doubtful: bool = False

    def moment(self, offset: int) -> float:
        """The second at which its character `offset` is said, taking speech to be even within a sentence."""
        return self.start + (self.end - self.start) * offset / max(len(self.text), 1)


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences that fit a token limit."""

    text: str
    start: float
    end: float


def written_in(transcript: Transcript) -> str:
    """The language of the text: a translation is in English, whatever was spoken."""
    return "en" if transcript.task == "translate" else transcript.language


def words(text: str) -> list[str]:
    return [match.group().lower() for match in WORD.finditer(text)]


def fold(word: str) -> str:
    """A word without its plural or possessive ending, so that “flames” counts as “flame”. English endings only."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


# Sentences


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
                first,
                any(segment.doubtful for segment in transcript.segments[first : last + 1] if segment.text.strip()),
            )
        )
    return tuple(found)


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
        after = text[end : end + 2].strip()[:1]
        if after.islower() or _ABBREVIATION.search(text[max(begin, end - 8) : end]) or not text[begin:end].strip():
            continue
        yield from _cut_long(text, begin, end, segment_starts)
        begin = end + (text[end : end + 1] == " ")
    if text[begin:].strip():
        yield from _cut_long(text, begin, len(text), segment_starts)


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


# Key terms


def key_terms(sentences: Sequence[Sentence], language: str = "en", count: int = 12) -> tuple[Term, ...]:
    """What is spoken of, the weightiest first, each with the seconds at which it is said.

    Noun phrases of one to three words, weighed by C-value (Frantzi, Ananiadou, Mima 2000): how often, how long, and
    how often not merely as a part of a longer term. Which words are nouns is read off the lecture itself: from what
    comes before and after them.
    """
    empty = function_words(sentences, language)
    nouns = nouns_of(sentences, empty) if language == "en" else None
    return tuple(Term(text, times) for text, times, _ in _weighed_terms(sentences, empty, nouns)[:count])


@dataclass(slots=True)
class _Found:
    surfaces: Counter[str]
    times: list[float]
    within: int = 0  # how often as a part of a longer candidate, added up over them
    longer: int = 0  # such candidates


def _weighed_terms(
    sentences: Sequence[Sentence], empty: frozenset[str], nouns: Callable[[str], bool] | None
) -> list[tuple[str, tuple[float, ...], float]]:
    found: dict[tuple[str, ...], _Found] = {}
    for sentence in sentences:
        for run in _content_runs(sentence.text, empty):
            tail = _nominal(run, nouns)
            for size in range(1, min(3, len(tail)) + 1):
                for at in range(len(tail) - size + 1):
                    part = tail[at : at + size]
                    if nouns is not None and not nouns(fold(part[-1].group())):
                        continue
                    key = tuple(fold(match.group()) for match in part)
                    entry = found.setdefault(key, _Found(Counter(), []))
                    entry.surfaces[sentence.text[part[0].start() : part[-1].end()]] += 1
                    entry.times.append(sentence.moment(part[0].start()))
    repeated = {key: entry for key, entry in found.items() if len(entry.times) > 1}
    for key, entry in repeated.items():
        for size in range(1, len(key)):
            for at in range(len(key) - size + 1):
                if (inner := repeated.get(key[at : at + size])) is not None:
                    inner.within += len(entry.times)
                    inner.longer += 1
    weighed = []
    for key, entry in repeated.items():
        alone = len(entry.times) - entry.within / max(entry.longer, 1)
        weight = math.log2(1 + len(key)) * alone
        if weight > 1 and not all(word in VAGUE or len(word) < 3 for word in key):
            weighed.append((_surface(entry.surfaces), tuple(entry.times), weight))
    return sorted(weighed, key=lambda term: (-term[2], term[1][0], term[0]))


def _surface(surfaces: Counter[str]) -> str:
    """How a term is written: as most often, in small letters where it ever stands so."""
    lower = [surface for surface in surfaces if surface == surface.lower()]
    return max(lower or surfaces, key=lambda surface: (surfaces[surface], surface))


def function_words(sentences: Sequence[Sentence], language: str) -> frozenset[str]:
    """The words that carry grammar rather than matter: known for some languages, else the short and frequent ones."""
    if language == "en":
        return FUNCTION_WORDS
    spread = Counter(word for sentence in sentences for word in set(words(sentence.text)))
    common = {word for word, n in spread.items() if len(word) <= 5 and n > max(3, len(sentences) * 0.05)}
    return OTHER_FUNCTION_WORDS.get(language, frozenset(common)) | {word for word in spread if len(word) <= 2}


def _content_runs(text: str, empty: frozenset[str]) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """Runs of words that carry matter with nothing but spaces between, each with the function word before it."""
    run: list[re.Match[str]] = []
    before = opener = ""
    at = 0
    for match in WORD.finditer(text):
        word = match.group().lower().replace("’", "'")
        together = not text[at : match.start()].strip()
        if word in empty or not together or word.isdigit():
            if run:
                yield opener, run
            run = []
        if word not in empty and not word.isdigit():
            if not run:
                opener = before if together else ","
            run.append(match)
        before, at = word, match.end()
    if run:
        yield opener, run


def nouns_of(sentences: Sequence[Sentence], empty: frozenset[str]) -> Callable[[str], bool]:
    """Is this (folded) word a noun, as this lecture uses it?"""
    noun: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for sentence in sentences:
        for opener, run in _content_runs(sentence.text, empty):
            *inner, last = (fold(match.group()) for match in run)
            if opener not in OPENS_EITHER:
                (noun if opener in OPENS_NOUN else other)[last] += 1
            for word in inner:
                other[word] += opener in OPENS_VERB

    def is_noun(word: str) -> bool:
        sure = 2 if word.endswith(("ing", "ed")) else 1
        return noun[word] > other[word] * sure and noun[word] >= sure and not word.endswith("ly")

    return is_noun


def _nominal(run: tuple[str, list[re.Match[str]]], nouns: Callable[[str], bool] | None) -> list[re.Match[str]]:
    """The part of a run that can be a noun phrase: without a verb at its head, ending in a noun."""
    opener, matches = run
    if nouns is None:
        return matches
    if opener in OPENS_VERB:
        matches = matches[1:]
    while matches and not nouns(fold(matches[-1].group())):
        matches = matches[:-1]
    return matches


# Chapters

UNIT_WORDS = 30  # a chapter can begin only where this many words have passed since the last place
SHORTEST_CHAPTER = 200  # words: about a minute and a half; less where the whole is short
LONGEST_CHAPTER = 1000  # words: about seven minutes
TITLE_TERMS = 3


def chapters(transcript: Transcript) -> tuple[Chapter, ...]:
    """The lecture in stretches on one topic each, without gaps, from 0 to its end.

    The likeliest division under a model in which every stretch has its own words: Utiyama and Isahara, “A statistical
    model for domain-independent text segmentation” (ACL 2001), with chapters kept between one and seven minutes.
    """
    said = sentences(transcript)
    if not said:
        return ()
    language = written_in(transcript)
    empty = function_words(said, language)
    nouns = nouns_of(said, empty) if language == "en" else None
    groups = _divide(said, empty)
    starts = [0.0, *(group[0].start for group in groups[1:]), transcript.duration]
    whole = {text: len(times) for text, times, _ in _weighed_terms(said, empty, nouns)}
    titled = []
    for number, (group, (start, end)) in enumerate(zip(groups, pairwise(starts), strict=True), start=1):
        terms = _own_terms(_weighed_terms(group, empty, nouns), whole)
        title = ", ".join(term.text for term in terms[:TITLE_TERMS])
        title = title[:1].upper() + title[1:] if title else f"Part {number}"
        titled.append(Chapter(start, max(start, end), title, terms))
    return tuple(titled)


def by_chapter(chapters: Sequence[Chapter], sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """The sentences of each chapter: those that begin in it."""
    starts = [chapter.start for chapter in chapters]
    groups: list[list[Sentence]] = [[] for _ in chapters]
    for sentence in sentences if groups else ():
        groups[max(0, bisect_right(starts, sentence.start) - 1)].append(sentence)
    return groups


def _own_terms(weighed: Sequence[tuple[str, tuple[float, ...], float]], whole: dict[str, int]) -> tuple[Term, ...]:
    """A chapter's terms, those first that are said here more than elsewhere."""
    terms = [
        (weight * (len(times) / max(whole.get(text, 0), len(times))) ** 2, text, times)
        for text, times, weight in weighed
    ]
    chosen: list[Term] = []
    for _, text, times in sorted(terms, key=lambda term: (-term[0], term[2][0], term[1])):
        if not any(set(words(text)) & set(words(term.text)) for term in chosen):
            chosen.append(Term(text, times))
    return tuple(chosen[:8])


def _divide(said: Sequence[Sentence], empty: frozenset[str]) -> list[list[Sentence]]:
    units = _units(said)
    bags = [Counter(fold(word) for s in unit for word in words(s.text) if word not in empty) for unit in units]
    sizes = [sum(len(words(s.text)) for s in unit) for unit in units]
    vocabulary = len(set().union(*bags)) + 1
    shortest = min(SHORTEST_CHAPTER, max(UNIT_WORDS, sum(sizes) // 4))
    # best[j]: cost of the best division of the units before j, and where its last chapter begins
    best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(units)
    for first in range(len(units)):
        before = best[first][0]
        if before == math.inf:
            continue
        counts: Counter[str] = Counter()
        saved, total, length = 0.0, 0, 0
        for last in range(first, len(units)):
            length += sizes[last]
            if length > LONGEST_CHAPTER and last > first:
                break
            for word, n in bags[last].items():
                had = counts[word]
                counts[word] = had + n
                saved += (had + n) * math.log(had + n + 1) - had * math.log(had + 1)
                total += n
            short = length < shortest and not (first == 0 and last == len(units) - 1)
            cost = before + total * math.log(total + vocabulary) - saved + math.log(len(units) + 1)
            if short:
                cost += 1e6  # only where nothing else divides the text
            if cost < best[last + 1][0]:
                best[last + 1] = (cost, first)
    groups = []
    end = len(units)
    while end:
        first = best[end][1]
        groups.append([sentence for unit in units[first:end] for sentence in unit])
        end = first
    return groups[::-1]


def _units(said: Sequence[Sentence]) -> list[list[Sentence]]:
    units: list[list[Sentence]] = [[]]
    size = 0
    for sentence in said:
        if size >= UNIT_WORDS:
            units.append([])
            size = 0
        units[-1].append(sentence)
        size += max(1, len(words(sentence.text)))
    return units
