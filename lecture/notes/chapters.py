"""Chapters: those of the file, or the likeliest division of a lecture into stretches on one topic each, with titles."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span, Token

from lecture.notes.marked import marked
from lecture.notes.terms import Weighed
from lecture.notes.unsure import misheard
from lecture.notes.words import fold, word_list, words
from lecture.values import Chapter, Fact, Mark, Sentence, Term, Vocabulary

Said = TypeVar("Said", Sentence, Fact)
Vectors = NDArray[np.float32]
Phrases = Sequence[Sequence[Span]]

UNIT_WORDS = 30  # a chapter can begin only where this many words have passed since the last place
SHORTEST_CHAPTER = 200  # words: about a minute and a half; less where the whole is short
LONGEST_CHAPTER, LONGEST_SECONDS = 1000, 450  # words, about seven minutes; less where somebody speaks slowly
TITLE_TERMS = 2
CHAPTER_TERMS = 8
TOO_SHORT = 1e6  # what a chapter costs that is too short: taken only where nothing else divides the text
MEANING = 60.0  # how much the scatter of the vectors weighs beside the words' improbability, in nats
FEWER = 85.0  # nats that a chapter costs more then, for any further mean takes some scatter away

ASIDE_TITLES = ("About the course", "More about the course")
SEVERAL_WORDS = 2.2  # how much more a phrase says than a word
TOGETHER = 2  # sentences that speak of a phrase beside those of another, for a title to name both
AS_MUCH = (0.4, 0.6)  # of the first one's weight, for the second to be named: where that is a word, or more
# No title by themselves, nor before “of”, though “hash function” is one. What noun_phrases.py has as VAGUE ends none.
_VAGUE_ALONE = word_list(
    """
    announcement application assumption benefit center centimeter chunk concept copy definition discussion dollar euro
    foot function guess importance inch information item kid kilogram kilometer law list meter method micrometer
    mile possibility pound practice prediction property ratio relation scope series solution system tool unit value
    """
)


def chapters(
    sentences: Sequence[Sentence],
    vocabulary: Vocabulary,
    terms: Sequence[Weighed],
    duration: float,
    vectors: Vectors | None = None,
    phrases: Phrases | None = None,
    marks: Sequence[Mark] = (),
) -> tuple[Chapter, ...]:
    """The lecture in chapters without gaps, from 0 to its end at `duration` seconds; none where nothing was said.

    terms : of the whole lecture, for a chapter's own are those said in it more than elsewhere
    vectors : what each sentence means, at unit length; without them the words alone divide the lecture
    phrases : each sentence's noun phrases, to make titles of; without them the terms are the titles
    marks : of the file; where they divide the lecture, they are its chapters
    """
    if not sentences:
        return ()
    given = marked(sentences, marks)
    stretches = [(one.first, one.last) for one in given] or _divide(sentences, vocabulary.function_words, vectors)
    begins = [one.start for one in given] or [sentences[first].start for first, _ in stretches]
    starts = [0.0, *begins[1:], duration]
    own = [_own_terms(terms, sentences[first].start, sentences[last - 1].end) for first, last in stretches]
    asides = [_mostly_aside(sentences[first:last]) for first, last in stretches]
    if phrases is None:
        offered = [_by_terms(terms) for terms in own]
    else:
        offered = _by_phrases(sentences, stretches, phrases, vectors)
    told = [one.title for one in given] or [""] * len(stretches)
    titles = [title or made for title, made in zip(told, _titles(offered, asides), strict=True)]
    return tuple(
        Chapter(start, max(start, end), title, its_own, aside)
        for (start, end), title, its_own, aside in zip(pairwise(starts), titles, own, asides, strict=True)
    )


def by_chapter(chapters: Sequence[Chapter], said: Sequence[Said]) -> list[list[Said]]:
    """The sentences or facts of each chapter: those that begin in it."""
    starts = [chapter.start for chapter in chapters]
    groups: list[list[Said]] = [[] for _ in chapters]
    for one in said if groups else ():
        start = one.start if isinstance(one, Sentence) else one.sentence.start
        groups[max(0, bisect_right(starts, start) - 1)].append(one)
    return groups


def _mostly_aside(said: Sequence[Sentence]) -> bool:
    sizes = [(len(words(sentence.text)), sentence.aside) for sentence in said]
    return 2 * sum(size for size, aside in sizes if aside) > sum(size for size, _ in sizes)


def _own_terms(weighed: Sequence[Weighed], start: float, end: float) -> tuple[Term, ...]:
    """A chapter's terms, those first that are said here more than elsewhere; no word is in two of them."""
    here: dict[Term, float] = {}
    for term, weight in weighed:
        times = term.times[bisect_left(term.times, start) : bisect_left(term.times, end)]
        if len(times) > 1:
            here[Term(term.text, times)] = weight * (len(times) / len(term.times)) ** 3
    chosen: list[Term] = []
    for term in sorted(here, key=lambda term: (-here[term], term.times[0], term.text)):
        if not any(set(words(term.text)) & set(words(other.text)) for other in chosen):
            chosen.append(term)
    return tuple(chosen[:CHAPTER_TERMS])


