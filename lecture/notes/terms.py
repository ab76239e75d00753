"""Key terms: what a lecture's words do in it, and the noun phrases that it speaks of most."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Span

from lecture.notes.function_words import function_words
from lecture.notes.grammars import Grammar, grammar
from lecture.notes.unsure import misheard
from lecture.notes.words import WORD, elided, fold, unspaced, word_list, words
from lecture.values import Sentence, Term, Vocabulary

LONGEST_TERM = 3  # words
LONGEST_GRAM = 6  # letters of a term where no spaces tell the words
WELL_KNOWN = 100  # function words from which on a list of them will do

Weighed = tuple[Term, float]
Phrases = Sequence[Sequence[Span]]
_Run = list[re.Match[str]]  # words that carry matter


# Vocabulary


def vocabulary_of(sentences: Sequence[Sentence], language: str) -> Vocabulary:
    """What the words do, read off the sentences where it is not known of the language."""
    return Vocabulary(_function_words(sentences, language), language)


def _function_words(sentences: Sequence[Sentence], language: str) -> frozenset[str]:
    """Known for most languages; where they are not, or few are, the short and frequent words."""
    known = function_words(language) | _verbs(sentences, grammar(language))
    spread = Counter(word for sentence in sentences for word in set(words(sentence.text)))
    small = {word for word in spread if elided(word) or (_alphabetic(word) and len(word) <= 2)}
    if len(known) >= WELL_KNOWN or any(map(unspaced, (sentence.text for sentence in sentences[:20]))):
        return known | small
    often = max(3, len(sentences) * 0.05)
    return known | small | {word for word, n in spread.items() if len(word) <= 3 + 2 * _alphabetic(word) and n > often}


def _verbs(sentences: Sequence[Sentence], known: Grammar) -> frozenset[str]:
    """The verbs among a lecture's words, so far as they are known, or told by the pronoun before them."""
    after_pronoun: Counter[str] = Counter()
    after_article: Counter[str] = Counter()
    for sentence in sentences:
        for before, word in pairwise(words(sentence.text)):
            after_pronoun[word] += before in known.pronouns
            after_article[word] += before in known.articles | known.fused
    told = {word for word, n in after_pronoun.items() if n > 1 and not after_article[word]}
    personal = re.compile(f"{known.speaker}|{known.anybody}")
    return known.verbs | told | {word for word in after_pronoun if personal.fullmatch(word)}


def _alphabetic(word: str) -> bool:
    """Latin, Greek or Cyrillic: in others two letters may well be a noun."""
    return word < "\u0530"


def _content_runs(text: str, empty: frozenset[str]) -> Iterator[_Run]:
    """Runs of words that carry matter with nothing but spaces between."""
    run: list[re.Match[str]] = []
    at = 0
    for match in WORD.finditer(text):
        word = match.group().lower().replace("’", "'")
        matters = word not in empty and not word.isdigit()
        if run and (not matters or text[at : match.start()].strip()):
            yield run
            run = []
        if matters:
            run.append(match)
        at = match.end()
    if run:
        yield run


# Terms


@dataclass(slots=True)
class _Found:
    surfaces: Counter[str]
    times: list[float]
    within: int = 0  # how often as a part of a longer candidate, added up over them
    longer: int = 0  # such candidates
    sure: bool = False  # whether it was once heard surely


def weighed_terms(
    sentences: Sequence[Sentence], vocabulary: Vocabulary, phrases: Phrases | None = None
) -> list[Weighed]:
    """What is spoken of more than once, and once at least was surely heard, the weightiest first, each with its weight.

    phrases : of each sentence its noun phrases, where the language is parsed
    Noun phrases of one to three words, weighed by C-value (Frantzi, Ananiadou, Mima 2000): how often, how long, and
    how often not merely as a part of a longer term.
    """
    spoken = _phrases(sentences, vocabulary) if phrases is None else _parsed(sentences, phrases)
    repeated = {key: entry for key, entry in spoken.items() if len(entry.times) > 1 and entry.sure}
    _note_longer(repeated)
    weighed = []
    for key, entry in repeated.items():
        alone = len(entry.times) - entry.within / max(entry.longer, 1)
        weight = math.log2(1 + len(key)) * alone
        if weight > 1 and not all(_alphabetic(word) and len(word) < 3 for word in key):
            weighed.append((Term(_surface(entry.surfaces), tuple(entry.times)), weight))
    return sorted(weighed, key=lambda term: (-term[1], term[0].times[0], term[0].text))


def _parsed(sentences: Sequence[Sentence], phrases: Phrases) -> dict[tuple[str, ...], _Found]:
    """Every noun phrase, by its lemmas."""
    found: dict[tuple[str, ...], _Found] = {}
    for sentence, spans in zip(sentences, phrases, strict=True):
        for span in spans:
            entry = found.setdefault(tuple(token.lemma_.lower() for token in span), _Found(Counter(), []))
            entry.surfaces[span.text] += 1
            entry.sure = entry.sure or not misheard(span.text, sentence, "en")
            share = span.start / max(len(span.doc), 1)
            entry.times.append(sentence.start + (sentence.end - sentence.start) * share)
    return found


