"""Components of the page's own, as they are mounted."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    from panels import player
    from tests.lecture.export.tides import TIDES

    player.draw("a__lecture-_id", TIDES, "lecture/a__lecture-_id/sound")


def test_a_lecture_is_played_whatever_its_id() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [element.proto.component_name for element in app.get("bidi_component")] == ["player"]
