"""What was said, as one would write it: without fillers, stutters, asides to the listener, or who speaks."""

from __future__ import annotations

import re

WHOLE = 5  # words of what may be a sentence by itself

_SPEAKER = re.compile(
    r"^(?:>+\s*)?(?:[A-Z][A-Z.'\- ]{2,30}|Audience|Student|Professor|Lecturer|Narrator|Speaker \d+):\s+"
    r"|(?<=[.?!\])] )[A-Z]{2}[A-Z.'\- ]{1,30}:\s+"  # of who goes on in the same sentence
)
_NOTE = re.compile(r"\[[^\]]*\]|\((?:laughter|applause|inaudible)\)", re.I)  # what a transcriber heard beside the words
_FILLER = re.compile(r"(?:,\s*)?\b(?:u+h+m?|u+m+|e+rm?|a+h+|m+h+m+)\b(?:,|\.{3})?(?=[\s,.?!])", re.I)
_HEDGE = re.compile(r"(?P<before>\b[\w']+\s+|^)(?:sort|kind) of\s+", re.I)
_NAMES_A_SORT = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "some",
        "any",
        "what",
        "all",
        "one",
        "same",
        "every",
        "each",
        "other",
        "another",
        "no",
        "which",
        "certain",
    ]
)
_ASIDE = re.compile(
    r"(?:^|\s*(?:[,–—]|--))\s*(?:you know|i mean|like|right|ok|okay|as (?:you|we) (?:can |will |may )?(?:see|know|saw)"
    r"(?: here)?|as (?:i|we) (?:just )?(?:said|mentioned|told you)(?: before| earlier)?|let's say|so to speak"
    r"|if you (?:will|like)|by the way|actually|basically|essentially|in fact|of course|for example|for instance"
    r"|by definition|if you think about it)\s*(?:,|--)\s*",
    re.I,
)
# A stutter or a fresh start: up to nine words said again at once. Some words are doubled for good reason.
_AGAIN = re.compile(
    r"\b(?P<said>(?!(?:very|much|many|really|had|that|long|far|no|so)\b)[\w']+(?:\s+[\w']+){0,8})"
    r"(?:\s*(?:,|--|–|—|\.{3}))*\s+(?P=said)\b",
    re.I,
)
_BROKEN_OFF = re.compile(r"\s*(?:--+|—|–(?=\s)|\.{3}|…)\s*")
_LIKE = re.compile(r"^(?:(?:so|and|but|well|now|okay|ok|right),?\s+)*like,?\s+", re.I)
_TAG = re.compile(
    r"(?:,\s+(?:right|ok|okay|yeah|yes|no|you see|for example|for instance|if you think about it)"
    r"|,?\s+(?:you know|and so on|and so forth|or whatever|et cetera))"
    r"\s*[.?!]+$",
    re.I,
)


def fluent(sentence: str) -> str:
    """The sentence as it would be written down. Of “…, right?” the statement is left."""
    text = _NOTE.sub(" ", _SPEAKER.sub("", " ".join(sentence.split())))
    text = _HEDGE.sub(_unhedged, _FILLER.sub("", text))
    while (less := _AGAIN.sub(r"\g<said>", text)) != text:
        text = less
    text = _TAG.sub(".", _ASIDE.sub(" ", _LIKE.sub("", _begun_anew(text))))
    return " ".join(re.sub(r"\s+([,.;:?!])", r"\1", text).strip(" ,-–—").split())


def _unhedged(match: re.Match[str]) -> str:
    """“Is sort of a lens” as “is a lens”, but “a sort of lens” as it is."""
    return match.group() if match["before"].strip().lower() in _NAMES_A_SORT else match["before"]


def _begun_anew(text: str) -> str:
    """What was said at last, where somebody broke off: “the key is-- the key is always the first part”."""
    parts = [part.strip(" ,") for part in _BROKEN_OFF.split(text)]
    return next((part for part in reversed(parts) if len(part.split()) >= WHOLE), parts[0])
