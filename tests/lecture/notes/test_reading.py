"""One pass over a transcript: everything in it once, and in time that grows with its length."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace

import pytest

from lecture.errors import TooLittleText
from lecture.notes.cards import make_cards
from lecture.notes.reading import read
from lecture.notes.summary import summarize
from lecture.values import Chapter, Fact, Question, Reading, Sentence, Term, Vocabulary
from tests.lecture.notes.conftest import reading_of, transcript_of


def test_a_reading_holds_what_was_said_once() -> None:
    reading = reading_of("A vapour is something that will condense.", "The vapour needs the air.")
    vapour, needs = (
        Sentence("A vapour is something that will condense.", 0.0, 8.0),
        Sentence("The vapour needs the air.", 10.0, 18.0),
    )
    term = Term("vapour", (vapour.moment(2), needs.moment(4)))
    assert reading == Reading(
        "en",
        (vapour, needs),
        Vocabulary(reading.vocabulary.function_words, frozenset({"vapour", "air"})),
        (term,),
        (Chapter(0.0, 20.0, "Vapour", (term,)),),
        (
            Fact(
                "A vapour is something that will condense.",
                vapour,
                (),
                (Question("definition", "What is a vapour?", "something that will condense", 1.0),),
            ),
            Fact(
                "A vapour is something that will condense.",
                vapour,
            ),
            Fact(
                "The vapour needs the air.",
                needs,
                questions=(Question("question", "What does the vapour need?", "the air"),),
            ),
        ),
    )


def test_what_may_have_been_misheard_teaches_no_terms() -> None:
    clear = transcript_of("The wax melts in the flame.", "The flame needs the wax.")
    unsure = transcript_of("The dragon sees the dragon.", doubt="noise")
    reading = read(replace(clear, segments=(*clear.segments, *unsure.segments)))
    assert {term.text for term in reading.terms} == {"wax", "flame"}
    assert {term.text for chapter in reading.chapters for term in chapter.terms} == {"wax", "flame"}
    assert "dragon" not in (reading.vocabulary.nouns or ())
    assert reading.sentences[-1].text == "The dragon sees the dragon."


def test_a_translation_is_read_as_english() -> None:
    transcript = replace(transcript_of("The flame is hot and bright.", language="de"), task="translate")
    assert read(transcript).language == "en"


@pytest.mark.parametrize(
    "line",
    [
        "If you heat the wax {0}, the flame {0} needs more air. ",
        "Yes. ",
        "wax and flame {0} and air ",
        "The wax melts. It burns! ",
    ],
)
def test_the_work_grows_with_the_length_and_no_faster(line: str) -> None:
    def work(times: int) -> int:
        steps = 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1

        transcript = transcript_of(*[line.format(f"w{n}x") * 10 for n in range(times)])
        sys.setprofile(count)  # every call of a function counts as a step
        try:
            reading = read(transcript)
            make_cards(reading, None)
            with suppress(TooLittleText):
                summarize(reading, None)
        finally:
            sys.setprofile(None)
        return steps

    assert work(120) < 3 * work(60)
