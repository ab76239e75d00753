"""What a sentence defines becomes a question: an example for every pattern."""

from __future__ import annotations

import pytest

from lecture.notes import definitions as module
from lecture.notes.definitions import definitions
from lecture.values import Question

# In the order of the patterns: what each finds, and no other does.
FOUND = [
    ("By entropy we mean the disorder of a system.", "What is meant by entropy?", "the disorder of a system"),
    (
        "By erosion is meant the wearing away of rock by water.",
        "What is meant by erosion?",
        "the wearing away of rock by water",
    ),
    (
        "Osmosis refers to the movement of water through a membrane.",
        "What is meant by osmosis?",
        "the movement of water through a membrane",
    ),
    ("An isotope is one that has other neutrons.", "What is an isotope?", "one that has other neutrons"),
    ("A vapour is something that will condense.", "What is a vapour?", "something that will condense"),
    (
        "The cortex is the outer layer of the brain.",
        "What is the cortex?",
        "the outer layer of the brain",
    ),
    (
        "Enzymes are anything that speeds up a reaction.",
        "What is meant by enzymes?",
        "anything that speeds up a reaction",
    ),
    (
        "Botany is the study of plants and their growth.",
        "What is meant by botany?",
        "the study of plants and their growth",
    ),
    (
        "The difference in height between high tide and low tide is called the tidal range.",
        "What is meant by the tidal range?",
        "The difference in height between high tide and low tide",
    ),
    (
        "We call a number without divisors a prime.",
        "What is meant by a prime?",
        "a number without divisors",
    ),
    (
        "The rock melts into a hot liquid rock, which is called magma.",
        "What is meant by magma?",
        "a hot liquid rock",
    ),
    (
        "Put in some quicklime, a white powder which takes up water.",
        "What is meant by quicklime?",
        "a white powder which takes up water",
    ),
    (
        "Here is a platinum wire, a body which does not change by heat.",
        "What is a platinum wire?",
        "a body which does not change by heat",
    ),
]


@pytest.mark.parametrize(("row", "example"), list(enumerate(FOUND)))
def test_every_pattern_finds_what_no_other_does(
    row: int, example: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence, question, answer = example
    patterns = module._DEFINITIONS
    assert list(definitions(sentence)) == [Question("definition", question, answer, 1.0)]
    monkeypatch.setattr(module, "_DEFINITIONS", [*patterns[:row], *patterns[row + 1 :]])
    assert list(definitions(sentence)) == []


def test_every_pattern_has_its_example() -> None:
    assert len(FOUND) == len(module._DEFINITIONS)


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "By a composite key we mean a key on two columns.",
            "What is meant by a composite key?",
            "a key on two columns",
        ),
        (
            "And here is a substance called oxygen, by means of which this hydrogen can burn.",
            "What is meant by oxygen?",
            "a substance by means of which the hydrogen can burn",
        ),
        (
            "Photosynthesis is the process by which plants make sugar from light.",
            "What is meant by photosynthesis?",
            "the process by which plants make sugar from light",
        ),
    ],
)
def test_definitions_become_questions(sentence: str, question: str, answer: str) -> None:
    assert Question("definition", question, answer, 1.0) in list(definitions(sentence))


def test_what_it_is_called_is_found_in_the_sentence_before() -> None:
    before = "For instance, here is a powder which is very combustible, consisting, as you see, of separate particles."
    answer = "a powder which is very combustible, consisting of separate particles"
    assert list(definitions("It is called lycopodium, and it burns.", before)) == [
        Question("definition", "What is meant by lycopodium?", answer, 1.0)
    ]
