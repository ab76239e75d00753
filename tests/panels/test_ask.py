"""The panel that asks: what it shows of an answer, and what it gives back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.page import english_left, shown


def page() -> None:
    from collections.abc import Callable

    import streamlit as st

    from lecture.errors import StoreError
    from lecture.store.shelf import Within
    from lecture.tongue import speak
    from lecture.values import Answer, Place
    from panels import ask

    here = Place("here", "Tides", 12.0, 15.5, "The Moon pulls. *Hard*.")
    there = Place("there", "Moons", 3600.0, 3604.0, "Io is a moon.")

    def answer(question: str, within: Within, *, on_progress: Callable[[int, int], None]) -> Answer:
        st.session_state["asked_for"] = [*st.session_state.get("asked_for", []), (question, within)]
        on_progress(0, 2)
        if question == "broken":
            raise StoreError("folder", "gone")
        return Answer((here, there) if question == "moon" else (), 0 if question == "none" else 3)

    speak(st.session_state.get("tongue", "en"))
    wanted = ask.draw(answer, "here", "Seas [1]")
    if wanted:
        st.title(f"{wanted}")


@pytest.fixture
def asking() -> AppTest:
    return AppTest.from_function(page).run()


def ask(at: AppTest, question: str) -> AppTest:
    at.text_input[0].set_value(question).run()
    assert not at.exception
    return at


def calls(at: AppTest) -> list[tuple[str, object]]:
    return at.session_state["asked_for"] if "asked_for" in at.session_state else []  # noqa: SIM401  it has no get


def test_before_anything_is_asked_nothing_is_looked_for(asking: AppTest) -> None:
    assert calls(asking) == []
    assert not asking.info


def test_places_in_this_lecture_are_links_for_the_player_and_others_are_buttons(asking: AppTest) -> None:
    ask(asking, "moon")
    assert "[:material/play_arrow: 0:12–0:15](#t=12.00,15.50)" in shown(asking)
    assert r"The Moon pulls\. \*Hard\*\." in [element.value for element in asking.markdown]
    (button,) = (one for one in asking.button if one.key and one.key.startswith("go-"))
    assert "Moons, 1:00:00–1:00:04" in button.label.replace("\\", "")


def test_a_place_in_another_lecture_is_given_back_once(asking: AppTest) -> None:
    ask(asking, "moon")
    next(one for one in asking.button if one.key == "go-place-1").click().run()
    assert "'there'" in asking.title[0].value
    assert not asking.run().title


def test_it_says_so_where_nothing_is_near_or_nothing_is_there(asking: AppTest) -> None:
    assert "Nothing in these 3 lectures is near to that" in ask(asking, "sun").info[0].value
    assert ask(asking, "none").info[0].value == "There is no finished lecture to ask yet."


def test_the_same_question_is_looked_for_once_and_again_when_asked_again_or_elsewhere(asking: AppTest) -> None:
    from lecture.store.shelf import Within

    ask(asking, "moon").run()
    first = ("moon", Within(lecture="here"))
    assert calls(asking) == [first]
    asking.button(key="ask").click().run()
    assert calls(asking) == [first, first]
    asking.segmented_control(key="ask-where").set_value("course").run()
    asking.segmented_control(key="ask-where").set_value("all").run()
    assert calls(asking)[2:] == [("moon", Within(course="Seas [1]")), ("moon", Within())]


def test_what_went_wrong_is_a_sentence_and_an_earlier_answer_is_not_shown_for_it(asking: AppTest) -> None:
    ask(asking, "moon")
    ask(asking, "broken")
    assert "cannot be used" in asking.error[0].value
    assert "Moon pulls" not in shown(asking)


def test_it_speaks_german() -> None:
    at = AppTest.from_function(page)
    at.session_state["tongue"] = "de"
    ask(at.run(), "sun")
    where = at.segmented_control(key="ask-where")
    assert where.options == ["Diese Vorlesung", r"Kurs: Seas \[1\]", "Alle Vorlesungen"]
    assert at.info[0].value == (
        "In diesen 3 Vorlesungen passt nichts dazu. Frag mit anderen Worten, oder mit einem, das gesagt wurde."
    )
    (field,), pressed = at.text_input, at.button(key="ask")
    assert (field.label, field.placeholder) == ("Frag deine Vorlesungen", "In eigenen Worten, oder ein Name")
    assert pressed.label == "Fragen"
    assert english_left(at, field.label, field.placeholder, field.help) == []


def test_what_was_chosen_stays_when_the_tongue_changes(asking: AppTest) -> None:
    asking.segmented_control(key="ask-where").set_value("all").run()
    asking.session_state["tongue"] = "de"
    assert asking.run().segmented_control(key="ask-where").value == "all"