def _phrases(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> dict[tuple[str, ...], _Found]:
    """Every phrase that could be a term, by its folded words."""
    found: dict[tuple[str, ...], _Found] = {}
    links = _LINKS.get(vocabulary.language, frozenset())
    without_spaces = _grams(sentences, vocabulary)
    for sentence in sentences:
        spans = [
            (tuple(fold(match.group(), vocabulary.language) for match in part), part[0].start(), part[-1].end())
            for run in _linked(_content_runs(sentence.text, vocabulary.function_words), sentence.text, links)
            for part in _parts(run, links)
            if not unspaced(part[0].group())
        ]
        spans += without_spaces.get(id(sentence), [])
        for key, begin, end in spans:
            entry = found.setdefault(key, _Found(Counter(), []))
            entry.surfaces[sentence.text[begin:end]] += 1
            entry.sure = entry.sure or not misheard(sentence.text[begin:end], sentence, vocabulary.language)
            entry.times.append(sentence.moment(begin))
    return found


# “Potenziale d'azione”: in these languages small words link a term's nouns.
_LINKS = {
    "fr": word_list("de d' du des"),
    "it": word_list("di d' del dell' dello della dei degli delle"),
    "es": word_list("de del"),
    "pt": word_list("de do da dos das"),
}


def _linked(runs: Iterator[_Run], text: str, links: frozenset[str]) -> Iterator[_Run]:
    """The runs, and those that a linking word makes one of two."""
    before: _Run = []
    for run in runs:
        yield run
        if before and links:
            between = list(WORD.finditer(text, before[-1].end(), run[0].start()))
            gap = text[before[-1].end() : run[0].start()]
            if len(between) == 1 and between[0].group().lower().replace("’", "'") in links and len(gap.split()) == 1:
                yield [before[-1], between[0], run[0]]
        before = run


def _parts(phrase: _Run, links: frozenset[str]) -> Iterator[_Run]:
    """The phrases within a phrase, the short ones first; one that is linked stays whole."""
    if len(phrase) == 3 and phrase[1].group().lower().replace("’", "'") in links:
        yield phrase
        return
    for size in range(1, min(LONGEST_TERM, len(phrase)) + 1):
        for at in range(len(phrase) - size + 1):
            yield phrase[at : at + size]


_Gram = tuple[tuple[str, ...], int, int]  # its letters, and where it begins and ends
_HAN, _KANJI_KATAKANA = re.compile(r"[\u3400-\u9fff]+"), re.compile(r"[\u3400-\u9fff々\u30a1-\u30fa\u30fc]{2,}")
_EDGES = frozenset("的了是在和与與有不这那這也就都而及或被把从從对對为為以所其之于於会會能可要没沒中上下里裡很")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")


def _grams(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> dict[int, list[_Gram]]:
    """Terms of Chinese, by the sentence's identity, and of Japanese; of other scripts without spaces none.

    Japanese writes its nouns in characters of their own. In Chinese a term is what stands among ever other letters:
    Jin and Tanaka-Ishii, “Unsupervised segmentation of Chinese text by use of branching entropy” (ACL 2006).
    """
    if any(_HIRAGANA.search(sentence.text) for sentence in sentences):
        return {
            id(sentence): [(tuple(match.group()), *match.span()) for match in _KANJI_KATAKANA.finditer(sentence.text)]
            for sentence in sentences
        }
    found: dict[int, list[_Gram]] = {}
    before: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        grams = found[id(sentence)] = []
        text = f" {sentence.text} "
        for run in _HAN.finditer(text):
            for begin in range(run.start(), run.end() - 1):
                for end in range(begin + 2, min(begin + LONGEST_GRAM, run.end()) + 1):
                    gram = text[begin:end]
                    before[gram][text[begin - 1]] += 1
                    after[gram][text[end]] += 1
                    grams.append((tuple(gram), begin - 1, end - 1))

    def stands_alone(gram: str) -> bool:
        edge = gram[0] in _EDGES or gram[-1] in _EDGES
        varied = all(_varied(side[gram]) for side in (before, after))
        return varied and not edge and gram not in vocabulary.function_words

    return {key: [gram for gram in grams if stands_alone("".join(gram[0]))] for key, grams in found.items()}


def _varied(neighbours: Counter[str]) -> bool:
    """Whether ever other letters stand beside; a word's end is none of them twice."""
    total = neighbours.total()
    edges = sum(n for letter, n in neighbours.items() if not letter.isalpha())
    inside = max((n for letter, n in neighbours.items() if letter.isalpha()), default=0)
    return edges >= 0.4 * total or inside <= 0.6 * total


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
