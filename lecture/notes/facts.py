"""Sentences -> facts: what each states on its own feet, and the questions that this answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lecture.notes.definitions import defined, definitions
from lecture.notes.english import LISTENER
from lecture.notes.phrases import Names, is_plural, lower_first
from lecture.notes.questions import questions
from lecture.notes.statements import statements
from lecture.notes.troubles import troubles
from lecture.notes.words import first_word, sentence_case
from lecture.values import Fact, Question, Sentence

FITTING = range(5, 36)  # words of a sentence that is a fact by itself, where no grammar is known


def facts(groups: Sequence[Sequence[Sentence]], language: str) -> Iterator[Fact]:
    """What the sentences of each chapter state, in order; in a language other than English, each as it stands."""
    names = names_in([sentence for group in groups for sentence in group])
    for group in groups:
        yield from _english(group, names) if language == "en" else map(_as_it_stands, group)


def names_in(sentences: Sequence[Sentence]) -> Names:
    """Words that have a capital within a sentence, and never stand without."""
    capital = {match.group() for sentence in sentences for match in _CAPITAL.finditer(sentence.text)}
    small = {word for sentence in sentences for word in sentence.text.split() if word.islower()}
    return frozenset(word for word in capital if word.lower() not in small)


_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]+")


def _as_it_stands(sentence: Sentence) -> Fact:
    fits = len(sentence.text.split()) in FITTING
    return Fact(sentence_case(sentence.text), sentence, () if fits else ("too short or too long",))


def _english(sentences: Sequence[Sentence], names: Names) -> Iterator[Fact]:
    """An “it” may stand for what the statement before is about; never for what may have been misheard."""
    before = spoken = ""
    for sentence in sentences:
        for definition in definitions(sentence.text, spoken, names):
            yield Fact(_stated(definition, names), sentence, questions=(definition,))
        for statement in statements(sentence.text, before):
            wrong = tuple(troubles(statement))
            yield Fact(statement, sentence, wrong, () if wrong else tuple(questions(statement, names)))
            if first_word(statement) not in LISTENER | {"i"}:
                before = statement
        spoken = sentence.text
        if sentence.doubtful:
            before = spoken = ""


def _stated(definition: Question, names: Names) -> str:
    """A definition as a statement: “What is lime?” and “a substance …” as “Lime is a substance ….”"""
    subject = defined(definition)
    several = is_plural(subject) and not re.match(r"(?:an?|the) |.*ics$", subject)  # a lens, optics
    be = "are" if several else "is"
    return sentence_case(f"{subject} {be} {lower_first(definition.answer, names)}")
