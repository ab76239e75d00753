"""What was learned can be read, says where it is from, and weighs what is measured."""

from __future__ import annotations

import json

import numpy as np

from lecture.notes.facts import parsed
from lecture.notes.features import of_question, of_statement
from lecture.notes.questions import asked
from lecture.notes.ranker import LEARNED, Forest, Linear, Logistic, Tree, ranks
from lecture.notes.stated import stated
from lecture.values import Reading
from tests.lecture.notes.conftest import english


def test_what_was_learned_names_its_origin_and_how_well_it_carries_over() -> None:
    found = json.loads(LEARNED.read_text(encoding="utf-8"))
    assert found["made"].startswith("python -m training, ")
    assert len(found["left out"]) > 1
    assert all(figures for figures in found["left out"].values())


def test_every_sentence_ranker_weighs_a_sentence_vector() -> None:
    learned = ranks()
    assert {one.weights.shape for one in (learned.teaches, learned.aside, learned.remember)} == {(384,)}


def test_every_weight_is_of_something_that_is_measured(reefs: Reading) -> None:
    """A weight without its feature is dead: it was learned of code that is gone."""
    lecture = parsed(reefs.sentences, english())
    of_statements, of_questions = set[str](), set[str]()
    kinds, ways = set[str](), set[str]()
    for one in stated([lecture.sentences], lecture.docs, english().parser):
        known = of_statement(one, lecture.whole)
        of_statements |= known.keys()
        for ask in asked(one.doc):
            of_questions |= of_question(ask, one, known, 0.5, lecture.whole).keys()
            kinds.add(ask.kind)
            ways.add(ask.way)
    learned = ranks()
    assert kinds == {"question", "cloze", "definition"}
    asked_for = {name for tree in learned.card.trees for name in tree.feature if name}
    assert learned.point.weights.keys() <= of_statements
    assert {name for name in asked_for if not name.startswith("way ")} <= of_questions


def test_a_feature_that_was_not_learned_of_counts_nothing() -> None:
    known = Logistic({"bias": -1.0, "words": 2.0})
    assert known({"bias": 1.0, "words": 0.5, "new": 9.0}) == 0.5


def test_a_forest_is_the_mean_of_its_trees_and_what_is_not_there_counts_as_0() -> None:
    stump = Tree(("words", "", ""), (1.5, 0.0, 0.0), (1, 0, 0), (2, 0, 0), (0.5, 0.25, 0.75))
    other = Tree(("",), (0.0,), (0,), (0,), (0.5,))
    forest = Forest((stump, other))
    known: list[dict[str, float]] = [{}, {"words": 1.5}, {"words": 1.6, "new": 9.0}]
    assert [forest(features) for features in known] == [0.375, 0.375, 0.625]


def test_odds_are_of_the_probability() -> None:
    linear = Linear(np.array([1.0, -1.0], np.float32), 0.5)
    vectors = np.array([[1.0, 0.0], [0.0, 2.0]], np.float32)
    assert linear.odds(vectors).tolist() == [1.5, -1.5]
    assert np.allclose(linear(vectors), [0.8176, 0.1824], atol=1e-4)
