"""Wrong answers to choose from beside the right one: of its kind, near in meaning, and never also right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from lecture.notes.clause import lower_start, stripped
from lecture.notes.features import Whole
from lecture.notes.noun_phrases import VAGUE, noun_phrases, qualifies
from lecture.notes.stated import Stated
from lecture.notes.unsure import misheard
from lecture.notes.vectors import Encoder
from lecture.values import Fact, Question

TRIED = 80  # questions of a lecture that get wrong answers, the best of them
WRONG = 3  # answers beside the right one; where there are not so many, there are none
LONGEST = 4  # words of an answer that has others beside it
FAR, SAME = 0.2, 0.75  # cosines: what is less near is no temptation, what is nearer may mean the same
_NAMES = ("PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "WORK_OF_ART", "FAC", "LAW", "PRODUCT")
_ARTICLES = ("a", "an", "the")
_CURRENCIES = ("$", "€", "£")
_ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "attr", "pobj")
_YEAR = re.compile(r"1\d\d\d|20\d\d")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What an answer says, without the preposition and the article before it.

    sort : only phrases of one sort stand beside each other, as a name of a person, a figure, a singular noun
    of : the noun that a modifier belongs to, or that a figure counts
    """

    text: str
    sort: tuple[str, str]
    head: str
    article: str = ""
    of: str = ""

    @property
    def is_number(self) -> bool:
        return self.sort[0] in ("year", "figure")


@dataclass(frozen=True, slots=True)
class Right:
    """A question to find wrong answers to, and what its answer is made of: “in”, “the”, and a phrase."""

    question: Question
    before: str
    with_article: bool  # the article is a part of the answer, not of the question
    phrase: Phrase
    answered: Span
    place: int  # the row of its sentence

    def filled(self, wrong: Phrase) -> str:
        text = " ".join(filter(None, (self.before, wrong.article * self.with_article, wrong.text)))
        return text if self.question.kind == "cloze" else text[:1].upper() + text[1:]


def choices(
    found: Sequence[Fact], every: Sequence[Stated], docs: Sequence[Doc], whole: Whole, encoder: Encoder
) -> list[Fact]:
    """The facts with three wrong answers to each of their best questions, where the lecture has three.

    every : the statement of each fact
    docs : the lecture's sentences
    """
    rights = sorted(_rights(found, every), key=lambda right: -right.question.worth)[:TRIED]
    said = _said(docs, whole)
    lemmas = [frozenset(token.lemma_.lower() for token in doc) for doc in docs]
    fitting = [_fitting(right, said, lemmas) for right in rights]
    texts = sorted({p.text for right, others in zip(rights, fitting, strict=True) for p in (right.phrase, *others)})
    row = {text: i for i, text in enumerate(texts)}
    vectors = encoder.encode(texts)
    wrong: dict[int, tuple[str, ...]] = {}
    for right, others in zip(rights, fitting, strict=True):
        near = vectors[[row[other.text] for other in others]] @ vectors[row[right.phrase.text]]
        chosen = _nearest(right.phrase, others, near.tolist())
        if len(chosen) == WRONG:
            wrong[id(right.question)] = tuple(map(right.filled, chosen))
    return [
        replace(fact, questions=tuple(replace(q, wrong=wrong.get(id(q), ())) for q in fact.questions)) for fact in found
    ]


def _rights(found: Sequence[Fact], every: Sequence[Stated]) -> Iterator[Right]:
    for fact, one in zip(found, every, strict=True):
        for question in fact.questions:
            at = one.text.lower().find(question.answer.lower())
            span = one.doc.char_span(at, at + len(question.answer)) if at >= 0 else None
            if span is None or len(span) > LONGEST:
                continue
            start = span.start
            while start < span.end - 1 and one.doc[start].pos_ in ("ADP", "DET"):
                start += 1
            phrase = _phrase(one.doc[start : span.end])
            if phrase is not None:
                with_article = start > span.start and one.doc[start - 1].lower_ in _ARTICLES
                before = stripped(one.doc[span.start : start - with_article])
                yield Right(question, before, with_article, phrase, span, one.place)


# What could be wrong


def _said(docs: Sequence[Doc], whole: Whole) -> dict[Phrase, set[int]]:
    """What could be a wrong answer, and the rows of the sentences that say it, in whatever form."""
    phrases: set[Phrase] = set()
    places: defaultdict[str, set[int]] = defaultdict(set)
    for row, (sentence, doc) in enumerate(zip(whole.sentences, docs, strict=True)):
        for phrase in filter(None, map(_phrase, _spans(doc))):
            places[phrase.text.lower()].add(row)
            if not (sentence.doubtful or sentence.aside or misheard(phrase.text, sentence, "en")):
                phrases.add(phrase)
    return {phrase: places[phrase.text.lower()] for phrase in phrases}


