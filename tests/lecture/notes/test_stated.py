"""Statements in their order, with “it” written out where it is sure what it means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from lecture.notes.stated import Stated, stated
from lecture.values import Sentence


def _sentences(*said: str) -> list[Sentence]:
    return [Sentence(text, float(i), i + 1.0) for i, text in enumerate(said)]


def _stated(parser: Language, *groups: list[Sentence]) -> list[Stated]:
    return stated(groups, [parser(sentence.text) for group in groups for sentence in group], parser)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            ["The kidney filters the blood.", "It also controls the pressure."],
            [("The kidney filters the blood.", False), ("The kidney also controls the pressure.", True)],
        ),
        (
            ["The serfs were bound to the land.", "They paid a tax in grain."],
            [("The serfs were bound to the land.", False), ("The serfs paid a tax in grain.", True)],
        ),
        (
            ["The statute protects tenants.", "And so, you see, it limits the rent."],
            [("The statute protects tenants.", False), ("The statute limits the rent.", True)],
        ),
    ],
)
def test_a_pronoun_becomes_the_subject_before_it(
    parser: Language, said: list[str], expected: list[tuple[str, bool]]
) -> None:
    assert [(one.text, one.resolved) for one in _stated(parser, _sentences(*said))] == expected


@pytest.mark.parametrize(
    ("before", "pronoun"),
    [
        ("A queue keeps the order of its elements.", "It is clear that nobody waits forever."),  # no thing is meant
        ("The contract binds both parties.", "They must keep their word."),  # many, but one contract
        ("We heat the gas in the tank.", "It expands in all directions."),  # “we” is the subject
        ("That is obvious to all.", "It glows in the dark."),
        ("His old red car was sold.", "It had no engine."),  # whose?
        ("The big old house on the steep hill by the lake burnt down.", "It had no roof."),  # too long to say again
    ],
)
def test_an_unsure_pronoun_stays(parser: Language, before: str, pronoun: str) -> None:
    assert not any(one.resolved for one in _stated(parser, _sentences(before, pronoun)))


def test_a_pronoun_means_nothing_of_the_chapter_before(parser: Language) -> None:
    found = _stated(parser, _sentences("The lens bends the light."), _sentences("It was made in Venice."))
    assert [(one.text, one.chapter, one.resolved) for one in found] == [
        ("The lens bends the light.", 0, False),
        ("It was made in Venice.", 1, False),
    ]


def test_a_pronoun_means_nothing_two_sentences_before(parser: Language) -> None:
    found = _stated(parser, _sentences("The wire gets hot.", "Who knows?", "It glows in the dark."))
    assert [(one.text, one.resolved) for one in found] == [
        ("The wire gets hot.", False),
        ("It glows in the dark.", False),
    ]


def test_a_first_word_that_the_lecture_writes_small_is_no_name(parser: Language) -> None:
    said = _sentences("We measure the delta H of the gas.", "Delta H here is negative.", "Isaac Newton wrote letters.")
    first = [(one.doc[0].pos_, [name.text for name in one.doc.ents]) for one in _stated(parser, said)[1:]]
    assert first == [("NOUN", []), ("PROPN", ["Isaac Newton"])]


@pytest.mark.parametrize("sort", ["doubtful", "aside"])
def test_the_doubtful_and_the_asides_state_nothing(parser: Language, sort: str) -> None:
    one, other = _sentences("The exam covers the whole course.", "The court refused the appeal.")
    one = replace(one, doubtful=sort == "doubtful", aside=sort == "aside")
    found = _stated(parser, [one, other])
    assert [(said.text, said.sentence) for said in found] == [("The court refused the appeal.", other)]


some = st.lists(
    st.sampled_from(
        [
            "The heart pumps blood, and the lungs take up oxygen.",
            "It never rests at all.",
            "They are soft and light.",
            "Who found this out?",
            "In 1628, a doctor in London described the flow of the blood.",
        ]
    ),
    max_size=5,
)


@given(some, some)
@settings(deadline=None)
def test_statements_keep_the_order_and_the_chapters_of_the_sentences(
    parser: Language, first: list[str], second: list[str]
) -> None:
    sentences = _sentences(*first, *second)
    groups = [sentences[: len(first)], sentences[len(first) :]]
    found = _stated(parser, *groups)
    starts = [one.sentence.start for one in found]
    assert starts == sorted(starts)
    assert all(one.sentence in groups[one.chapter] for one in found)
    assert all(one.sentence is sentences[one.place] for one in found)
    assert all(not one.text.startswith(("It ", "They ")) for one in found if one.resolved)
