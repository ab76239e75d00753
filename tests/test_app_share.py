"""Who reads a lecture by the address that its student shares sees no card of theirs, on no tab and in no file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.export import FORMATS
from lecture.export.options import Options
from lecture.store import cards
from lecture.store.library import Library
from lecture.values import Chapter, Lecture
from panels import report
from tests.page import component, keep, opened, turn_to


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
    assert {mark["kind"] for mark in component(alone, "player")["marks"]} == {"term"}
    assert component(turn_to(alone, "Transcript"), "transcript")["checks"] == [None, None]


def test_no_file_holds_a_card(alone: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[Lecture, Options]] = []
    monkeypatch.setattr(report, "_take", lambda _format, _lecture, now, _kind: given.append(now()))
    turn_to(alone, "Report")
    assert not alone.exception
    assert len(given) == sum(not name.startswith("flashcards") for name in FORMATS)
    written = FORMATS["report.txt"].write(*given[0]).decode()
    assert "What only I ask?" not in written
    assert "The cards are not shared." in written
