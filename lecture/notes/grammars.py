"""What is known of the grammar of some languages: the small words by what they do, and what is asked of which verb."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from lecture.notes.words import word_list

FOLDER = Path(__file__).with_suffix("")  # a file for each language
_BROKEN = re.compile(r"\A\s+|\n\s*")
_AS = {"nn": "no", "yue": "zh"}  # which are written nearly as these


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words are in small letters, elided ones with their apostrophe; patterns match small letters and capitals.

    articles : what a noun phrase begins with
    fused : prepositions with their article, and articles that no subject has
    within : what may stand inside one, beside words that carry matter
    pronouns : what a verb follows, rather than a noun
    verbs : the commonest finite forms; a statement has one
    speaker : who speaks, and to whom; a pattern
    anybody : “we” and “you” where they may mean anybody; a pattern
    that : what opens the clause of what is said, thought or seen; a pattern
    pointing : what stands for something said before, or there in the room; a pattern
    warming_up : what a speaker begins with and a writer leaves out; a pattern
    leaning : what cannot begin a statement that stands alone; a pattern
    because : what comes between an effect and its cause; a pattern
    why : how to ask for the cause of {s}; empty where the order of words would change
    course : talk about the course or the room; a pattern
    vague : nouns that say nothing
    asked : a verb, what has to follow it, and what it lets one ask of its subject {s}; {v} is the verb as said
    whens : what opens a clause that cannot stand alone; a pattern
    ifs : those of them that open a condition; a pattern
    happens : how to ask what follows from a condition, {s}
    then : what the answer to it begins with
    capitals : whether nouns have one
    splits : whether a part of the verb may end a sentence
    called : whole statements that define, with groups s and a, and what they let one ask
    between : adverbs that may stand before or behind the verb; a pattern
    """

    articles: frozenset[str] = frozenset()
    fused: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    speaker: str = r"(?!)"
    anybody: str = r"(?!)"
    that: str = r"(?!)"
    pointing: str = r"(?!)"
    warming_up: str = r"(?!)"
    leaning: str = r"(?!)"
    because: str = r"(?!)"
    why: str = ""
    course: str = r"(?!)"
    vague: frozenset[str] = frozenset()
    asked: tuple[tuple[str, str, str], ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    between: str = r"(?!)"
    whens: str = r"(?!)"
    ifs: str = r"(?!)"
    happens: str = ""
    then: str = ""
    capitals: bool = False
    splits: bool = False


@cache
def grammar(language: str) -> Grammar:
    """Nothing is known of the grammar of most languages."""
    path = FOLDER / f"{_AS.get(language, language)}.toml"
    if not path.is_file():
        return Grammar()
    table = tomllib.loads(path.read_text("utf-8"))
    known = [field for field in fields(Grammar) if field.name in table]
    return Grammar(**{field.name: _read(table[field.name], field.type) for field in known})


def _read(value: Any, kind: Any) -> Any:
    """A list of words, or a pattern broken over lines behind a bar."""
    if isinstance(value, str):
        return word_list(value) if kind == "frozenset[str]" else _BROKEN.sub("", value)
    if isinstance(value, list):
        return tuple(tuple(_read(cell, "str") for cell in row) for row in value)
    return value
