"""English phrases: the patterns of a name and of a cleft, where a main clause begins, and names within a sentence."""

from __future__ import annotations

import re

from lecture.notes.english import SUBORDINATE, word_list

Names = frozenset[str]  # words that have a capital wherever they stand

_DET = r"(?:(?:the|an?|all|every|each|most|any|our|one) )?"
NAME = r"(?:[\w-]+ ){0,3}?[\w-]+"
NOUN = rf"{_DET}{NAME}(?: of (?:the |an? )?(?:[\w-]+ ){{0,2}}?[\w-]+)?"
PREPOSITIONS = "of|in|to|from|into|with|through|for|by|on|under|over|at|upon"

# “It is water that causes the rust”
CLEFT = re.compile(
    r"It (?P<be>is|was) (?P<what>(?:(?!that\b|which\b)[\w-]+ ){1,5})(?:that|which|who) (?P<does>(?!it\b)\w+ .+)$"
)


def main_clause(condition: str) -> int:
    """Where the second half of “when the gas is off you get no light” begins if no comma says so, or 0."""
    for match in _MAIN_CLAUSE.finditer(condition, 12):
        if condition[: match.start()].rsplit(" ", 1)[-1].lower() not in _HOLDS_ON:
            return match.end()
    return 0


_HOLDS_ON = SUBORDINATE | word_list("that which as than and but or what how whether so")
_MAIN_CLAUSE = re.compile(
    r"(?<=\w)\s+(?=(?:(?:you|it|they|there|he|she)\s+(?:is|are|will|can|get|gets|have|has|becomes?|must|would|see|find"
    r"|perceive|produce|do|does|burns?|need|should|may)|what\s+comes)\b)"
)


def bare(term: str) -> str:
    return re.sub(r"^(?:an?|the|some|any|all|every|each|most) ", "", term.strip(" ,"), flags=re.I)


def lower_first(text: str, names: Names) -> str:
    """For within a sentence: “The flame”, but not “Isaac Newton” or “DNA”."""
    first, _, rest = text.partition(" ")
    capitals = first[1:].lower() != first[1:]
    a_name = first in names or capitals or (rest[:1].isupper() and first not in ("The", "A", "An"))
    return text if a_name else text[:1].lower() + text[1:]


def is_plural(who: str) -> bool:
    return re.search(r"[^aius]s$", who.split(" of ")[0]) is not None
