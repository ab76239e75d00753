"""One pass over a transcript: everything in it once, what teaches nothing told apart, in linear time."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace

import pytest

from lecture.errors import TooLittleText
from lecture.notes.cards import make_cards
from lecture.notes.reading import read
from lecture.notes.summary import summarize
from lecture.values import Aside, Chapter, Reading, Sentence, Term
from tests.lecture.notes.conftest import ASIDES, REEFS, reading, reading_of, transcript_of


def test_a_reading_holds_what_was_said_once() -> None:
    found = reading_of("A vapour is a gas that will condense.", "The vapour needs the air.")
    vapour, needs = (
        Sentence("A vapour is a gas that will condense.", 0.0, 8.0),
        Sentence("The vapour needs the air.", 10.0, 18.0),
    )
    (term,) = found.terms
    assert (term.text, len(term.times)) == ("vapour", 2)
    assert found == Reading(
        "en",
        (vapour, needs),
        found.vocabulary,
        (Term("vapour", term.times),),
        (Chapter(0.0, 20.0, "Vapour", (term,)),),
        found.facts,
    )
    assert [fact.sentence for fact in found.facts] == [vapour, needs]
    assert found.asides == ()


def test_every_sentence_of_english_has_its_vector_and_no_other_language_has(reefs: Reading) -> None:
    assert reefs.vectors is not None
    assert reefs.vectors.shape == (len(reefs.sentences), 384)
    assert reading_of("Die Kerze brennt.", language="de").vectors is None


def test_the_same_lecture_is_read_the_same(reefs: Reading) -> None:
    assert reading_of(*REEFS) == reefs


def test_what_may_have_been_misheard_teaches_no_terms() -> None:
    clear = transcript_of("The wax of a candle feeds the flame.", "The flame needs the wax.")
    unsure = transcript_of("The dragon sees the dragon.", doubt="noise")
    found = reading(replace(clear, segments=(*clear.segments, *unsure.segments)))
    assert {term.text for term in found.terms} == {"wax", "flame"}
    assert {term.text for chapter in found.chapters for term in chapter.terms} == {"wax", "flame"}
    assert found.sentences[-1].text == "The dragon sees the dragon."


def test_a_translation_is_read_as_english() -> None:
    transcript = replace(transcript_of("The flame is hot and bright.", language="de"), task="translate")
    found = reading(transcript)
    assert found.language == "en"
    assert found.vectors is not None


def test_what_is_beside_the_matter_is_told_apart(reefs: Reading) -> None:
    assert {sentence.text for sentence in reefs.sentences if sentence.aside} == ASIDES
    assert reefs.asides == (Aside(0.0, 18.0), Aside(170.0, 188.0))


GREETING = (
    "Hello everybody, welcome back, it is nice to see that you all found a chair.",
    "My name is Tom, and I am going to teach this class until Christmas.",
    "Can those of you in the last row hear me well?",
)
EXAM = (
    "Do not forget to hand in the third problem set by Friday noon.",
    "The final exam is on the ninth of July, and it counts sixty percent of your grade.",
    "If you have questions about the grading, come to my office hours on Monday.",
)
LICENCE = (
    "The content of this course is provided under a licence of the Creative Commons.",
    "Your donation helps us to offer lectures like this one for free.",
    "To watch more of our courses, please visit our website.",
)
ADVERTISEMENT = (
    "This episode is brought to you by Sleepwell, who make the pillows that I sleep on.",
    "Use our code at their checkout, and you get twenty percent off your first order.",
    "Their pillows ship for free, and you can return them within thirty days, so order yours today.",
)
STRETCHES = {"greeting": GREETING, "exam": EXAM, "licence": LICENCE, "advertisement": ADVERTISEMENT}
MATTER = tuple(sentence for sentence in REEFS if sentence not in ASIDES)


@pytest.mark.parametrize("kind", STRETCHES)
@pytest.mark.parametrize("place", [0, 10, len(MATTER)])
def test_an_aside_feeds_neither_summary_nor_cards_wherever_it_stands(kind: str, place: int) -> None:
    aside = STRETCHES[kind]
    found = reading_of(*MATTER[:place], *aside, *MATTER[place:])
    stretch = range(10 * place, 10 * (place + len(aside)))
    assert found.asides
    assert all(int(one.start) in stretch for one in found.asides)
    summary, cards = summarize(found, None), make_cards(found, None, count=20)
    assert not [point for point in summary.points if int(point.start) in stretch]
    assert not [card for card in cards.cards if int(card.start) in stretch]
    assert not any(sentence in summary.overview for sentence in aside)
    assert cards.cards


@pytest.mark.parametrize(
    "line",
    [
        "If you heat the wax {0}, the flame {0} needs more air. ",
        "Yes. ",
        "wax and flame {0} and air ",
        "The wax melts. It burns! ",
    ],
)
@pytest.mark.parametrize("language", ["en", "xx"])
def test_the_work_grows_with_the_length_and_no_faster(line: str, language: str) -> None:
    def work(times: int) -> int:
        steps = 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1

        transcript = transcript_of(*[line.format(f"w{n}x") * 5 for n in range(times)], language=language)
        sys.setprofile(count)  # every call of a function counts as a step
        try:
            found = reading(transcript)
            make_cards(found, None)
            with suppress(TooLittleText):
                summarize(found, None)
        finally:
            sys.setprofile(None)
        return steps

    work(1)  # loads the models
    assert work(60) < 3 * work(30)


def test_another_language_needs_no_english() -> None:
    said = ("Die Kerze brennt mit einer Flamme.", "Das Wachs der Kerze schmilzt in der Hitze der Flamme.") * 3
    found = read(transcript_of(*said, language="de"))
    assert {"Kerze", "Flamme"} <= {term.text for term in found.terms}
    assert found.facts
    assert found.asides == ()
    assert summarize(found, None).points
