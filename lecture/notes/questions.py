"""An English statement -> the questions that it answers, by rules: definitions, causes, conditions, subjects, objects.

Each rule is a pattern over the words and two templates. A rule that is not sure says nothing: a clumsy question is
worse than a card that hides a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lecture.notes.english import (
    AUXILIARIES,
    CLEFT,
    CONDITIONS,
    FUNCTION_WORDS,
    LISTENER,
    OPEN_ENDS,
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
from lecture.notes.text import Sentence
from lecture.values import CardKind

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
    names = _names(sentences)
    for sentence in sentences:
        if language != "en":
            fits = 5 <= len(sentence.text.split()) <= 35
            yield Fact(sentence_case(sentence.text), sentence, () if fits else ("too short or too long",))
            continue
        for asked in definitions(sentence.text, spoken, names):
            yield Fact(_stated(asked, names), sentence, asked=(asked,))
        for statement in statements(sentence.text, before):
            wrong = tuple(troubles(statement))
            yield Fact(statement, sentence, wrong, () if wrong else tuple(questions(statement, names)))
            if first_word(statement) not in LISTENER and first_word(statement) != "i":
                before = statement
        spoken = sentence.text


def defined(definition: Asked) -> str:
    """The term that a definition asks for, without its article."""
    return _bare(_DEFINED.sub("", definition.question.rstrip("?")))


_DEFINED = re.compile(r"^What is (?:meant by )?")


Names = frozenset[str]


def _names(sentences: Sequence[Sentence]) -> Names:
    """Words that have a capital within a sentence, and never stand without."""
    capital = {match.group() for sentence in sentences for match in _CAPITAL.finditer(sentence.text)}
    small = {word for sentence in sentences for word in sentence.text.split() if word.islower()}
    return frozenset(word for word in capital if word.lower() not in small)


_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]+")


def _stated(asked: Asked, names: Names) -> str:
    """A definition as a statement: “What is lime?” and “a substance …” as “Lime is a substance ….”"""
    subject = _DEFINED.sub("", asked.question.rstrip("?"))
    several = _is_plural(subject) and not re.match(r"(?:an?|the) |.*ics$", subject)  # a lens, optics
    be = "are" if several else "is"
    return sentence_case(f"{subject} {be} {_lower_first(asked.answer, names)}")


def definitions(sentence: str, before: str = "", names: Names = frozenset()) -> Iterator[Asked]:
    """What a sentence defines. `before` is the sentence before it, for “It is called …”; `names` as for `questions`."""
    text = settled(" ".join(sentence.split()).rstrip(".!"))
    found = [(asked, m["term"], m["meaning"]) for pattern, asked in _DEFINITIONS for m in pattern.finditer(text)]
    if called := _CALLED.search(text):
        found.append((_MEANT, called["term"], f"{called['what']} {called['rest']}"))
    if (it := _IT_IS_CALLED.match(text)) and (here := _HERE_IS.search(before)):
        found.append((_MEANT, it["term"], here["meaning"]))
    for asked, said, meaning in ((asked, said.strip(" ,"), _meaning(meaning)) for asked, said, meaning in found):
        term = _bare(said)
        if _is_name(term) and _is_meaning(meaning, term):
            article = re.match(r"(an?|the) ", said, re.I) if asked == _MEANT else None
            named = (article[0].lower() if article else "") + _lower_first(term, names)
            yield Asked("definition", asked.format(term=named), meaning, 1.0)


def questions(statement: str, names: Names = frozenset()) -> Iterator[Asked]:
    """What a statement that stands alone answers. `names` are words that have a capital wherever they stand."""
    text = statement.rstrip(".!")
    for rule in (_condition, _cleft, _because, _reason, _subject, _object):
        yield from rule(text, names)


# Definitions

_WHO = r"(?:which|that|who|whose|where|when|in which|by which|by means of which|through which|for which|with which)"
_START = r"(?:^|[,;:] |and |that )"
_KIND = (
    "(?:study|type|kind|form|process|measure|set|method|branch|unit|theory|collection|field|technique|tool|structure"
    "|property|language|algorithm|function|science|force|system|group|sequence|region|model|rate|ratio|sum|name|art)"
)
_TERM = rf"(?P<term>{_NAME})"
_A_TERM = rf"(?P<term>(?:an? |the )?{_NAME})"
_NO_ARTICLE = r"(?!(?:[Tt]he|[Aa]n?) )"
_ONE = r"(?:something|anything|one|an?|the|any)"
_ONE_WHICH = rf"(?P<meaning>(?:something|anything|an?|the|any) (?:[\w-]+ ){{0,6}}{_WHO} [^;]+)"
_BODY_WHICH = rf"(?P<meaning>an? (?:[\w-]+ ){{1,3}}{_WHO} [^;,]+)"
_NAMED = r"(?:called|known as|termed|named)"
_MEANT = "What is meant by {term}?"
_DEFINITIONS = [
    (re.compile(pattern), asked)
    for pattern, asked in (
        (rf"\b[Bb]y {_A_TERM},? (?:we|I|you|one) means? (?P<meaning>[^.;]+)", _MEANT),
        (rf"\b[Bb]y {_A_TERM} is meant (?P<meaning>[^.;]+)", _MEANT),
        (
            rf"{_START}(?P<term>(?:[Tt]he |[Aa]n? )?{_NAME}) "
            r"(?:means|refers to|is defined as|stands for|is the name (?:for|of)) (?P<meaning>[^.;]+)",
            _MEANT,
        ),
        (rf"{_START}[Aa]n {_TERM} is (?P<meaning>{_ONE} [^;]+)", "What is an {term}?"),
        (rf"{_START}[Aa] {_TERM} is (?P<meaning>{_ONE} [^;]+)", "What is a {term}?"),
        (
            rf"{_START}[Tt]he {_TERM} is (?P<meaning>(?:an?|the) [^;]* (?:of|that|which|where|by|between) [^;]+)",
            "What is the {term}?",
        ),
        (rf"{_START}{_NO_ARTICLE}{_TERM} (?:is|are) {_ONE_WHICH}", _MEANT),
        (
            rf"{_START}{_NO_ARTICLE}{_TERM} is (?P<meaning>(?:an?|the) (?:[\w-]+ ){{0,2}}{_KIND} "
            r"(?:of|for|in|by|used|to) [^;]+)",
            _MEANT,
        ),
        (
            rf"{_START}(?P<meaning>(?:[Tt]he|[Aa]n?|[Aa]ny|[Ss]ome) (?:[\w'-]+ ){{1,16}}?)(?:is|are|was) "
            rf"(?:also |often |usually )?{_NAMED} {_A_TERM}(?=[,;]| and\b| or\b| because\b|$)",
            _MEANT,
        ),
        (
            rf"\b(?:[Ww]e|[Pp]eople|[Yy]ou) call (?P<meaning>(?:an?|any|the) .+?) (?P<term>(?:an? |the ){_NAME})$",
            _MEANT,
        ),
        (
            rf"(?P<meaning>\b(?:an?|the) (?:[\w-]+ ){{0,2}}[\w-]+), which (?:is|are) {_NAMED} {_A_TERM}(?=[,;]|$)",
            _MEANT,
        ),
        (rf"\b(?:some|an? (?:little )?(?:piece|bit|drop) of) {_TERM}, {_BODY_WHICH}", _MEANT),
        (rf"\b(?:[Tt]he|[Aa]n?) {_TERM}, {_BODY_WHICH}", "What is a {term}?"),
    )
]
_CALLED = re.compile(
    rf"\b(?P<what>an? (?:[\w-]+ ){{0,2}}?[\w-]+) {_NAMED} (?P<term>[\w-]+(?: [\w-]+)?),? (?P<rest>{_WHO} .+)$"
)
_IT_IS_CALLED = re.compile(rf"(?:And )?(?:[Ii]t|[Tt]his) is {_NAMED} {_TERM}(?=,| and\b|$)")
_HERE_IS = re.compile(r"\b(?:[Hh]ere|[Tt]his) is (?P<meaning>an? .+?)[.!]?$")


def _bare(term: str) -> str:
    return re.sub(r"^(?:an?|the|some|any|all|every|each|most) ", "", term.strip(" ,"), flags=re.I)


def _meaning(text: str) -> str:
    text = re.sub(r",? as you (?:can )?see,?|,? you see,?|,? you know,?", "", text)
    return _GOES_ON.split(text)[0].strip(" ,.").removeprefix("that ")


_GOES_ON = re.compile(r"[,;] (?:and|but|so|or) | and because | and when |, (?:I|we|you|they|it|here|there)\b")
_NOT_IN_A_MEANING = frozenset(("i", "we", "you", "me", "my", "us", "our", "here", "this", "these", "it"))


def _is_name(term: str) -> bool:
    said = lower_words(term)
    return bool(said) and said[-1] not in VAGUE and not any(word in FUNCTION_WORDS | AUXILIARIES for word in said)


def _is_meaning(meaning: str, term: str) -> bool:
    said = lower_words(meaning)
    return (
        4 <= len(said) <= 24
        and not any(word in _NOT_IN_A_MEANING for word in said[:6])
        and not set(lower_words(term)) <= set(said)
        and said[-1] not in OPEN_ENDS
    )


# The other questions

_SINGULAR = (
    r"(?:is|was|has|can|will|may|must|does|cannot|won't|isn't|would|should|could|contains|produces|causes|makes|gives"
    r"|means|requires|needs|becomes|provides|shows|uses|includes|\w{3,}ed (?=(?:the|an?|its|that|how)\b)"
    r"|\w*[^aius\W]s (?=(?:the|an?|its|their|no|to|with|from|by|into|in|on|as|for|at|not|only|free|out|up|off|over"
    r"|through|than)\b))"
)
_WHOSE = rf"{_NOUN}(?: (?:that|which) is (?:in|on|inside) {_NOUN})?"
_SUBJECT = re.compile(
    rf"^(?P<who>{_WHOSE}) (?P<does>(?:never |always |often |also |only |merely |not )?{_SINGULAR}\s?\b.+)$"
)
_BECAUSE = re.compile(
    rf"^(?P<who>{_NOUN}) (?P<be>is|are|was|were|can|cannot|will|must|may) (?P<rest>.+?),? because (?P<why>.+)$"
)
_BECAUSE_FIRST = re.compile(
    rf"^Because (?P<why>[^,]+), (?P<who>{_NOUN}) (?P<be>is|are|was|were|can|cannot|will|must|may) (?P<rest>.+)$"
)
_REASON = re.compile(
    r"^(?P<what>The (?:only |main |chief |first )?(?:reason|cause|purpose|function|role|goal|aim|effect|result"
    r"|advantage|disadvantage|definition) .+?) (?P<be>is|was) (?:that )?(?P<why>.+)$"
)
_OBJECT = re.compile(
    rf"^(?P<who>{_WHOSE}) (?P<verb>(?P<base>consist|contain|require|need|depend|produce|cause|form|measure"
    r"|describe|represent|convert|release|absorb|store|come|lead|result|give|decompose)(?P<past>e?d)?s?"
    r"(?P<on> of| on| upon| from| to| off)?)"
    r" (?P<what>.+)$"
)
_DUE = re.compile(
    rf"^(?P<who>{_NOUN}) (?P<be>is|are|was|were) (?P<how>(?:solely |mainly |only |largely )?(?:due to|made of"
    r"|made up of|composed of|caused by|produced by|formed by|measured in|used for|based on"
    r"|stored in|written in)) (?P<what>.+)$"
)
_PERSON = re.compile(
    r"(?:[A-Z][\w.-]+ )*[A-Z][\w.-]+ (?:first |also )?(?:explained|discovered|invented|wrote|proposed|showed|proved"
    r"|developed|introduced|published|founded|built|believed|argued|described|observed|measured|coined|won|suggested"
    r"|demonstrated|improved|calculated|created|designed|defined|named|noticed|realized|realised|found|painted|composed"
    r"|conquered|defeated|ruled|led|died|was born|thought|claimed|predicted|solved|formulated|patented|taught)\b"
)
_NOTHING_HAPPENS = re.compile(  # what follows a condition without being what happens
    r"(?:see|look|let|as|and|or|so|which|how|that|this|what|it was)\b"
    r"|(?:with|without|in|on|by|for|from|into|like|such|including)\b"
    r"|you (?:will (?:find it|be)\b"
    r"|(?:will|shall|must|may|can|should|would) (?!see|find|get|have|perceive|obtain|hear|feel))"
)
_LIGHT = AUXILIARIES | PRONOUNS | OPENS_PHRASE
_SINGULARS = {"make": "makes", "cause": "causes", "give": "gives", "are": "is", "have": "has", "produce": "produces"}
LONGEST_ANSWER = 14  # words, to a question by rule


def _lower_first(text: str, names: Names) -> str:
    """For within a sentence: “The flame”, but not “Isaac Newton” or “DNA”."""
    first, _, rest = text.partition(" ")
    capitals = first[1:].lower() != first[1:]
    a_name = first in names or capitals or (rest[:1].isupper() and first not in ("The", "A", "An"))
    return text if a_name else text[:1].lower() + text[1:]


def _condition(text: str, names: Names) -> Iterator[Asked]:
    """“If you blow out a candle, there is a smell”: what happens if you blow out a candle?"""
    word = first_word(text)
    if word not in (*CONDITIONS, "as") or word == "unless" or "?" in text:
        return
    condition, _, result = re.sub(r",\s+(?:then\s+)?", ", ", text).partition(", ")
    if not result:
        at = main_clause(text)
        condition, result = text[:at].strip(), text[at:]
    if must := re.match(r"you (must|should) (have|use|take|do|get|keep|provide) (.+)$", result):
        needed = re.split(r",? or you ", must[3])[0]
        yield Asked("question", f"What {must[1]} you {must[2]} {_lower_first(condition, names)}?", needed)
    if 2 <= len(lower_words(result)) <= 18 and len(lower_words(condition)) >= 4 and not _NOTHING_HAPPENS.match(result):
        yield Asked("question", f"What happens {_lower_first(condition, names)}?", result, 0.65)


def _cleft(text: str, names: Names) -> Iterator[Asked]:
    """“It is water that causes the rust”: what causes the rust?"""
    if match := CLEFT.match(text):
        verb, _, rest = match["does"].partition(" ")
        if first_word(match["what"]) in ("a", "the", "only", "not") or re.match(_SINGULAR + r"\b", match["does"]):
            yield Asked("question", f"What {_SINGULARS.get(verb, verb)} {rest}?", match["what"].strip())


def _because(text: str, names: Names) -> Iterator[Asked]:
    match = _BECAUSE.match(text) or _BECAUSE_FIRST.match(text)
    if match and _is_subject(match["who"], plural=True) and not re.search(r"\b(?:who|which|that)\b", match["rest"]):
        question = f"Why {match['be']} {_lower_first(match['who'], names)} {match['rest']}?"
        yield Asked("question", question, f"because {match['why']}")


def _reason(text: str, names: Names) -> Iterator[Asked]:
    if match := _REASON.match(text):
        yield Asked("question", f"What {match['be']} {_lower_first(match['what'], names)}?", match["why"])


def _subject(text: str, names: Names) -> Iterator[Asked]:
    """“Air is necessary for combustion”: what is necessary for combustion?"""
    if not (match := _SUBJECT.match(text)) or not _is_subject(match["who"]):
        return
    does = match["does"]
    verb = first_word(does)
    heavy = [word for word in lower_words(does) if word not in _LIGHT]
    told = re.match(r"(?:was|were) ", does) and first_word(match["who"]) == "the"  # something that was done, once
    runs_on = re.search(r", (?:the|it|they|we|you|this) ", does)
    misread = verb.endswith("s") and verb not in AUXILIARIES and _is_plural(match["who"])  # “removes neurons”
    circular = set(heavy) & set(lower_words(_bare(match["who"])))
    wrong = told or runs_on or misread or circular or "either" in heavy
    if len(heavy) >= 3 and len(lower_words(does)) <= 24 and not wrong:
        who = "Who" if _PERSON.match(f"{match['who']} {does}") else "What"
        yield Asked("question", f"{who} {does}?", _lower_first(match["who"], names))


def _is_plural(who: str) -> bool:
    return re.search(r"[^aius]s$", who.split(" of ")[0]) is not None


def _object(text: str, names: Names) -> Iterator[Asked]:
    """“All bright flames contain solid particles”: what do all bright flames contain?"""
    if (match := _OBJECT.match(text)) and _fits(match):
        verb = f"{match['base']}{match['on'] or ''}"
        do = "did" if match["past"] else "do" if match["verb"] == verb else "does"
        yield Asked("question", f"What {do} {_lower_first(match['who'], names)} {verb}?", match["what"])
    if (match := _DUE.match(text)) and _fits(match):
        yield Asked(
            "question", f"What {match['be']} {_lower_first(match['who'], names)} {match['how']}?", match["what"]
        )


def _fits(match: re.Match[str]) -> bool:
    return _is_subject(match["who"], plural=True) and len(lower_words(match["what"])) <= LONGEST_ANSWER


def _is_subject(who: str, *, plural: bool = False) -> bool:
    said = lower_words(_bare(who))
    inner = [w for i, w in enumerate(said) if w != "of" and not (w in ("the", "a", "an") and i and said[i - 1] == "of")]
    return (
        bool(inner)
        and not any(word in FUNCTION_WORDS | AUXILIARIES | PRONOUNS for word in inner)
        and inner[-1] not in VAGUE
        and (plural or not inner[-1].endswith("ing"))
    )
