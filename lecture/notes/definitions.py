"""What an English sentence defines, such as “A vapour is something that will condense”, by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecture.notes.english import AUXILIARIES, FUNCTION_WORDS, OPEN_ENDS, VAGUE
from lecture.notes.phrases import NAME, Names, bare, lower_first
from lecture.notes.statements import settled
from lecture.notes.words import lower_words
from lecture.values import Question


def defined(definition: Question) -> str:
    """What a definition asks for, as it asks: “What is a vapour?” for “a vapour”."""
    return _DEFINED.sub("", definition.text.rstrip("?"))


_DEFINED = re.compile(r"^What is (?:meant by )?")


def definitions(sentence: str, before: str = "", names: Names = frozenset()) -> Iterator[Question]:
    """What a sentence defines. `before` is the sentence before it, for “It is called …”; `names` as for `questions`."""
    text = settled(" ".join(sentence.split()).rstrip(".!"))
    found = [(asked, m["term"], m["meaning"]) for pattern, asked in _DEFINITIONS for m in pattern.finditer(text)]
    if called := _CALLED.search(text):
        found.append((_MEANT, called["term"], f"{called['what']} {called['rest']}"))
    if (it := _IT_IS_CALLED.match(text)) and (here := _HERE_IS.search(before)):
        found.append((_MEANT, it["term"], here["meaning"]))
    for asked, said, meaning in ((asked, said.strip(" ,"), _meaning(meaning)) for asked, said, meaning in found):
        term = bare(said)
        if _is_name(term) and _is_meaning(meaning, term):
            article = re.match(r"(an?|the) ", said, re.I) if asked == _MEANT else None
            named = (article[0].lower() if article else "") + lower_first(term, names)
            yield Question("definition", asked.format(term=named), meaning, 1.0)


_WHO = r"(?:which|that|who|whose|where|when|in which|by which|by means of which|through which|for which|with which)"
_START = r"(?:^|[,;:] |and |that )"
_KIND = (
    "(?:study|type|kind|form|process|measure|set|method|branch|unit|theory|collection|field|technique|tool|structure"
    "|property|language|algorithm|function|science|force|system|group|sequence|region|model|rate|ratio|sum|name|art)"
)
_TERM = rf"(?P<term>{NAME})"
_A_TERM = rf"(?P<term>(?:an? |the )?{NAME})"
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
            rf"{_START}(?P<term>(?:[Tt]he |[Aa]n? )?{NAME}) "
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
            rf"\b(?:[Ww]e|[Pp]eople|[Yy]ou) call (?P<meaning>(?:an?|any|the) .+?) (?P<term>(?:an? |the ){NAME})$",
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
