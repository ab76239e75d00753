"""Gaps: where a statement holds a figure, a name or a key term that the rest of it lets one guess."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lecture.clock import MONTHS
from lecture.notes.english import FUNCTION_WORDS
from lecture.notes.words import WORD, fold, words
from lecture.values import Question, Sentence, Vocabulary

HIDDEN = "_____"  # stands for the answer
LONGEST_TERM = 3  # words
FIGURE_WORTH, NAME_WORTH = 0.85, 0.7
COMMON = 15  # times that a term is said from which on it is too easy to guess
OPENING = 0.4  # of a statement has to stand before a gap that one can guess well

Span = tuple[int, int]  # the characters of a gap: where it begins, and where it ends
Gap = tuple[Span, float]  # and how well the rest lets one guess it, 0 to 1

_FEW = "two|three|four|five|six|seven|eight|nine"
_DOZENS = (
    "ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_MANY = "hundred|thousand|million|billion|trillion"
_FIGURE = re.compile(
    rf"\b(?P<number>(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{'|'.join(MONTHS)})(?: \d{{1,2}})?(?:,? \d{{4}})?|\d[\d.,:]*\d|\d"
    rf"|(?:(?:(?:an?|one) )?(?:{_MANY})|{_FEW}|{_DOZENS})(?:[ -](?:and )?(?:one|{_FEW}|{_DOZENS}|{_MANY}))*)"
    rf"(?P<many>(?: (?:{_MANY}))?)(?P<unit> ?(?:%|°C)| per cent| [a-z]+)?(?!\w)"
)
_COUNTED = re.compile(r" ?(?:%|°C|per ?cent|people|men|women|children|feet|[a-z]+[^s]s)")  # what there is a number of
_PROPER = re.compile(r"[A-Z][\w’'-]+(?: (?:of (?:the )?)?[A-Z][\w’'-]+)*")


class Cloze:
    """Finds the gaps of one chapter's statements: where a term's words go with the rest elsewhere in the chapter.

    times : how often each term is said in the whole lecture, by its folded words
    """

    def __init__(
        self, times: Mapping[tuple[str, ...], int], vocabulary: Vocabulary, chapter: Sequence[Sentence]
    ) -> None:
        self.times, self.empty, self.nouns = times, vocabulary.function_words, vocabulary.nouns or frozenset()
        self.where: dict[str, set[int]] = defaultdict(set)  # the sentences that hold a word
        for number, sentence in enumerate(chapter):
            for word in words(sentence.text):
                if word not in self.empty:
                    self.where[fold(word)].add(number)

    def questions(self, statement: str) -> Iterator[Question]:
        """The statement with each of its gaps in turn."""
        for (begin, end), worth in (*self.terms(statement), *figures(statement)):
            yield Question("cloze", statement[:begin] + HIDDEN + statement[end:], statement[begin:end], worth)

    def terms(self, statement: str) -> Iterator[Gap]:
        found = list(WORD.finditer(statement))
        folded = [fold(match.group()) for match in found]
        heavy = [match.group().lower() not in self.empty for match in found]
        at = 0
        while at < len(found):
            size = self._term_at(folded, at)
            if size and not self._is_half(statement, found, at + size):
                begin = found[at].start()
                rest = [word for i, word in enumerate(folded) if heavy[i] and not at <= i < at + size]
                worth = self._worth(tuple(folded[at : at + size]), rest, begin / len(statement))
                yield (begin, found[at + size - 1].end()), worth
            at += max(1, size)

    def _term_at(self, folded: Sequence[str], at: int) -> int:
        """The words of the longest term that begins at this word, 0 where none does."""
        sizes = range(min(LONGEST_TERM, len(folded) - at), 0, -1)
        return next((size for size in sizes if tuple(folded[at : at + size]) in self.times), 0)

    def _is_half(self, statement: str, found: Sequence[re.Match[str]], end: int) -> bool:
        """Whether a noun follows that the term before word `end` belongs to: the “coal” of “coal mines”."""
        if end == len(found):
            return False
        between = statement[found[end - 1].end() : found[end].start()]
        return between.isspace() and fold(found[end].group()) in self.nouns

    def _worth(self, term: tuple[str, ...], rest: Sequence[str], place: float) -> float:
        mine = self.where[term[-1]]
        together = sum(len(self.where[word]) > 1 and bool(self.where[word] & mine) for word in rest) / max(len(rest), 1)
        times = self.times[term]
        rarity = min(1.0, 3 / (times - 12)) if times > COMMON else 1.0
        before = min(1.0, place / OPENING)
        return 0.4 * together + 0.3 * rarity + 0.3 * before


def figures(text: str) -> Iterator[Gap]:
    """Numbers with their unit, dates and names."""
    for match in _FIGURE.finditer(text):
        unit = match["unit"] or ""
        counted = bool(_COUNTED.fullmatch(unit)) and unit.strip() not in FUNCTION_WORDS
        if counted or match["number"] not in _FEW.split("|"):
            yield (match.span() if counted else (match.start(), match.end("many"))), FIGURE_WORTH
    for match in _PROPER.finditer(text):
        start = _name_start(match)
        if start < match.end() and (start == 0 or re.match(r"[\w,] ", text[start - 2 : start])):
            yield (start, match.end()), NAME_WORTH


def _name_start(match: re.Match[str]) -> int:
    """Where the name begins: not with a capital for the sentence's sake."""
    first, _, rest = match.group().partition(" ")
    no_name = first.lower() in FUNCTION_WORDS or (match.start() == 0 and not rest)
    return match.start() + (len(first) + 1) * no_name
