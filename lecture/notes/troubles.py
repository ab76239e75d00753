"""Does an English statement stand alone? Cues that it does not, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from lecture.notes.english import (
    AUXILIARIES,
    CONDITIONS,
    FUNCTION_WORDS,
    IMPERATIVES,
    LISTENER,
    OPEN_ENDS,
    PERSONAL,
    POINTERS,
    PRONOUNS,
    QUESTION_WORDS,
    REMARKS,
    SOMEBODY,
    SUBORDINATE,
    VAGUE,
    word_list,
)
from lecture.notes.phrases import CLEFT, PREPOSITIONS, main_clause
from lecture.notes.words import lower_words

_POINTING = re.compile(
    r"\b(?:next|last) (?:time|week|lecture|slide|class|we|year)\b|\bsuch an?\b|\b(?:earlier|above|below) (?:we|I|you)\b"
    r"|^The (?:first|second|third|fourth|fifth|other|next) \w+ (?:is|was)\b"
    r"|\b(?:a second|another) time\b|\bas yet\b|\bin that (?:as|and|or)\b|^There .+\bit$|^There (?:is|are) \w+ing\b"
    r"|^The same\b|\bthe same thing\b"
)


def troubles(statement: str) -> list[str]:
    """Why a statement does not stand alone, or nothing. Cues, not grammar; strict, since there is plenty to choose."""
    words = lower_words(statement)
    if not words:
        return ["too short"]
    said = _Said(statement.rstrip("."), words)
    return list(dict.fromkeys(reason for reason, wrong in TROUBLES if wrong(said)))


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    words: list[str]

    @property
    def first(self) -> str:
        return self.words[0]

    @property
    def condition(self) -> bool:
        return self.first in CONDITIONS

    @property
    def main(self) -> str:
        """What comes before the first subordinate clause."""
        return _RELATIVE.split(self.text)[0]

    def has(self, some: Container[str]) -> bool:
        return any(word in some for word in self.words)


_LEADS_IN = word_list("of in on with by for from at as to into through")
_EMPTY = FUNCTION_WORDS | {"substances"}


def _the_matter_is(words: Sequence[str]) -> bool:
    """“The difference is …”: between what?"""
    return words[0] in ("the", "its") and words[1] in VAGUE and words[2] in AUXILIARIES if len(words) > 2 else False


_AS_CLAUSE = re.compile(r"As (?:the |an? )?[\w-]+(?: [\w-]+)? (?:is|are|was|were|\w+s|\w+ed)\b[^,]*, ")
_MIDDLES = word_list(
    """
    which who or nor and but whether not than to for very just owing where until thereby partly so even only yet
    also without by there's
    """
)
_RELATIVE = re.compile(r" (?:which|that|who|whose|where|when|as|into which|by which) ")
_PAST = (
    "got|went|came|made|took|gave|became|began|wrote|found|built|led|held|kept|grew|rose|fell|ran|saw|thought|brought"
    "|won|lost|met|sent|left|told|knew|drew|chose|broke|taught|spent|stood|set|cut|put"
)
_VERB = re.compile(
    r"[\w,] [a-z]{3,}(?:s|ed)\b(?! of\b)"
    r"|\b(?:contain|produce|burn|become|form|give|need|require|cause|make|mean|show|depend|consist|use|include|act|occur|have"
    r"|happen|rise|fall|grow|live|move|turn|work|run|hold|carry|store|take|go|come|change|increase|decrease|remain|add"
    rf"|{_PAST})\b"
)
_DOES = re.compile(rf" (?:[a-z]{{3,}}ed|{_PAST}|{'|'.join(sorted(AUXILIARIES))})\b")
_MEANWHILE = re.compile(r"(?:[\w-]+ ){0,3}(?:later|earlier|afterwards|meanwhile|then)(?: on)?,", re.I)
_BY_A_YEAR = re.compile(r"By (?:the )?(?:year )?\d")
_STANDS_FOR = word_list(
    """
    this that these those that's there's certain something someone somebody nobody everybody everyone anybody anyone
    """
)
_NAME_BEFORE = re.compile(rf"(?:[A-Z][\w-]+ [A-Z]|.*?[a-z,] [A-Z][a-z]).*?\b(?:{'|'.join(sorted(SOMEBODY))})\b", re.S)


def _points_there(said: list[str]) -> bool:
    """“put it there”, “there is the candle”; but not “there is always a ring”."""
    for at, word in enumerate(said):
        if word == "there" and not (
            said[at + 1 : at + 2] and said[at + 1] in AUXILIARIES and "the" not in said[at + 2 : at + 3]
        ):
            return True
    return False


_ONE_MOMENT = re.compile(r"The [\w -]{2,40}? (?:was|were) (?:then |once |twice )?\w+(?:ed|ld|en|nt|ut)\b")


_LOOSE_END = re.compile(r"[a-z] (?:when|where|while|because|if) (?:the |an? )?[\w-]+(?: of (?:the |an? )?[\w-]+)?$")


def _hangs(words: Sequence[str]) -> bool:
    """“Taking the flask, …”; but not “Overfitting means …” or “Rising costs are …”."""
    return words[0].endswith("ing") and not (
        "is" in words or any(w.endswith("s") or w in AUXILIARIES for w in words[1:2])
    )


def _early_pronoun(said: list[str]) -> bool:
    """Does a pronoun come before anything that it could stand for?"""
    for at, word in enumerate(said):
        if word in PRONOUNS and at:
            if said[0] in CONDITIONS and at < 8 and said[at - 1] in PREPOSITIONS.split("|"):
                return True  # “when you put a light to it”
            return not any(w not in FUNCTION_WORDS and w not in VAGUE for w in said[:at])
    return False


TROUBLES: tuple[tuple[str, Callable[[_Said], bool]], ...] = (
    ("too short", lambda said: len(said.words) < 5),
    ("too long", lambda said: len(said.words) > 42),
    ("a question", lambda said: said.text.endswith("?")),
    ("a question", lambda said: said.first in QUESTION_WORDS and not said.condition),
    ("an order to the listener", lambda said: said.first in IMPERATIVES),
    ("an order to the listener", lambda said: bool(re.search(r", (?:see|look|let|take|observe) ", said.text))),
    ("speaks of the speaker", lambda said: said.has(PERSONAL)),
    ("speaks to the listener", lambda said: not said.condition and said.has(LISTENER)),
    ("speaks to the listener", lambda said: said.condition and said.has(("we", "we'll", "we're", "we've"))),
    ("a remark", lambda said: said.has(REMARKS)),
    ("points at the room", lambda said: said.has(POINTERS) or _points_there(said.words)),
    ("points at the room", lambda said: bool(_POINTING.search(said.text))),
    ("points at something", lambda said: said.has(("this", "these", "those"))),
    ("points at something", lambda said: "another" in said.words and "one" not in said.words),
    ("points at something", lambda said: _the_matter_is(said.words)),
    ("begins with a pronoun", lambda said: said.first in PRONOUNS | SOMEBODY and not CLEFT.match(said.text)),
    ("begins with a pronoun", lambda said: said.first in _STANDS_FOR),
    (
        "begins with a pronoun",
        lambda said: said.first in ("all", "both", "each", "some", "many") and said.words[1] in _EMPTY,
    ),
    ("a pronoun before its noun", lambda said: _early_pronoun(said.words)),
    ("a pronoun before its noun", lambda said: said.has(SOMEBODY) and not _NAME_BEFORE.match(said.text)),
    (
        "a pronoun before its noun",
        lambda said: not said.condition and bool(re.search(r"^[^,]{3,60}, (?:it|they) ", said.text)),
    ),
    (
        "begins in the middle",
        lambda said: (said.first in _MIDDLES and not _BY_A_YEAR.match(said.text)) or _hangs(said.words),
    ),
    ("begins in the middle", lambda said: bool(_MEANWHILE.match(said.text))),
    ("begins in the middle", lambda said: said.first == "as" and not _AS_CLAUSE.match(said.text)),
    ("begins in the middle", lambda said: said.first.endswith("s") and said.first[:-1] in IMPERATIVES),
    (
        "tells of one moment",
        lambda said: bool(_ONE_MOMENT.match(said.text)) and not re.search(r"\d|(?<=[a-z,] )[A-Z]", said.text),
    ),
    (
        "half a condition",
        lambda said: (
            said.first in SUBORDINATE and not re.search(r", (?!and|or|but)", said.text) and not main_clause(said.text)
        ),
    ),
    ("ends in the middle", lambda said: said.words[-1] in OPEN_ENDS),
    ("ends in the middle", lambda said: bool(_LOOSE_END.search(said.text))),
    ("has no verb", lambda said: said.first in _LEADS_IN and "," not in said.text and not _DOES.search(said.main)),
    (
        "has no verb",
        lambda said: not said.condition and not said.has(AUXILIARIES) and not _VERB.search(said.main),
    ),
)
