"""On the page: titles that slides offer are taken, all or one; a title is written by hand; each of it can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Chapter, Lecture, Options, Slide
from server.routes import read_address
from tests.lecture.export.tides import TIDES
from tests.page import keep, opened, shown

MADE = ("Moon and Sun", "Isaac Newton")
OFFERED = ("Why there are tides", "Newton’s *Principia*")


def lecture(*offered: str) -> Lecture:
    chapters = [replace(chapter, offered=title) for chapter, title in zip(TIDES.chapters, offered, strict=True)]
    return replace(TIDES, chapters=tuple(chapters))


@pytest.fixture
def library(data: Path) -> Iterator[Library]:
    library = Library(data)
    yield library
    library.close()


class Page:
    """The page of this lecture, and what its notebook holds of it."""

    def __init__(self, data: Path, library: Library, lecture: Lecture) -> None:
        self.key, self.made = keep(data, lecture)
        self.mine = library.notebook(self.key)
        self.app: AppTest = opened(notebook=self.key, lecture=self.made)

    def press(self, label: str) -> None:
        next(button for button in self.app.button if button.label == label).click().run()

    def labels(self) -> list[str]:
        return [button.label for button in self.app.button]

    @property
    def titles(self) -> tuple[str, ...]:
        """Those that are kept; the page shows them."""
        chapters: tuple[Chapter, ...] = self.mine.lecture(self.made).chapters
        found = tuple(chapter.title for chapter in chapters)
        assert all(title in shown(self.app) for title in found)
        assert not self.app.exception
        return found


def test_all_offered_titles_are_taken_with_one_press_and_undone_with_one(data: Path, library: Library) -> None:
    page = Page(data, library, lecture(*OFFERED))
    assert page.titles == MADE
    assert "Your slides have other titles for 2 of these chapters." in shown(page.app)
    page.press("Take all 2")
    assert page.titles == OFFERED
    assert "Your slides have" not in shown(page.app)
    page.press("Undo")
    assert page.titles == MADE
    assert "Your slides have" in shown(page.app)
    assert "Undo" not in page.labels()


def test_one_offered_title_is_taken_alone(data: Path, library: Library) -> None:
    page = Page(data, library, lecture(*OFFERED))
    page.press("Take “Newton’s \\*Principia\\*”")
    assert page.titles == (MADE[0], OFFERED[1])
    assert "Your slides have another title for 1 of these chapters." in shown(page.app)
    page.press("Take it")
    assert page.titles == OFFERED


def test_a_title_is_written_by_hand_and_never_emptied(data: Path, library: Library) -> None:
    page = Page(data, library, lecture("", ""))
    assert "Your slides have" not in shown(page.app)
    field = next(one for one in page.app.text_input if one.label.startswith("Chapter 2"))
    field.set_value("The Principia").run()
    assert page.titles == (MADE[0], "The Principia")
    next(one for one in page.app.text_input if one.label.startswith("Chapter 2")).set_value("  ").run()
    assert page.titles == (MADE[0], "The Principia")


def test_the_text_does_not_count_as_edited_and_the_notes_need_not_be_made_anew(data: Path, library: Library) -> None:
    page = Page(data, library, lecture(*OFFERED))
    page.press("Take all 2")
    assert "You have edited the text" not in shown(page.app)


def test_a_lecture_of_one_chapter_has_no_titles_to_choose(data: Path, library: Library) -> None:
    one = replace(TIDES, chapters=(replace(TIDES.chapters[0], offered="Tides"),))
    page = Page(data, library, one)
    assert "Take it" not in page.labels()
    assert not [field for field in page.app.text_input if field.label.startswith("Chapter")]


def test_who_only_reads_the_lecture_is_offered_nothing(data: Path, library: Library) -> None:
    _key, made = keep(data, lecture(*OFFERED))
    address = parse_qs(urlsplit(read_address(library, made, "http://localhost/")).query)
    app = opened(**{name: values[0] for name, values in address.items()})
    assert MADE[0] in shown(app)
    assert not [button.label for button in app.button if "Take" in button.label]


def test_two_versions_of_a_lecture_are_told_apart_by_their_slides(data: Path, library: Library) -> None:
    page = Page(data, library, TIDES)
    slides = (Slide("Why there are tides"), Slide("Newton"))
    other = page.mine.hear_again(page.made, Options(slides=slides))
    with library.database.writing() as rows:
        finish(rows, page.mine.number(rows, other), TIDES)
    page.app.run()
    found = [label for label in page.labels() if "2 slides" in label]
    assert len(found) == 1