def _spans(doc: Doc) -> Iterator[Span]:
    longest: dict[int, Span] = {}
    for span in noun_phrases(doc):
        if span.root.ent_type_ not in _NAMES:  # a name is taken whole
            longest.setdefault(span.end, span)
    yield from longest.values()
    for name in doc.ents:
        if name.label_ in _NAMES:
            yield name[1:] if name[0].lower_ == "the" and len(name) > 1 else name
    for token in doc:
        names = token.ent_type_ in _NAMES
        if token.like_num or (token.dep_ in ("amod", "compound") and qualifies(token) and not names):
            yield doc[token.i : token.i + 1]


def _phrase(span: Span) -> Phrase | None:
    """None where what it says has no sort: a clause, a pronoun, “the top of the hill”."""
    head = span.root
    if len(span) > LONGEST or head.lemma_.lower() in VAGUE:
        return None
    text, lemma = lower_start(span), head.lemma_.lower()
    if all(token.like_num for token in span):
        before = span.doc[span.start - 1].text if span.start else ""
        counts = before if before in _CURRENCIES else head.head.lemma_.lower() if head.dep_ == "nummod" else ""
        if _YEAR.fullmatch(span.text) and not counts:
            return Phrase(text, ("year", ""), text)
        return Phrase(text, ("figure", "digits" if span.text[0].isdigit() else "words"), text, of=counts)
    if head.pos_ == "PROPN" and head.ent_type_ in _NAMES and {token.ent_type_ for token in span} == {head.ent_type_}:
        return Phrase(text, (head.ent_type_, ""), lemma, _article(span, head))
    if head.ent_type_ or not all(token.pos_ in ("NOUN", "PROPN", "ADJ") or token.tag_ == "VBG" for token in span):
        return None
    if len(span) == 1 and head.dep_ in ("amod", "compound") and head.head.i > head.i:
        return Phrase(text, ("modifier", head.pos_), lemma, _article(span, head.head), head.head.lemma_.lower())
    return Phrase(text, ("noun", head.tag_), lemma, _article(span, head)) if head.pos_ in ("NOUN", "PROPN") else None


def _article(span: Span, noun: Token) -> str:
    """“a” and “an” where they stand before it, “the” for all else that says which: “her”, “this”, “a very good”."""
    before = span.doc[span.start - 1].lower_ if span.start else ""
    if before in ("a", "an"):
        return before
    says_which = any(token.dep_ in ("det", "poss") and token.i < span.start for token in noun.children)
    return "the" if says_which else ""


# What is wrong


def _fitting(right: Right, said: Mapping[Phrase, Collection[int]], lemmas: Sequence[frozenset[str]]) -> list[Phrase]:
    """What is of the right answer's sort and said elsewhere, and where nothing says that it is right as well."""
    barred = {*range(right.place - 1, right.place + 2), *_saying_the_same(right, lemmas)}
    evidence = lemmas[right.place] | {token.lemma_.lower() for token in right.answered.doc}
    return [
        other
        for other, places in said.items()
        if _alike(other, right) and barred.isdisjoint(places) and other.head not in evidence
    ]


def _alike(other: Phrase, right: Right) -> bool:
    own = right.phrase
    same_article = other.article == own.article or (right.with_article and {other.article, own.article} == {"a", "an"})
    said, instead = own.text.lower().split(), other.text.lower().split()
    return (
        other.sort == own.sort
        and same_article
        and (other.of in ("", own.of) or not own.is_number)
        and abs(len(said) - len(instead)) <= 1
        and not {*said} & {*instead}
        and other.head != own.head
        and other.text.lower() not in right.question.text.lower()
    )


def _saying_the_same(right: Right, lemmas: Sequence[frozenset[str]]) -> Iterator[int]:
    """The rows of the sentences with the question's verb and with its subject, or with its object.

    What they name may be right as well: the lead of “Acid dissolves lead”, where another metal was asked for.
    """
    root = next(iter(right.answered.doc.sents)).root
    about = {
        token.lemma_.lower()
        for token in right.answered.doc
        if token not in right.answered and token.pos_ in ("NOUN", "PROPN") and token.dep_ in _ARGUMENTS
    }
    return (row for row, said in enumerate(lemmas) if root.lemma_.lower() in said and about & said)


def _nearest(right: Phrase, phrases: Sequence[Phrase], near: Sequence[float]) -> list[Phrase]:
    """The three nearest that do not mean the same, each with a head of its own."""
    order = sorted(zip(phrases, near, strict=True), key=lambda pair: (pair[0].of != right.of, -pair[1], pair[0].text))
    chosen: list[Phrase] = []
    for phrase, cosine in order:
        heads = {other.head for other in chosen}
        if len(chosen) < WRONG and phrase.head not in heads and (right.is_number or FAR <= cosine < SAME):
            chosen.append(phrase)
    return chosen
