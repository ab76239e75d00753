"""Subtitles: a transcript as cues that can be read in the time they stand, broken where a reader would pause.

The measures are those of Netflix's "Timed Text Style Guide" and the BBC's "Subtitle Guidelines". Where to break is
found for a whole run of speech at once, by dynamic programming over its words, as Knuth and Plass break paragraphs
("Breaking paragraphs into lines", 1981): the cheapest way through, each break and each cue having its price.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from unicodedata import category, east_asian_width

from lecture.export.doubts import words_in
from lecture.export.line_words import LINE_WORDS, NONE, LineWords
from lecture.export.wording import one_line
from lecture.punctuation import CLOSERS, abbreviated, ends_sentence
from lecture.scripts import is_unspaced
from lecture.values import Segment, Transcript

LINE = 42  # columns; a letter of Chinese, Japanese or Korean takes two
SHORTEST, LONGEST = 5 / 6, 7.0  # s that a cue stands
FASTEST = 20.0  # characters per second
GAP = 2 / 24  # s between two cues: two frames of a film
OFF = 1.5  # s by which a cue may come before its first word or stay after its last
SILENCE = 2.0  # s without a word over which no cue stands
PAUSE = 0.4  # s without a word at which a reader pauses too
LINGER = 0.3  # s that a cue stays after its last word where nothing follows

# Prices
CUE = 3.0  # of each cue: fewer are better
SENTENCE, CLAUSE, BREATH, LEADING, PLAIN, LEANING, HELD = 0.0, 1.0, 1.0, 2.0, 5.0, 9.0, 1000.0  # of breaking there
NO_SPACE = 9.0  # of breaking where there may be a word
TOO_LONG, TOO_FAST, PAUSED = 1e6, 2.0, 2.0  # of each second; of each character too many a second; of each second
TOO_SHORT = 100.0, 80.0  # at all, and of each second
LINE_BREAK = 0.5  # of a break between the lines of a cue, beside one between cues
UNEVEN = 0.02  # of each column by which one line is longer
MIXED = 2.0  # of a sentence that ends in the middle of a line

CLAUSE_ENDS = frozenset(",;:—–-)，、；：،؛")
OPENERS = '"“„‘«([（「『¿¡'


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands on the screen from `start` to `end`, in milliseconds: one or two lines."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    """What is not broken: mostly a word with its punctuation."""

    start: float
    end: float
    text: str
    space: str  # what stands before it within a line


def cues(transcript: Transcript) -> list[Cue]:
    """All that was said, in order; nothing where nobody says anything."""
    words = LINE_WORDS.get(transcript.written_in, NONE)
    found: list[tuple[list[_Token], tuple[str, ...]]] = []
    for run in _runs(transcript):
        found += _Run(run, words).cues()
    return list(_timed(found))


# Tokens


def _runs(transcript: Transcript) -> Iterator[list[_Token]]:
    """Tokens with no long silence between them."""
    run: list[_Token] = []
    for token in _tokens(sorted(transcript.segments, key=lambda segment: segment.start)):
        if run and token.start - run[-1].end > SILENCE:
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _tokens(segments: Iterable[Segment]) -> Iterator[_Token]:
    last = ""
    for segment in segments:
        for start, end, text, spaced in _words(segment):
            for number, (begin, until, piece) in enumerate(_pieces(start, end, text)):
                joined = number or (not spaced and last) or _alone(last[-1:], piece[0])
                yield _Token(begin, until, piece, "" if joined else " ")
                last = piece


def _words(segment: Segment) -> Iterator[tuple[float, float, str, bool]]:
    """Start, end, text with punctuation, and whether a space stands before it."""
    text = one_line(segment.text)
    if not text:
        return
    places = words_in(segment, text) if segment.words else None
    if places:
        begins = [0, *(place.begin for place in places[1:]), len(text)]
        starts, ends = [place.start for place in places], [place.end for place in places]
    else:
        begins = [
            0,
            *(at for at in range(1, len(text)) if text[at - 1] == " " or _alone(text[at - 1], text[at])),
            len(text),
        ]
        moments = [segment.start + (segment.end - segment.start) * at / len(text) for at in begins]
        starts, ends = moments[:-1], moments[1:]
    for number, (begin, until) in enumerate(pairwise(begins)):
        piece = text[begin:until].strip()
        if piece:
            spaced = not begin or text[begin - 1] == " " or text[begin] == " "
            yield starts[number], max(starts[number], ends[number]), piece, spaced


def _alone(before: str, letter: str) -> bool:
    """Whether a letter of an unspaced script stands for itself behind another, or behind a mark as wide as one."""
    return is_unspaced(letter) and before != "" and (is_unspaced(before) or _columns(before) == 2)


def _pieces(start: float, end: float, text: str) -> Iterator[tuple[float, float, str]]:
    """A word in pieces that fit a line; nearly always itself."""
    if len(text) * 2 <= LINE or _width(text) <= LINE:
        yield start, end, text
        return
    widths = list(accumulate(map(_columns, text)))
    at = 0
    while at < len(text):
        until = max(at + 1, bisect_right(widths, LINE + (widths[at - 1] if at else 0)))
        moments = [start + (end - start) * offset / len(text) for offset in (at, until)]
        yield moments[0], moments[1], text[at:until]
        at = until


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if east_asian_width(letter) in "WF":
        return 2
    return 0 if category(letter) in ("Mn", "Me", "Cf") else 1


# Where to break


class _Run:
    """The tokens of one run of speech, and the cheapest way to break it."""

    def __init__(self, tokens: list[_Token], words: LineWords) -> None:
        self.tokens, self.words = tokens, words
        wide = [len(token.space) + _width(token.text) for token in tokens]
        self.until = [0, *accumulate(wide)]  # columns of all tokens before each
        self.price = [self._price(at) for at in range(len(tokens))]  # of breaking before each

    def _price(self, at: int) -> float:
        if not at:
            return 0.0
        before, after = self.tokens[at - 1], self.tokens[at]
        if ends_sentence(before.text) and not abbreviated(before.text, after.text):
            return SENTENCE
        if before.text.rstrip(CLOSERS)[-1:] in CLAUSE_ENDS:
            return CLAUSE
        last, first = _bare(before.text), _bare(after.text)
        if last in self.words.held:
            return HELD
        if after.text[0] in OPENERS:
            return CLAUSE
        if last in self.words.leaning:
            return LEANING
        if after.start - before.end >= PAUSE:
            return BREATH
        if last in self.words.leading:
            return LEANING
        if not after.space:
            return NO_SPACE
        return LEADING if first in self.words.leading else PLAIN

    def columns(self, begin: int, end: int) -> int:
        """How wide the tokens from `begin` to before `end` are in one line."""
        return self.until[end] - self.until[begin] - len(self.tokens[begin].space)

    def cues(self) -> list[tuple[list[_Token], tuple[str, ...]]]:
        """The tokens of each cue, and its lines."""
        count = len(self.tokens)
        cheapest, came_from = [0.0] + [float("inf")] * count, [0] * (count + 1)
        for begin in range(count):
            for end in range(begin + 1, count + 1):
                if self.columns(begin, end) > 2 * LINE + 1:
                    break
                price = cheapest[begin] + self._cue_price(begin, end) + (self.price[end] if end < count else 0.0)
                if price < cheapest[end]:
                    cheapest[end], came_from[end] = price, begin
        bounds = [count]
        while bounds[-1]:
            bounds.append(came_from[bounds[-1]])
        bounds.reverse()
        return [(self.tokens[begin:end], self._lines(begin, end)) for begin, end in pairwise(bounds)]

    def _cue_price(self, begin: int, end: int) -> float:
        tokens = self.tokens
        start, stop = tokens[begin].start, tokens[end - 1].end
        until = stop + OFF
        if end < len(tokens):
            until = min(until, tokens[end].start - GAP)
        stands = until - start
        price = CUE
        if end - begin > 1:
            price += TOO_LONG * max(0.0, stop - start - LONGEST)
        if stands < SHORTEST:
            price += TOO_SHORT[0] + TOO_SHORT[1] * (SHORTEST - stands)
        length = self.columns(begin, end)
        price += TOO_FAST * max(0.0, length / max(stands, 0.1) - FASTEST)
        price += PAUSED * max(0.0, (stop - start) - self.spoken[end] + self.spoken[begin])
        price += MIXED * (self.over[end] - self.over[begin + 1])
        if length > LINE:
            price += self._best_split(begin, end)[0]
        return price

    @cached_property
    def over(self) -> list[int]:
        """How many sentences have ended before each token."""
        return list(accumulate((price == SENTENCE for price in self.price), initial=0))

    @cached_property
    def spoken(self) -> list[float]:
        """Seconds of words before each token, a pause that nobody notices counted as speech."""
        each = [0.0]
        for at, token in enumerate(self.tokens):
            pause = token.start - self.tokens[at - 1].end if at else 0.0
            each.append(token.end - token.start + (pause if pause < PAUSE else 0.0))
        return list(accumulate(each))

    def _best_split(self, begin: int, end: int) -> tuple[float, int]:
        """The price of the best place for a second line, and the place; infinite where two lines do not hold it."""
        best = float("inf"), begin
        for at in range(begin + 1, end):
            upper, lower = self.columns(begin, at), self.columns(at, end)
            if upper > LINE:
                break
            if lower <= LINE:
                uneven = UNEVEN * (2 * (upper - lower) if upper > lower else lower - upper)  # better heavy below
                mixed = MIXED * (self.price[at] == SENTENCE)  # this one ends with its line
                best = min(best, (LINE_BREAK * self.price[at] + uneven - mixed, at))
        return best

    def _lines(self, begin: int, end: int) -> tuple[str, ...]:
        if self.columns(begin, end) <= LINE:
            return (_joined(self.tokens[begin:end]),)
        at = self._best_split(begin, end)[1]
        return _joined(self.tokens[begin:at]), _joined(self.tokens[at:end])


def _bare(text: str) -> str:
    return re.sub(r"^\W+|[^\w'’]+$", "", text).casefold().replace("’", "'")


def _joined(tokens: Sequence[_Token]) -> str:
    return "".join(token.space + token.text for token in tokens).strip()


# How long each stands


def _timed(found: Sequence[tuple[list[_Token], tuple[str, ...]]]) -> Iterator[Cue]:
    """Cues that do not overlap: as long as what they say, longer where it takes longer to read and silence allows."""
    last = -GAP
    for number, (tokens, lines) in enumerate(found):
        said, over = tokens[0].start, max(tokens[-1].end, tokens[0].start)
        following = found[number + 1][0][0].start if number + 1 < len(found) else float("inf")
        needed = max(SHORTEST, sum(map(len, lines)) / FASTEST)
        start = max(said, last + GAP)
        end = min(max(over + LINGER, start + needed), over + OFF, start + LONGEST, following - GAP)
        start = min(start, max(last + GAP, said - OFF, end - needed))
        begins = round(start * 1000)
        yield Cue(begins, max(begins + 1, round(end * 1000)), lines)
        last = max(end, start + 0.001)
