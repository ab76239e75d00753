"""What a ranker is told of a statement and of a question."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lecture.notes.facts import Parsed, parsed
from lecture.notes.features import Features, of_question, of_statement
from lecture.notes.questions import asked
from lecture.notes.stated import Stated, stated
from lecture.values import Reading
from tests.lecture.notes.conftest import english


@pytest.fixture(scope="module")
def lecture(reefs: Reading) -> Parsed:
    return parsed(reefs.sentences, english())


@pytest.fixture(scope="module")
def statements(lecture: Parsed) -> dict[str, Stated]:
    return {one.text: one for one in stated([lecture.sentences], lecture.docs, english().parser)}


def features(one: Stated, lecture: Parsed) -> Features:
    return of_statement(one, lecture.whole)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "A coral reef is a ridge of limestone that is built by small animals.",
            {"is": 1, "attribute": 1, "subject a": 1, "relative": 1, "figures": 0, "points it": 0},
        ),
        (
            "Charles Darwin described three kinds of reefs in 1842.",
            {"past": 1, "object": 1, "subject name": 1, "subject person": 1, "figures": 1, "names": 1, "is": 0},
        ),
        (
            "A barrier reef is separated from the land by a lagoon.",
            {"passive": 1, "past": 0, "whole sentence": 1, "subject a": 1, "resolved": 0},
        ),
        (
            "Most corals need warm and clear water, because algae live inside their tissue.",
            {"because": 1, "subject all": 1, "subject plural": 1, "commas": 1, "no term": 0},
        ),
    ],
)
def test_a_statement_is_told_by_its_parse(
    text: str, told: dict[str, float], lecture: Parsed, statements: dict[str, Stated]
) -> None:
    found = features(statements[text], lecture)
    assert {name: found[name] for name in told} == told


def test_every_feature_is_a_finite_number(lecture: Parsed, statements: dict[str, Stated]) -> None:
    for one in statements.values():
        known = features(one, lecture)
        asking = [of_question(ask, one, known, 0.5, lecture.whole) for ask in asked(one.doc)]
        assert all(math.isfinite(value) for found in [known, *asking] for value in found.values())


def test_an_answer_that_the_question_holds_is_told(lecture: Parsed, statements: dict[str, Stated]) -> None:
    one = statements["A reef grows by about one centimetre a year."]
    known = features(one, lecture)
    for ask in asked(one.doc):
        found = of_question(ask, one, known, 0.8, lecture.whole)
        assert found["worth"] == pytest.approx(math.log(4))
        assert found["gives away"] == 0
        assert found[f"kind {ask.kind}"] == found[f"way {ask.way}"] == 1
        assert found["statement words"] == known["words"]


def test_the_middle_of_a_lecture_has_unit_length(lecture: Parsed) -> None:
    assert np.linalg.norm(lecture.whole.middle) == pytest.approx(1, abs=1e-5)
