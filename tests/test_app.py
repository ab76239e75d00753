"""The page, driven through Streamlit's AppTest; the work behind it is real unless a test says otherwise."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
import wave
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lecture import settings
from lecture.export.wording import made_by
from lecture.notes import cards, summary
from lecture.speech import transcribe as speech
from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Lecture, Options, Transcript
from tests.conftest import ROOT

Calls = Counter[str]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, and a server that has just been started on it."""
    monkeypatch.setenv("LECTURE_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    yield tmp_path / "data"
    st.cache_resource.clear()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, studied: Lecture) -> Calls:
    """Counts what asks a model. It answers with what the models really made of the sample."""
    counted: Calls = Counter()

    def instead(name: str, answer: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: Any, **named: Any) -> object:
            counted[name] += 1
            return answer(*arguments, **named)

        return call

    monkeypatch.setattr(speech, "transcribe", instead("speech", lambda *_, **__: iter([studied.transcript])))
    monkeypatch.setattr(summary, "summarize", instead("summary", lambda *_, **__: studied.summary))
    monkeypatch.setattr(cards, "make_cards", instead("cards", lambda *_, **__: studied.cards))
    return counted


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def until_done(app: AppTest, patience: float = 120) -> AppTest:
    """Run the page until the notes are there; AppTest does not tick the page's own timer."""
    end = time.monotonic() + patience
    while not app.tabs:
        assert time.monotonic() < end, [element.value for element in (*app.error, *app.info)]
        time.sleep(0.1)
        app.run()
    return app


