"""English, parsed and understood: sentences -> what they state, and the questions that this answers, each ranked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from lecture.notes.choices import choices
from lecture.notes.clause import Asked
from lecture.notes.features import Vectors, Whole, of_question, of_statement
from lecture.notes.fluent import fluent
from lecture.notes.noun_phrases import VAGUE, spoken_of
from lecture.notes.questions import asked
from lecture.notes.ranker import Ranks, ranks
from lecture.notes.round_trip import comes_back
from lecture.notes.standing import pointing
from lecture.notes.stated import Stated, stated
from lecture.notes.unsure import misheard
from lecture.notes.vectors import Encoder
from lecture.notes.words import fold, words
from lecture.values import Fact, Question, Sentence

TRIED = 150  # questions of a lecture that go on the round trip, the best of them
QUESTIONS = 3  # of a fact that compete
BARRED = frozenset(["speaker", "somebody", "it", "this", "here"])  # a card with such a word needs what stood around it
ASIDE = 0.5  # how likely a sentence has to be an aside to be left out


@dataclass(frozen=True, slots=True)
class English:
    """What an English lecture is read with."""

    parser: Language
    encoder: Encoder


@dataclass(frozen=True, slots=True)
class Parsed:
    """The sentences of a lecture, the asides among them marked.

    docs : each as it would be written, parsed
    whole : what is known of the lecture that each statement is from
    """

    sentences: tuple[Sentence, ...]
    docs: Sequence[Doc]
    whole: Whole


def parsed(sentences: Sequence[Sentence], english: English, learned: Ranks | None = None) -> Parsed:
    learned = learned or ranks()
    docs = list(english.parser.pipe(fluent(sentence.text) for sentence in sentences))
    vectors = english.encoder.encode([doc.text for doc in docs])
    return understood(sentences, docs, vectors, learned)


def understood(sentences: Sequence[Sentence], docs: Sequence[Doc], vectors: Vectors, learned: Ranks) -> Parsed:
    """docs, vectors : each sentence parsed, and what it means, (n, 384)"""
    aside = _smooth(learned.aside(vectors))
    marked = tuple(
        replace(sentence, unsure_names=sentence.unsure_names | _parsed_names(doc) & sentence.unsure)
        for sentence, doc in zip(_marked(sentences, aside), docs, strict=True)
    )
    teaches, remember = learned.teaches(vectors), learned.remember.odds(vectors)
    return Parsed(marked, docs, Whole(marked, vectors, spoken_of(docs), teaches, aside, remember))


def asides(sentences: Sequence[Sentence], vectors: Vectors) -> tuple[Sentence, ...]:
    """The sentences, the asides among them marked."""
    return _marked(sentences, _smooth(ranks().aside(vectors)))


def _marked(sentences: Sequence[Sentence], aside: NDArray[np.float32]) -> tuple[Sentence, ...]:
    return tuple(
        replace(sentence, aside=bool(likely >= ASIDE)) for sentence, likely in zip(sentences, aside, strict=True)
    )


def _parsed_names(sentence: Doc) -> frozenset[str]:
    """The words of names and figures as the parse has them, also at the start of a sentence and where spelt out."""
    named = (token for token in sentence if token.pos_ in ("PROPN", "NUM") and token.lower_ != "one")
    return frozenset(fold(word) for token in named for word in words(token.text))


def _smooth(likely: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each with its neighbours: who advertises does so for a while, and one odd sentence is no advertisement."""
    if not len(likely):
        return likely
    padded = np.pad(likely, 1, mode="edge")
    return np.asarray(0.25 * padded[:-2] + 0.5 * likely + 0.25 * padded[2:], np.float32)


def facts(
    groups: Sequence[Sequence[Sentence]], lecture: Parsed, english: English, learned: Ranks | None = None
) -> list[Fact]:
    """What the sentences of each chapter state, in order. Asides and what may have been misheard state nothing."""
    learned = learned or ranks()
    every = stated(groups, lecture.docs, english.parser)
    found = [_fact(one, lecture.whole, learned) for one in every]
    found = _round_trip(found, every, lecture.whole.vectors, english.encoder)
    return choices(found, every, lecture.docs, lecture.whole, english.encoder)


def _fact(one: Stated, whole: Whole, learned: Ranks) -> Fact:
    """A statement with the best of its questions."""
    known = of_statement(one, whole)
    worth = learned.point(known)
    barred = any(kind in BARRED for kind, _ in pointing(one.doc))
    ways = [] if barred else [ask for ask in asked(one.doc) if _is_matter(ask, whole)]
    ranked = [
        Question(
            ask.kind,
            ask.text,
            ask.answer,
            # The mean of two odds of its own: whether it is well asked, and whether what it asks for is worth it.
            math.sqrt(worth * learned.card(of_question(ask, one, known, worth, whole))),
        )
        for ask in ways
    ]
    best = sorted(ranked, key=lambda q: (misheard(q.answer, one.sentence, "en"), -q.worth))[:QUESTIONS]
    return Fact(one.text, one.sentence, worth, tuple(best), tuple(dict.fromkeys(ask.answer for ask in ways)))


def _is_matter(ask: Asked, whole: Whole) -> bool:
    """Whether the answer says anything, and a gap hides a name, a figure or a noun that the lecture speaks of often."""
    said = [token for token in ask.answered if (token.is_alpha and not token.is_stop) or token.pos_ == "NUM"]
    if ask.kind == "cloze":
        return any(token.pos_ in ("PROPN", "NUM") or token.lemma_.lower() in whole.weights for token in said)
    return any(token.lemma_.lower() not in VAGUE for token in said)


def _round_trip(found: Sequence[Fact], every: Sequence[Stated], vectors: Vectors, encoder: Encoder) -> list[Fact]:
    """Without the questions that lead elsewhere. Only the best of a lecture are tried; the others are left out."""
    asked = [(question, one.place) for fact, one in zip(found, every, strict=True) for question in fact.questions]
    tried = sorted(asked, key=lambda pair: -pair[0].worth)[:TRIED]
    back = comes_back(
        [f"{question.text} {question.answer}" for question, _ in tried],
        [place for _, place in tried],
        vectors,
        encoder,
    )
    good = {id(question) for (question, _), returned in zip(tried, back, strict=True) if returned}
    return [replace(fact, questions=tuple(q for q in fact.questions if id(q) in good)) for fact in found]
