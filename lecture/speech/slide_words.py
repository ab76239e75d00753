"""Course words from slides: the rare words on them, those first that are the rarest and stand on the most slides.

What is rare is told by Whisper's own tokenizer, and needs no list: each of the common words of English is a token of
its own, and the rarer a word, the shorter its pieces. In other languages most words have several; there it is the order
alone that tells.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from whisper.tokenizer import Tokenizer

from lecture.scripts import MARKS, UNSPACED
from lecture.values import Options, Slide

MOST = 60  # words that are listened for
SHORTEST = 4  # letters
IN_A_TITLE = 2  # slides more that a word counts for whose slide is titled by it

_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
_WORD = re.compile(rf"(?:(?![\d_{UNSPACED}])[\w{MARKS}])+")  # none where no spaces tell the words
_POSSESSIVE = re.compile(r"['’]s\b")


@dataclass(slots=True)
class _Seen:
    """A word as the slides have it: its spellings, those behind a line's first word, and what its slides count for."""

    spellings: Counter[str] = field(default_factory=Counter)
    within: Counter[str] = field(default_factory=Counter)
    slides: int = 0

    @property
    def written(self) -> str:
        """As within lines, else small: a first letter may be large for its place alone; so may all of a heading's."""
        if any(word[0].islower() for word in self.spellings):
            return max(self.spellings, key=lambda word: (word[0].islower(), self.spellings[word], word))
        found = max(self.within or self.spellings, key=lambda word: (not word.isupper(), self.spellings[word], word))
        return found if found in self.within or not found.istitle() else found.lower()


def with_slide_words(options: Options, tokenizer: Tokenizer) -> Options:
    """The options with the words of their slides behind the student's own course words, and without the slides."""
    own = options.prompt.strip().rstrip(",.;")
    new = [word for word in rare_words(options.slides, tokenizer) if word.casefold() not in own.casefold()]
    return replace(options, prompt=", ".join(filter(None, (own, *new))) if new else options.prompt, slides=())


def rare_words(slides: Sequence[Slide], tokenizer: Tokenizer) -> list[str]:
    """At most MOST words, the most telling first; of a word and its plural the one that comes first."""
    found = _seen(slides)
    worth = {key: _rarity(key, tokenizer) * math.log1p(seen.slides) for key, seen in found.items()}
    ranked = sorted((key for key in found if worth[key]), key=lambda key: (-worth[key], key))
    chosen: list[str] = []
    for key in ranked:
        if not {key + "s", key.removesuffix("s")} & set(chosen):
            chosen.append(key)
    return [found[key].written for key in chosen[:MOST]]


def _seen(slides: Iterable[Slide]) -> dict[str, _Seen]:
    found: dict[str, _Seen] = defaultdict(_Seen)
    for slide in slides:
        titled = set(_note(slide.title, found, within=False))
        text = {word for line in slide.text.split("\n") for word in _note(line, found, within=True)}
        for key in titled | text:
            found[key].slides += 1 + IN_A_TITLE * (key in titled)
    return found


def _note(line: str, found: dict[str, _Seen], *, within: bool) -> Iterator[str]:
    """Note the words of a line; yields each in small letters. A title may be written in capitals throughout."""
    for place, word in enumerate(_WORD.findall(_POSSESSIVE.sub("", _ADDRESS.sub("", line)))):
        if len(word) >= SHORTEST:
            seen = found[word.casefold()]
            seen.spellings[word] += 1
            seen.within.update([word] if within and place else [])
            yield word.casefold()


def _rarity(word: str, tokenizer: Tokenizer) -> float:
    """Tokens for each letter; 0 for a word that is a token of its own, however it is written."""
    tokens = min(len(tokenizer.encode(" " + one)) for one in (word, word.capitalize(), word.upper()))
    return tokens / len(word) if tokens > 1 else 0.0