def address(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def shown(app: AppTest) -> str:
    """All the words on the page."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


def field(elements: Iterable[Any], label: str) -> Any:
    """The element whose label begins so."""
    return next(element for element in elements if element.label.startswith(label))


def turn_to(app: AppTest, tab: str) -> AppTest:
    app.session_state["tabs"] = tab
    return app.run()


def keep(data: Path, lecture: Lecture) -> tuple[str, str]:
    """A finished lecture in the laptop's notebook: the notebook's key and the lecture's id."""
    library = Library(data)
    key = library.first_notebook()
    mine = library.notebook(key)
    with (ROOT / "sample" / "lecture.mp3").open("rb") as sound:
        made = mine.add(lecture.file_name, sound, Options())
    with library.database.writing() as rows:
        finish(rows, mine.number(rows, made), lecture)
    library.close()
    return key, made


def test_the_sample_lecture_becomes_notes_on_real_speech(data: Path) -> None:
    app = opened()
    app.button(key="sample").click().run()
    until_done(app)
    assert not app.exception
    assert app.title[0].value == "Sample lecture"
    assert "slow rise and fall of the sea" in shown(turn_to(app, "Transcript"))
    assert [tab.label for tab in app.tabs] == ["Summary", "Flashcards", "Transcript", "Report"]


def test_no_button_download_or_tab_repeats_any_work(data: Path, calls: Calls) -> None:
    app = opened()
    app.button(key="sample").click().run()
    until_done(app)
    assert calls == {"speech": 1, "summary": 1, "cards": 1}
    app.segmented_control(key="detail").set_value("detailed").run()
    turn_to(app, "Flashcards")
    for key in ("show", "next", "next", "previous"):
        app.button(key=key).click().run()
    app.segmented_control(key="cards-how").set_value("All cards").run()
    turn_to(app, "Report")
    turn_to(app, "Transcript")
    next(button for button in app.button if button.key and button.key.startswith("said-")).click().run()
    app.run()
    assert not app.exception
    assert calls == {"speech": 1, "summary": 1, "cards": 1}


def test_a_refreshed_page_shows_the_finished_lecture(data: Path, calls: Calls) -> None:
    app = opened()
    app.button(key="sample").click().run()
    until_done(app)
    again = opened(**address(app))
    assert again.tabs
    assert again.title[0].value == "Sample lecture"
    assert calls["speech"] == 1


def test_an_address_that_lags_behind_a_press_does_not_lead_back(data: Path, studied: Lecture) -> None:
    """With each press the browser sends its address, for a moment still that of the lecture before."""
    key, first = keep(data, studied)
    library = Library(data)
    mine = library.notebook(key)
    second = mine.add("Second.mp3", [b"another recording"])
    with library.database.writing() as rows:
        finish(rows, mine.number(rows, second), replace(studied, title="Second"))
    library.close()
    app = opened(notebook=key, lecture=first)
    app.button(key=f"open-{second}").click().run()
    assert app.title[0].value == "Second"
    app.query_params["lecture"] = first
    assert turn_to(app, "Transcript").title[0].value == "Second"
    assert address(app)["lecture"] == second


def test_start_over_clears_the_page_and_keeps_the_lecture(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)
    app.button(key="start-over").click().run()
    assert app.title[0].value == "Turn a lecture into notes"
    assert "lecture" not in app.query_params
    app.button(key=f"open-{made}").click().run()
    assert app.tabs


def test_the_page_says_what_was_used_instead_of_t5_and_how_to_get_it(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    words = shown(opened(notebook=key, lecture=made))
    assert made_by(studied.summary.made_by) in words
    assert os.environ["SUMMARY_MODEL"] in words
    assert "to the internet once and try again" in words


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
    assert "No speech was found in the 6 seconds of “quiet.wav”." in said_of("quiet.wav", silence())
    (tmp_path / "no-model").mkdir()
    monkeypatch.setenv("SUMMARY_MODEL", str(tmp_path / "no-model"))
    settings.current.cache_clear()
    assert "no-model” is not a model that can be used" in said_of("again.wav", silence() + b"0")


def said_of(name: str, content: bytes) -> str:
    """What the page says in the end of a recording that cannot be worked on."""
    app = opened()
    app.file_uploader(key="upload-0").upload(name, content, "audio/wav").run()
    app.button(key="make").click().run()
    end = time.monotonic() + 60
    while not app.error:
        assert time.monotonic() < end, shown(app)
        time.sleep(0.1)
        app.run()
    assert not app.exception
    return shown(app)


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


def test_words_of_the_lecture_are_never_markup(data: Path, studied: Lecture) -> None:
    rude = "<b>bold</b> *star* $x^2$ :red[hot] [link](https://example.com) `code` # head"
    segments = (replace(studied.transcript.segments[0], text=rude), *studied.transcript.segments[1:])
    lecture = replace(studied, transcript=replace(studied.transcript, segments=segments))
    key, made = keep(data, lecture)
    app = opened(notebook=key, lecture=made)
    turn_to(app, "Transcript")
    (said,) = [part.value for part in app.markdown if "bold" in part.value]
    special = re.findall(r"(?<!\\)[<>*$:\[\]`#]", said)
    assert special == []


def test_doubtful_words_are_marked(data: Path, studied: Lecture) -> None:
    segments = (replace(studied.transcript.segments[0], doubt="a loop"), *studied.transcript.segments[1:])
    key, made = keep(data, replace(studied, transcript=replace(studied.transcript, segments=segments)))
    app = turn_to(opened(notebook=key, lecture=made), "Transcript")
    assert any(":orange[" in part.value for part in app.markdown)
    assert "may have been misheard" in shown(app)


def test_somebody_elses_address_opens_nothing(data: Path, studied: Lecture) -> None:
    _, made = keep(data, studied)
    stranger = opened(notebook="a-guess", lecture=made)
    assert "There is no such notebook here." in shown(stranger)
    assert not stranger.tabs
    other = Library(data).new_notebook()
    neighbour = opened(notebook=other, lecture=made)
    assert "There is no such lecture in this notebook." in shown(neighbour)
    assert not neighbour.tabs


def test_a_lecture_can_be_renamed_and_deleted(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)
    field(app.text_input, "Title").set_value("The tides, week 3")
    next(button for button in app.button if button.label == "Save").click().run()
    assert app.title[0].value == "The tides, week 3"
    field(app.checkbox, "Delete this lecture").check().run()
    field(app.button, "Delete").click().run()
    assert app.title[0].value == "Turn a lecture into notes"
    assert Library(data).notebook(key).page().total == 0


def test_the_first_draw_imports_no_heavy_package(tmp_path: Path) -> None:
    ask = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\n"
        "assert not app.exception and app.button(key='sample')\n"
        "print(sorted({'torch', 'whisper', 'transformers', 'openvino', 'ctranslate2'} & set(sys.modules)))"
    )
    environment = {**os.environ, "LECTURE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_stop_keeps_what_was_heard_and_go_on_ends_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, studied: Lecture
) -> None:
    whole = studied.transcript
    halves: list[Transcript | None] = []

    def slowly(*_: object, so_far: Transcript | None = None, **__: object) -> Iterator[Transcript]:
        halves.append(so_far)
        if so_far is None:
            half = replace(whole, segments=whole.segments[:3], heard=whole.segments[2].end)
            for _repeat in range(600):  # until it is stopped
                yield half
                time.sleep(0.1)
        yield whole

    monkeypatch.setattr(speech, "transcribe", slowly)
    app = opened()
    app.button(key="sample").click().run()
    end = time.monotonic() + 60
    while whole.segments[0].text.rstrip(".") not in shown(app):
        assert time.monotonic() < end, shown(app)
        time.sleep(0.1)
        app.run()
    app.button(key="cancel").click().run()
    assert "Stopped. What was heard so far is kept below." in shown(app)
    app.button(key="retry").click().run()
    until_done(app)
    assert halves[0] is None
    assert halves[1] is not None
    assert halves[1].segments == whole.segments[:3]


def test_trying_again_with_t5_makes_summary_and_cards_anew_and_hears_nothing_twice(data: Path, calls: Calls) -> None:
    app = opened()
    app.button(key="sample").click().run()
    until_done(app)
    app.button(key="try-summary").click().run()
    until_done(app)
    while calls["cards"] < 2:  # the page may still show the notes as they were
        time.sleep(0.1)
    assert calls == {"speech": 1, "summary": 2, "cards": 2}


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
    assert list(data.glob("*damaged*"))


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
