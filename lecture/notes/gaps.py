"""Gaps in an English statement: a noun phrase, what qualifies it, or a figure is hidden."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span

from lecture.notes.clause import Asked, Clause
from lecture.notes.cloze import HIDDEN
from lecture.notes.noun_phrases import VAGUE, qualifies
from lecture.notes.words import word_list

FIGURES = ("PERCENT", "MONEY", "QUANTITY", "DATE", "CARDINAL")  # as the parser calls them
LONGEST_GAPPED = 26  # tokens of a statement with a gap


def gaps(clause: Clause) -> Iterator[Asked]:
    """The statement with a noun phrase, a name or a figure hidden."""
    doc = clause.doc
    seen: set[int] = set()
    for chunk in doc.noun_chunks:
        words = [t for t in chunk if t.pos_ not in ("DET", "PRON", "PUNCT", "PART")]
        while words and (words[0].pos_ in ("NUM", "ADV", "SCONJ", "CCONJ") or words[0].lower_ in _NO_MATTER):
            words = words[1:]
        if (
            not words
            or len(words) > 3
            or words[-1].pos_ not in ("NOUN", "PROPN")
            or words[-1].i - words[0].i != len(words) - 1
        ):
            continue
        if any(t.lower_ == w.lower_ for t in doc for w in words[-1:] if t.i not in {x.i for x in words}):
            continue
        if len(words) > 1 and words[0].dep_ in ("amod", "compound") and qualifies(words[0]) and len(words[0]) > 5:
            yield from _gap(clause, doc[words[0].i : words[0].i + 1], "gap of a modifier")
        seen.update(t.i for t in words)
        yield from _gap(clause, doc[words[0].i : words[-1].i + 1], "gap")
    for token in doc:
        if (
            token.pos_ == "NUM"
            and len(token.text) > 1
            and token.i not in seen
            and token.lower_ != "one"
            and token.ent_type_ in FIGURES
        ):
            yield from _gap(clause, doc[token.i : token.i + 1], "figure")


_NO_MATTER = word_list(
    """
    same other such certain own whole first second last next few many more most several different very good whole
    main little less lot bit other
    """
)


def _gap(clause: Clause, span: Span, way: str) -> Iterator[Asked]:
    doc = clause.doc
    if len(span.text) < 2 or span.root.lemma_.lower() in VAGUE or len(doc) > LONGEST_GAPPED or _splits_a_name(span):
        return
    text = doc[: span.start].text_with_ws + HIDDEN + span[-1].whitespace_ + doc[span.end :].text
    yield from clause.asked("cloze", way, " ".join(text.split()), span)


def _splits_a_name(span: Span) -> bool:
    """“_____ Einstein” gives the other half away. A figure may be hidden of “$100 trillion”."""
    names = (name for name in span.doc.ents if name.label_ not in FIGURES)
    cut = (name for name in names if name.start < span.end and span.start < name.end)
    return any(not span.start <= token.i < span.end and token.pos_ != "DET" for name in cut for token in name)
