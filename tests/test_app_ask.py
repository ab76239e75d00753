"""Asking on the page: in a lecture, in others, and where none is open; the encoder and what was said are real."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from lecture.clock import span
from lecture.values import Lecture
from tests.page import address, component, field, keep, opened, shown, turn_to

WHY = "Why does the sea rise and fall?"


def ask(app: AppTest, question: str) -> AppTest:
    field(app.text_input, "Ask your lectures").set_value(question).run()
    assert not app.exception
    return app


def test_a_question_to_the_open_lecture_shows_where_it_was_said(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, studied)
    app = ask(turn_to(opened(notebook=key, lecture=lecture), "Ask"), WHY)
    links = [element.value for element in app.markdown if "(#t=" in element.value]
    assert 1 <= len(links) <= 5
    assert "tide" in shown(app)
    assert not [button for button in app.button if button.key and button.key.startswith("go-")]


def test_where_nothing_is_near_the_page_says_so(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, studied)
    app = ask(turn_to(opened(notebook=key, lecture=lecture), "Ask"), "Who wrote the Iliad?")
    assert app.info[0].value.startswith("Nothing in this lecture is near to that.")


def test_from_the_empty_page_a_place_opens_its_lecture_and_plays_it(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, replace(studied, said=None))  # of an earlier app
    app = ask(opened(notebook=key), WHY)
    place = next(button for button in app.button if button.key == "go-place-0")
    assert "Tides" in place.label
    place.click().run()
    assert not app.exception
    assert address(app)["lecture"] == lecture
    start, end, _ = component(app, "player")["at"]
    assert span(start, end) in place.label


def test_a_question_and_its_answer_stay_when_the_student_comes_back_to_the_tab(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, studied)
    app = ask(turn_to(opened(notebook=key, lecture=lecture), "Ask"), WHY)
    before = shown(app)
    turn_to(turn_to(app, "Transcript"), "Ask")
    assert field(app.text_input, "Ask your lectures").value == WHY
    assert shown(app) == before


def test_who_comes_back_from_a_lecture_to_the_empty_page_finds_question_and_answer_unfolded(
    data: Path, studied: Lecture
) -> None:
    key, _ = keep(data, studied)
    app = ask(opened(notebook=key), WHY)
    before = [element.value for element in app.markdown if "tide" in element.value]
    next(button for button in app.button if button.key == "go-place-0").click().run()
    field(app.button, "New lecture").click().run()
    assert field(app.text_input, "Ask your lectures").value == WHY
    assert [element.value for element in app.markdown if "tide" in element.value] == before
    assert field(app.expander, "Ask your lectures").proto.expanded


def test_a_notebook_without_lectures_has_nothing_to_ask(data: Path) -> None:
    assert "Ask your lectures" not in [field.label for field in opened().text_input]


def test_a_question_to_one_lecture_is_not_asked_of_all_on_the_empty_page(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, studied)
    app = ask(turn_to(opened(notebook=key, lecture=lecture), "Ask"), WHY)
    field(app.button, "New lecture").click().run()
    assert field(app.text_input, "Ask your lectures").value == ""
    assert not [button for button in app.button if button.key and button.key.startswith("go-")]