# Titles


@dataclass(slots=True)
class _Phrase:
    """A phrase as one chapter speaks of it."""

    surfaces: Counter[str] = field(default_factory=Counter)
    sentences: list[int] = field(default_factory=list)  # once for each time it is said there
    within: int = 0  # of these, how often as a part of a longer phrase
    sure: bool = False  # whether it was once heard surely there
    weight: float = 0.0

    @property
    def surface(self) -> str:
        return max(self.surfaces, key=lambda surface: (self.surfaces[surface], surface.islower(), surface))


_Key = tuple[str, ...]  # the lemmas of a phrase
_Found = dict[_Key, _Phrase]


def _titles(offered: Sequence[Iterator[str]], asides: Sequence[bool]) -> list[str]:
    """A title for each chapter, no two of them the same."""
    plain = iter(ASIDE_TITLES)
    taken = {""}
    titles = []
    for number, (possible, aside) in enumerate(zip(offered, asides, strict=True), start=1):
        wanted = chain(plain if aside else (), possible, (f"Part {n}" for n in count(number)))
        title = next(title for title in wanted if title.casefold() not in taken)
        taken.add(title.casefold())
        titles.append(title[:1].upper() + title[1:])
    return titles


def _by_terms(terms: Sequence[Term]) -> Iterator[str]:
    for many in range(min(TITLE_TERMS, len(terms)), 0, -1):
        yield ", ".join(term.text for term in terms[:many])


def _by_phrases(
    sentences: Sequence[Sentence], stretches: Sequence[tuple[int, int]], phrases: Phrases, vectors: Vectors | None
) -> list[Iterator[str]]:
    """For each stretch the titles it could have, the best first."""
    small = frozenset(token.text for said in phrases for phrase in said for token in phrase if token.text.islower())
    found = [_spoken_of(sentences, phrases, range(*stretch), small) for stretch in stretches]
    sure = {key for one in found for key, phrase in one.items() if phrase.sure}
    found = [{key: phrase for key, phrase in one.items() if key in sure} for one in found]
    everywhere: Counter[_Key] = Counter()
    for one in found:
        everywhere.update({key: len(phrase.sentences) for key, phrase in one.items()})
    for one, (first, last) in zip(found, stretches, strict=True):
        _weigh(one, everywhere, None if vectors is None else vectors @ vectors[first:last].mean(0))
    return [_named(one) for one in found]


def _spoken_of(sentences: Sequence[Sentence], phrases: Phrases, stretch: range, small: frozenset[str]) -> _Found:
    found: _Found = defaultdict(_Phrase)
    for at in stretch:
        if sentences[at].aside or sentences[at].doubtful:
            continue
        whole = _natural(phrases[at])
        for span in whole:
            phrase = found[tuple(token.lemma_.lower() for token in span)]
            phrase.surfaces["".join(_written(token, small) + token.whitespace_ for token in span).strip()] += 1
            phrase.sentences.append(at)
            phrase.sure = phrase.sure or not misheard(span.text, sentences[at], "en")
            phrase.within += any(o.start <= span.start and span.end <= o.end and len(o) > len(span) for o in whole)
    return found


def _natural(said: Sequence[Span]) -> list[Span]:
    """The phrases with what they cannot be without: “blood-brain barrier”, “perfectly inelastic demand”.

    And two of them as one where they are “elasticity of demand”.
    """
    spans = {(span.start, span.end): span for span in map(_whole, said)}
    after = {span.start: span for span in sorted(spans.values(), key=len) if len(span) <= 2}
    both = [
        span.doc[span.start : after[span.end + 1].end]
        for span in spans.values()
        if span.end + 1 in after and span.doc[span.end].lower_ == "of" and span.root.lemma_.lower() not in _VAGUE_ALONE
    ]
    return [*spans.values(), *both]


def _whole(span: Span) -> Span:
    doc, start = span.doc, span.start
    while start > 1 and doc[start - 1].text in "-–" and not doc[start - 2].whitespace_:
        start -= 2
    if (
        start
        and doc[start - 1].dep_ == "advmod"
        and doc[start - 1].head.i == start
        and doc[start - 1].text[-2:] == "ly"
    ):
        start -= 1
    return doc[start : span.end]


def _written(token: Token, small: frozenset[str]) -> str:
    """In small letters where its capital is that of a sentence."""
    first = token.is_sent_start and token.pos_ != "PROPN"
    return token.text.lower() if token.text.istitle() and (first or token.text.lower() in small) else token.text


