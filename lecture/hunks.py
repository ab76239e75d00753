"""Hunks: what of a text became what, and the same done in another text where the same words stand.

The other text may be the segment as another model heard it, or a note that was made of the segment: so words are known
by their letters, and by those before and after them, and what stands at their edges there stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lecture.rewording import cut, runs, units
from lecture.scripts import is_letter, is_unspaced

NEIGHBOURS = 2  # words on each side by which a place is known
LONG = 5  # letters of a word that is known without them

POSSESSIVES = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words that became others, and those that stay before and after them. `new` is as it was written."""

    before: tuple[str, ...]
    old: tuple[str, ...]
    after: tuple[str, ...]
    new: str

    @property
    def of_marks(self) -> bool:
        """Whether all its words stay, and only what stands at their edges is new."""
        return bool(self.old) and list(map(core, self.old)) == list(map(core, cut(self.new)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hunk fits: at the unit `at`, with so many of its neighbours."""

    at: int
    neighbours: int


@lru_cache(maxsize=4096)
def hunks(old: str, new: str) -> tuple[Hunk, ...]:
    """What has to be done to `old` to make it `new`."""
    here, there, spans = cut(old), cut(new), units(new)
    found = list(runs(here, there))
    made = []
    for number, (same, a, b) in enumerate(found):
        if same:
            continue
        before = found[number - 1][1] if number else range(0)
        after = found[number + 1][1] if number + 1 < len(found) else range(0)
        made.append(
            Hunk(
                tuple(here[max(before.start, before.stop - NEIGHBOURS) : before.stop]),
                tuple(here[a.start : a.stop]),
                tuple(here[after.start : min(after.stop, after.start + NEIGHBOURS)]),
                new[spans[b.start][0] : spans[b.stop - 1][1]] if b else "",
            )
        )
    return tuple(made)


def places(text: str, hunk: Hunk, *, alone: bool = True) -> list[Place]:
    """Where the hunk fits, the best places only. `alone`: a telling word is enough, whatever stands around it."""
    here = list(map(core, cut(text)))
    small = _small(here)
    if hunk.of_marks:
        fits = list(_runs_of(cut(text), hunk.old))
    else:
        fits = [at for at in _runs_of(small, _small(map(core, hunk.old))) if not _done(here, at, hunk)]
    found = [place for at in fits if (place := _place(small, at, hunk, alone)) is not None]
    best = max((place.neighbours for place in found), default=0)
    chosen: list[Place] = []
    for place in found:
        if place.neighbours == best and (not chosen or place.at >= chosen[-1].at + max(len(hunk.old), 1)):
            chosen.append(place)
    return chosen


def stands(text: str, hunk: Hunk) -> bool:
    """Whether what the hunk would bring is there already."""
    settled, here = replace(hunk, old=tuple(cut(hunk.new))), _small(map(core, cut(text)))
    return any(_place(here, at, settled, alone=True) for at in _runs_of(here, _small(map(core, settled.old))))


def _runs_of(units: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    """Every place at which these stand, one after the other; with none of them, every gap."""
    for at in range(len(units) - len(wanted) + 1):
        if list(units[at : at + len(wanted)]) == list(wanted):
            yield at


def _done(here: Sequence[str], at: int, hunk: Hunk) -> bool:
    """Whether what the hunk would bring stands around this place already."""
    new = list(map(core, cut(hunk.new)))
    end = at + len(hunk.old)
    first = max(end - len(new), 0)
    return bool(new) and any(first + begin <= at for begin in _runs_of(here[first : at + len(new)], new))


def _place(here: Sequence[str], at: int, hunk: Hunk, alone: bool) -> Place | None:
    """`here`: the small letters of the units around."""
    end = at + len(hunk.old)
    before = _alike(here[:at][::-1], _small(map(core, hunk.before))[::-1])
    after = _alike(here[end:], _small(map(core, hunk.after)))
    if hunk.old and hunk.new:
        fits = before + after > 0 or (alone and _telling(hunk)) or len(hunk.old) == len(here)
    elif hunk.before and hunk.after:  # what comes in or goes needs both its neighbours
        fits = before > 0 and after > 0
    else:
        around = len(hunk.before) + len(hunk.after)
        fits = before + after == around if around else len(hunk.old) == len(here)
    return Place(at, before + after) if fits else None


def _alike(units: Sequence[str], wanted: Sequence[str]) -> int:
    """How many are the same until the first that is not."""
    same = 0
    while same < min(len(units), len(wanted)) and units[same] == wanted[same]:
        same += 1
    return same


def _telling(hunk: Hunk) -> bool:
    """Whether the old words are known without their neighbours: a long one, a figure, a name, two ideographs."""
    words = list(map(core, hunk.old))
    if any(len(word) >= LONG or any(map(str.isdigit, word)) for word in words):
        return True
    names = [word for word in (*words, *map(core, cut(hunk.new))) if len(word) > 1 and word[:1].isupper()]
    return len(hunk.before) > 0 and bool(names)


def done(text: str, hunk: Hunk, place: Place, *, as_written: bool) -> str:
    """The text with the hunk done there. `as_written`: with the marks at the edges that it was written with."""
    spans, end = units(text), place.at + len(hunk.old)
    if not hunk.old:
        return _put_in(text, spans[place.at][0] if place.at < len(spans) else len(text), hunk.new)
    first, last = spans[place.at][0], spans[end - 1][1]
    if not hunk.new:
        return _taken_out(text, first, last)
    stood = text[first:last]
    same = tuple(cut(stood)) == hunk.old
    return text[:first] + (hunk.new if as_written and same else _edged(hunk, stood)) + text[last:]


def _edged(hunk: Hunk, stood: str) -> str:
    """The new words between the marks that stand there, with a capital where there was one for no other reason."""
    there, new = cut(stood), cut(hunk.new)
    lead, tail = _parts(there[0])[0], _parts(there[-1])[2]
    before, after = _parts(new[0])[0], _parts(new[-1])[2]
    words = hunk.new[len(before) : len(hunk.new) - len(after)]
    return lead + _in_case(words, core(hunk.old[0]), core(there[0])) + tail


def _in_case(words: str, old: str, stood: str) -> str:
    """Large or small at the start where the same word stood so there and otherwise here: where a sentence begins."""
    if old[:1].islower() and stood[:1].isupper():
        return words[:1].upper() + words[1:]
    if old[:1].isupper() and stood[:1].islower() and words[1:].islower():
        return words[:1].lower() + words[1:]
    return words


def _put_in(text: str, at: int, new: str) -> str:
    before, after = text[:at].rstrip(), text[at:]
    return new.join((before + _space(before, new), _space(new, after) + after))


def _space(before: str, after: str) -> str:
    """What stands between two texts."""
    if not before or not after:
        return ""
    return "" if is_unspaced(before[-1]) and is_unspaced(after[0]) else " "


def _taken_out(text: str, first: int, last: int) -> str:
    if text[last : last + 1].isspace():
        last += 1
    elif text[first - 1 : first].isspace():
        first -= 1
    return text[:first] + text[last:]


def core(unit: str) -> str:
    """A unit without the marks at its edges, and without its possessive ending."""
    return _parts(unit)[1]


@lru_cache(maxsize=65536)
def _parts(unit: str) -> tuple[str, str, str]:
    """What stands before the word, the word, and what stands after it. What holds no word is one by itself."""
    said = [at for at, character in enumerate(unit) if is_letter(character)]
    if not said:
        return "", unit, ""
    begin, end = said[0], said[-1] + 1
    if unit[begin:end].endswith(POSSESSIVES) and end - begin > 2:
        end -= 2
    return unit[:begin], unit[begin:end], unit[end:]


def _small(words: Iterable[str]) -> list[str]:
    return [word.casefold() for word in words]
