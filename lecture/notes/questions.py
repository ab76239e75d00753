"""An English statement, parsed -> the questions that it answers: what is, why, how, when, who, how many, and gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from lecture.notes.clause import Asked, Clause, lower_start, span_of, stripped
from lecture.notes.contrasts import which_of_two
from lecture.notes.gaps import gaps
from lecture.notes.statements import in_full, subject_of

Rule = Callable[[Clause], Iterator[Asked]]


def _after(clause: Clause, token: Token) -> Span:
    return clause.doc[token.i + 1 : clause.end]


def _clause(clause: Clause, mark: str) -> Token | None:
    """The adverbial part that a word such as “because” opens."""
    return next(
        (
            child
            for child in clause.root.children
            if child.dep_ == "advcl" and any(t.dep_ == "mark" and t.lower_ == mark for t in child.children)
        ),
        None,
    )


def _is(verb: Token) -> bool:
    return verb.lemma_ == "be" and verb.tag_ in ("VBZ", "VBP", "VBD")


# The ways to ask


def what_is(clause: Clause) -> Iterator[Asked]:
    """“An isotope is an atom that …”: what is an isotope?"""
    root = clause.root
    if (
        clause.is_about_us
        or root.lemma_ != "be"
        or any(t.dep_ == "neg" for t in root.children)
        or clause.about.start != 0
    ):
        return
    would = next((t for t in root.children if t.dep_ == "aux"), None)
    if root.tag_ == "VBD" or any(t.lower_ in ("one", "another", "some") for t in clause.about[:1]):
        return
    if not _is(root) and (would is None or would.lower_ not in ("will", "would", "'ll", "'d", "can")):
        return
    said = next(
        (t for t in root.children if t.dep_ in ("attr", "acomp", "ccomp", "xcomp", "advcl", "prep") and t.i > root.i),
        None,
    )
    if said is None or said.dep_ in ("acomp", "prep"):
        return
    answered = _after(clause, root)
    first = answered[0].lower_ if len(answered) else ""
    if first in ("that", "because", "just", "not", "what", "how", "why"):
        return
    be = in_full(root) if _is(root) else "are" if clause.subject.tag_ in ("NNS", "NNPS") else "is"
    answer = f"one {stripped(answered)}" if first == "where" else ""  # “a plan is where we pay”
    asks = f"What {be} {lower_start(clause.about)}?"
    yield from clause.asked("definition", f"what is/{said.dep_}", asks, answered, answer)


def by_the_way(clause: Clause) -> Iterator[Asked]:
    """“The cornea, which is the clear front of the eye, …”, “Pluto, a dwarf planet, …”: what is the cornea?"""
    for named in clause.doc:
        if named.pos_ not in ("NOUN", "PROPN"):
            continue
        for child in named.children:
            name = clause.doc[named.left_edge.i : child.left_edge.i]
            while len(name) and name[-1].is_punct:
                name = name[:-1]
            if child.i < named.i or not len(name) or len(stripped(name).split()) > 4 or name.text.count(","):
                continue
            be = "are" if named.tag_ in ("NNS", "NNPS") else "is"
            wh = "Who" if named.ent_type_ == "PERSON" else "What"
            if child.dep_ == "relcl" and _is(child) and clause.doc[child.left_edge.i].lower_ == "which":
                answered = clause.doc[child.i + 1 : child.right_edge.i + 1]
                if any(t.dep_ == "attr" and t.i > child.i for t in child.children):
                    yield from clause.asked(
                        "definition", "which is", f"What {in_full(child)} {lower_start(name)}?", answered
                    )
            elif child.dep_ == "appos" and clause.doc[child.left_edge.i].tag_ == "DT":
                yield from clause.asked("definition", "apposition", f"{wh} {be} {lower_start(name)}?", span_of(child))


def what_is_it_called(clause: Clause) -> Iterator[Asked]:
    """“The study of cells is called cytology”: what is the study of cells called?"""
    root = clause.root
    if root.lemma_ not in ("call", "name", "term") or root.tag_ != "VBN" or clause.subject.dep_ != "nsubjpass":
        return
    name = next((t for t in root.children if t.dep_ in ("oprd", "attr", "dobj") and t.i > root.i), None)
    if name is not None:
        asks = clause.inverted(list(name.subtree), "What")
        yield from clause.asked("definition", "is called", asks, span_of(name))


def what_does_it_mean(clause: Clause) -> Iterator[Asked]:
    """“Inflation means that prices rise”, “entropy refers to …”, “DNA stands for …”."""
    root = clause.root
    ways = {
        "mean": ("mean", None),
        "refer": ("refer to", "to"),
        "stand": ("stand for", "for"),
        "consist": ("consist of", "of"),
        "denote": ("denote", None),
        "represent": ("represent", None),
        "describe": ("describe", None),
        "measure": ("measure", None),
    }
    if root.lemma_ not in ways or root.tag_ not in ("VBZ", "VBP") or clause.about.start != 0:
        return
    asks, preposition = ways[root.lemma_]
    at = root
    if preposition is not None:
        found = next((t for t in root.children if t.dep_ == "prep" and t.lower_ == preposition), None)
        if found is None:
            return
        at = found
    answered = _after(clause, at)
    if len(answered) and answered[0].lower_ == "that":
        answered = answered[1:]
    does = "does" if root.tag_ == "VBZ" else "do"
    if len(answered):
        yield from clause.asked("definition", "means", f"What {does} {lower_start(clause.about)} {asks}?", answered)


def why(clause: Clause) -> Iterator[Asked]:
    """“Ice floats because it is lighter than water”: why does ice float?"""
    part = _clause(clause, "because")
    if part is not None and part.i > clause.root.i:
        answered = span_of(part)
        tokens = list(part.subtree)
        yield from clause.asked("question", "because", clause.inverted(tokens, "Why"), answered, _because(answered))
        return
    for child in clause.root.children:
        if (
            child.dep_ == "prep"
            and child.i > clause.root.i
            and child.lower_ in ("because", "due")
            and any(t.dep_ in ("pobj", "pcomp", "prep") for t in child.children)
        ):
            answered = span_of(child)
            yield from clause.asked("question", "because of", clause.inverted(list(child.subtree), "Why"), answered)


def _because(span: Span) -> str:
    text = stripped(span)
    return text[:1].upper() + text[1:]


def how(clause: Clause) -> Iterator[Asked]:
    """“The heart cools itself by pumping less”: how does the heart cool itself?"""
    for child in clause.root.children:
        if child.dep_ == "prep" and child.lower_ in ("by", "through") and child.i > clause.root.i:
            doing = next((t for t in child.children if t.dep_ == "pcomp" and t.tag_ == "VBG"), None)
            if doing is not None:
                yield from clause.asked(
                    "question", "by doing", clause.inverted(list(child.subtree), "How"), span_of(child)
                )


def what_for(clause: Clause) -> Iterator[Asked]:
    """“The body sweats in order to cool down”: why does the body sweat?"""
    for child in clause.root.children:
        ordered = [t for t in child.subtree if t.dep_ == "acl" and t.head.lower_ == "order" and t.head.head == child]
        verbs = [child] if child.dep_ == "advcl" else ordered
        if child.i > clause.root.i and any(v.tag_ == "VB" and any(t.tag_ == "TO" for t in v.children) for v in verbs):
            yield from clause.asked(
                "question", "in order to", clause.inverted(list(child.subtree), "Why"), span_of(child)
            )


def object_of(clause: Clause) -> Iterator[Asked]:
    """“The acid dissolves the zinc”: what does the acid dissolve?"""
    root = clause.root
    if root.pos_ != "VERB":
        return
    for child in root.children:
        if child.dep_ == "dobj" and child.i > root.i and child.pos_ in ("NOUN", "PROPN"):
            if any(t.dep_ in ("advcl", "conj", "ccomp") and t.i > child.i for t in root.children):
                continue
            who = child.ent_type_ == "PERSON"
            yield from clause.asked(
                "question", "object", clause.inverted(list(child.subtree), "Whom" if who else "What"), span_of(child)
            )


def object_of_preposition(clause: Clause) -> Iterator[Asked]:
    """“The rate depends on the temperature”: what does the rate depend on?"""
    root = clause.root
    for child in root.children:
        if child.dep_ != "prep" or child.i != root.i + 1 or child.lower_ in ("like", "as", "in", "because", "due"):
            continue
        place = next((t for t in child.children if t.dep_ == "pobj" and t.pos_ in ("NOUN", "PROPN")), None)
        if place is not None and root.pos_ == "VERB":
            who = place.ent_type_ == "PERSON"
            asks = clause.inverted(list(place.subtree), "Who" if who else "What")
            yield from clause.asked("question", "object of preposition", asks, span_of(place))


def agent(clause: Clause) -> Iterator[Asked]:
    """“Penicillin was discovered by Fleming”: by whom was penicillin discovered?"""
    for child in clause.root.children:
        if child.dep_ == "agent":
            doer = next((t for t in child.children if t.dep_ == "pobj" and t.pos_ in ("NOUN", "PROPN")), None)
            if doer is not None:
                who = doer.ent_type_ == "PERSON"
                asks = clause.inverted(list(child.subtree), "By whom" if who else "By what")
                yield from clause.asked("question", "agent", asks, span_of(doer))


def what_happens(clause: Clause) -> Iterator[Asked]:
    """“When the water freezes, its volume grows”: what happens when the water freezes?"""
    for child in clause.root.children:
        mark = (
            next((t for t in child.children if t.lower_ in ("if", "when", "once")), None)
            if child.dep_ == "advcl"
            else None
        )
        if mark is None or child.right_edge.i > clause.about.start or child.left_edge.i != 0:
            continue
        case = span_of(child)
        if mark.i == case.start and len(case) > 3:
            answered = clause.doc[clause.about.start : clause.end]
            yield from clause.asked(
                "question", "what happens", f"What happens {case[:1].text.lower()} {stripped(case[1:])}?", answered
            )


def which_are_there(clause: Clause) -> Iterator[Asked]:
    """“There are two kinds of cells: with and without a nucleus”: which kinds of cells are there?"""
    root = clause.root
    kinds = next((t for t in root.children if t.dep_ == "attr" and t.tag_ == "NNS"), None)
    if kinds is None or not _is(root) or not any(t.dep_ == "expl" for t in root.children):
        return
    number = next((t for t in kinds.children if t.dep_ == "nummod"), None)
    if number is not None:
        what = stripped(clause.doc[number.i + 1 : kinds.right_edge.i + 1])
        were = "were" if root.tag_ == "VBD" else "are"
        yield from clause.asked("question", "there are", f"How many {what} {were} there?", span_of(number))


def what_it_is_that(clause: Clause) -> Iterator[Asked]:
    """“What keeps the planets in orbit is gravity”: what keeps the planets in orbit?"""
    root = clause.root
    part = next((t for t in root.children if t.dep_ == "csubj"), None)
    if part is None or not _is(root):
        return
    about = subject_of(part)
    if about is not None and about.i == 0 and about.lower_ == "what":
        asks = clause.doc[: root.i]  # the parser may give “the planets” of “What keeps the planets …” to “is”
        yield from clause.asked("question", "what it is that", f"{stripped(asks)}?", _after(clause, root))


def what_we_call(clause: Clause) -> Iterator[Asked]:
    """“We call the study of cells cytology”: what is the study of cells called?"""
    root = clause.root
    if (
        root.lemma_ != "call"
        or not clause.has_subject
        or clause.subject.lower_ not in ("we", "you", "they", "people", "i")
    ):
        return
    named = [t for t in root.children if t.i > root.i and t.dep_ in ("dobj", "oprd", "ccomp", "xcomp", "attr")]
    if len(named) == 2 and named[0].pos_ in ("NOUN", "PROPN"):
        be = "are" if named[0].tag_ in ("NNS", "NNPS") else "is"
        about = clause.doc[named[0].left_edge.i : named[1].left_edge.i]
        asks = f"What {be} {lower_start(about)} called?"
        yield from clause.asked("definition", "we call", asks, span_of(named[1]))
    elif len(named) == 1 and named[0].dep_ == "ccomp":
        subject = subject_of(named[0])
        if subject is not None and subject.pos_ in ("NOUN", "PROPN") and named[0].pos_ in ("NOUN", "PROPN"):
            be = "are" if subject.tag_ in ("NNS", "NNPS") else "is"
            answered = clause.doc[subject.right_edge.i + 1 : named[0].right_edge.i + 1]
            yield from clause.asked(
                "definition", "we call", f"What {be} {lower_start(span_of(subject))} called?", answered
            )


def subject_is(clause: Clause) -> Iterator[Asked]:
    """“Carbon dioxide traps heat”: what traps heat? “Newton found …”: who found …?"""
    root = clause.root
    who = clause.subject.ent_type_ == "PERSON"
    many = any(t.tag_ == "VBP" for t in (root, *root.children) if t.dep_ in ("ROOT", "aux", "auxpass"))
    broken = clause.doc[clause.about.end].text == ","  # “the loop, however, ends”
    beside = any(t.dep_ == "conj" and subject_of(t) is not None for t in root.children)  # “…, and the acid …”
    if clause.is_about_us or (root.lemma_ == "be" and not who) or many or broken or beside:
        return
    rest = stripped(clause.doc[clause.about.end : clause.end])
    if clause.about.start == 0 and len(rest.split()) > 2:
        if clause.subject.tag_ in ("NNS", "NNPS") or any(t.dep_ == "conj" for t in clause.subject.children):
            return
        yield from clause.asked("question", "subject", f"{'Who' if who else 'What'} {rest}?", clause.about)


_WHEN = re.compile(
    r"\b(?:1[0-9]|20)\d\d\b|century|January|February|March|April|May|June|July|August|September|October|November|December"
)


def when_or_where(clause: Clause) -> Iterator[Asked]:
    """“The comet was seen in 1682”: when was the comet seen?"""
    for child in clause.root.children:
        if child.dep_ != "prep":
            continue
        place = next((t for t in child.children if t.dep_ == "pobj"), None)
        if place is None:
            continue
        if place.ent_type_ == "DATE" and _WHEN.search(span_of(child).text):
            yield from clause.asked("question", "when", clause.inverted(list(child.subtree), "When"), span_of(child))
        elif place.ent_type_ in ("GPE", "LOC") and child.lower_ in ("in", "at", "near"):
            yield from clause.asked("question", "where", clause.inverted(list(child.subtree), "Where"), span_of(child))


def how_many(clause: Clause) -> Iterator[Asked]:
    """“The atom has eight protons”: how many protons does the atom have?"""
    root = clause.root
    for child in root.children:
        if child.dep_ != "dobj" or child.tag_ not in ("NNS", "NNPS"):
            continue
        number = next((t for t in child.children if t.dep_ == "nummod"), None)
        if number is None or number.lower_ == "one" or child.left_edge.i != number.left_edge.i:
            continue
        counted = stripped(clause.doc[number.i + 1 : child.right_edge.i + 1])
        yield from clause.asked(
            "question", "how many", clause.inverted(list(child.subtree), f"How many {counted}"), span_of(number)
        )


RULES: tuple[Rule, ...] = (
    what_is,
    what_is_it_called,
    what_does_it_mean,
    why,
    how,
    what_for,
    what_happens,
    when_or_where,
    how_many,
    object_of,
    object_of_preposition,
    agent,
    subject_is,
    which_of_two,
    gaps,
)
ALWAYS: tuple[Rule, ...] = (which_are_there, what_it_is_that, what_we_call, by_the_way)  # whatever the subject is


def asked(statement: Doc) -> Iterator[Asked]:
    """Every question that the statement answers. Most of them are poor: the choice is the ranker's."""
    if not len(statement):
        return
    clause = Clause(statement)
    for rule in (*ALWAYS, *(RULES if clause.whole else ())):
        yield from rule(clause)
