"""What goes wrong is one sentence on the page, and costs the student nothing."""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture import settings
from lecture.speech import transcribe as speech
from lecture.store import busy
from lecture.store.library import Library
from lecture.values import Lecture, Transcript
from tests.held import held
from tests.page import Calls, address, component, field, keep, opened, shown, until_done


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("empty.mp3", b"", "“empty.mp3” is empty (0 bytes)."),
        ("text.mp3", b"no sound at all\n" * 100, "“text.mp3” is not a recording that can be read."),
    ],
)
def test_a_bad_file_gets_its_sentence_and_the_page_goes_on(
    data: Path, file: str, content: bytes, sentence: str
) -> None:
    app = opened()
    app.file_uploader(key="upload-0").upload(file, content, "audio/mpeg").run()
    app.button(key="make").click().run()
    end = time.monotonic() + 60
    while sentence not in shown(app):
        assert time.monotonic() < end, shown(app)
        time.sleep(0.1)
        app.run()
    assert not app.exception
    new = app.button(key="new")
    if not new.disabled:
        new.click().run()
    assert app.button(key="sample")


def silence() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(2 * 16_000 * 6))
    return file.getvalue()


def test_silence_and_a_wrong_model_folder_each_get_their_sentence(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No speech was found in the 6 seconds of “quiet.wav”: there is not a sound" in said_of(
        "quiet.wav", silence()
    )
    (tmp_path / "no-model").mkdir()
    monkeypatch.setenv("SUMMARY_MODEL", str(tmp_path / "no-model"))
    settings.current.cache_clear()
    assert "no-model” is not a model that can be used" in said_of("again.wav", silence() + b"0")


def test_a_recording_without_speech_can_be_heard_and_taken_away(data: Path) -> None:
    app = given_in_vain("quiet.wav", silence())
    player = component(app, "player")
    assert (player["lecture"], player["duration"], player["silences"]) == (address(app)["lecture"], 6.0, [])
    assert [button.proto.label for button in app.main.get("download_button")] == ["Download the recording"]
    assert [button.label for button in app.main.button] == ["Delete"]
    app.button(key="drop").click().run()
    assert "It can be brought back" in shown(app)


def said_of(name: str, content: bytes) -> str:
    """What the page says in the end of a recording that cannot be worked on."""
    return shown(given_in_vain(name, content))


def given_in_vain(name: str, content: bytes) -> AppTest:
    app = opened()
    app.file_uploader(key="upload-0").upload(name, content, "audio/wav").run()
    app.button(key="make").click().run()
    end = time.monotonic() + 60
    while not app.error and "No speech" not in shown(app):
        assert time.monotonic() < end, shown(app)
        time.sleep(0.1)
        app.run()
    assert not app.exception
    return app.run()


def test_a_name_is_never_markup(data: Path) -> None:
    app = opened()
    app.file_uploader(key="upload-0").upload("![](https://example.com/x.png).mp3", b"", "audio/mpeg").run()
    app.button(key="make").click().run()
    (error,) = app.error
    assert "![](" not in error.value
    assert "is empty" in error.value


def test_a_file_over_the_limit_gets_its_sentence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTURE_UPLOAD_MB", "1")
    app = opened()
    app.file_uploader(key="upload-0").upload("long.wav", bytes(2**20 + 1), "audio/wav").run()
    app.button(key="make").click().run()
    assert "the limit is 1 MB" in shown(app)
    assert not app.exception


def test_a_damaged_library_is_restored_when_the_page_is_loaded_again(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)
    assert app.tabs
    for file in data.glob("library.db*"):
        file.write_bytes(b"ruined" * 1000)
    assert "The library in" in shown(app.run())
    again = opened(notebook=key, lecture=made)
    assert not again.exception
    assert "restored" in shown(again)
    assert "It is made again from its recording: “Tides”." in shown(again)
    assert list(data.glob("*damaged*"))
    assert "restored" in shown(opened(notebook=key))  # until it was read
    assert "restored" not in shown(again.button(key="restored-read").click().run())
    assert "restored" not in shown(opened(notebook=key))


