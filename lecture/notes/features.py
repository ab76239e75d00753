"""What a ranker is told of a statement and of a question: numbers from the parse, the terms and the vectors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from lecture.notes.clause import Asked
from lecture.notes.noun_phrases import VAGUE
from lecture.notes.standing import pointing
from lecture.notes.stated import Stated
from lecture.notes.statements import subject_of
from lecture.notes.words import word_list
from lecture.values import Sentence

Features = dict[str, float]
Vectors = NDArray[np.float32]  # (n, 384), unit length

_LIGHT = word_list(
    "have get go do make take give put come want need let see look know think say talk tell call use try work"
)
_QUANTIFIED = word_list("all every each most many some any several few no")
NEAR = 0.5  # cosine from which on two sentences are about the same


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of the lecture that a statement is from.

    sentences, vectors : all that was said, and what it means, (n, 384)
    weights : how much a lemma is spoken of, 0 to 1, of those that are key terms
    teaches, aside : of each sentence, how likely it teaches, and how likely it is beside the matter
    remember : of each sentence, by its meaning alone, the log odds that it is worth remembering
    """

    sentences: Sequence[Sentence]
    vectors: Vectors
    weights: Mapping[str, float]
    teaches: NDArray[np.float32]
    aside: NDArray[np.float32]
    remember: NDArray[np.float32]

    @property
    def middle(self) -> Vectors:
        mean = self.vectors.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def of_statement(one: Stated, whole: Whole) -> Features:
    """What tells a good point from a poor one."""
    doc, at = one.doc, one.place
    root = next(iter(doc.sents)).root
    subject = subject_of(root)
    words = [token for token in doc if token.is_alpha or token.like_num]
    matter = [token for token in words if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ") and not token.is_stop]
    nouns = [token for token in matter if token.pos_ in ("NOUN", "PROPN")]
    vector = whole.vectors[at]
    near = whole.vectors @ vector
    before = whole.sentences[at - 1].text if at else ""
    found: Features = {
        "bias": 1.0,
        "words": math.log(len(words) + 1),
        "short": float(len(words) < 7),
        "long": float(len(words) > 24),
        "resolved": float(one.resolved),
        "whole sentence": len(doc.text) / max(len(one.sentence.text), 1),
        "sents": float(len(list(doc.sents)) > 1),
        "commas": float(sum(token.text == "," for token in doc)),
        "marks": float(sum(token.text in '"“”()[]*:;' for token in doc)),
        "letters": sum(len(token.text) == 1 and token.is_alpha and token.lower_ not in "ai" for token in doc)
        / len(doc),
        "figures": float(any(token.like_num and token.text[0].isdigit() for token in doc)),
        "names": float(
            any(token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP", "EVENT", "WORK_OF_ART") for token in doc)
        ),
        "matter": len(matter) / len(doc),
        "nouns": float(min(len(nouns), 6)),
        "rare": float(np.mean([len(token.text) > 8 for token in nouns] or [False])),
        "vague": float(sum(token.lemma_.lower() in VAGUE for token in words)),
        "terms": float(np.mean([whole.weights.get(token.lemma_.lower(), 0.0) for token in nouns] or [0.0])),
        "best term": max((whole.weights.get(token.lemma_.lower(), 0.0) for token in nouns), default=0.0),
        "no term": float(not any(token.lemma_.lower() in whole.weights for token in nouns)),
        "teaches": float(whole.teaches[at]),
        "aside": float(whole.aside[at]),
        "remember": float(whole.remember[at]),
        "around teaches": float(whole.teaches[max(0, at - 3) : at + 4].mean()),
        "central": float(whole.middle @ vector),
        "near": math.log1p(float((near > NEAR).sum())),
        "nearest": float(np.sort(near)[-4:-1].mean()) if len(near) > 4 else 0.0,
        "after a question": float(before.rstrip().endswith("?")),
        "start": float(at < len(whole.sentences) * 0.05),
        "finish": float(at > len(whole.sentences) * 0.95),
        **_verb(root, doc),
        **_subject(subject, whole),
    }
    we = subject is not None and subject.lower_ == "we"
    found |= {"we light": we * found["light"], "we past": we * found["past"], "we can": we * found["can"]}
    pointed = Counter(kind for kind, _ in pointing(doc))
    found |= {
        f"points {kind}": float(min(pointed[kind], 3))
        for kind in ("speaker", "we", "somebody", "it", "this", "here", "other")
    }
    return found


def _verb(root: Token, doc: Doc) -> Features:
    children = list(root.children)
    auxiliaries = {token.lower_ for token in children if token.dep_ in ("aux", "auxpass")}
    last = next((token for token in reversed(doc) if not token.is_punct), root)
    return {
        "is": float(root.lemma_ == "be"),
        "light": float(root.lemma_ in _LIGHT),
        "past": float(
            root.tag_ == "VBD"
            or "did" in auxiliaries
            or "had" in auxiliaries
            or "was" in auxiliaries
            or "were" in auxiliaries
        ),
        "future": float(bool(auxiliaries & {"will", "shall"}) or " going to " in f" {doc.text} "),
        "would": float(bool(auxiliaries & {"would", "could", "might"})),
        "can": float("can" in auxiliaries),
        "progressive": float(root.tag_ == "VBG"),
        "passive": float(any(token.dep_ == "auxpass" for token in children)),
        "not": float(any(token.dep_ == "neg" for token in doc)),
        "no verb": float(root.pos_ not in ("VERB", "AUX")),
        "condition": float(
            doc[0].lower_ in ("if", "when", "once", "unless", "since", "because", "as", "while", "after")
        ),
        "because": float(" because " in doc.text),
        "attribute": float(any(token.dep_ == "attr" and token.i > root.i for token in children)),
        "adjective": float(any(token.dep_ == "acomp" for token in children)),
        "object": float(any(token.dep_ == "dobj" for token in children)),
        "that": float(any(token.dep_ == "ccomp" for token in children)),
        "relative": float(any(token.dep_ in ("relcl", "acl") for token in doc)),
        "loose": float(sum(token.dep_ == "dep" for token in doc)),
        "breaks off": float(
            last.pos_ in ("ADP", "AUX", "DET", "CCONJ", "SCONJ", "PART") or (last == root and root.lemma_ == "be")
        ),
        "superlative": float(any(token.tag_ in ("JJS", "RBS", "JJR", "RBR") for token in doc)),
    }


def _subject(subject: Token | None, whole: Whole) -> Features:
    if subject is None:
        return {"subject": 0.0}
    first = subject.doc[subject.left_edge.i].lower_
    span = subject.doc[subject.left_edge.i : subject.right_edge.i + 1]
    bare = len(span) <= 2
    return {
        "subject": 1.0,
        "subject the": float(first == "the"),
        "subject the bare": float(first == "the" and bare),
        "subject a": float(first in ("a", "an")),
        "subject plain": float(subject.tag_ in ("NN", "NNS") and first == subject.lower_),
        "subject all": float(first in _QUANTIFIED),
        "subject name": float(subject.pos_ == "PROPN"),
        "subject pronoun": float(subject.pos_ == "PRON"),
        "subject there": float(subject.dep_ == "expl"),
        "subject doing": float(subject.tag_ == "VBG"),
        "subject plural": float(subject.tag_ in ("NNS", "NNPS")),
        "subject vague": float(subject.lemma_.lower() in VAGUE),
        "subject person": float(subject.ent_type_ == "PERSON"),
        "subject letter": float(len(subject.text) == 1),
        "subject term": whole.weights.get(subject.lemma_.lower(), 0.0),
        "subject long": float(len(span) > 6),
        "subject of": float(any(child.dep_ == "prep" for child in subject.children)),
        "subject first": float(span.start == 0),
    }


def of_question(asked: Asked, one: Stated, statement: Features, worth: float, whole: Whole) -> Features:
    """What tells a good question from a poor one.

    statement, worth : the features of what it was asked of, and how likely that is a good point
    """
    doc, answered = one.doc, asked.answered
    head = answered.root
    rest = [token for token in doc if not answered.start <= token.i < answered.end and _matters(token)]
    inside = [token for token in answered if _matters(token) or token.pos_ == "NUM"]
    said = {token.lemma_.lower() for token in rest}
    size = len(asked.answer.split())
    own = {
        "worth": math.log(worth / (1 - worth)),
        "question words": math.log(len(asked.text.split()) + 1),
        "question short": float(len(asked.text.split()) < 6),
        "question long": float(len(asked.text.split()) > 18),
        "question comma": float("," in asked.text),
        "question matter": float(min(len(rest), 8)),
        "question bare": float(len(rest) < 2),
        "question terms": float(np.mean([whole.weights.get(t.lemma_.lower(), 0.0) for t in rest] or [0.0])),
        "answer words": math.log(size + 1),
        "answer one": float(size == 1),
        "answer long": float(size > 10),
        "answer comma": float("," in asked.answer),
        "answer figure": float(any(token.like_num for token in answered)),
        "answer name": float(head.pos_ == "PROPN"),
        "answer vague": float(head.lemma_.lower() in VAGUE),
        "answer letter": float(len(asked.answer) == 1),
        "answer adjective": float(head.pos_ == "ADJ"),
        "answer term": whole.weights.get(head.lemma_.lower(), 0.0),
        "answer no term": float(head.lemma_.lower() not in whole.weights),
        "answer a": float(answered[0].lower_ in ("a", "an")),
        "answer the": float(answered[0].lower_ == "the"),
        "answer relative": float(any(token.dep_ in ("relcl", "acl", "prep") for token in answered)),
        "answer matter": float(min(len(inside), 6)),
        "answer place": answered.start / max(len(doc), 1),
        "answer subject": float(head.dep_ in ("nsubj", "nsubjpass")),
        "answer defined": float(head.dep_ == "nsubj" and statement["is"] * statement["attribute"] > 0),
        "gives away": float(bool(inside) and all(token.lemma_.lower() in said for token in inside)),
        "answer within": float(any(token.lemma_.lower() in said for token in inside)),
    }
    kind = {f"{name} of {asked.kind}": value for name, value in own.items()}
    drawn = {f"statement {name}": value for name, value in statement.items()}
    return {"bias": 1.0, f"way {asked.way}": 1.0, f"kind {asked.kind}": 1.0, **own, **kind, **drawn}


def _matters(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN", "ADJ", "VERB") and not token.is_stop
