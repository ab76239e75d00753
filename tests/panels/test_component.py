"""Components of the page's own, as they are mounted."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lecture.export.wording import UNHEARD
from lecture.tongue import speaking
from panels import connection, player, transcript
from tests.page import component, english_left

SAME = {"Player", "Pause"}  # in both tongues


def page() -> None:
    import streamlit as st

    from lecture.tongue import speak
    from panels import player, transcript
    from tests.lecture.export.tides import TIDES

    speak(st.session_state.get("tongue", "en"))
    player.draw("a__lecture-_id", TIDES, "lecture/a__lecture-_id/sound")
    transcript.draw("a__lecture-_id", TIDES, transcript.Writing("text", "cards", undo=False, redo=False))


def drawn(tongue: str) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["tongue"] = tongue
    return app.run()


def test_a_lecture_is_played_whatever_its_id() -> None:
    app = drawn("en")
    assert not app.exception
    assert [element.proto.component_name for element in app.get("bidi_component")] == ["player", "transcript"]


def test_player_and_transcript_speak_german_and_tell_in_which_tongue_the_lecture_is() -> None:
    app = drawn("de")
    played, read = component(app, "player"), component(app, "transcript")
    assert (played["lang"], read["lang"], read["tongue"]) == ("en", "en", "de")
    assert played["say"]["preparing"] == "Der Ton wird vorbereitet: {percent} %."
    assert played["say"]["shortcuts"][0] == [["Leertaste", "K"], "abspielen oder anhalten"]
    assert read["say"]["replace"] == ["An {n} Stelle ersetzen", "An {n} Stellen ersetzen"]
    assert read["say"]["quoted"] == "„{text}“"
    assert english_left(app, *sentences(played["say"]), *sentences(read["say"])) == []


@pytest.mark.parametrize("panel", [connection, player, transcript])
def test_every_sentence_is_another_one_in_german(panel: Any) -> None:
    english = sentences(panel.say())
    with speaking("de"):
        german = sentences(panel.say())
    letters = {"K", "J", "L", "T", "←", "→", "<", ">", "/", "C", "E", "?", "card", "term", "doubt", "silence"}
    same = {one for one, other in zip(english, german, strict=True) if one == other}
    assert same - letters - SAME - {UNHEARD} == set()  # which another file marks


def sentences(said: Any) -> list[str]:
    """All the strings in it."""
    inside = list(said.values()) if isinstance(said, dict) else said
    return [one for each in inside for one in sentences(each)] if isinstance(inside, list) else [str(inside)]