@pytest.mark.parametrize(("shared", "said"), [("no", True), ("yes", False)])
def test_where_a_damaged_library_is_kept_is_said_to_whose_disk_it_is(
    data: Path, studied: Lecture, monkeypatch: pytest.MonkeyPatch, shared: str, said: bool
) -> None:
    key, _made = keep(data, studied)
    for file in data.glob("library.db*"):
        file.write_bytes(b"ruined" * 1000)
    monkeypatch.setenv("LECTURE_SHARED", shared)
    settings.current.cache_clear()
    words = shown(opened(notebook=key))
    assert "was restored from what could be read." in words
    assert (str(data) in words, "The damaged file is kept in" in words) == (said, said)


def test_notes_that_cannot_be_read_are_made_anew_without_a_word(data: Path, studied: Lecture, calls: Calls) -> None:
    key, made = keep(data, studied)
    library = Library(data)
    with library.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = '{'")
    library.close()
    app = until_done(opened(notebook=key, lecture=made))
    assert app.title[0].value == studied.title
    assert all(calls[step] for step in ("speech", "summary", "cards"))


def test_a_lecture_deleted_in_another_tab_is_a_sentence_in_this_one(
    data: Path, monkeypatch: pytest.MonkeyPatch, studied: Lecture
) -> None:
    def slowly(*_: object, **__: object) -> Iterator[Transcript]:
        for _repeat in range(100):
            yield replace(studied.transcript, segments=(), heard=0.0)
            time.sleep(0.1)

    monkeypatch.setattr(speech, "transcribe", slowly)
    app = opened()
    app.button(key="sample").click().run()
    library = Library(data)
    library.notebook(address(app)["notebook"]).delete(address(app)["lecture"])
    app.button(key="cancel").click().run()
    assert not app.exception
    assert "There is no such lecture in this notebook." in shown(app)


def test_a_recording_deleted_from_under_the_app_leaves_its_notes(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    for file in (data / "recordings").iterdir():
        file.unlink()
    app = opened(notebook=key, lecture=made)
    assert "is no longer in the data folder" in shown(app)
    assert app.tabs
    assert not app.exception


def test_a_damaged_recording_is_told_and_given_again_it_is_mended(data: Path, studied: Lecture, sample: Path) -> None:
    key, made = keep(data, studied)
    (recording,) = (data / "recordings").iterdir()
    recording.write_bytes(recording.read_bytes()[:5000])
    app = opened(notebook=key, lecture=made)
    assert "is damaged on the disk" in shown(app)
    assert app.tabs
    again = opened(notebook=key)
    again.file_uploader(key="upload-0").upload(studied.file_name, sample.read_bytes(), "audio/mpeg").run()
    again.button(key="make").click().run()
    assert recording.read_bytes() == sample.read_bytes()
    assert "damaged" not in shown(opened(notebook=key, lecture=made))
    assert not app.exception


def test_while_another_program_holds_the_database_the_page_is_there_and_says_what_was_not_done(
    data: Path, studied: Lecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(busy, "QUIET", 0.2)
    monkeypatch.setattr(busy, "BOUND", 0.5)
    key, made = keep(data, studied)
    with held(data):
        app = opened(notebook=key, lecture=made)
        assert app.tabs
        assert app.title[0].value == studied.title
        field(app.text_input, "Title").set_value("Ebb and flow")
        field(app.button, "Save").click().run()
        assert "This was not done: Another program holds the app's database" in shown(app)
        assert field(app.text_input, "Title").value == "Ebb and flow"
        assert app.tabs
    field(app.button, "Save").click().run()
    assert app.title[0].value == "Ebb and flow"
    with held(data, seconds=0.3):  # for a moment
        field(app.button, "Delete").click().run()
    assert "It can be brought back" in shown(app)
    assert not app.exception


def test_an_error_nobody_foresaw_is_logged_and_said_without_a_traceback(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> object:
        raise ZeroDivisionError("unforeseen")

    monkeypatch.setattr(Library, "notebook", fail)
    app = opened()
    assert "Something went wrong in the app" in shown(app)
    assert not app.exception
    assert "unforeseen" in caplog.text
