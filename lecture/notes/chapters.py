"""Chapters: the likeliest division of a lecture into stretches on one topic each, titled from their own key terms."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from lecture.notes.terms import Weighed, weighed_terms
from lecture.notes.words import fold, words
from lecture.values import Chapter, Fact, Sentence, Term, Vocabulary

Said = TypeVar("Said", Sentence, Fact)

UNIT_WORDS = 30  # a chapter can begin only where this many words have passed since the last place
SHORTEST_CHAPTER = 200  # words: about a minute and a half; less where the whole is short
LONGEST_CHAPTER = 1000  # words: about seven minutes
TITLE_TERMS = 3
CHAPTER_TERMS = 8
TOO_SHORT = 1e6  # what a chapter costs that is too short: taken only where nothing else divides the text


def chapters(
    sentences: Sequence[Sentence], vocabulary: Vocabulary, terms: Sequence[Weighed], duration: float
) -> tuple[Chapter, ...]:
    """The lecture in chapters without gaps, from 0 to its end at `duration` seconds; none where nothing was said.

    terms : of the whole lecture, for a chapter's own are those said in it more than elsewhere
    """
    if not sentences:
        return ()
    groups = _divide(sentences, vocabulary.function_words)
    starts = [0.0, *(group[0].start for group in groups[1:]), duration]
    whole = {term.text: len(term.times) for term, _ in terms}
    titled = []
    for number, (group, (start, end)) in enumerate(zip(groups, pairwise(starts), strict=True), start=1):
        sure = [sentence for sentence in group if not sentence.doubtful]
        own = _own_terms(weighed_terms(sure, vocabulary), whole)
        titled.append(Chapter(start, max(start, end), _title(own) or f"Part {number}", own))
    return tuple(titled)


def by_chapter(chapters: Sequence[Chapter], said: Sequence[Said]) -> list[list[Said]]:
    """The sentences or facts of each chapter: those that begin in it."""
    starts = [chapter.start for chapter in chapters]
    groups: list[list[Said]] = [[] for _ in chapters]
    for one in said if groups else ():
        start = one.start if isinstance(one, Sentence) else one.sentence.start
        groups[max(0, bisect_right(starts, start) - 1)].append(one)
    return groups


def _title(terms: Sequence[Term]) -> str:
    title = ", ".join(term.text for term in terms[:TITLE_TERMS])
    return title[:1].upper() + title[1:]


def _own_terms(weighed: Sequence[Weighed], whole: dict[str, int]) -> tuple[Term, ...]:
    """A chapter's terms, those first that are said here more than elsewhere; no word is in two of them."""
    here = {
        term: weight * (len(term.times) / max(whole.get(term.text, 0), len(term.times))) ** 2
        for term, weight in weighed
    }
    chosen: list[Term] = []
    for term in sorted(here, key=lambda term: (-here[term], term.times[0], term.text)):
        if not any(set(words(term.text)) & set(words(other.text)) for other in chosen):
            chosen.append(term)
    return tuple(chosen[:CHAPTER_TERMS])


def _divide(sentences: Sequence[Sentence], empty: frozenset[str]) -> list[list[Sentence]]:
    """The likeliest division under a model in which every stretch has its own words.

    Utiyama and Isahara, “A statistical model for domain-independent text segmentation” (ACL 2001), by dynamic
    programming, with chapters kept between one and seven minutes.
    """
    units = _units(sentences)
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
            cost += TOO_SHORT * short
            if cost < best[last + 1][0]:
                best[last + 1] = (cost, first)
    return [[sentence for unit in units[a:b] for sentence in unit] for a, b in _traced(best)]


def _traced(best: Sequence[tuple[float, int]]) -> list[tuple[int, int]]:
    """The stretches of the cheapest way, from where each begins to where it ends."""
    stretches = []
    end = len(best) - 1
    while end:
        stretches.append((best[end][1], end))
        end = best[end][1]
    return stretches[::-1]


def _units(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """The sentences in runs of at least UNIT_WORDS words."""
    units: list[list[Sentence]] = [[]]
    size = 0
    for sentence in sentences:
        if size >= UNIT_WORDS:
            units.append([])
            size = 0
        units[-1].append(sentence)
        size += max(1, len(words(sentence.text)))
    return units
