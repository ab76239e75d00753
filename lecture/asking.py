"""An English statement -> the questions that it answers, by rules: definitions, causes, conditions, subjects, objects.

Each rule is a pattern over the words and two templates. A rule that is not sure says nothing: a clumsy question is
worse than a card that hides a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lecture.english import (
    AUXILIARIES,
    CLEFT,
    CONDITIONS,
    FUNCTION_WORDS,
    LISTENER,
    OPENS_PHRASE,
    PRONOUNS,
    VAGUE,
    first_word,
    lower_words,
    main_clause,
    sentence_case,
    settled,
    statements,
    troubles,
)
from lecture.text import Sentence
from lecture.types import CardKind

_DET = r"(?:(?:the|an?|all|every|each|most|any|our|one) )?"
_NAME = r"(?:[\w-]+ ){0,3}?[\w-]+"
_NOUN = rf"{_DET}{_NAME}(?: of (?:the |an? )?(?:[\w-]+ ){{0,2}}?[\w-]+)?"


@dataclass(frozen=True, slots=True)
class Asked:
    """`worth` says how sure the rule is that the question is worth asking, 0 to 1."""

    kind: CardKind
    question: str
    answer: str
    worth: float = 0.8


@dataclass(frozen=True, slots=True)
class Fact:
    """What a sentence states, on its own feet: without `troubles` it needs nothing around it. `asked` asks for it."""

    text: str
    sentence: Sentence
    troubles: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()


def facts(sentences: Sequence[Sentence], language: str) -> Iterator[Fact]:
    """What the sentences state, in order; in a language other than English, each sentence as it stands."""
    before = spoken = ""
    for sentence in sentences:
        if language != "en":
            yield Fact(
                sentence_case(sentence.text), sentence, () if 5 <= len(sentence.text.split()) <= 35 else ("length",)
            )
            continue
        for asked in definitions(sentence.text, spoken):
            yield Fact(_stated(asked), sentence, asked=(asked,))
        for statement in statements(sentence.text, before):
            wrong = tuple(troubles(statement))
            yield Fact(statement, sentence, wrong, () if wrong else tuple(questions(statement)))
            if first_word(statement) not in LISTENER and first_word(statement) != "i":
                before = statement
        spoken = sentence.text


def _stated(asked: Asked) -> str:
    """A definition as a statement: “What is lime?” and “a substance …” as “Lime is a substance ….”"""
    subject = re.sub(r"^What (?:is|does|are)(?: (?:meant by|called))? ", "", asked.question.rstrip("?")).removesuffix(
        " mean"
    )
    return f"{subject[:1].upper()}{subject[1:]} is {_lower_first(asked.answer)}."


def definitions(sentence: str, before: str = "") -> Iterator[Asked]:
    """What a sentence defines. `before` is the sentence before it, for “It is called …”."""
    text = settled(" ".join(sentence.split()).rstrip(".!"))
    for pattern, asked in _DEFINITIONS:
        for match in pattern.finditer(text):
            term, meaning = _bare(match["term"]), _meaning(match["meaning"])
            if _is_name(term) and _is_meaning(meaning, term):
                yield Asked("definition", asked.format(term=term), meaning, 1.0)
    if called := _CALLED.search(text):
        meaning = _meaning(f"{called['what']} {called['rest']}")
        if _is_name(called["term"]) and _is_meaning(meaning, called["term"]):
            yield Asked("definition", f"What is meant by {called['term']}?", meaning, 1.0)
    if named := re.match(
        rf"(?:And )?(?:[Ii]t|[Tt]his) is (?:called|known as|named) (?P<term>{_NAME})(?=,| and\b|$)", text
    ):
        here = re.search(r"\b(?:[Hh]ere|[Tt]his) is (?P<meaning>an? .+?)[.!]?$", before)
        if here and _is_meaning(_meaning(here["meaning"]), named["term"]):
            yield Asked("definition", f"What is meant by {named['term']}?", _meaning(here["meaning"]), 1.0)


def questions(statement: str) -> Iterator[Asked]:
    """What a statement that stands alone answers."""
    text = statement.rstrip(".!")
    for rule in (_condition, _cleft, _because, _reason, _subject, _object):
        yield from rule(text)


# Definitions

_WHO = r"(?:which|that|who|whose|where|when|in which|by which|by means of which|through which|for which|with which)"
_START = r"(?:^|[,;:] |and |that )"
_KIND = "study|type|kind|form|process|measure|set|method|branch|unit|theory|collection|field|technique|tool|structure|property|language|algorithm|function|science|force|system|group|sequence|region|model|rate|ratio|sum|name|art"
_DEFINITIONS = [
    (re.compile(pattern), asked)
    for pattern, asked in (
        (rf"\b[Bb]y (?:an? |the )?(?P<term>{_NAME}),? (?:we|I|you|one) means? (?P<meaning>[^.;]+)", "What is meant by {term}?"),
        (rf"\b[Bb]y (?:an? |the )?(?P<term>{_NAME}) is meant (?P<meaning>[^.;]+)", "What is meant by {term}?"),
        (rf"{_START}(?:[Tt]he |[Aa]n? )?(?P<term>{_NAME}) (?:means|refers to|is defined as|stands for|is the name (?:for|of)) (?P<meaning>[^.;]+)", "What is meant by {term}?"),
        (rf"{_START}(?:[Aa]n) (?P<term>{_NAME}) is (?P<meaning>(?:something|anything|one|an?|the|any) [^;]+)", "What is an {term}?"),
        (rf"{_START}(?:[Aa]) (?P<term>{_NAME}) is (?P<meaning>(?:something|anything|one|an?|the|any) [^;]+)", "What is a {term}?"),
        (rf"{_START}[Tt]he (?P<term>{_NAME}) is (?P<meaning>(?:something|anything|an?|the|any) (?:[\w-]+ ){{0,6}}{_WHO} [^;]+)", "What is the {term}?"),
        (rf"{_START}(?!(?:[Tt]he|[Aa]n?) )(?P<term>{_NAME}) (?:is|are) (?P<meaning>(?:something|anything|an?|the|any) (?:[\w-]+ ){{0,6}}{_WHO} [^;]+)", "What is meant by {term}?"),
        (rf"{_START}(?!(?:[Tt]he|[Aa]n?) )(?P<term>{_NAME}) is (?P<meaning>(?:an?|the) (?:[\w-]+ ){{0,2}}(?:{_KIND}) (?:of|for|in|by|used|to) [^;]+)", "What is meant by {term}?"),
        (rf"{_START}(?P<meaning>(?:[Tt]he|[Aa]n?|[Aa]ny|[Ss]ome) (?:[\w'-]+ ){{1,16}}?)(?:is|are|was) (?:also |often |usually )?(?:called|known as|termed|named) (?:an? |the )?(?P<term>{_NAME})(?=[,;]| and\b| or\b| because\b|$)", "What is meant by {term}?"),
        (rf"\b(?:[Ww]e|[Pp]eople|[Yy]ou) call (?P<meaning>(?:an?|any|the) .+?) (?:an? |the )(?P<term>{_NAME})$", "What is meant by {term}?"),
        (rf"(?P<meaning>\b(?:an?|the) (?:[\w-]+ ){{0,2}}[\w-]+), which (?:is|are) (?:called|known as) (?:an? |the )?(?P<term>{_NAME})(?=[,;]|$)", "What is meant by {term}?"),
        (rf"\b(?:some|an? (?:little )?(?:piece|bit|drop) of) (?P<term>{_NAME}), (?P<meaning>(?:a|an) (?:[\w-]+ ){{1,3}}{_WHO} [^;,]+)", "What is meant by {term}?"),
        (rf"\b(?:[Tt]he|[Aa]n?) (?P<term>{_NAME}), (?P<meaning>(?:a|an) (?:[\w-]+ ){{1,3}}{_WHO} [^;,]+)", "What is a {term}?"),
    )
]  # fmt: skip
_CALLED = re.compile(
    rf"\b(?P<what>an? (?:[\w-]+ ){{0,2}}?[\w-]+) (?:called|known as|named) (?P<term>[\w-]+(?: [\w-]+)?),? (?P<rest>{_WHO} .+)$"
)


def _bare(term: str) -> str:
    return re.sub(r"^(?:an?|the|some|any|all|every|each|most) ", "", term.strip(" ,"), flags=re.I)


def _meaning(text: str) -> str:
    text = re.sub(r",? as you (?:can )?see,?|,? you see,?|,? you know,?", "", text)
    return re.split(r"[,;] (?:and|but|so|or) | and because | and when |, (?:I|we|you|they|it|here|there)\b", text)[
        0
    ].strip(" ,.")


def _is_name(term: str) -> bool:
    said = lower_words(term)
    return (
        bool(said) and not any(word in FUNCTION_WORDS or word in AUXILIARIES for word in said) and said[-1] not in VAGUE
    )


def _is_meaning(meaning: str, term: str) -> bool:
    said = lower_words(meaning)
    return (
        4 <= len(said) <= 24
        and not any(
            word in ("i", "we", "you", "me", "my", "us", "our", "here", "this", "these", "it") for word in said[:6]
        )
        and not set(lower_words(term)) <= set(said)
        and said[-1] not in ("the", "a", "of", "to", "in", "and", "that", "which", "is")
    )


# The other questions

_SINGULAR = (
    r"(?:is|was|has|can|will|may|must|does|cannot|won't|isn't|would|should|could|contains|produces|causes|makes|gives|means"
    r"|requires|needs|becomes|provides|shows|uses|includes|\w{3,}ed (?=(?:the|an?|its|that|how)\b)|\w*[^aius\W]s (?=(?:the|an?|its|their|no|to|with|from|by|into|in|on"
    r"|as|for|at|not|only|free|out|up|off|over|through|than)\b))"
)
_WHOSE = rf"{_NOUN}(?: (?:that|which) is (?:in|on|inside) {_NOUN})?"
_SUBJECT = re.compile(
    rf"^(?P<who>{_WHOSE}) (?P<does>(?:never |always |often |also |only |merely |not )?{_SINGULAR}\s?\b.+)$"
)
_BECAUSE = re.compile(
    rf"^(?P<who>{_NOUN}) (?P<be>is|are|was|were|can|cannot|will|must|may|has to) (?P<rest>.+?),? because (?P<why>.+)$"
)
_LIGHT = AUXILIARIES | PRONOUNS | OPENS_PHRASE
_REASON = re.compile(
    r"^(?P<what>The (?:only |main |chief |first )?(?:reason|cause|purpose|function|role|goal|aim|effect|result|advantage|disadvantage|definition) .+?) (?P<be>is|was) (?:that )?(?P<why>.+)$"
)
_OBJECTS = "consist of|consists of|contain|contains|require|requires|need|needs|depend on|depends on|depend upon|depends upon|produce|produces|cause|causes|form|forms|measure|measures|describe|describes|represent|represents|convert|converts|release|releases|absorb|absorbs|store|stores|come from|comes from|lead to|leads to|result from|results from|give off|gives off|decompose|decomposes"  # fmt: skip
_OBJECT = re.compile(rf"^(?P<who>{_WHOSE}) (?P<verb>{_OBJECTS}) (?P<what>.+)$")
_DUE = re.compile(
    rf"^(?P<who>{_NOUN}) (?P<be>is|are|was|were) (?P<how>(?:solely |mainly |only |largely )?(?:due to|made of|made up of|composed of|caused by|produced by|formed by|measured in|used for|based on|stored in|written in)) (?P<what>.+)$"
)


_PERSON = re.compile(
    r"(?:[A-Z][\w.-]+ )*[A-Z][\w.-]+ (?:first |also )?(?:explained|discovered|invented|wrote|proposed|showed|proved|developed"
    r"|introduced|published|founded|built|believed|argued|described|observed|measured|coined|won|suggested|demonstrated)\b"
)


def _lower_first(text: str) -> str:
    """For within a sentence: “The flame”, but not “Isaac Newton” or “DNA”."""
    first, _, rest = text.partition(" ")
    return (
        text
        if first[1:].lower() != first[1:] or (rest[:1].isupper() and first not in ("The", "A", "An"))
        else text[:1].lower() + text[1:]
    )


_DUTY = re.compile(
    r"it was |you (?:will (?:find it|be)|(?:will|shall|must|may|can|should|would) (?!see|find|get|have|perceive|obtain|hear|feel))"
)


def _condition(text: str) -> Iterator[Asked]:
    word = first_word(text)
    if word not in (*CONDITIONS, "as") or word == "unless":
        return
    halves = re.split(r",\s+(?:then\s+)?", text)
    if len(halves) < 2:
        at = main_clause(text)
        if not at:
            return
        halves = [text[:at].strip(), text[at:]]
    result = halves[-1] if len(halves) == 2 else ", ".join(halves[1:])
    if must := re.match(r"you (must|should) (have|use|take|do|get|keep|provide) (.+)$", result):
        needed = re.split(r",? or you ", must[3])[0]
        yield Asked("question", f"What {must[1]} you {must[2]} {_lower_first(halves[0])}?", needed)
    if 2 <= len(lower_words(result)) <= 18 and len(lower_words(halves[0])) >= 4 and "?" not in text:
        if first_word(result) in (
            "see",
            "look",
            "let",
            "as",
            "and",
            "or",
            "which",
            "how",
            "that",
            "this",
            "what",
        ) or _DUTY.match(result):
            return
        yield Asked("question", f"What happens {_lower_first(halves[0])}?", result, 0.65)


def _cleft(text: str) -> Iterator[Asked]:
    if match := CLEFT.match(text):
        does = match["does"]
        if match["what"].split()[0] in ("a", "the", "only", "not") or re.match(_SINGULAR + r"\b", does):
            if first_word(does) in ("make", "cause", "give", "are", "have", "produce"):
                does = {
                    "make": "makes",
                    "cause": "causes",
                    "give": "gives",
                    "are": "is",
                    "have": "has",
                    "produce": "produces",
                }[first_word(does)] + does[len(first_word(does)) :]
            yield Asked("question", f"What {does}?", match["what"].strip())


def _because(text: str) -> Iterator[Asked]:
    if (match := _BECAUSE.match(text)) and _is_subject(match["who"], plural=True):
        yield Asked(
            "question", f"Why {match['be']} {_lower_first(match['who'])} {match['rest']}?", f"because {match['why']}"
        )


def _reason(text: str) -> Iterator[Asked]:
    if match := _REASON.match(text):
        yield Asked("question", f"What {match['be']} {_lower_first(match['what'])}?", match["why"])


def _subject(text: str) -> Iterator[Asked]:
    if (match := _SUBJECT.match(text)) and _is_subject(match["who"]):
        does = match["does"]
        heavy = [word for word in lower_words(does) if word not in _LIGHT]
        told = re.match(r"(?:was|were) ", does) and first_word(match["who"]) == "the"  # something that was done, once
        if (
            not told
            and "either" not in heavy
            and len(heavy) >= 3
            and len(lower_words(does)) <= 24
            and not set(heavy) & set(lower_words(_bare(match["who"])))
        ):
            who = "Who" if _PERSON.match(f"{match['who']} {does}") else "What"
            yield Asked("question", f"{who} {does}?", _lower_first(match["who"]))


def _object(text: str) -> Iterator[Asked]:
    if (
        (match := _OBJECT.match(text))
        and _is_subject(match["who"], plural=True)
        and len(lower_words(match["what"])) <= 14
    ):
        verb = match["verb"]
        base = re.sub(r"^(\w+?)s\b", r"\1", verb)
        yield Asked(
            "question", f"What {'do' if base == verb else 'does'} {_lower_first(match['who'])} {base}?", match["what"]
        )
    if (match := _DUE.match(text)) and _is_subject(match["who"], plural=True) and len(lower_words(match["what"])) <= 14:
        yield Asked("question", f"What {match['be']} {_lower_first(match['who'])} {match['how']}?", match["what"])


def _is_subject(who: str, *, plural: bool = False) -> bool:
    said = lower_words(_bare(who))
    inner = [w for i, w in enumerate(said) if w != "of" and not (w in ("the", "a", "an") and i and said[i - 1] == "of")]
    return (
        any(word not in FUNCTION_WORDS for word in said)
        and not any(word in AUXILIARIES or word in PRONOUNS for word in said)
        and not any(word in FUNCTION_WORDS for word in inner)
        and inner[-1:] != []
        and inner[-1] not in VAGUE
        and (plural or not inner[-1].endswith("ing"))
    )
