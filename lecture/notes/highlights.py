"""What T5 is asked for cards: prompts with an answer highlighted, as t5-small-qg-hl was trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lecture.notes.unsure import misheard
from lecture.notes.words import words
from lecture.notes.writer import Writer
from lecture.values import Fact, Sentence

PROMPT, MARK = "generate question:", "<hl>"
PROMPT_TOKENS = 12  # for these, and what the marks cut off from their words
CONTEXT_TOKENS = 480
ANSWERS = 3  # of a fact that compete
SENTENCE_WORDS = range(6, 61)  # of a sentence that is asked about


@dataclass(frozen=True, slots=True)
class Highlight:
    """An answer to ask for: its characters in the sentence of a fact, and the fact's chapter."""

    chapter: int
    fact: Fact
    span: tuple[int, int]

    @property
    def answer(self) -> str:
        return self.fact.sentence.text[slice(*self.span)]

    @property
    def marked(self) -> str:
        text, (begin, end) = self.fact.sentence.text, self.span
        return f"{text[:begin]} {MARK} {text[begin:end]} {MARK} {text[end:]}"


def highlights(groups: Sequence[Sequence[Fact]]) -> list[Highlight]:
    """What could be asked for: of the best facts of each chapter in turn, one answer of each, then the second."""
    chapters = []
    for chapter, group in enumerate(groups):
        best = sorted(group, key=lambda fact: (-fact.worth, fact.sentence.start))
        found = [
            (turn, Highlight(chapter, fact, span))
            for fact in best
            if not fact.sentence.doubtful and len(words(fact.sentence.text)) in SENTENCE_WORDS
            for turn, span in enumerate(_spans(fact))
        ]
        chapters.append([highlight for _, highlight in sorted(found, key=lambda one: one[0])])
    longest = max(map(len, chapters), default=0)
    return [chapter[turn] for turn in range(longest) for chapter in chapters if turn < len(chapter)]


def _spans(fact: Fact) -> list[tuple[int, int]]:
    """Where the answers stand in the sentence as it was said, good questions' first; none that may be misheard."""
    asked = sorted(fact.questions, key=lambda question: -question.worth)
    answers = dict.fromkeys([*(question.answer for question in asked), *fact.answers])
    text = fact.sentence.text
    sure = [answer for answer in answers if answer in text and not misheard(answer, fact.sentence, "en")]
    return [(text.index(answer), text.index(answer) + len(answer)) for answer in sure][:ANSWERS]


def prompts(groups: Sequence[Sequence[Sentence]], asked: Sequence[Highlight], writer: Writer) -> list[str]:
    """`generate question: … <hl> answer <hl> …`, with as many neighbours on both sides as fit."""
    sizes = [writer.count([sentence.text for sentence in group]) if group else [] for group in groups]
    return [_prompt(groups[highlight.chapter], sizes[highlight.chapter], highlight) for highlight in asked]


def _prompt(group: Sequence[Sentence], sizes: Sequence[int], highlight: Highlight) -> str:
    here = group.index(highlight.fact.sentence)
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
