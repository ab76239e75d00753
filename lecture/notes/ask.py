"""A question -> the places of lectures that come nearest to it, by meaning and by words; none where nothing is near.

A place is a sentence with the one after it, since one alone is often half an answer. What is near was found on real
lectures, with questions of our own that have an answer there and others that have none (docs/benchmarks.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from lecture.notes.function_words import function_words
from lecture.notes.words import fold, unspaced, words
from lecture.values import Said

Scores = NDArray[np.float32]  # one for each sentence

MOST = 5  # places
WORDS_COUNT = 0.6  # what all words of a question standing at a place count beside the cosine of its meaning
NEAR = 0.74  # the score from which on a place is near
NEAR_BY_WORDS = 0.5  # the same where words alone are counted: the share of them that stands there
AS_GOOD = 0.6  # of the best place's score, that one which is not near by itself has to have to be shown beside it
TOGETHER = 5.0  # seconds, at most, between a sentence and the one after it that may complete it
APART = 5  # sentences, at least, from one place to the next
ENDING = 4  # letters that may follow a stem
_ACCENTS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Found:
    """Sentences `first` to `last` of a lecture. `nearness` is 1 where a place just counts as near."""

    lecture: int
    first: int
    last: int
    nearness: float


def nearest(question: str, meaning: NDArray[np.float32] | None, lectures: Sequence[Said]) -> list[Found]:
    """The best places in these lectures, the nearest first.

    meaning : the question's vector, (384,); without it, and in lectures without vectors, words alone are counted
    """
    told = [i for i, lecture in enumerate(lectures) if lecture.texts]
    by_language = sorted(told, key=lambda i: lectures[i].language)
    found: list[Found] = []
    for language, group in groupby(by_language, key=lambda i: lectures[i].language):
        numbers = list(group)
        shelf = _Shelf([lectures[i] for i in numbers], language)
        found += [
            Found(numbers[one.lecture], one.first, one.last, one.nearness) for one in shelf.nearest(question, meaning)
        ]
    best = sorted(found, key=lambda one: -one.nearness)[:MOST]
    return [one for one in best if one.nearness >= _least(best[0].nearness)]


def _least(best: float) -> float:
    """The nearness from which on a place is shown, where that of the best one is `best`."""
    return min(AS_GOOD * best, 1.0) if best >= 1 else np.inf


class _Shelf:
    """The sentences of lectures in one language, end to end."""

    def __init__(self, lectures: Sequence[Said], language: str) -> None:
        self.lectures, self.language = lectures, language
        counts = [len(lecture.texts) for lecture in lectures]
        self.count = sum(counts)
        self.firsts = np.cumsum([0, *counts])[:-1]  # of each lecture, its first sentence
        starts = np.array([start for lecture in lectures for start in lecture.starts], np.float64)
        ends = np.array([end for lecture in lectures for end in lecture.ends], np.float64)
        self.paired = np.zeros(self.count, bool)  # with the sentence after it
        self.paired[:-1] = starts[1:] - ends[:-1] <= TOGETHER
        self.paired[self.firsts[1:] - 1] = False

    def nearest(self, question: str, meaning: NDArray[np.float32] | None) -> Iterator[Found]:
        alone, pairs = self._shares(question)
        near, all_words = NEAR_BY_WORDS, pairs > 0.999
        if meaning is not None and all(lecture.vectors for lecture in self.lectures):
            cosines, of_pairs = self._cosines(meaning)
            alone, pairs, near = cosines + WORDS_COUNT * alone, of_pairs + WORDS_COUNT * pairs, NEAR
        nearness = np.asarray(np.where(all_words, np.maximum(pairs, near), pairs) / near, np.float32)
        for i in self._apart(nearness):
            lecture = self._lecture_of(i)
            first, last = self._exactly(i, alone, pairs)
            begin = int(self.firsts[lecture])
            yield Found(lecture, first - begin, last - begin, float(nearness[i]))

    def _apart(self, nearness: Scores) -> list[int]:
        """The best that are near enough to be shown, each some sentences from those before."""
        chosen: list[int] = []
        least = _least(float(nearness.max()))
        for i in map(int, np.argsort(-nearness, kind="stable")):
            if nearness[i] < least or len(chosen) == MOST:
                break
            if all(abs(i - other) >= APART or self._lecture_of(i) != self._lecture_of(other) for other in chosen):
                chosen.append(i)
        return chosen

    def _lecture_of(self, sentence: int) -> int:
        return int(np.searchsorted(self.firsts, sentence, "right")) - 1

    def _exactly(self, i: int, alone: Scores, pairs: Scores) -> tuple[int, int]:
        """Of a sentence and the one after it: both, or the one of them that is nearer by itself."""
        if not self.paired[i]:
            return i, i
        spans = {(i, i): alone[i], (i + 1, i + 1): alone[i + 1], (i, i + 1): pairs[i]}
        return max(spans, key=lambda span: spans[span])  # where two say no more than one, the one

    # By meaning

    def _cosines(self, meaning: NDArray[np.float32]) -> tuple[Scores, Scores]:
        """Of each sentence, and of it with the one after it; what two mean together is the mean of what each does."""
        alone, products = [], []
        for lecture in self.lectures:
            vectors = np.frombuffer(lecture.vectors, np.float16).reshape(len(lecture.texts), -1).astype(np.float32)
            alone.append(vectors @ meaning)
            products.append(np.einsum("ij,ij->i", vectors[:-1], vectors[1:]))
            products.append(np.zeros(min(len(vectors), 1), np.float32))  # nothing follows the last
        one, product = np.concatenate(alone), np.concatenate(products)
        lengths = np.sqrt(2 + 2 * product)
        return one, np.where(self.paired, (one + _next(one)) / np.maximum(lengths, 1e-3), one)

    # By words

    def _shares(self, question: str) -> tuple[Scores, Scores]:
        """How much of the question stands in each sentence, and in it and the one after it, 0 to 1.

        A word counts the more, the fewer sentences it stands in (its inverse document frequency).
        """
        stems = _stems(question, self.language)
        there = np.zeros((len(stems), self.count), bool)
        for first, lecture in zip(self.firsts, self.lectures, strict=True):
            text = _plain("\n".join(lecture.texts))
            ends = np.cumsum([len(line) + 1 for line in text.split("\n")])
            for row, stem in zip(there, stems, strict=True):
                row[first + np.searchsorted(ends, list(_places(text, stem)), "right")] = True
        weights = np.log((self.count + 1) / (there.sum(1) + 0.5))
        weights /= max(weights.sum(), 1e-9)
        pairs = there | (np.roll(there, -1, 1) & self.paired)
        return (weights @ there).astype(np.float32), (weights @ pairs).astype(np.float32)


def _next(values: Scores) -> Scores:
    return np.roll(values, -1)


def _plain(text: str) -> str:
    """In small letters, without accents, which who asks may leave out, and with straight apostrophes."""
    text = text.lower().replace("’", "'")
    return text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", text))


def _stems(question: str, language: str) -> list[str]:
    """What of each word that carries matter also stands in its other forms; every word, where none of them does."""
    asked = [part for word in words(question) for part in re.split("[-‑]", word) if part]
    matter = [word for word in asked if word not in function_words(language)]
    return list(dict.fromkeys(_plain(_stem(fold(word, language))) for word in matter or asked))


def _stem(word: str) -> str:
    """Of a long word all but its last letters, by which its forms differ."""
    if unspaced(word) or any(map(str.isdigit, word)):
        return word
    return word[: len(word) - min(3, (len(word) - 3) // 2)]


def _places(text: str, stem: str) -> Iterator[int]:
    """Where in the text a word of this stem begins."""
    anywhere, longest = unspaced(stem), _longest_ending(stem)
    at = text.find(stem)
    while at >= 0:
        end = at + len(stem)
        rest = text[end : end + longest + 1]
        too_long = len(rest) > longest and rest.isalpha()
        if anywhere or not (too_long or text[at - 1 : at].isalnum()):
            yield at
        at = text.find(stem, end)


def _longest_ending(stem: str) -> int:
    if len(stem) < 3 or any(map(str.isdigit, stem)):
        return 0
    return ENDING if len(stem) > 3 else ENDING // 2