def _weigh(found: _Found, everywhere: Counter[_Key], nearness: Vectors | None) -> None:
    """How much the chapter is about each phrase.

    How often it is said here and not merely as a part of a longer one, as C-value has it (Frantzi, Ananiadou, Mima
    2000), how much less elsewhere, how near the sentences that say it are to what the chapter means, and how much the
    lecture speaks of its words.
    """
    most = max((n for key, n in everywhere.items() if len(key) == 1), default=1)
    for key, phrase in found.items():
        times = len(phrase.sentences)
        if len(set(phrase.sentences)) < 2 or phrase.within > times - 1 or (len(key) == 1 and key[0] in _VAGUE_ALONE):
            continue
        here = max(0.0, times - phrase.within / 2 - 1) ** 0.6 * (times / everywhere[key]) ** 0.8
        near = 1.0 if nearness is None else max(0.0, float(nearness[sorted(set(phrase.sentences))].mean()))
        matter = math.sqrt(max(everywhere[(lemma,)] for lemma in key) / most)
        phrase.weight = (SEVERAL_WORDS if len(key) > 1 else 1.0) * here * near * (0.4 + matter)


def _named(found: _Found) -> Iterator[str]:
    """Titles of two phrases that belong together, or of one."""
    ranked = sorted((key for key in found if found[key].weight), key=lambda key: (-found[key].weight, key))
    for at, first in enumerate(ranked):
        second = next((key for key in ranked[at + 1 :] if _together(first, key, found)), None)
        if second is not None:
            yield f"{found[first].surface} and {found[second].surface}"
        yield found[first].surface


def _together(first: _Key, second: _Key, found: _Found) -> bool:
    """Whether one breath names both, and the second not for a small part."""
    one, other = found[first], found[second]
    both = sum(any(abs(a - b) <= 2 for b in other.sentences) for a in set(one.sentences))
    enough = AS_MUCH[min(len(first), 2) - 1]  # a word alone names little
    return other.weight >= enough * one.weight and both >= TOGETHER and not set(first) & set(second)


# Division


def _divide(sentences: Sequence[Sentence], empty: frozenset[str], vectors: Vectors | None) -> list[tuple[int, int]]:
    """The likeliest division under a model in which every stretch has its own words, and means one thing.

    Utiyama and Isahara, “A statistical model for domain-independent text segmentation” (ACL 2001), by dynamic
    programming, with chapters kept between one and seven minutes. To the words' improbability is added how far the
    vectors scatter around their mean, what the splits of TreeSeg (Gklezakos et al. 2024) make least.
    """
    units = _units(sentences)
    texts = [[sentence.text for sentence in sentences[a:b]] for a, b in units]
    bags = [Counter(fold(word) for text in unit for word in words(text) if word not in empty) for unit in texts]
    sizes = [sum(len(words(text)) for text in unit) for unit in texts]
    vocabulary = len(set().union(*bags)) + 1
    shortest = min(SHORTEST_CHAPTER, max(UNIT_WORDS, sum(sizes) // 4))
    means = None if vectors is None else np.array([vectors[a:b].mean(0) for a, b in units])
    each = math.log(len(units) + 1) + (FEWER if vectors is not None else 0)
    # best[j]: cost of the best division of the units before j, and where its last chapter begins
    best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(units)
    for first in range(len(units)):
        before = best[first][0]
        if before == math.inf:
            continue
        counts: Counter[str] = Counter()
        scatter = _scatter(means, first)
        saved, total, length = 0.0, 0, 0
        for last in range(first, len(units)):
            length += sizes[last]
            seconds = sentences[units[last][1] - 1].end - sentences[units[first][0]].start
            if last > first and (length > LONGEST_CHAPTER or seconds > LONGEST_SECONDS):
                break
            for word, n in bags[last].items():
                had = counts[word]
                counts[word] = had + n
                saved += (had + n) * math.log(had + n + 1) - had * math.log(had + 1)
                total += n
            short = length < shortest and not (first == 0 and last == len(units) - 1)
            cost = before + total * math.log(total + vocabulary) - saved + each
            cost += MEANING * scatter[last - first] + TOO_SHORT * short
            if cost < best[last + 1][0]:
                best[last + 1] = (cost, first)
    return [(units[a][0], units[b - 1][1]) for a, b in _traced(best)]


def _scatter(means: Vectors | None, first: int) -> Sequence[float]:
    """The squared distances of the units from `first` to each later one from their mean, added up."""
    here = np.zeros((LONGEST_CHAPTER, 1), np.float32) if means is None else means[first : first + LONGEST_CHAPTER]
    sizes = np.arange(1, len(here) + 1)
    scatter: list[float] = ((here**2).sum(1).cumsum() - (here.cumsum(0) ** 2).sum(1) / sizes).tolist()
    return scatter


def _traced(best: Sequence[tuple[float, int]]) -> list[tuple[int, int]]:
    """The stretches of the cheapest way, from where each begins to where it ends."""
    stretches = []
    end = len(best) - 1
    while end:
        stretches.append((best[end][1], end))
        end = best[end][1]
    return stretches[::-1]


def _units(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """The sentences in runs of at least UNIT_WORDS words, each from its first to behind its last."""
    starts, size = [0], 0
    for at, sentence in enumerate(sentences):
        if size >= UNIT_WORDS:
            starts.append(at)
            size = 0
        size += max(1, len(words(sentence.text)))
    return list(pairwise([*starts, len(sentences)]))
