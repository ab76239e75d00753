"""An English sentence as it was said, parsed -> what it states, a clause each, without the scaffolding around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from lecture.notes.words import sentence_case, word_list

FEWEST, MOST = 4, 40  # words of a statement

# “What I want to say is that …”, “you can see that …”, “it turns out that …”: the statement is what follows.
_SPEAKERS = word_list("i you we it this that what one which let people they everybody everyone")
_SAYING = word_list(
    """
    say see know mean think notice remember find observe understand learn tell show believe guess suppose assume note
    recall turn imagine realize mention point claim argue conclude explain recognize discuss hope want feel look seem
    appear happen call
    """
)
_NEWS = word_list(
    """
    point idea thing fact reason problem question answer news message claim trick key result conclusion observation
    important clear true known obvious interesting worth possible first second next other way assumption intuition
    """
)
_WARMING_UP = word_list(
    """
    so now then well okay ok yes yeah no right actually basically obviously again also anyway finally therefore hence
    however moreover furthermore alright thus indeed essentially today nowadays here remember look listen first second
    third secondly thirdly firstly lastly like really just clearly apparently typically sure please maybe perhaps
    """
)
_LEANT_ON = word_list("actually basically really literally obviously honestly frankly apparently just")
_CONNECTED = re.compile(
    r"^(?:in (?:fact|other words|particular|general|this case|that case|a sense|principle|short|summary|essence|the end"
    r"|addition|contrast)|of course|for (?:example|instance|one|one thing)|on the (?:other|one) hand|by (?:definition"
    r"|analogy|the way)|as a (?:result|matter of fact|consequence)|to be (?:clear|precise|honest)|that is(?: to say)?"
    r"|more (?:importantly|precisely|generally)|above all|after all|once again|first of all|at the end of the day"
    r"|[a-z]+ly(?! (?:speaking|related)))(?:, |(?<=fact) |(?<=of course) )",
    re.I,
)
_LEFT_COMMA = re.compile(r"\b(is|are|was|were|be|and|or|but|that|to|of|a|an|the|if),+\s", re.I)
# “As we see in the curve, …”, “as you may have heard, …”, “so …”: how one comes to speak of it.
_AS_WE_KNOW = re.compile(
    r"^(?:so |and |but )*(?:as (?:we|you|i)(?: (?:can|will|may|might|could|all|have|had|just|already))* (?:see|saw|seen"
    r"|know|knew|known|said|say|learned|noted|mentioned|discussed|heard|remember|recall|imagine|expect|showed|shown)\b"
    r"[^,]{0,40}, |so (?!that\b|far\b|much\b|many\b|few\b|long\b|little\b|called\b))",
    re.I,
)
# “Inelastic demand, that's where …”: said twice, once by a pronoun.
_DISLOCATED = re.compile(
    r"^(?P<about>(?!(?:in|on|at|for|from|with|by|when|if|as|to|of|and|after|before|because|since|there|here)\b)"
    r"[\w'-]+(?: [\w'-]+){0,5}), (?:that|it|this|they|these|those|which(?=[^,]*$))(?P<be> is| are)\s",
    re.I,
)
_LETS = re.compile(r"\blet(?:['’]s| us| me)\b", re.I)  # what is said of itself, not of the subject
_IN_FULL = {"'s": "is", "'re": "are", "'ll": "will", "'ve": "have", "'d": "would", "'m": "am"}
_IN_FULL |= {"ca": "can", "wo": "will", "sha": "shall"}  # of “can’t”, “won’t”, “shan’t”
_WRITTEN_OUT = ("'s", "'re", "'ll", "'ve")  # “’d” may be “had” as well
_OURS, _YOURS = word_list("i we me us my our mine ours"), word_list("you your yours yourself")
_ANYBODY = {"your": "our", "yours": "ours", "yourself": "ourselves", "yourselves": "ourselves"}
_TENSED = ("VBZ", "VBP", "VBD", "MD")
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")


def statements(sentence: Doc) -> Iterator[str]:
    """What a sentence states; questions, orders and fragments state nothing."""
    for span in sentence.sents:
        if span.text.rstrip("\"'”’) ").endswith("?"):
            continue
        for clause in _clauses(span.root):
            text = _written(clause)
            if FEWEST <= len(text.split()) <= MOST and not (_is_half(clause) or _is_talk(clause) or _LETS.search(text)):
                yield text


def _is_half(clause: Sequence[Token]) -> bool:
    """“That the cell fires …”: what begins so is a part of another statement."""
    return clause[0].dep_ == "mark" and clause[0].lower_ in ("that", "whether", "than")


def _is_talk(clause: Sequence[Token]) -> bool:
    """Between a speaker and a listener, where “you” is not anybody."""
    said = {token.lower_ for token in clause}
    return not said.isdisjoint(_OURS) and not said.isdisjoint(_YOURS)


def _clauses(root: Token) -> Iterator[list[Token]]:
    """The tokens of each main clause below a root, in order."""
    root = _beneath(root)
    apart = [part for child in root.children if (part := _apart(child, root))]
    taken = {token.i for part in apart for token in part.subtree}
    if _finite(root) and subject_of(root) is not None and not _asks(root):
        yield _trimmed(sorted(token for token in root.subtree if token.i not in taken), root)
    for part in apart:
        yield from _clauses(part)


def _asks(root: Token) -> bool:
    """“What we are going to get”: a clause within another, or a question."""
    first = next(token for token in root.subtree if not token.is_punct)
    inside = any(child.dep_ in ("csubj", "csubjpass", "advcl") and first in child.subtree for child in root.children)
    return first.tag_ in ("WP", "WP$", "WRB", "WDT") and not inside


def _beneath(root: Token) -> Token:
    """The clause that is told by a scaffold such as “I want you to remember that …”."""
    while True:
        told = next((child for child in root.children if child.dep_ == "ccomp" and child.i > root.i), None)
        if told is None or subject_of(told) is None or not _finite(told):
            return root
        subject = subject_of(root)
        scaffold = root.lemma_ in _SAYING or root.lemma_ == "be"
        speaks = subject is None or subject.lower_ in _SPEAKERS or subject.lemma_.lower() in _NEWS
        if subject is not None and subject.dep_ in ("csubj", "csubjpass"):
            speaks = any(token.lower_ in _SPEAKERS for token in subject.subtree)
        asked = any(token.tag_ in ("WP", "WRB", "WDT") or token.lower_ in ("whether", "if") for token in _head(told))
        if not (scaffold and speaks) or asked:
            return root
        root = told


def _head(clause: Token) -> list[Token]:
    """The tokens of a clause before its verb."""
    return [token for token in clause.subtree if token.i < clause.i][:2]


def _apart(child: Token, root: Token) -> Token | None:
    """A clause that stands beside the root rather than within it: “…, and the other one is …”."""
    if not _finite(child) or subject_of(child) is None:
        return None
    if child.dep_ == "conj" or (child.dep_ in ("ccomp", "parataxis") and child.i < root.i):
        marked = any(token.dep_ == "mark" or token.tag_ in ("WDT", "WP", "WRB") for token in child.children)
        return None if marked else child
    return None


def _finite(verb: Token) -> bool:
    """Whether it says something of somebody at some time: “is”, “will be”, not “being” or “to be”."""
    return verb.tag_ in _TENSED or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in _TENSED for child in verb.children
    )


def subject_of(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in _SUBJECTS and child.i < verb.i), None)


def _trimmed(tokens: list[Token], root: Token) -> list[Token]:
    """Without what leads up to it, and without what hangs at its end."""
    tokens = [token for token in tokens if not _says_nothing(token)]
    first, last = 0, len(tokens)
    while first < last and _leads_up(tokens[first], root):
        first += 1
    while last > first and (tokens[last - 1].is_punct or tokens[last - 1].dep_ in ("cc", "intj")):
        last -= 1
    return tokens[first:last]


def _says_nothing(token: Token) -> bool:
    """“Actually”, “really”: words that a speaker leans on."""
    if token.lower_ == "then" and token.dep_ == "advmod":  # of “if …, then …”, and of “and then”
        return True
    leaning = token.lower_ in _LEANT_ON and token.dep_ == "advmod" and not any(True for _ in token.children)
    return leaning and not (token.i and token.nbor(-1).lower_ in ("not", "n't", "n’t"))


def _leads_up(token: Token, root: Token) -> bool:
    if token.is_punct or token.is_space or token.dep_ in ("cc", "intj", "preconj"):
        return True
    if token.dep_ == "mark" and token.head == root:
        return True
    return (
        token.lower_ in _WARMING_UP
        and token.pos_ in ("ADV", "INTJ", "ADJ", "CCONJ", "SCONJ", "NOUN", "PART")
        and (token.head == root or token.dep_ in ("advmod", "npadvmod", "intj"))
        and not any(True for _ in token.children)
    )


def _written(tokens: Sequence[Token]) -> str:
    """With a capital and a stop. Where a clause was taken out, no comma is left behind."""
    text = ""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        gap = following is None or following.i != token.i + 1
        text += _word(token) + (" " if gap and following is not None else token.whitespace_)
    text = _LEFT_COMMA.sub(r"\1 ", re.sub(r"\s+(?=[,.;:])", "", " ".join(text.split())))
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = _DISLOCATED.sub(r"\g<about>\g<be> ", _CONNECTED.sub("", _AS_WE_KNOW.sub("", text)))
    return sentence_case(text.rstrip(" ,;:.!-–—"))


def in_full(auxiliary: Token) -> str:
    """“’s” written out: “is”, “has”; “ca” of “can’t”: “can”."""
    word = auxiliary.lower_.replace("’", "'")
    return "has" if word == "'s" and auxiliary.lemma_ == "have" else _IN_FULL.get(word, auxiliary.lower_)


def _word(token: Token) -> str:
    """“’s” in full, and “you” as a textbook has it, where anybody is meant: “when we heat the gas”."""
    word = token.lower_.replace("’", "'")
    if token.pos_ == "AUX" and word in _WRITTEN_OUT:
        return f" {in_full(token)}"
    if word == "you":
        return "we" if token.dep_ in _SUBJECTS else "us"
    return _ANYBODY.get(word, token.text)
