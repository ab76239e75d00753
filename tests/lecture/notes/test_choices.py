"""Wrong answers: of the right one's kind, from elsewhere in the lecture, never also right, and three or none."""

from __future__ import annotations

import pytest

from lecture.notes.choices import FAR, SAME, WRONG
from lecture.notes.cloze import HIDDEN
from lecture.values import Fact, Question, Reading
from tests.lecture.notes.conftest import english, reading_of

METALS = (
    "Copper is a soft metal that carries electric current very well.",
    "Michael Faraday built the first generator in 1831.",
    "The zinc plate loses electrons in the battery.",
    "Iron rusts when it meets water and oxygen.",
    "Alessandro Volta made the first battery in 1800.",
    "An acid attacks the surface of a metal.",
    "Aluminium resists corrosion because an oxide covers its surface.",
    "Humphry Davy isolated sodium in 1807.",
    "Sodium reacts with water and releases hydrogen.",
    "Charles Hall produced cheap aluminium in 1886.",
    "An electrolyte carries the ions between the electrodes.",
    "The statue of bronze is made of copper and tin.",
    "Marie Curie separated radium from its ore in 1910.",
    "Robert Hadfield hardened steel with manganese in 1882.",
    "Mercury is a liquid metal at room temperature.",
    "Magnesium burns with a bright white flame.",
    "A catalyst speeds up the reaction of hydrogen and oxygen.",
    "Henry Bessemer described a cheap process for steel in 1856.",
)


@pytest.fixture(scope="module")
def metals() -> Reading:
    return reading_of(*METALS)


def _chosen(reading: Reading) -> list[tuple[Fact, Question]]:
    return [(fact, question) for fact in reading.facts for question in fact.questions if question.wrong]


def _by_answer(reading: Reading, answer: str) -> set[str]:
    return {wrong for _, question in _chosen(reading) if question.answer == answer for wrong in question.wrong}


def test_some_questions_have_wrong_answers(metals: Reading) -> None:
    assert len(_chosen(metals)) >= 5


def test_there_are_three_or_none_and_all_differ(metals: Reading) -> None:
    for _, question in _chosen(metals):
        assert len({question.answer.lower(), *map(str.lower, question.wrong)}) == WRONG + 1


def test_no_wrong_answer_stands_in_the_evidence_or_the_question(metals: Reading) -> None:
    for fact, question in _chosen(metals):
        for wrong in question.wrong:
            bare = wrong.lower().removeprefix("the ").removeprefix("an ").removeprefix("a ").removeprefix("in ")
            assert bare not in fact.sentence.text.lower()
            assert bare not in question.text.lower()


def test_every_wrong_answer_was_said_outside_of_the_sentence_and_its_neighbours(metals: Reading) -> None:
    for fact, question in _chosen(metals):
        at = METALS.index(fact.sentence.text)
        elsewhere = " ".join(METALS[: max(at - 1, 0)] + METALS[at + 2 :]).lower()
        for wrong in question.wrong:
            assert wrong.lower().split()[-1] in elsewhere


def test_years_stand_beside_years(metals: Reading) -> None:
    years = [q for _, q in _chosen(metals) if q.answer.split()[-1].isdigit()]
    assert years
    for question in years:
        assert {wrong.split()[-1].isdigit() and len(wrong.split()[-1]) for wrong in question.wrong} == {4}
        assert {wrong.lower().split()[0] == "in" for wrong in question.wrong} == {question.answer.startswith("in ")}


def test_persons_stand_beside_persons(metals: Reading) -> None:
    names = {"Michael Faraday", "Alessandro Volta", "Humphry Davy", "Charles Hall", "Henry Bessemer"}
    names |= {"Marie Curie", "Robert Hadfield"}
    of_names = [q for _, q in _chosen(metals) if q.answer in names]
    assert of_names
    assert all({*question.wrong} <= names for question in of_names)


def test_a_gap_takes_only_what_its_article_fits(metals: Reading) -> None:
    for _, question in _chosen(metals):
        before = question.text.split(HIDDEN)[0].lower()
        if question.kind == "cloze" and before.endswith((" an ", " a ")):
            first = {word[0] in "aeiou" for word in (question.answer, *question.wrong)}
            assert first == {before.endswith(" an ")}


def test_wrong_answers_are_near_in_meaning_but_do_not_mean_the_same(metals: Reading) -> None:
    for _, question in _chosen(metals):
        if question.kind == "cloze" and not question.answer[0].isdigit():
            right, *wrong = english().encoder.encode([question.answer, *question.wrong])
            assert all(FAR - 0.01 <= float(right @ vector) < SAME + 0.01 for vector in wrong)


def test_what_the_lecture_says_to_be_right_as_well_is_no_wrong_answer() -> None:
    said = ("The acid dissolves zinc.", *METALS[3:])
    assert "Copper" in _by_answer(reading_of(*said), "zinc")
    assert "Copper" not in _by_answer(reading_of(*said, "The acid also dissolves copper."), "zinc")


def test_long_answers_and_reasons_have_none(metals: Reading) -> None:
    assert all(len(q.answer.split()) <= 4 and not q.text.startswith(("Why", "How does")) for _, q in _chosen(metals))


def test_a_lecture_without_three_others_of_a_kind_has_none() -> None:
    assert _chosen(reading_of(*METALS[:2])) == []


def test_the_same_lecture_has_the_same_wrong_answers(metals: Reading) -> None:
    assert reading_of(*METALS).facts == metals.facts
