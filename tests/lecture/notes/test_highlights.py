"""What T5 is asked: prompts with an answer highlighted, and as much around it as fits."""

from __future__ import annotations

from collections.abc import Sequence

from lecture.notes.cloze import Cloze
from lecture.notes.highlights import CONTEXT_TOKENS, PROMPT_TOKENS, Highlight, highlights, prompts
from lecture.values import Sentence, Vocabulary
from tests.lecture.notes.conftest import reading_of

VOCABULARY = Vocabulary(frozenset({"the", "of", "a", "is", "in"}), frozenset({"wax", "flame"}))


class Counter:
    """Counts as many tokens as a sentence has letters behind its first word."""

    name = "counter"

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = list(sizes)

    def count(self, texts: Sequence[str]) -> list[int]:
        return self.sizes[: len(texts)]

    def write(self, prompts: Sequence[str], **_: object) -> list[str]:
        return [""] * len(prompts)


def around(sizes: Sequence[int], here: int) -> str:
    """Which of the sentences a, b, c … stand in the prompt for one of them."""
    group = [Sentence(letter, float(i), i + 1.0) for i, letter in enumerate("abcdefgh"[: len(sizes)])]
    (prompt,) = prompts([group], [Highlight(0, group[here], (0, 1))], Counter(sizes))
    return prompt.removeprefix("generate question: ").replace("<hl> ", "").replace(" <hl>", "").replace(" ", "")


ROOM = CONTEXT_TOKENS - PROMPT_TOKENS


def test_an_answer_is_marked_in_its_sentence() -> None:
    sentence = Sentence("The wax melts.", 0.0, 1.0)
    highlight = Highlight(0, sentence, (4, 7))
    assert highlight.answer == "wax"
    assert prompts([[sentence]], [highlight], Counter([5])) == ["generate question: The <hl> wax <hl> melts."]


def test_neighbours_are_taken_by_turns_after_and_before_while_they_fit() -> None:
    assert around([10] * 5, 2) == "abcde"
    assert around([ROOM // 2] * 5, 2) == "cd"  # the one after comes first
    assert around([ROOM // 3] * 5, 2) == "bcd"
    assert around([ROOM // 4] * 5, 2) == "bcde"
    assert around([ROOM // 2] * 3, 2) == "bc"  # at the end, the one before
    assert around([ROOM // 3] * 5, 0) == "abc"
    assert around([ROOM, 1, ROOM], 1) == "b"
    assert around([1, ROOM - 1, 2], 1) == "ab"  # what does not fit on one side leaves room for the other
    assert around([2, ROOM - 1, 1], 1) == "bc"


def test_the_best_answers_of_each_chapter_come_by_turns() -> None:
    one = reading_of(
        "In 1848 the wax of the candle was cheap in London.",
        "A wick is a thread that lifts the wax to the flame.",
        "Too short.",
    ).sentences
    two = reading_of("The flame of the candle is hot near the wax.").sentences
    times: dict[tuple[str, ...], int] = {("wax",): 3, ("flame",): 2}
    groups = [list(one), list(two)]
    found = highlights(groups, [Cloze(times, VOCABULARY, group) for group in groups])
    assert [(highlight.chapter, highlight.answer) for highlight in found] == [
        (0, "wick"),  # what is defined is worth the most, then figures, names, terms as the rest leads to them
        (1, "wax"),
        (0, "1848"),
        (1, "flame"),
        (0, "London"),
        (0, "flame"),
        (0, "wax"),
        (0, "wax"),
    ]


def test_doubtful_and_very_short_sentences_are_not_asked_about() -> None:
    said = reading_of("In 1848 the wax of the candle was cheap.", "It was 1848 there.").sentences
    unsure = reading_of("In 1848 the wax of the candle was cheap.", doubt="noise").sentences
    groups = [[said[1], *unsure]]
    assert highlights(groups, [Cloze({("wax",): 2}, VOCABULARY, groups[0])]) == []
