"""Flashcards, quiz and review as they are drawn, above all in German."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from lecture.store.review import Count
from lecture.tongue import speaking
from panels import review
from tests.page import component, english_left, shown


def deck() -> None:
    import streamlit as st

    from lecture.store.deck import Owned
    from lecture.tongue import speak
    from panels import flashcards
    from tests.lecture.export.tides import TIDES

    speak(st.session_state.get("tongue", "en"))
    owned = [Owned(card) for card in TIDES.cards.cards]
    remark = "The lecture has enough for 2 good cards: any more would have been poor."
    flashcards.draw("tides", owned, remark, lambda lecture: lecture, TIDES.chapters)


def due() -> None:
    import streamlit as st

    from lecture.store.review import Day, Week
    from lecture.tongue import speak
    from panels import review

    speak(st.session_state.get("tongue", "en"))
    plan = [Day("2026-11-27", 0), Day("2026-11-28", 0), Day("2026-11-29", 2)]
    course = review.choose(["Canals", "Law"])
    review.draw(review.Due([], plan, [Week("2026-11-16", 4, 3)]), course, str, str)


def drawn(page: object, tongue: str, **state: str) -> AppTest:
    app = AppTest.from_function(page)  # type: ignore[arg-type]
    for name, value in {"tongue": tongue, **state}.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    """What is said on and beside what can be pressed."""
    pressed = [*app.button, *app.selectbox, *app.radio, *app.text_input, *app.date_input, *app.button_group]
    return [text for one in pressed for text in (one.label, *getattr(one, "options", []))]


def test_the_cards_speak_german() -> None:
    app = drawn(deck, "de", **{"cards-how": "All cards"})
    says = component(app, "cards")["say"]
    assert labels(app)[0] == "Mehr Karten aus diesem Kapitel"
    assert ":small[Die Vorlesung reicht für 2 gute Karten: Weitere wären schwach.]" in shown(app).splitlines()
    assert says["at"] == "Karte {at} von {all}"
    assert says["all"] == ["{n} Karte", "{n} Karten"]
    assert says["grades"] == ["Nochmal", "Schwer", "Gut", "Leicht"]
    assert (says["good"], says["bad"]) == ("Diese Karte ist gut gemacht", "Diese Karte ist schlecht gemacht")
    assert english_left(app, *labels(app), json.dumps(says, ensure_ascii=False)) == []


def test_the_remark_on_fewer_cards_is_a_small_line_and_no_box() -> None:
    app = drawn(deck, "en")
    assert shown(app) == ":small[The lecture has enough for 2 good cards: any more would have been poor.]"
    assert not app.info


def test_a_quiz_speaks_german_to_its_end() -> None:
    app = drawn(deck, "de", **{"cards-how": "Quiz"})
    (said,) = [bar.proto.text for bar in app.get("progress")]
    assert said == "Frage 1 von 2"
    for at in range(2):
        field = app.radio(key=f"quiz-choice-{at}") if app.radio else app.text_input(key=f"quiz-typed-{at}")
        assert field.label in ("Deine Wahl", "Deine Antwort")
        field.set_value(field.options[0] if app.radio else "weiß niemand")
        app.button(key="quiz-answer").click().run()
        assert "Die Antwort: **" in shown(app)
        assert english_left(app, *labels(app), *(one.value for one in app.success)) == []
        app.button(key="quiz-next").click().run()
    assert "von 2 gewusst." in shown(app)
    assert english_left(app, *labels(app)) == []


def test_a_review_speaks_german_and_names_its_days() -> None:
    app = drawn(due, "de", **{"review-course": "Canals"})
    assert app.title[0].value == "Wiederholen"
    assert [said.value for said in app.success] == [
        "Jetzt ist nichts fällig. Die nächsten 2 Karten kommen am Sonntag, 29. November."
    ]
    assert labels(app) == ["Kurs", "Alle Kurse", "Canals", "Law", "Prüfung in Canals"]
    days, weeks = (json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart"))
    assert days["encoding"]["x"]["axis"]["labelExpr"] == (
        '({"2026-11-27": ["heute", "27"], "2026-11-28": ["Sa", "28"], "2026-11-29": ["So", "29"]})[datum.value]'
    )
    assert days["description"] == "Sonntag, 29. November: 2"
    assert weeks["description"] == "Woche ab 16. November 2026: 75"
    assert "Von 4 Karten, die wiederkamen, wusstest du **3** noch." in shown(app)
    assert english_left(app, *labels(app), *(said.value for said in app.success)) == []


def test_the_course_that_is_reviewed_stays_when_the_tongue_changes() -> None:
    app = drawn(due, "en")
    app.selectbox(key="review-course").set_value("Law").run()
    app.session_state["tongue"] = "de"
    app.run()
    assert app.selectbox(key="review-course").value == "Law"
    assert app.date_input[0].label == "Prüfung in Law"


@pytest.mark.parametrize(
    ("count", "english", "german"),
    [
        (Count(), "Review", "Wiederholen"),
        (Count(new=12), "Review · 12 new", "Wiederholen · 12 neu"),
        (Count(due=1), "Review · 1 due", "Wiederholen · 1 fällig"),
        (Count(due=1, new=12), "Review · 1 due, 12 new", "Wiederholen · 1 fällig, 12 neu"),
    ],
)
def test_the_button_to_the_review_counts_what_is_due_and_what_is_new(count: Count, english: str, german: str) -> None:
    assert review.label(count) == english
    with speaking("de"):
        assert review.label(count) == german
