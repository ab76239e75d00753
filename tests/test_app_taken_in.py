"""A lecture.json given on the page opens as the lecture that it was, and says calmly that it cannot be played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from lecture.export import lecture_json
from lecture.store.library import Library
from lecture.values import Lecture
from tests.page import Calls, address, field, keep, opened, shown, spoken, turn_to
from tests.test_app_ask import WHY, ask

GONE = "is no longer in the data folder"
NEVER_CAME = "“Tides.mp3” came here as a file without its recording."


def give(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader(key="upload-0").set_value([(name, data, "application/json") for name, data in files]).run()
    return app.button(key="make").click().run()


def labels(app: AppTest) -> list[str]:
    """What can be pressed in the head of a lecture."""
    return [block.proto.popover.label for block in app.main.get("popover")]


def test_it_opens_at_once_as_it_was_and_nothing_is_heard(data: Path, studied: Lecture, calls: Calls) -> None:
    app = give(opened(), ("lecture.json", lecture_json.write(replace(studied, title="The tides of 潮汐"))))
    assert not app.exception
    assert app.title[0].value == "The tides of 潮汐"
    assert "slow rise and fall of the sea" in spoken(turn_to(app, "Transcript"))
    turn_to(app, "Flashcards")
    assert not app.exception
    assert calls == {}
    mine = Library(data).notebook(address(app)["notebook"])
    assert lecture_json.write(mine.lecture(address(app)["lecture"])) == lecture_json.write(
        replace(studied, title="The tides of 潮汐")
    )


def test_what_cannot_be_played_is_said_and_not_offered(data: Path, studied: Lecture) -> None:
    app = give(opened(), ("lecture.json", lecture_json.write(studied)))
    assert [info.value.partition(" All")[0].replace("\\", "") for info in app.info] == [NEVER_CAME]
    assert (list(app.warning), list(app.error)) == ([], [])
    drawn = [element.proto.component_name for element in app.get("bidi_component")]
    assert not any("player" in name for name in drawn)
    assert labels(app) == ["Edit", "Share"]


def test_a_recording_that_was_lost_is_still_said_to_be(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    Library(data).notebook(key).recording(made).unlink()
    app = opened(notebook=key, lecture=made)
    assert GONE in app.warning[0].value
    assert labels(app) == ["Edit", "Hear again", "Share"]


def test_it_can_be_shared_and_says_the_same_there(data: Path, studied: Lecture) -> None:
    app = give(opened(), ("lecture.json", lecture_json.write(studied)))
    lecture = address(app)["lecture"]
    alone = opened(read=lecture, key=Library(data).lecture_key(lecture, "read"))
    assert not alone.exception
    assert NEVER_CAME in shown(alone)


def test_the_same_file_again_opens_the_same_lecture(data: Path, studied: Lecture) -> None:
    app = give(opened(), ("lecture.json", lecture_json.write(studied)))
    first = address(app)
    other = give(opened(notebook=first["notebook"]), ("copy of lecture.json", lecture_json.write(studied)))
    assert address(other)["lecture"] == first["lecture"]
    assert Library(data).notebook(first["notebook"]).page().total == 1


def test_what_is_no_lecture_is_said_by_its_name_and_the_others_are_taken(data: Path, studied: Lecture) -> None:
    app = opened()
    whole = lecture_json.write(studied)
    files = [("cards.JSON", b"[]"), ("cut.json", whole[:-9]), ("whole.json", whole)]
    app.file_uploader(key="upload-0").set_value([(name, data, "application/json") for name, data in files]).run()
    field(app.button, "Make notes of 3 recordings").click().run()
    said = app.error[0].value.replace("\\", "").split("  \n")
    assert [sentence.partition(". ")[0] for sentence in said[:2]] == [
        "“cards.JSON” holds something else than a lecture of this app",
        "“cut.json” cannot be read: it breaks off, or is no JSON",
    ]
    mine = Library(data).notebook(address(app)["notebook"])
    assert [entry.title for entry in mine.page().entries] == ["Tides"]


def test_it_is_found_and_asked_like_any_other(data: Path, studied: Lecture) -> None:
    app = give(opened(), ("lecture.json", lecture_json.write(studied)))
    app = ask(turn_to(app, "Ask"), WHY)
    assert [element.value for element in app.markdown if "(#t=" in element.value]
    app.text_input(key="search").set_value("Fundy").run()
    assert [button.key for button in app.button if (button.key or "").startswith("open-")] == [
        f"open-{address(app)['lecture']}"
    ]
