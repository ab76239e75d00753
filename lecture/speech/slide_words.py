"""Course words from slides: the rare words on them, those first that are the rarest and stand on the most slides.

What is rare is told by Whisper's own tokenizer, and needs no list: each of the common words of English is a token of
its own, and the rarer a word, the shorter its pieces. In a language that it knows less well, whose common words have
several, those are rare that have more than half of the words have.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from whisper.tokenizer import Tokenizer

from lecture.scripts import MARKS, UNSPACED
from lecture.values import Options, Slide

MOST = 60  # words that are listened for; of twice as many that nobody says, the first came in
SHORTEST = 4  # letters
LONGEST_ACRONYM = 5  # letters; a longer word in capitals is one of a heading
KNOWN = 0.35  # share of the words that are tokens of their own, from which on their language is known well
ENOUGH = 30  # words that this is judged by
IN_A_TITLE = 2  # slides more that a word counts for whose slide is titled by it

_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(rf"(?:(?![\d_{UNSPACED}])[\w{MARKS}])+")  # none where no spaces tell the words


@dataclass(slots=True)
class _Seen:
    """What slides have: the spellings of each word, those that are not due to where it stands, what the slides count
    for on which it stands, and names of two words, as they are written."""

    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sure: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slides: Counter[str] = field(default_factory=Counter)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, slide: Slide) -> None:
        titled = set(self._line(slide.title))
        text = {word for line in slide.text.split("\n") for word in self._line(line)}
        self.slides.update(titled | text)
        for word in titled:
            self.slides[word] += IN_A_TITLE

    def _line(self, line: str) -> Iterator[str]:
        """Its words in small letters. Where all of them begin large, or stand first, that says nothing of a word."""
        line = _POSSESSIVE.sub("", _ADDRESS.sub(" ", line))
        found = [match for match in _WORD.finditer(line) if len(match.group()) >= SHORTEST]
        some_small = any(match.group()[0].islower() for match in found)
        for match in found:
            word, key = match.group(), match.group().casefold()
            self.spellings[key][word] += 1
            within = some_small and line[: match.start()].strip() and not _of_a_heading(word)
            if word[0].islower() or within:
                self.sure[key][word] += 1
            yield key
        for one, other in pairwise(found):
            both = (one.group(), other.group())
            if line[one.end() : other.start()] == " " and all(map(str.istitle, both)):
                self.names[both[0].casefold(), both[1].casefold()] = " ".join(both)

    def written(self, word: str) -> str:
        """As it is surely spelled; else small, which is heard either way."""
        spellings = self.sure.get(word) or self.spellings[word]
        likely = max(spellings, key=lambda one: (spellings[one], one))
        unsure = word not in self.sure and (likely.istitle() or _of_a_heading(likely))
        return likely.lower() if unsure else likely


def _of_a_heading(word: str) -> bool:
    return word.isupper() and len(word) > LONGEST_ACRONYM


def with_slide_words(options: Options, tokenizer: Tokenizer) -> Options:
    """The options with the words of their slides behind the student's own course words, and without the slides."""
    own = options.prompt.strip().rstrip(",.;")
    new = [word for word in rare_words(options.slides, tokenizer) if word.casefold() not in own.casefold()]
    return replace(options, prompt=", ".join(filter(None, (own, *new))) if new else options.prompt, slides=())


def rare_words(slides: Sequence[Slide], tokenizer: Tokenizer) -> list[str]:
    """At most MOST words, the most telling first; two of them that stand together as a name are one."""
    seen = _Seen()
    for slide in slides:
        seen.add(slide)
    tokens = {word: _tokens(word, tokenizer) for word in seen.slides}
    common = _common(sorted(tokens.values()))
    worth = {word: tokens[word] / len(word) * math.log1p(count) for word, count in seen.slides.items()}
    chosen: list[str] = []
    for word in sorted((word for word in worth if tokens[word] > common), key=lambda word: (-worth[word], word)):
        if not {word + "s", word.removesuffix("s")} & set(chosen):  # a word and its plural are heard as one
            chosen.append(word)
    return list(_with_names(chosen[:MOST], seen))


def _with_names(chosen: Sequence[str], seen: _Seen) -> Iterator[str]:
    name_of = {word: name for pair, name in seen.names.items() if set(pair) <= set(chosen) for word in pair}
    yield from dict.fromkeys(name_of.get(word) or seen.written(word) for word in chosen)


def _tokens(word: str, tokenizer: Tokenizer) -> int:
    """How many the word has, written so that they are few: Whisper knows many names with a large letter alone."""
    return min(len(tokenizer.encode(" " + one)) for one in (word, word.capitalize(), word.upper()))


def _common(tokens: Sequence[int]) -> int:
    """How many a common word has at most, by those of all words in order."""
    known = len(tokens) < ENOUGH or bisect_right(tokens, 1) >= KNOWN * len(tokens)
    return 1 if known else tokens[len(tokens) // 2]
