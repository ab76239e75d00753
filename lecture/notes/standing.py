"""Does an English statement stand on its own feet: which of its words point at something outside of it, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from spacy.tokens import Doc, Token

from lecture.notes.words import word_list

Pointing = Literal["speaker", "we", "somebody", "it", "this", "here", "other"]

_SPEAKER = word_list("i me my mine myself you your yours yourself yourselves")
_WE = word_list("we us our ours ourselves")
_SOMEBODY = word_list("he him his himself she her hers herself")
_IT = word_list("it its itself")
_THEY = word_list("they them their theirs themselves")
_THIS = word_list("this that these those")
_DAYS = word_list("today tomorrow yesterday tonight")
_HERE = word_list("here now earlier previously afterward afterwards above below")
_TIMES = word_list("time week lecture class month semester slide chapter")
_BEFORE = word_list("former latter another others both either neither")  # of what was named before
_TOLD = word_list("talk say see mention discuss calculate derive learn do cover show look prove define start end")
_OTHER = word_list("one ones same such")


def pointing(statement: Doc) -> Iterator[tuple[Pointing, Token]]:
    """The words that point outside: “this”, “here”, “you”, and “it” where nothing before it could be meant."""
    for token in statement:
        word = token.lower_
        if word in _SPEAKER:
            yield "speaker", token
        elif word in _WE:
            yield "we", token
        elif word in _SOMEBODY:
            if not _named_before(token, ("NN", "NNP")):
                yield "somebody", token
        elif word in _IT:
            if not _expletive(token) and not _named_before(token, ("NN", "NNP", "VBG")):
                yield "it", token
        elif word in _THEY:
            if not _named_before(token, ("NNS", "NNPS", "NNP", "NN")):
                yield "it", token
        elif word in _THIS and token.tag_ in ("DT", "PDT") and not _points_within(token):
            yield "this", token
        elif (
            (word in _DAYS or (word in _HERE and token.pos_ == "ADV"))
            or (word == "there" and token.tag_ == "RB")
            or (word in _TIMES and any(child.lower_ in ("last", "next", "previous") for child in token.children))
            or (
                token.lemma_ in _TOLD
                and token.tag_ in ("VBD", "VBN")
                and any(child.lower_ == "we" for child in token.children)
            )
            or (word == "before" and token.dep_ == "advmod" and not any(True for _ in token.children))
        ):
            yield "here", token
        elif word in _BEFORE and token.dep_ not in ("det", "predet", "preconj", "cc", "advmod"):
            yield "this", token
        elif word in _OTHER and token.tag_ not in ("CD", "CC"):
            yield "other", token


def _named_before(token: Token, tags: tuple[str, ...]) -> bool:
    return any(other.tag_ in tags and other.ent_type_ not in ("DATE", "TIME") for other in token.doc[: token.i])


def _expletive(it: Token) -> bool:
    """“It is true that …”, “makes it possible to …”: no thing is meant."""
    if it.dep_ == "expl":
        return True
    return it.dep_ == "nsubj" and any(
        child.dep_ in ("ccomp", "xcomp", "csubj", "advcl") and child.i > it.head.i for child in it.head.children
    )


def _points_within(token: Token) -> bool:
    """“That of water”, “those who work”, and “this gas” where a gas was named before."""
    if token.dep_ == "det":
        return any(other.lemma_ == token.head.lemma_ for other in token.doc[: token.i])
    return any(child.dep_ in ("prep", "relcl") for child in token.children) and token.lower_ in ("that", "those")
