"""Titles of slides, offered to the chapters in which these were shown.

Slides are shown in their order, so each sentence is given a slide such that none comes before the slide of the sentence
before, and all are as near to one another as can be: the likeliest way through, by dynamic programming. A lecturer who
goes back for a moment is not followed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lecture.notes.vectors import Encoder
from lecture.notes.words import content
from lecture.values import Chapter, Reading, Sentence, Slide

Nearness = NDArray[np.float32]  # of each sentence to each slide: cosines; shape = (n_sentences, n_slides)

AROUND = 2  # sentences before and behind one that are taken with it: one alone says little
MOST_OF = 0.4  # of a chapter's time, from which a slide's title is offered for it


@dataclass(frozen=True, slots=True)
class Least:
    """Mean cosines from which slides are those of a lecture, and one of them is what a chapter is about.

    Three decks with their lectures had 0.31 and more by meaning and 0.24 and more by words; the same decks in 24 pairs
    with other lectures had at most 0.16 and 0.11.
    """

    lecture: float
    chapter: float


BY_MEANING, BY_WORDS = Least(0.22, 0.2), Least(0.17, 0.1)


def offered(reading: Reading, slides: Sequence[Slide], encoder: Encoder | None = None) -> tuple[Chapter, ...]:
    """The chapters, each with the title of the slide that was shown for most of it, where there is one.

    encoder : what the reading's vectors were made with; without vectors, words alone tell what is near
    """
    titled = [slide for slide in slides if slide.title]
    if not titled or not reading.sentences or not reading.chapters:
        return reading.chapters
    if encoder is None or reading.vectors is None:
        near, least = _by_words(reading, titled), BY_WORDS
    else:
        near, least = _by_meaning(reading.vectors, titled, encoder), BY_MEANING
    shown = _shown(near)
    cosines = near[np.arange(len(shown)), shown]
    if cosines.mean() < least.lecture:  # these are another lecture's slides
        return reading.chapters
    told = [
        _Told(one, titled[slide].title, float(cosine))
        for one, slide, cosine in zip(reading.sentences, shown, cosines, strict=True)
    ]
    found = _each_once([_longest_shown(part, least) for part in _by_chapter(reading.chapters, told)])
    return tuple(replace(chapter, offered=title) for chapter, title in zip(reading.chapters, found, strict=True))


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence, the title of the slide that was shown with it, and how near the two are."""

    sentence: Sentence
    title: str
    cosine: float

    @property
    def seconds(self) -> float:
        return self.sentence.end - self.sentence.start


def _by_chapter(chapters: Sequence[Chapter], told: Sequence[_Told]) -> list[list[_Told]]:
    """Each with what begins in it."""
    starts = [chapter.start for chapter in chapters]
    groups: list[list[_Told]] = [[] for _ in chapters]
    for one in told:
        groups[max(0, bisect_right(starts, one.sentence.start) - 1)].append(one)
    return groups


def _by_meaning(vectors: NDArray[np.float32], slides: Sequence[Slide], encoder: Encoder) -> Nearness:
    whole = encoder.encode([f"{slide.title}\n{slide.text}" for slide in slides])
    near: Nearness = _unit(_around(vectors)) @ whole.T
    return near


def _by_words(reading: Reading, slides: Sequence[Slide]) -> Nearness:
    """The cosines of their words, each of which weighs the more the fewer slides it stands on."""
    said = [Counter(content(sentence.text, reading.vocabulary)) for sentence in reading.sentences]
    bags = [Counter(content(f"{slide.title}\n{slide.text}", reading.vocabulary)) for slide in slides]
    stands_on = Counter(word for bag in bags for word in bag)
    weight = {word: math.log(1 + len(slides) / count) for word, count in stands_on.items()}
    both = {word: number for number, word in enumerate(sorted(weight.keys() & {word for bag in said for word in bag}))}

    def rows(found: Sequence[Counter[str]]) -> NDArray[np.float32]:
        made = np.zeros((len(found), len(both)), np.float32)
        for row, bag in zip(made, found, strict=True):
            for word in bag.keys() & both.keys():
                row[both[word]] = math.sqrt(bag[word]) * weight[word]
        return made

    lengths = [math.sqrt(sum(count * weight[word] ** 2 for word, count in bag.items())) for bag in bags]
    slides_at_unit_length = rows(bags) / np.maximum(lengths, 1e-6).astype(np.float32)[:, None]
    near: Nearness = _unit(_around(rows(said))) @ slides_at_unit_length.T
    return near


def _around(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row with those around it."""
    sums = np.concatenate([np.zeros((1, rows.shape[1]), np.float32), rows.cumsum(0)])
    at = np.arange(len(rows))
    around: NDArray[np.float32] = sums[np.minimum(at + AROUND + 1, len(rows))] - sums[np.maximum(at - AROUND, 0)]
    return around


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-6)).astype(np.float32)
    return unit


def _shown(near: Nearness) -> list[int]:
    """For each sentence the slide that was shown, in their order.

    What a slide is near to is taken beyond its mean: one that says a little of everything is near to all sentences.
    """
    gains = near - near.mean(0)
    best = gains[0]
    before = []  # for each later sentence and its slide: the slide of the sentence before it
    for gain in gains[1:]:
        peak = np.maximum.accumulate(best)
        before.append(np.maximum.accumulate(np.where(best == peak, np.arange(len(best)), 0)))
        best = peak + gain
    shown = [int(best.argmax())]
    for step in reversed(before):
        shown.append(int(step[shown[-1]]))
    return shown[::-1]


def _longest_shown(said: Sequence[_Told], least: Least) -> tuple[float, str]:
    """The title that was shown the longest while this was said, and for how many seconds; "" where it is not near."""
    seconds: dict[str, float] = defaultdict(float)
    near: dict[str, float] = defaultdict(float)
    for one in said:
        seconds[one.title] += one.seconds
        near[one.title] += one.seconds * one.cosine
    title, spent = max(seconds.items(), key=lambda item: item[1], default=("", 0.0))
    shown = spent and spent >= MOST_OF * sum(seconds.values()) and near[title] >= least.chapter * spent
    return (spent, title) if shown else (0.0, "")


def _each_once(found: Sequence[tuple[float, str]]) -> list[str]:
    """For each chapter the title found for it, where it was shown the longest; "" for other chapters with the same."""
    longest = {title: number for number, (_, title) in sorted(enumerate(found), key=lambda one: one[1][0])}
    return [title if longest[title] == number else "" for number, (_, title) in enumerate(found)]
