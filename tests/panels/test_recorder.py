"""The recordings that wait for notes: how the page offers them, and what it does with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.store.growing import Growing, Recorder, Told
from lecture.store.library import Library
from panels.recorder import how, title
from panels.wording import plain
from tests.page import Calls, field, opened, shown, until_done

BEGUN = "2026-11-26T10:15:04"


def recording(ended: bool = False) -> Growing:
    return Growing("one-0000-0000-0000", BEGUN, 2520.0, 5, 1000.0, ended)


def test_a_recording_is_called_by_when_it_began() -> None:
    assert title(recording()) == "Recording of 26 Nov, 10:15"


def test_how_it_ended_is_said_as_far_as_one_can_tell() -> None:
    assert how(recording(ended=True), 1001.0) == "no notes yet"
    assert how(recording(), 1001.0) == "growing on another page, or just broken off"
    assert how(recording(), 1016.0) == "broken off"


@pytest.fixture
def key(data: Path) -> str:
    return Library(data).first_notebook()


@pytest.fixture
def recorder(data: Path, key: str) -> Recorder:
    return Recorder(Library(data).notebook(key))


def broken_off(recorder: Recorder, number: int, sound: bytes) -> str:
    name = f"{number:036}"
    recorder.take(name, 0, sound, Told("audio/ogg", f"2026-11-26T10:{number:02}:00", 2520.0))
    return name


def offered(app: AppTest) -> list[str]:
    return [
        element.value.split("**")[1].replace("\\", "") for element in app.markdown if "Recording of" in element.value
    ]


def test_notes_are_made_of_what_was_broken_off(key: str, recorder: Recorder, calls: Calls, sample: Path) -> None:
    name = broken_off(recorder, 1, sample.read_bytes())
    app = opened(notebook=key)
    assert "Recording of 26 Nov, 10:01" in shown(app)
    app.button(key=f"make-{name}").click().run()
    until_done(app)
    assert app.title[0].value == plain("Recording 2026-11-26 10.01")
    assert calls["speech"] == 1
    assert recorder.waiting() == ()


def test_what_is_discarded_is_gone_for_good(key: str, recorder: Recorder) -> None:
    name = broken_off(recorder, 1, b"sound")
    app = opened(notebook=key)
    app.button(key=f"gone-{name}").click().run()
    assert "Recording of" not in shown(app)
    assert recorder.waiting() == ()
    assert not (recorder.folder / name).exists()


def test_what_another_page_was_faster_with_is_no_longer_offered(key: str, recorder: Recorder) -> None:
    name = broken_off(recorder, 1, b"sound")
    app = opened(notebook=key)
    recorder.discard(name)
    app.button(key=f"make-{name}").click().run()
    assert "Recording of" not in shown(app)
    assert not app.exception


def test_only_the_latest_are_shown_at_once(key: str, recorder: Recorder) -> None:
    for number in range(5):
        broken_off(recorder, number, b"sound")
    app = opened(notebook=key)
    assert field(app.expander, "More recordings without notes: 2")
    assert offered(app) == [f"Recording of 26 Nov, 10:0{number}" for number in (4, 3, 2, 1, 0)]
