"""Candidates for cards: the scores that rank them, and the rules that turn them down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import token_sort_ratio

from lecture.notes.cloze import HIDDEN
from lecture.notes.definitions import defined
from lecture.notes.english import FUNCTION_WORDS, VAGUE
from lecture.notes.phrases import bare
from lecture.notes.words import fold, lower_words, words
from lecture.values import CardKind, Fact, Question, Reading

GOOD = 0.5  # a card that scores less is not worth a student's time
TWINS = 80  # of 100, as rapidfuzz counts: two questions so alike ask the same
FULL, LONG = 9, 26  # words that a statement has at best, at least and at most
WEIGHTS = {"kind": 2.0, "terms": 0.5, "central": 0.5, "plain": 1.5, "answer": 1.5, "length": 1.0, "clear": 1.0}

_ENOUGH: dict[CardKind, int] = {"definition": 1, "question": 2, "cloze": 4}  # words that carry matter
_KINDS: dict[CardKind, float] = {"definition": 1.0, "question": 0.9, "cloze": 0.6}
_LEANS = frozenset(["it", "its", "they", "them", "their", "you", "your", "there", "something", "the"])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that may be. `fact` is what the question was made of; `parts` are the parts of its score, 0 to 1."""

    kind: CardKind
    question: str
    answer: str
    fact: Fact
    chapter: int
    parts: dict[str, float]
    matter: str = ""  # the words of question and answer that carry matter: what twins are known by
    term: str = ""  # what a definition defines

    @property
    def score(self) -> float:
        return sum(self.parts[part] * weight for part, weight in WEIGHTS.items()) / sum(WEIGHTS.values())


class Scorer:
    """Makes candidates, scored by what the whole lecture speaks of."""

    def __init__(self, reading: Reading) -> None:
        self.empty = reading.vocabulary.function_words
        said = ({fold(w) for w in words(sentence.text) if w not in self.empty} for sentence in reading.sentences)
        spread = Counter(word for sentence in said for word in sentence)
        self.matters = {word for word, n in spread.items() if n > 1 and word not in VAGUE and len(word) > 2}

    def candidate(self, question: Question, fact: Fact, chapter: int) -> Candidate:
        answer = question.answer if question.kind == "cloze" else question.answer[:1].upper() + question.answer[1:]
        matter = " ".join(content(f"{question.text} {answer}"))
        term = bare(defined(question)).lower() if question.kind == "definition" else ""
        parts = self._parts(question, fact)
        return Candidate(question.kind, question.text, answer, fact, chapter, parts, matter, term)

    def _parts(self, question: Question, fact: Fact) -> dict[str, float]:
        said = lower_words(fact.text)
        size = max(len(said), 1)
        matter = [fold(word) for word in words(fact.text) if word not in self.empty]
        asks = [fold(word) for word in words(question.text)]
        return {
            "terms": min(1.0, sum(word in self.matters for word in asks) / 3),
            "kind": _KINDS[question.kind],
            "central": sum(word in self.matters for word in matter) / max(len(matter), 1),
            "plain": max(0.0, 1 - sum(word in _LEANS for word in said) / size * 2.5),
            "answer": question.worth,
            "length": min(1.0, len(said) / FULL, LONG / size),
            "clear": fact.sentence.confidence,
        }


# Rules

Rule = tuple[str, Callable[[Candidate], bool]]
RULES: tuple[Rule, ...] = (
    ("the evidence is doubtful", lambda card: card.fact.sentence.doubtful),
    ("no question mark", lambda card: card.kind != "cloze" and not card.question.endswith("?")),
    ("the question has under four words", lambda card: len(words(card.question)) < 4),
    ("the question has over forty words", lambda card: len(words(card.question)) > 40),
    ("the question points at nothing", lambda card: _points_at_nothing(card)),
    ("the statement does not stand alone", lambda card: bool(card.fact.troubles)),
    ("it is about nothing that is spoken of again", lambda card: card.kind != "definition" and not card.parts["terms"]),
    ("it only says that there is something", lambda card: card.kind == "cloze" and card.question.startswith("There ")),
    ("the answer is a pronoun or a stop word", lambda card: not content(card.answer)),
    ("the answer is longer than a short answer", lambda card: len(words(card.answer)) > 22),
    ("the answer is inside the question", lambda card: _gives_away(card)),
    ("too little to tell the answer from", lambda card: len(content(card.question)) < _ENOUGH[card.kind]),
)


def kept(candidates: Iterable[Candidate], rejected: Counter[str]) -> list[Candidate]:
    """Those that no rule turns down; why the others were is counted in `rejected`."""
    left = []
    for candidate in candidates:
        reason = next((reason for reason, wrong in RULES if wrong(candidate)), "")
        if not reason and candidate.score < GOOD:
            reason = "the score is low"
        if reason:
            rejected[reason] += 1
        else:
            left.append(candidate)
    return left


def content(text: str) -> list[str]:
    """The words that carry matter."""
    return [word for word in words(text) if word not in FUNCTION_WORDS and word != HIDDEN]


def _points_at_nothing(card: Candidate) -> bool:
    """“What is it?”: nothing in the question says what is asked about."""
    return not [word for word in content(card.question) if word not in VAGUE]


def _gives_away(card: Candidate) -> bool:
    answer = {fold(word) for word in content(card.answer)}
    question = {fold(word) for word in content(card.question)}
    return bool(answer) and answer <= question


def twins(one: Candidate, other: Candidate) -> bool:
    """Do they ask the same, or rest on the same statement?"""
    if one.kind == other.kind == "definition" and one.term == other.term:
        return True
    return one.fact.text == other.fact.text or token_sort_ratio(one.matter, other.matter) >= TWINS
