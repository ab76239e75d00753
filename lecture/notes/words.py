"""Words: found in a text, and folded so that what counts as one is one."""

from __future__ import annotations

import re

from lecture.punctuation import STOPS

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def words(text: str) -> list[str]:
    return [match.group().lower() for match in WORD.finditer(text)]


def fold(word: str) -> str:
    """A word without its plural or possessive ending, so that “flames” counts as “flame”. English endings only."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def first_word(text: str) -> str:
    return text.split(" ", 1)[0].lower().strip(",.?!")


def lower_words(text: str) -> list[str]:
    """As `words`, with straight apostrophes: as the word lists have them."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def sentence_case(clause: str) -> str:
    """With a capital and a stop; empty where there is nothing to say."""
    clause = clause.strip()
    if not clause:
        return ""
    return clause[0].upper() + clause[1:] + ("" if clause[-1] in STOPS else ".")
