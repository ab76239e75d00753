"""A typed answer, judged: right, nearly or wrong. What nobody meant to ask counts for nothing, as case and accents.

Both texts are folded to tokens: without case, accents, punctuation and articles, figures in one form however they are
written. The same tokens are right. A word with a typing slip is nearly right; a figure with one is another figure, and
so is a word that a slip makes another: proton and photon.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

Verdict = Literal["right", "nearly", "wrong"]
LONGEST = 500  # letters of an answer that are read
KNOWN = 1024  # texts of which it is remembered how they read: a quiz compares each answer with all others


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Leading, or after a small word: en de fr it es pt nl.
_ARTICLES = _words(
    "a an the der die das den dem des ein eine einen einem einer eines le la les un une il lo i gli uno una el los las"
    " unos unas o os as um uma uns umas de het een"
)
_ONLY_ARTICLES = _words("the der das dem les los las het gli")  # nothing else in any of them: dropped anywhere
_ELIDED = _words("l un gl")  # before an apostrophe: l'eau, un'ora
_SMALL = _words(
    "in on at by from to of with for about because im am vom zum zur beim um bei von mit aus durch en au aux du dans"
    " par pour avec nel nella del della con por para al em com op aan van te met and und et y e ed"
)
_LISTED = re.compile(r"[,;]\s+|\s+(?:and|und|et|y|e|en|ed)\s+|&")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "−": "-", "’": "'", "⁄": "/"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_RAISED = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")  # 10³ is not 103
_MONEY = re.compile(r"([$€£])\s*(\d[\d.,]*)")
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound"}
_BRACKETS = re.compile(r"\(([^()]*)\)")
_TOKEN = re.compile(
    r"(?P<nth>(?<!\w)\d+(?:st|nd|rd|th)(?!\w))"
    r"|(?P<figure>(?<!\w)[-+]?(?:\d{1,3}(?:[ ']\d{3})+(?!\d)|\d+(?:[.,]\d+)*|[.,]\d+))"
    r"|(?P<word>[^\W\d_](?:\w|'(?=\w))*)"
    r"|(?P<sign>[-+](?!\w)(?<=\w.)|[^\w\s'.,:;!?()\[\]{}“”„«»\"…–—-])"
)

# Numbers in English


def _numbered(words: str, first: int, step: int) -> dict[str, int]:
    return {word: first + step * place for place, word in enumerate(words.split())}


_UNITS = _numbered("zero one two three four five six seven eight nine", 0, 1)
_TEENS = _numbered("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10, 1)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_ORDINALS = {
    word: f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
    for word, number in _numbered(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
        " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        1,
        1,
    ).items()
}

# Words that a slip or two makes of one another

_FIRST = (
    ("hyper", "hypo"), ("endo", "exo", "ecto"), ("inter", "intra"), ("macro", "micro"), ("ab", "ad"),
    ("ante", "anti"), ("pre", "pro", "per"), ("max", "min"), ("over", "under"), ("homo", "hetero"),
)  # fmt: skip
_LAST = (("er", "ee"), ("or", "ee"), ("ose", "ase"))
_SALTS = re.compile(r"(?:(nitr|sulf|sulph|chlor|phosph|phosphor|brom|iod)(?:ate|ite|ide))s?")
_CHAINS = re.compile(r"(?:(meth|eth|prop|but|pent|hex|hept|oct|non|dec|alk)(?:ane|ene|yne|anol|enol|yl))s?")
_PAIRS = {
    frozenset(pair.split("/"))
    for pair in _words(
        "proton/photon neuron/neutron casual/causal ileum/ilium stalactite/stalagmite slovakia/slovenia monet/manet"
        " altitude/latitude astronomy/astrology conservation/conversation isotope/isotone amine/amide ionic/iconic"
        " marital/martial moral/morale perfusion/profusion"
    )
}
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_OF_PLACES = _words("new north south east west united great saint san santa lake mount world cold")


def judged(answer: str, expected: str, others: Iterable[str] = ()) -> Verdict:
    """How an answer that was typed agrees with the expected one.

    others : answers that are known to be wrong: who types one of them has made no slip
    """
    answer = answer[:LONGEST]
    ways = (_bare, _spelled_out)
    meant = [expected, _BRACKETS.sub(" ", expected), *_BRACKETS.findall(expected)]
    if any(_same(read(answer), read(text)) for read in ways for text in meant):
        return "right"
    if any(_same(read(answer), read(other)) for read in ways for other in others):
        return "wrong"
    near = any(_near(_tokens(read(answer)), _tokens(read(text))) for read in ways for text in meant)
    return "nearly" if near or _is_surname(answer, expected) else "wrong"


# Two texts


def _same(answer: str, expected: str) -> bool:
    said, meant = _tokens(answer), _tokens(expected)
    if not said or not meant:
        return False
    if _agree(said, meant, _equal) or _agree(*_without_lead(said, meant), _equal):
        return True
    if _equal("".join(said), "".join(meant)):  # “light year”, “lightyear”; never 1 2 and 12
        return re.findall(r"\d+", " ".join(said)) == re.findall(r"\d+", " ".join(meant))
    return _as_list(answer) == _as_list(expected) != []


def _near(said: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    return _agree(said, meant, _nearly_equal) or _agree(*_without_lead(said, meant), _nearly_equal)


def _agree(said: Sequence[str], meant: Sequence[str], alike: Callable[[str, str], bool]) -> bool:
    return len(said) == len(meant) > 0 and all(map(alike, said, meant))


def _without_lead(said: tuple[str, ...], meant: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both without the small word that only one begins with: “in 1687”. “From Paris” is not “to Paris”."""
    if said and meant and (said[0] in _SMALL) != (meant[0] in _SMALL):
        return (_after_lead(said), meant) if said[0] in _SMALL else (said, _after_lead(meant))
    return said, meant


