"""Key terms: what a lecture's words do in it, and the noun phrases that it speaks of most."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lecture.notes.english import FUNCTION_WORDS, OPENS_EITHER, OPENS_NOUN, OPENS_VERB, VAGUE
from lecture.notes.function_words import OTHER_FUNCTION_WORDS
from lecture.notes.words import WORD, fold, words
from lecture.values import Sentence, Term, Vocabulary

LONGEST_TERM = 3  # words

Weighed = tuple[Term, float]
_Run = tuple[str, list[re.Match[str]]]  # words that carry matter, and the function word before them


# Vocabulary


def vocabulary_of(sentences: Sequence[Sentence], language: str) -> Vocabulary:
    """What the words do, read off the sentences where it is not known of the language."""
    empty = _function_words(sentences, language)
    return Vocabulary(empty, _nouns(sentences, empty) if language == "en" else None)


def _function_words(sentences: Sequence[Sentence], language: str) -> frozenset[str]:
    """Known for some languages, else the short and frequent words."""
    if language == "en":
        return FUNCTION_WORDS
    spread = Counter(word for sentence in sentences for word in set(words(sentence.text)))
    common = {word for word, n in spread.items() if len(word) <= 5 and n > max(3, len(sentences) * 0.05)}
    return OTHER_FUNCTION_WORDS.get(language, frozenset(common)) | {word for word in spread if len(word) <= 2}


def _nouns(sentences: Sequence[Sentence], empty: frozenset[str]) -> frozenset[str]:
    """The words that this lecture uses as nouns, told by what stands before and after them."""
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

    return frozenset(filter(is_noun, list(noun)))


def _content_runs(text: str, empty: frozenset[str]) -> Iterator[_Run]:
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


# Terms


@dataclass(slots=True)
class _Found:
    surfaces: Counter[str]
    times: list[float]
    within: int = 0  # how often as a part of a longer candidate, added up over them
    longer: int = 0  # such candidates


def weighed_terms(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> list[Weighed]:
    """What is spoken of more than once, the weightiest first, each with its weight.

    Noun phrases of one to three words, weighed by C-value (Frantzi, Ananiadou, Mima 2000): how often, how long, and
    how often not merely as a part of a longer term.
    """
    repeated = {key: entry for key, entry in _phrases(sentences, vocabulary).items() if len(entry.times) > 1}
    _note_longer(repeated)
    weighed = []
    for key, entry in repeated.items():
        alone = len(entry.times) - entry.within / max(entry.longer, 1)
        weight = math.log2(1 + len(key)) * alone
        if weight > 1 and not all(word in VAGUE or len(word) < 3 for word in key):
            weighed.append((Term(_surface(entry.surfaces), tuple(entry.times)), weight))
    return sorted(weighed, key=lambda term: (-term[1], term[0].times[0], term[0].text))


def _phrases(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> dict[tuple[str, ...], _Found]:
    """Every phrase that could be a term, by its folded words."""
    found: dict[tuple[str, ...], _Found] = {}
    for sentence in sentences:
        for run in _content_runs(sentence.text, vocabulary.function_words):
            for part in _parts(_nominal(run, vocabulary), vocabulary):
                key = tuple(fold(match.group()) for match in part)
                entry = found.setdefault(key, _Found(Counter(), []))
                entry.surfaces[sentence.text[part[0].start() : part[-1].end()]] += 1
                entry.times.append(sentence.moment(part[0].start()))
    return found


def _nominal(run: _Run, vocabulary: Vocabulary) -> list[re.Match[str]]:
    """The part of a run that can be a noun phrase: without a verb at its head, ending in a noun."""
    opener, matches = run
    if vocabulary.nouns is None:
        return matches
    if opener in OPENS_VERB:
        matches = matches[1:]
    while matches and fold(matches[-1].group()) not in vocabulary.nouns:
        matches = matches[:-1]
    return matches


def _parts(phrase: list[re.Match[str]], vocabulary: Vocabulary) -> Iterator[list[re.Match[str]]]:
    """The phrases within a phrase that end in a noun, the short ones first."""
    for size in range(1, min(LONGEST_TERM, len(phrase)) + 1):
        for at in range(len(phrase) - size + 1):
            part = phrase[at : at + size]
            if vocabulary.nouns is None or fold(part[-1].group()) in vocabulary.nouns:
                yield part


def _note_longer(repeated: dict[tuple[str, ...], _Found]) -> None:
    """Tell every phrase of the longer ones that it is a part of."""
    for key, entry in repeated.items():
        for size in range(1, len(key)):
            for at in range(len(key) - size + 1):
                if (inner := repeated.get(key[at : at + size])) is not None:
                    inner.within += len(entry.times)
                    inner.longer += 1


def _surface(surfaces: Counter[str]) -> str:
    """How a term is written: as most often, in small letters where it ever stands so."""
    lower = [surface for surface in surfaces if surface == surface.lower()]
    return max(lower or surfaces, key=lambda surface: (surfaces[surface], surface))
