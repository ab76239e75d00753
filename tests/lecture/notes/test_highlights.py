"""What T5 is asked: prompts with an answer highlighted, and as much around it as fits."""

from __future__ import annotations

from collections.abc import Sequence

from lecture.notes.highlights import ANSWERS, CONTEXT_TOKENS, PROMPT_TOKENS, Highlight, highlights, prompts
from lecture.values import Fact, Question, Reading, Sentence


class Counter:
    """Counts as many tokens as a sentence has letters behind its first word."""

    name = "counter"

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = list(sizes)

    def count(self, texts: Sequence[str]) -> list[int]:
        return self.sizes[: len(texts)]

    def write(self, prompts: Sequence[str], **_: object) -> list[str]:
        return [""] * len(prompts)


def fact(text: str, worth: float, *answers: str, start: float = 0.0, doubtful: bool = False) -> Fact:
    return Fact(text, Sentence(text, start, start + 1, doubtful), worth, answers=answers)


def around(sizes: Sequence[int], here: int) -> str:
    """Which of the sentences a, b, c … stand in the prompt for one of them."""
    group = [Sentence(letter, float(i), i + 1.0) for i, letter in enumerate("abcdefgh"[: len(sizes)])]
    asked = Highlight(0, Fact(group[here].text, group[here], 0.5), (0, 1))
    (prompt,) = prompts([group], [asked], Counter(sizes))
    return prompt.removeprefix("generate question: ").replace("<hl> ", "").replace(" <hl>", "").replace(" ", "")


ROOM = CONTEXT_TOKENS - PROMPT_TOKENS


def test_an_answer_is_marked_in_its_sentence() -> None:
    one = fact("The wax melts.", 0.5)
    highlight = Highlight(0, one, (4, 7))
    assert highlight.answer == "wax"
    assert prompts([[one.sentence]], [highlight], Counter([5])) == ["generate question: The <hl> wax <hl> melts."]


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


def test_the_best_facts_of_each_chapter_come_by_turns_with_an_answer_each() -> None:
    poor = fact("The wick is a thread within the wax.", 0.3, "thread", "wax")
    best = fact("The flame of a candle gives light and heat.", 0.9, "flame", "heat", start=1.0)
    other = fact("The heart pumps blood into the lungs.", 0.6, "blood")
    found = highlights([[poor, best], [other]])
    assert [(one.chapter, one.answer) for one in found] == [
        (0, "flame"),
        (1, "blood"),
        (0, "thread"),
        (0, "heat"),
        (0, "wax"),
    ]


def test_the_answers_of_the_best_questions_come_first_and_only_those_that_were_said() -> None:
    text = "In 1848 Michael Faraday spoke of the flame of a candle."
    questions = (Question("cloze", "…", "flame", 0.2), Question("question", "…", "Michael Faraday", 0.7))
    said = Fact(text, Sentence(text, 0.0, 1.0), 0.5, questions, ("The flame", "1848", "candle", "flame"))
    (found,) = [[one.answer for one in highlights([[said]])]]
    assert found == ["Michael Faraday", "flame", "1848"]
    assert len(found) == ANSWERS


def test_doubtful_and_very_short_sentences_are_not_asked_about() -> None:
    short = fact("It was 1848 there.", 0.9, "1848")
    unsure = fact("In 1848 the wax of the candle was cheap.", 0.9, "1848", doubtful=True)
    assert highlights([[short, unsure]]) == []


def test_what_is_asked_of_a_real_lecture_stands_in_what_was_said(reefs: Reading) -> None:
    asked = highlights([reefs.facts])
    assert len(asked) > 20
    assert all(one.answer in one.fact.answers and one.answer in one.fact.sentence.text for one in asked)
    assert not any(one.fact.sentence.aside for one in asked)