def _after_lead(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tokens[1:] or tokens


def _as_list(text: str) -> list[tuple[str, ...]]:
    """The parts of an enumeration, in an order that follows from them; empty where it is none."""
    parts = [_tokens(part) for part in _LISTED.split(text)]
    return sorted(parts) if len(parts) > 1 and all(parts) else []


def _is_surname(answer: str, expected: str) -> bool:
    """“Newton” for “Isaac Newton”. Not “York” for “New York”."""
    names = expected.split()
    said, first, last = _tokens(_bare(answer)), _bare(expected).split()[:1], _tokens(_bare(names[-1] if names else ""))
    is_name = len(names) in (2, 3) and all(name[:1].isupper() and name.isalpha() for name in names)
    return is_name and said == last != () and len(last[0]) > 4 and not _OF_PLACES.intersection(first)


# Two words


def _equal(said: str, meant: str) -> bool:
    return _ORDINALS.get(said, said) == _ORDINALS.get(meant, meant) or bool(_stems(said) & _stems(meant))


def _stems(word: str) -> set[str]:
    """What it may be the English plural of, and itself."""
    stems = {word}
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and word.isalpha():
        stems |= {word[:-1]}
        stems |= {word[:-2]} if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")) else set()
        stems |= {word[:-3] + "y"} if word.endswith("ies") else set()
    return {stem for stem in stems if stem == word or len(stem) > 2}


def _nearly_equal(said: str, meant: str) -> bool:
    return _equal(said, meant) or _slip(said, meant)


def _slip(said: str, meant: str) -> bool:
    """Whether one may be the other with slips of the finger. Hardly anybody slips on the first letter."""
    length = min(len(said), len(meant))
    most = (length >= 5) + (length >= 9) + (length >= 15)
    begins_alike = said[:1] == meant[:1] or said[:2] == meant[1::-1]
    if not most or not begins_alike or not all(map(_is_spelled, (said, meant))) or _are_two(said, meant):
        return False
    return DamerauLevenshtein.distance(said, meant, score_cutoff=most) <= most


def _is_spelled(word: str) -> bool:
    """Whether it is a word of letters, of a script in which one letter more or less is a slip; no figure, no sign."""
    return word.isalpha() and max(word) < "\u0e00" and not _ROMAN.fullmatch(word)


def _are_two(said: str, meant: str) -> bool:
    """Whether a slip makes one word of the other that means something else."""
    if frozenset((said, meant)) in _PAIRS or frozenset((said.rstrip("s"), meant.rstrip("s"))) in _PAIRS:
        return True
    for family in (_SALTS, _CHAINS):
        one, other = family.fullmatch(said), family.fullmatch(meant)
        if one and other and one[1] == other[1] and said.rstrip("s") != meant.rstrip("s"):
            return True
    begins = any(_swapped(said, meant, group, str.startswith, str.removeprefix) for group in _FIRST)
    return begins or any(_swapped(said, meant, group, str.endswith, str.removesuffix) for group in _LAST)


def _swapped(
    said: str,
    meant: str,
    group: tuple[str, ...],
    has: Callable[[str, str], bool],
    without: Callable[[str, str], str],
) -> bool:
    """Whether they differ in which of the group they begin or end with, and in nothing else."""
    return any(
        one != other and has(said, one) and has(meant, other) and without(said, one) == without(meant, other)
        for one in group
        for other in group
    )


# One text


@lru_cache(KNOWN)
def _bare(text: str) -> str:
    """In small letters without accents, and signs by their names."""
    text = unicodedata.normalize("NFKC", _RAISED.sub(lambda found: f"^{found[0]}", text)).casefold()
    text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not "\u0300" <= letter <= "\u036f")
    text = _MONEY.sub(lambda found: f"{found[2]} {_CURRENCIES[found[1]]}", text.translate(_LETTERS))
    return text.replace("%", " percent ").replace("per cent", "percent").replace("°", " degree ").replace("&", " and ")


