"""What a lecture states, and the names that it learns over all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.facts import facts
from tests.lecture.notes.conftest import reading_of


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("By institutions we mean the rules of a society.", "Institutions are the rules of a society."),
        ("A lens is a piece of glass that bends the light.", "A lens is a piece of glass that bends the light."),
        ("By optics we mean the science of light and lenses.", "Optics is the science of light and lenses."),
    ],
)
def test_a_definition_is_a_statement_too(said: str, stated: str) -> None:
    assert stated in [fact.text for fact in reading_of(said).facts]


@pytest.mark.parametrize("chapters", [1, 2])
def test_a_name_is_learned_over_the_whole_lecture_and_keeps_its_capital(chapters: int) -> None:
    """Also where the sentence that shows it to be a name stands in another chapter."""
    said = reading_of("Mines were deep in Britain.", "Britain produced most of the coal.", "Coal is cheap.").sentences
    groups = [said] if chapters == 1 else [said[:1], said[1:]]
    asked = [question.text for fact in facts(groups, "en") for question in fact.questions]
    assert asked == ["What did Britain produce?"]


def test_it_stands_for_nothing_in_another_chapter_nor_for_what_may_have_been_misheard() -> None:
    before, it = reading_of("Gunpowder burns with a flame.", "It contains carbon.").sentences
    assert [fact.text for fact in facts([[before, it]], "en")][-1] == "Gunpowder contains carbon."
    assert [fact.text for fact in facts([[before], [it]], "en")][-1] == "It contains carbon."
    misheard = replace(before, doubtful=True)
    assert [fact.text for fact in facts([[misheard, it]], "en")][-1] == "It contains carbon."


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_whatever_is_read(text: str) -> None:
    for fact in reading_of(text).facts:
        assert fact.text[-1] in ".!?…"
        assert bool(fact.text.strip())
        assert not (fact.troubles and fact.questions)
