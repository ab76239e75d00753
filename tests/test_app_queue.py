"""Several recordings given at once: the line on the start page, and what is said of those that cannot be taken."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.speech import transcribe as speech
from lecture.store.library import Library
from lecture.values import Lecture, Transcript
from tests.page import Calls, address, field, opened, shown


def give(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader(key="upload-0").set_value([(name, content, "audio/mpeg") for name, content in files]).run()
    return app


def test_what_cannot_be_taken_is_said_for_each_and_the_others_join(
    data: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.setenv("LECTURE_UPLOAD_MB", "1")
    app = give(opened(), ("long.mp3", bytes(2**20 + 1)), ("empty.mp3", b""), ("good.mp3", b"sound"))
    field(app.button, "Make notes of 3 recordings").click().run()
    (error,) = app.error
    said = error.value.replace("\\", "").split("  \n")
    assert [sentence[:30] for sentence in said] == [
        "“empty.mp3” is empty (0 bytes)",
        "“long.mp3” is too large: the l",
        "1 other joined the queue.",
    ]
    mine = Library(data).notebook(address(app)["notebook"])
    assert [entry.title for entry in mine.page().entries] == ["good"]


def test_a_full_queue_names_the_files_that_it_did_not_take(
    data: Path, monkeypatch: pytest.MonkeyPatch, studied: Lecture
) -> None:
    held(monkeypatch, studied)
    monkeypatch.setenv("LECTURE_QUEUE", "0")
    app = give(opened(), ("b.mp3", b"b"), ("a.mp3", b"a"))
    field(app.button, "Make notes of 2 recordings").click().run()
    said = app.error[0].value.replace("\\", "").split("  \n")
    assert [sentence.partition(":")[0] for sentence in said] == ["“a.mp3”", "“b.mp3”"]
    assert field(app.button, "Make notes of 2 recordings")  # what was given stays in its place


def said_of_work(app: AppTest) -> list[str]:
    """What the start page says of each lecture at work."""
    return [bar.proto.text.replace("\\", "") for bar in app.get("progress")]


def test_what_is_finished_keeps_its_row_until_the_next_visit(
    data: Path, monkeypatch: pytest.MonkeyPatch, studied: Lecture, calls: Calls
) -> None:
    ends = threading.Event()

    def hear(*_: object, **__: object) -> Iterator[Transcript]:
        while not ends.wait(0.05):
            yield replace(studied.transcript, segments=(), heard=0.0)
        yield studied.transcript

    monkeypatch.setattr(speech, "transcribe", hear)
    app = give(opened(), ("a.mp3", b"a"), ("b.mp3", b"b"))
    field(app.button, "Make notes of 2 recordings").click().run()
    ends.set()
    until(app, "Nothing is at work any more")
    rows = [button for button in app.button if (button.key or "").startswith("at-work-")]
    assert [row.label for row in rows] == ["a", "b"]
    assert said_of_work(app) == ["ready", "ready"]
    rows[1].click().run()
    assert app.title[0].value == "b"
    app.button(key="new").click().run()
    assert said_of_work(app) == []


def until(app: AppTest, sentence: str) -> None:
    end = time.monotonic() + 60
    while sentence not in shown(app):
        assert time.monotonic() < end, shown(app)
        time.sleep(0.1)
        app.run()


def held(monkeypatch: pytest.MonkeyPatch, studied: Lecture) -> None:
    """Work that does not end until it is stopped."""

    def wait(*_: object, **__: object) -> Iterator[Transcript]:
        while True:
            yield replace(studied.transcript, segments=(), heard=0.0)

    monkeypatch.setattr(speech, "transcribe", wait)


def test_the_start_page_shows_what_is_at_work_and_opens_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, studied: Lecture
) -> None:
    held(monkeypatch, studied)
    app = give(opened(), ("a.mp3", b"a"), ("b.mp3", b"b"))
    field(app.button, "Make notes of 2 recordings").click().run()
    assert "2 lectures at work" in shown(app)
    first, second = [button for button in app.button if (button.key or "").startswith("at-work-")]
    assert (first.label, second.label) == ("a", "b")
    assert said_of_work(app).count("next") <= 1
    second.click().run()
    assert app.title[0].value == "b"
    for lecture in Library(data).notebook(address(app)["notebook"]).unfinished():
        Library(data).notebook(address(app)["notebook"]).put_away(lecture.id)


def test_a_folder_gives_its_recordings_their_course(data: Path, calls: Calls) -> None:
    app = opened()
    app.toggle(key="folder-0").set_value(True).run()
    assert app.file_uploader(key="directory-0").accept_directory
    files = [(f"Oceans/Lecture {number}.mp3", bytes([number]), "audio/mpeg") for number in (1, 2)]
    app.file_uploader(key="directory-0").set_value(files).run()
    field(app.button, "Make notes of 2 recordings").click().run()
    mine = Library(data).notebook(address(app)["notebook"])
    assert [(entry.title, entry.course) for entry in mine.page().entries] == [
        ("Lecture 2", "Oceans"),
        ("Lecture 1", "Oceans"),
    ]