@lru_cache(KNOWN)
def _spelled_out(text: str) -> str:
    """As `_bare`, umlauts written with an e."""
    return _bare(unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS))


@lru_cache(KNOWN)
def _tokens(bare: str) -> tuple[str, ...]:
    found = tuple(token for match in _TOKEN.finditer(bare) for token in _read(match))
    return _without_articles(tuple(_in_figures(found)))


def _read(match: re.Match[str]) -> Iterator[str]:
    if match["figure"]:
        yield _figure(match["figure"])
    elif match["word"]:
        before, _, after = match["word"].partition("'")
        yield (after if after and before in _ELIDED else match["word"]).replace("'", "")
    else:
        yield match["nth"] or match["sign"]


def _figure(text: str) -> str:
    """One form for a number: 1,000 and 1 000 are 1000, 3,14 is 3.14, 2.50 is 2.5."""
    sign, text = "-" * (text[0] == "-"), text.lstrip("+-")
    text = re.sub("[ ']", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    whole, point, part = text.partition(".")
    if "." in part:  # a version, a date
        return sign + text
    part = part.rstrip("0")
    return sign + (whole.lstrip("0") or "0") + (point + part if part else "")


def _in_figures(tokens: tuple[str, ...]) -> Iterator[str]:
    """With English numbers as figures: “one hundred and five” is 105, “3 million” 3000000."""
    place = 0
    while place < len(tokens):
        value, after = _number(tokens, place)
        if tokens[place] in _TENS and (unit := _ORDINALS.get(tokens[after] if after < len(tokens) else "")):
            yield f"{_TENS[tokens[place]] // 10}{unit}"  # the twenty-first
            place = after + 1
            continue
        yield tokens[place] if value is None else str(value)
        place = place + 1 if value is None else after


def _number(tokens: tuple[str, ...], place: int) -> tuple[int | None, int]:
    """The number that stands there in words, and where what follows begins."""
    total, after = _below_thousand(tokens, place)
    if total is None and tokens[place].isdecimal() and tokens[place + 1 : place + 2] and tokens[place + 1] in _SCALES:
        total, after = int(tokens[place]), place + 1
    if total is None and tokens[place] in _SCALES:
        total, after = 1, place
    if total is not None and after < len(tokens) and tokens[after] in _SCALES:
        scale = _SCALES[tokens[after]]
        rest, end = _number(tokens, _past_and(tokens, after + 1)) if after + 1 < len(tokens) else (None, 0)
        return (total * scale, after + 1) if rest is None or rest >= scale else (total * scale + rest, end)
    return total, after


def _below_thousand(tokens: tuple[str, ...], place: int) -> tuple[int | None, int]:
    value, after = _below_hundred(tokens, place)
    if tokens[after : after + 1] == ("hundred",) and (value is None or 0 < value < 100):
        rest, end = _below_hundred(tokens, _past_and(tokens, after + 1))
        return (100 * (value or 1) + (rest or 0), after + 1 if rest is None else end)
    return value, after


def _below_hundred(tokens: tuple[str, ...], place: int) -> tuple[int | None, int]:
    word = tokens[place] if place < len(tokens) else ""
    if word in _TENS:
        unit = _UNITS.get(tokens[place + 1], 0) if place + 1 < len(tokens) else 0
        return _TENS[word] + unit, place + 1 + bool(unit)
    small = {**_UNITS, **_TEENS}
    return (small[word], place + 1) if word in small else (None, place)


def _past_and(tokens: tuple[str, ...], place: int) -> int:
    return place + (tokens[place : place + 1] == ("and",))


def _without_articles(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Without articles at the beginning and after small words; without those that are nothing else, anywhere."""
    kept: list[str] = []
    for place, token in enumerate(tokens):
        may_lead = not kept or kept[-1] in _SMALL
        last = place == len(tokens) - 1
        if token in _ONLY_ARTICLES or (may_lead and token in _ARTICLES and not last):
            continue
        kept.append(token)
    return tuple(kept) or tokens
