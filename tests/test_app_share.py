"""Who reads a lecture by the address that its student shares sees no card of theirs, on no tab and in no file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.export import FORMATS
from lecture.store import cards
from lecture.store.library import Library
from lecture.values import Chapter, Lecture
from tests.page import component, keep, opened, turn_to
from tests.pressed import Button


@pytest.fixture
def alone(data: Path, studied: Lecture) -> AppTest:
    """A lecture of two chapters, of which the student has reworded a card, as others read it."""
    halves = (Chapter(0.0, 40.0, "Tides"), Chapter(40.0, studied.transcript.duration, "Moons"))
    key, lecture = keep(data, replace(studied, chapters=halves))
    library = Library(data)
    mine = library.notebook(key)
    cards.edit(mine, lecture, cards.deck(mine, lecture)[0].card.id, question="What only I ask?")
    read = library.lecture_key(lecture, "read")
    library.close()
    return opened(read=lecture, key=read)


def test_no_card_is_marked_and_no_chapter_ends_with_one(alone: AppTest) -> None:
    # What is doubted depends on the processor's arithmetic; what is marked of the cards must be nothing.
    assert {mark["kind"] for mark in component(alone, "player")["marks"]} - {"doubt"} == {"term"}
    assert component(turn_to(alone, "Transcript"), "transcript")["checks"] == [None, None]


def test_no_file_holds_a_card(alone: AppTest, button: Button) -> None:
    turn_to(alone, "Download")
    assert not alone.exception
    of_cards = {each.label for each in FORMATS.values() if each.of_cards}
    assert not of_cards & set(alone.selectbox(key="download-format-en").options)
    assert alone.pills(key="download-parts-en").options == ["Summary", "Chapters", "Key terms", "Transcript"]
    alone.selectbox(key="download-format-en").set_value("everything").run()
    files = button.unzipped()
    assert set(files) == {name for name, each in FORMATS.items() if not each.of_cards}
    assert [name for name, content in files.items() if b"What only I ask?" in content] == []
    assert b"Flashcards" not in files["report.txt"]
