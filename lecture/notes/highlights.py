"""What T5 is asked for cards: prompts with an answer highlighted, as t5-small-qg-hl was trained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lecture.notes.cloze import Cloze, Gap, Span, figures
from lecture.notes.definitions import defined, definitions
from lecture.notes.phrases import bare
from lecture.notes.words import words
from lecture.notes.writer import Writer
from lecture.values import Sentence

PROMPT, MARK = "generate question:", "<hl>"
PROMPT_TOKENS = 12  # for these, and what the marks cut off from their words
CONTEXT_TOKENS = 480
ANSWERS = 3  # of a sentence that compete
DEFINED = 1.3  # what a term that is defined is worth as an answer
SENTENCE_WORDS = range(6, 61)  # of a sentence that is asked about


@dataclass(frozen=True, slots=True)
class Highlight:
    """An answer, by its characters in a sentence of a chapter."""

    chapter: int
    sentence: Sentence
    span: Span

    @property
    def answer(self) -> str:
        return self.sentence.text[slice(*self.span)]

    @property
    def marked(self) -> str:
        text, (begin, end) = self.sentence.text, self.span
        return f"{text[:begin]} {MARK} {text[begin:end]} {MARK} {text[end:]}"


def highlights(groups: Sequence[Sequence[Sentence]], clozes: Sequence[Cloze]) -> list[Highlight]:
    """What could be asked for, the best of each chapter in turn: figures, names, what is defined, key terms."""
    chapters = []
    for chapter, (group, cloze) in enumerate(zip(groups, clozes, strict=True)):
        found = [
            (worth, Highlight(chapter, sentence, span))
            for sentence in group
            if not sentence.doubtful and len(words(sentence.text)) in SENTENCE_WORDS
            for span, worth in sorted(_gaps(sentence, cloze), key=lambda gap: (-gap[1], gap[0]))[:ANSWERS]
        ]
        chapters.append([highlight for _, highlight in sorted(found, key=lambda one: -one[0])])
    longest = max(map(len, chapters), default=0)
    return [chapter[turn] for turn in range(longest) for chapter in chapters if turn < len(chapter)]


def _gaps(sentence: Sentence, cloze: Cloze) -> Iterator[Gap]:
    yield from figures(sentence.text)
    yield from cloze.terms(sentence.text)
    for definition in definitions(sentence.text):
        for match in re.finditer(rf"\b{re.escape(bare(defined(definition)))}\b", sentence.text, re.IGNORECASE):
            yield match.span(), DEFINED


def prompts(groups: Sequence[Sequence[Sentence]], asked: Sequence[Highlight], writer: Writer) -> list[str]:
    """`generate question: … <hl> answer <hl> …`, with as many neighbours on both sides as fit."""
    sizes = [writer.count([sentence.text for sentence in group]) if group else [] for group in groups]
    return [_prompt(groups[highlight.chapter], sizes[highlight.chapter], highlight) for highlight in asked]


def _prompt(group: Sequence[Sentence], sizes: Sequence[int], highlight: Highlight) -> str:
    here = group.index(highlight.sentence)
    first, last = _around(sizes, here)
    before, after = group[first:here], group[here + 1 : last + 1]
    around = [*(s.text for s in before), highlight.marked, *(s.text for s in after)]
    return " ".join(f"{PROMPT} {' '.join(around)}".split())


def _around(sizes: Sequence[int], here: int) -> tuple[int, int]:
    """The first and the last sentence that fit beside this one, by turns after and before it."""
    first = last = here
    room = CONTEXT_TOKENS - sizes[here] - PROMPT_TOKENS
    while True:
        after = last + 1 < len(sizes) and sizes[last + 1] <= room
        before = first > 0 and sizes[first - 1] <= room
        if after and (last - here <= here - first or not before):
            last += 1
            room -= sizes[last]
        elif before:
            first -= 1
            room -= sizes[first]
        else:
            return first, last
