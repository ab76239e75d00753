"""Candidates for cards, and the rules that turn them down before the best are chosen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lecture.notes.cloze import HIDDEN
from lecture.notes.unsure import misheard
from lecture.notes.words import content, words
from lecture.twins import Asks
from lecture.values import Fact, Question, Vocabulary

LONGEST_QUESTION, LONGEST_ANSWER = 40, 22  # words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that may be, and the statement that it was made of."""

    question: Question
    fact: Fact
    chapter: int

    @property
    def worth(self) -> float:
        """How likely a student would study it, discounted where Whisper was not sure of the words."""
        return self.question.worth * self.fact.sentence.confidence

    @property
    def asks(self) -> Asks:
        sentence = self.fact.sentence
        return Asks(self.question.text, self.question.answer, (sentence.text, sentence.start))


Rule = tuple[str, Callable[[Candidate, Vocabulary], bool]]
RULES: tuple[Rule, ...] = (
    ("the evidence is doubtful", lambda card, _: card.fact.sentence.doubtful),
    (
        "the answer may have been misheard",
        lambda card, vocabulary: misheard(card.question.answer, card.fact.sentence, vocabulary.language),
    ),
    ("the question has under three words", lambda card, _: len(words(card.question.text)) < 3),
    ("the question is long", lambda card, _: len(words(card.question.text)) > LONGEST_QUESTION),
    ("the answer is long", lambda card, _: len(words(card.question.answer)) > LONGEST_ANSWER),
    ("the question points at nothing", lambda card, vocabulary: not content(_said(card.question), vocabulary)),
    ("the answer carries no matter", lambda card, vocabulary: not content(card.question.answer, vocabulary)),
    ("the answer is inside the question", lambda card, vocabulary: _gives_away(card.question, vocabulary)),
)
TOO_POOR = "a student would probably not study it"


def kept(
    candidates: Iterable[Candidate], vocabulary: Vocabulary, good: float, rejected: Counter[str]
) -> list[Candidate]:
    """Those that no rule turns down and that are at least `good`; why the others were is counted in `rejected`."""
    left = []
    for card in candidates:
        reason = next((reason for reason, wrong in RULES if wrong(card, vocabulary)), "")
        if not reason and card.worth < good:
            reason = TOO_POOR
        if reason:
            rejected[reason] += 1
        else:
            left.append(card)
    return left


def _said(question: Question) -> str:
    return question.text.replace(HIDDEN, " ")


def _gives_away(question: Question, vocabulary: Vocabulary) -> bool:
    answer = set(content(question.answer, vocabulary))
    offered = re.search(rf"\b(?:{re.escape(question.answer)} or|or {re.escape(question.answer)})\b", question.text)
    return bool(answer) and not offered and answer <= set(content(_said(question), vocabulary))  # “rise or fall?” may
