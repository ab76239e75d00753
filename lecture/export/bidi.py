"""Text in which some letters run from right to left: the Unicode Bidirectional Algorithm, as far as lines need it.

Marks that change the direction by hand (embeddings, isolates) are no part of it: `typeface.showable` leaves them out.
fpdf2 has the algorithm too, but calls itself once for each of many signs in a row, until Python has had enough.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby

STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}  # figures count as right to left among neutrals
DEEPEST = 63  # brackets within brackets; the algorithm takes no notice of more
NEUTRAL = ("B", "S", "WS", "ON")


def is_rtl(text: str) -> bool:
    """Whether it has any letter that runs from right to left."""
    return not text.isascii() and any(map(_runs_left, text))


def begins_rtl(text: str) -> bool:
    """Whether its first letter that has a direction runs from right to left."""
    return next((_class(letter) != "L" for letter in text if _class(letter) in ("L", "R", "AL")), False)


def levels(text: str, rtl: bool) -> list[int]:
    """How deep each letter of a paragraph is embedded: those at odd depths run from right to left, the others not."""
    base = "R" if rtl else "L"
    kinds = _weak([_class(letter) for letter in text], base)
    _brackets(text, kinds, base)
    _neutral(kinds, base)
    if rtl:
        return [1 if kind == "R" else 2 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def visual(depths: Sequence[int]) -> list[int]:
    """The places of pieces that are so deep, from left to right."""
    order = list(range(len(depths)))
    for depth in range(max(depths, default=0), 0, -1):
        runs = [(depths[run[0]] >= depth, run) for run in _alike(order, [depths[place] >= depth for place in order])]
        order = [place for deep, run in runs for place in (reversed(run) if deep else run)]
    return order


def _alike(order: Sequence[int], deep: Sequence[bool]) -> list[list[int]]:
    return [[place for place, _ in run] for _, run in groupby(zip(order, deep, strict=True), lambda one: one[1])]


@cache
def _class(letter: str) -> str:
    return unicodedata.bidirectional(letter) or "L"


def _runs_left(letter: str) -> bool:
    return _class(letter) in ("R", "AL", "AN")


def _weak(kinds: list[str], base: str) -> list[str]:
    """Rules W1 to W7: marks, and figures with what belongs to them."""
    strong, before = base, base
    for at, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kind = before
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        before = kind
        strong = kind if kind in ("L", "R", "AL") else strong
        kinds[at] = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        around = kinds[at - 1]
        if around == kinds[at + 1] and (kinds[at], around) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            kinds[at] = around
    return _figures(kinds, base)


def _figures(kinds: list[str], base: str) -> list[str]:
    found: list[str] = []
    for kind, group in groupby(kinds):
        run = [*group]
        ends = len(found) + len(run)
        beside = [*found[-1:], *kinds[ends : ends + 1]]
        if kind == "ET" and "EN" in beside:
            run = ["EN"] * len(run)
        found += ["ON" if one in ("ET", "ES", "CS") else one for one in run]
    strong = base
    for at, kind in enumerate(found):
        strong = kind if kind in ("L", "R") else strong
        if kind == "EN" and strong == "L":
            found[at] = "L"
    return found


def _brackets(text: str, kinds: list[str], base: str) -> None:
    """Rule N0: a pair of brackets runs as what is in it."""
    for begin, end in _pairs(text, kinds):
        inside = {STRONG.get(kind) for kind in kinds[begin + 1 : end]} - {None}
        if not inside:
            continue
        before = next((STRONG[kind] for kind in reversed(kinds[:begin]) if kind in STRONG), base)
        kinds[begin] = kinds[end] = base if base in inside else before
        after = end + 1
        while after < len(text) and _class(text[after]) == "NSM":
            kinds[after] = kinds[end]
            after += 1


def _pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    opened: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for at, (letter, kind) in enumerate(zip(text, kinds, strict=True)):
        if kind != "ON":
            continue
        if closer := _closer(letter):
            if len(opened) == DEEPEST:
                return []
            opened.append((closer, at))
            continue
        match = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == letter), None)
        if match is not None:
            found.append((opened[match][1], at))
            del opened[match:]
    return sorted(found)


@cache
def _closer(letter: str) -> str:
    """What closes the bracket; empty where it is none that opens."""
    if unicodedata.category(letter) != "Ps" or not unicodedata.mirrored(letter):
        return ""
    try:
        return unicodedata.lookup(unicodedata.name(letter, "").replace("LEFT", "RIGHT"))
    except KeyError:
        return ""


def _neutral(kinds: list[str], base: str) -> None:
    """Rules N1 and N2: what has no direction has that of both its neighbours, else that of the paragraph."""
    at = 0
    for neutral, group in groupby(list(kinds), lambda kind: kind in NEUTRAL):
        ends = at + len([*group])
        if neutral:
            before = STRONG[kinds[at - 1]] if at else base
            after = STRONG[kinds[ends]] if ends < len(kinds) else base
            kinds[at:ends] = [before if before == after else base] * (ends - at)
        at = ends
