"""Which questions lead back to the sentences they were made of."""

from __future__ import annotations

from lecture.notes.round_trip import comes_back
from lecture.values import Reading
from tests.lecture.notes.conftest import REEFS, english

ATOLL = REEFS.index("An atoll is a ring of coral around a lagoon without any island.")
BLEACHING = REEFS.index("Coral bleaching happens when the water becomes too warm.")


def test_a_question_comes_back_to_its_own_sentence_and_to_no_other(reefs: Reading) -> None:
    assert reefs.vectors is not None
    questions = ["What is an atoll? A ring of coral around a lagoon.", "When does coral bleaching happen?"]
    back = {
        places: comes_back(questions, places, reefs.vectors, english().encoder)
        for places in [(ATOLL, BLEACHING), (BLEACHING, ATOLL)]
    }
    assert back == {(ATOLL, BLEACHING): [True, True], (BLEACHING, ATOLL): [False, False]}


def test_no_questions_come_back_as_none(reefs: Reading) -> None:
    assert reefs.vectors is not None
    assert comes_back([], [], reefs.vectors, english().encoder) == []
