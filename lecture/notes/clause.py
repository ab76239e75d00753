"""An English statement by its parts, and turned into a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from spacy.tokens import Doc, Span, Token

from lecture.notes.statements import in_full, subject_of
from lecture.values import CardKind

LONGEST_ANSWER = 22  # words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a statement answers. `way` is the rule that asks; `answered` the tokens that answer."""

    kind: CardKind
    way: str
    text: str
    answer: str
    answered: Span


class Clause:
    """A statement by its parts: what it is about, its verb, and what is said of it."""

    def __init__(self, statement: Doc) -> None:
        """statement : not empty"""
        self.doc = statement
        self.root = next(iter(statement.sents)).root
        found = subject_of(self.root)
        self.has_subject = found is not None
        self.subject = self.root if found is None else found  # the verb stands in for a subject that is not there

    @property
    def whole(self) -> bool:
        """One sentence with a subject that a question could be about, and its verb after that."""
        return (
            self.has_subject
            and self.subject.right_edge.i < self.subject.head.i  # not “The day came when …”, nor “Never had the …”
            and not any(t.dep_ in ("aux", "auxpass") and t.i < self.subject.i for t in self.subject.head.children)
            and len(list(self.doc.sents)) == 1
            and self.subject.dep_ in ("nsubj", "nsubjpass", "csubj")
            and (self.subject.pos_ in ("NOUN", "PROPN") or self.subject.tag_ == "VBG" or self.subject.lower_ == "we")
        )

    @property
    def is_about_us(self) -> bool:
        """“We heat the gas”: nobody asks what “we” are."""
        return self.has_subject and self.subject.pos_ == "PRON"

    @property
    def about(self) -> Span:
        """The subject with all that belongs to it."""
        return span_of(self.subject)

    @property
    def before(self) -> str:
        """What stands before the subject: “In economics, …”."""
        return stripped(self.doc[: self.about.start])

    @property
    def end(self) -> int:
        """Where the statement ends, its stop left out."""
        end = len(self.doc)
        while end and self.doc[end - 1].is_punct:
            end -= 1
        return end

    def asked(self, kind: CardKind, way: str, question: str, answered: Span, answer: str = "") -> Iterator[Asked]:
        text = _without_stop(answer or stripped(answered))
        if 0 < len(text.split()) <= LONGEST_ANSWER:
            yield Asked(kind, way, question.replace(".?", "?"), text, answered)

    def inverted(
        self, without: Sequence[Token] = (), wh: str = "", said: Mapping[int, str] = MappingProxyType({})
    ) -> str:
        """“The acid dissolves zinc” as a question: “(Why) does the acid dissolve zinc?”.

        said : what to write for a token, by its place
        """
        root = self.root
        left_out = {token.i for token in without}
        fronted = next(
            (t for t in root.children if t.dep_ in ("aux", "auxpass") and t.i < root.i and t.tag_ != "TO"), None
        )
        lemma: str | None = None
        if root.lemma_ == "be" and fronted is None:
            fronted = root
        if fronted is None:
            auxiliary = {"VBZ": "does", "NNS": "does", "VBD": "did", "VBN": "did"}.get(root.tag_, "do")
            lemma = root.lemma_
        else:
            auxiliary = in_full(fronted)
        negated = next((t for t in root.children if t.dep_ == "neg"), None)
        parts = []
        for token in self.doc[self.about.end : self.end]:
            if token.i in left_out or token == fronted:
                continue
            word = "not" if token == negated and token.lower_ in ("n't", "n’t") else token.text
            if token == root and lemma is not None:
                word = lemma
            word = said.get(token.i, word)
            parts.append(word + (" " if token == negated else token.whitespace_))
        rest = joined("".join(parts))
        closes = "," in (self.about[-1].text, self.doc[self.about.end].text)  # “the cells, which are tiny, …”
        about = lower_start(self.about) + ("," if closes else "")
        before = self.before
        asks = f"{wh} {auxiliary} {about} {rest}".strip()
        if before and not left_out & {t.i for t in self.doc[: self.about.start]}:
            return f"{before[:1].upper()}{before[1:]}, {asks[:1].lower()}{asks[1:]}?"
        return f"{asks[:1].upper()}{asks[1:]}?"


# The parts of a text


def span_of(token: Token) -> Span:
    return token.doc[token.left_edge.i : token.right_edge.i + 1]


def stripped(span: Span) -> str:
    return joined(span.text)


def joined(text: str) -> str:
    return re.sub(r"\s+([,.;:])", r"\1", " ".join(text.split())).strip(" ,;:-–—")


def _without_stop(answer: str) -> str:
    """“2 log n.” as “2 log n”: after a letter the parser takes the stop for a part of it. “The U.S.” keeps its own."""
    last = answer.split()[-1] if answer.split() else ""
    return answer.removesuffix(".") if last.count(".") == 1 else answer


def lower_start(span: Span) -> str:
    """For within a sentence: “the flame”, but “Isaac Newton”, “DNA”, “Q”."""
    text, first = stripped(span), span[0]
    keeps = (
        first.pos_ == "PROPN"
        or first.ent_type_ in ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT")
        or first.text == "I"
    )
    keeps = keeps or (first.text[1:] != first.text[1:].lower()) or (len(first.text) == 1 and first.lower_ != "a")
    if first.lower_ in ("the", "a", "an", "this", "that", "all", "some", "any", "most", "many", "each", "every"):
        keeps = False
    return text if keeps else text[:1].lower() + text[1:]
