"""English sentences -> what they state, each statement parsed, and “it” resolved where the parse makes it sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from lecture.notes.statements import statements, subject_of
from lecture.notes.unsure import misheard
from lecture.notes.words import word_list
from lecture.values import Sentence

OPENING = 5  # words within which a sentence that goes on about the same says so

_PLURAL = ("NNS", "NNPS")
_DEFINITE = word_list("the this that these those my your our his her its their such")


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of a sentence.

    place : the row of its sentence in the lecture
    resolved : its “it” was written out, as what the statement before is about
    """

    doc: Doc
    sentence: Sentence
    place: int
    chapter: int
    resolved: bool = False

    @property
    def text(self) -> str:
        return str(self.doc.text)


def stated(groups: Sequence[Sequence[Sentence]], parsed: Sequence[Doc], parser: Language) -> list[Stated]:
    """What the sentences of each chapter state, in order. Neither the doubtful nor the asides state anything.

    parsed : each sentence of all the groups, as it would be written
    """
    said = [(chapter, sentence) for chapter, group in enumerate(groups) for sentence in group]
    found: list[tuple[str, Sentence, int, int]] = []
    for place, ((chapter, sentence), doc) in enumerate(zip(said, parsed, strict=True)):
        if not (sentence.doubtful or sentence.aside):
            found += [(text, sentence, place, chapter) for text in statements(doc)]
    lower = _in_lower_case(parsed)
    docs = (_plain(doc, lower) for doc in parser.pipe(text for text, *_ in found))
    first = [
        Stated(doc, sentence, place, chapter) for doc, (_, sentence, place, chapter) in zip(docs, found, strict=True)
    ]
    written = list(_resolved(first))
    again = parser.pipe(text for text in written if text)
    return [
        replace(one, doc=_plain(next(again), lower), resolved=True) if text else one
        for one, text in zip(first, written, strict=True)
    ]


def _in_lower_case(sentences: Sequence[Doc]) -> frozenset[str]:
    """The words that are written small wherever a sentence does not begin with them."""
    within = [token for doc in sentences for span in doc.sents for token in span[1:] if token.is_alpha]
    capital = {token.lower_ for token in within if not token.is_lower}
    return frozenset(token.text for token in within if token.is_lower) - capital


def _plain(statement: Doc, lower: frozenset[str]) -> Doc:
    """Its first word no name where the lecture writes it small: the parser takes “Entropy is …” for one."""
    if len(statement) and statement[0].pos_ == "PROPN" and statement[0].lower_ in lower:
        statement[0].tag_, statement[0].pos_ = "NN", "NOUN"
        statement.set_ents([name for name in statement.ents if name.start], default="outside")
    return statement


def _resolved(all_stated: Sequence[Stated]) -> Iterator[str]:
    """Each statement with its subject written out where that is a pronoun for the subject before it, else empty."""
    subject, plural, place, chapter = "", False, -9, -1
    for one in all_stated:
        root = next(iter(one.doc.sents)).root
        about = subject_of(root)
        opens = about is not None and about.lower_ in one.sentence.text.lower().split()[:OPENING]
        near = one.chapter == chapter and (one.place == place or (one.place - place == 1 and opens))
        if about is not None and about.lower_ in ("it", "they") and about.i == 0 and near and subject:
            agrees = plural == (about.lower_ == "they")
            if agrees and not _expletive(about, root):
                place = one.place
                yield f"{subject} {one.doc[1:].text}"
                continue
        yield ""
        span = one.doc[:0] if about is None else one.doc[about.left_edge.i : about.right_edge.i + 1]
        if about is not None and _nameable(about) and not misheard(span.text, one.sentence, "en"):
            subject, plural = span.text[:1].upper() + span.text[1:], about.tag_ in _PLURAL
            place, chapter = one.place, one.chapter
        elif about is None or about.lower_ not in ("you", "we", "i"):
            subject = ""


def _expletive(it: Token, root: Token) -> bool:
    """“It is true that …”, “it seems …”: no thing is meant."""
    clause = any(child.dep_ in ("ccomp", "xcomp", "advcl", "csubj") and child.i > root.i for child in root.children)
    return it.dep_ == "expl" or (it.lower_ == "it" and clause)


def _nameable(about: Token) -> bool:
    """Whether a pronoun may stand for it: a short noun phrase that needs nothing around it."""
    span = about.doc[about.left_edge.i : about.right_edge.i + 1]
    return (
        about.pos_ in ("NOUN", "PROPN")
        and about.dep_ in ("nsubj", "nsubjpass")
        and len(span) <= 6
        and not any(token.pos_ == "PRON" or token.lower_ in _DEFINITE - {"the"} for token in span)
    )
