"""A finished lecture heard again, on the page: what is said before, what is made, and that the first version stays."""

from __future__ import annotations

import time
import urllib.error
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import whisper
from streamlit.testing.v1 import AppTest

import models
from lecture import codec, settings
from lecture.speech import transcribe as speech
from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Lecture, Options, Provenance, Slide, Track, Transcript
from panels.wording import short_day
from tests.page import Calls, address, field, keep, opened, shown, spoken, turn_to, until_done

STAYS = "A second version is made beside this one; this one stays until you delete it."
MAKE = "Make a second version"
SUBTITLES = "Use the words of the subtitles"


@pytest.fixture(autouse=True)
def _nothing_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """openai-whisper's cache is empty, and nothing may be downloaded into it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(whisper, "_download", lambda *_: pytest.fail("a download"))


def several(lecture: Lecture) -> Lecture:
    """As if its recording had three sound tracks, the second of which was heard."""
    tracks = (Track(1), Track(2, "Microphone *left*"), Track(3, "French"))
    return replace(lecture, transcript=replace(lecture.transcript, tracks=tracks, track=2))


def choose(app: AppTest, label: str, chosen: str) -> AppTest:
    """The option of a select box that begins so."""
    box = field(app.selectbox, label)
    box.select(next(option for option in box.options if option.startswith(chosen)))
    return app.run()


def press(app: AppTest) -> AppTest:
    field(app.button, MAKE).click()
    return app.run()


def until(app: AppTest, seen: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < end, shown(app)
        time.sleep(0.1)
        app.run()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, studied: Lecture, calls: Calls) -> list[tuple[str, Options]]:
    """With which Whisper and options a recording was heard: a stand-in of that name gives the words of the sample."""
    heard: list[tuple[str, Options]] = []

    class StandIn:
        def __init__(self, name: str) -> None:
            self.name = f"Whisper {name or 'base'}"

    def transcribe(recognizer: StandIn, _: Path, options: Options, **__: object) -> list[Transcript]:
        heard.append((recognizer.name, options))
        return [studied.transcript]

    monkeypatch.setattr(models, "load_whisper", StandIn)
    monkeypatch.setattr(speech, "transcribe", transcribe)
    return heard


def test_a_finished_lecture_says_which_model_heard_it_and_which_track(data: Path, studied: Lecture) -> None:
    key, made = keep(data, several(studied))
    words = shown(opened(notebook=key, lecture=made))
    assert "Heard by Whisper base]  \n:small[Track 2 of 3 (Microphone *left*) was heard.]" in words


def test_a_lecture_of_before_and_one_with_one_track_say_no_more_than_is_known(data: Path, studied: Lecture) -> None:
    key, made = keep(data, replace(studied, transcript=replace(studied.transcript, made_by=Provenance())))
    app = opened(notebook=key, lecture=made)
    assert "Heard by" not in shown(app)
    assert "was heard" not in shown(app)
    assert [box.label for box in app.selectbox] == ["Course", "Model", "Spoken language", "Language of this page"]


def test_what_would_be_downloaded_is_said_before_it_is(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)
    labels = [label.replace("\N{NO-BREAK SPACE}", " ") for label in field(app.selectbox, "Model").options]
    assert labels[:3] == ["base (on this server)", "tiny (download of 76 MB)", "small (download of 484 MB)"]
    assert STAYS in shown(app)
    assert "downloaded first" not in shown(app)
    choose(app, "Model", "medium (")
    assert STAYS in shown(app)
    assert "Whisper medium is not on this server yet: 1,528\N{NO-BREAK SPACE}MB are downloaded first" in shown(app)


def test_a_lecture_is_heard_again_with_what_was_chosen_and_both_versions_stay(
    data: Path, studied: Lecture, asked: list[tuple[str, Options]]
) -> None:
    key, first = keep(data, several(studied))
    mine = Library(data).notebook(key)
    mine.edit(first, title="The tides", course="Oceanography", notes="week 3")
    app = opened(notebook=key, lecture=first)
    choose(app, "Model", "small (")
    choose(app, "Spoken language", "Spanish")
    choose(app, "Sound track", "3: French")
    field(app.text_input, "Course words").set_value(" ebb and flood ").run()
    press(app)
    until_done(app)
    assert asked == [("Whisper small", Options("es", prompt="ebb and flood", track=3, model="small"))]
    second = address(app)["lecture"]
    assert second != first
    assert app.title[0].value == "The tides"
    assert "Oceanography" in shown(app)
    assert "Heard by Whisper small" in shown(app)
    assert {entry.id for entry in mine.page().entries} == {first, second}
    labels = [button.label for button in app.button if (button.key or "").startswith("open-")]
    when = f"{short_day(date.today().isoformat())} · 1 min"
    assert labels == [
        f"**The tides** :small[{when} · Whisper small, Spanish, track 3, ebb and flood]",
        f"The tides :small[{when}]",
    ]
    app.button(key=f"open-{first}").click().run()
    assert "Heard by Whisper base" in shown(app)


def test_wrong_subtitles_can_be_done_without(data: Path, studied: Lecture, asked: list[tuple[str, Options]]) -> None:
    key, plain = keep(data, studied)
    mine = Library(data).notebook(key)
    assert not [box for box in opened(notebook=key, lecture=plain).checkbox if box.label == SUBTITLES]
    with_slides = Options(captions="Words of another lecture.", slides=(Slide("Tides"),), model="tiny")
    first = mine.hear_again(plain, with_slides, models=models.identity("tiny"))
    with mine.storage.database.writing() as rows:
        finish(rows, mine.number(rows, first), studied)
    app = opened(notebook=key, lecture=first)
    assert field(app.checkbox, SUBTITLES).value
    press(app)
    assert address(app)["lecture"] == first
    assert mine.entry(first).options == with_slides
    field(app.checkbox, SUBTITLES).uncheck().run()
    press(app)
    until_done(app)
    second = address(app)["lecture"]
    assert second != first
    assert mine.entry(second).options == replace(with_slides, captions="")
    assert mine.entry(first).options == with_slides
    assert not [box for box in app.checkbox if box.label == SUBTITLES]


def test_a_version_that_was_made_before_is_opened(
    data: Path, studied: Lecture, asked: list[tuple[str, Options]]
) -> None:
    key, first = keep(data, studied)
    for _ in range(2):
        app = opened(notebook=key, lecture=first)
        press(choose(app, "Model", "tiny ("))
        until_done(app)
    assert len(asked) == 1
    second = address(app)["lecture"]
    assert field(app.selectbox, "Model").value.model == "tiny"  # the second's own choice is what it begins at
    press(app)
    assert address(app)["lecture"] == second
    assert "It was heard like this already." in shown(app)


def test_a_language_stays_chosen_as_far_as_the_model_hears_it(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = choose(opened(notebook=key, lecture=made), "Spoken language", "Spanish")
    choose(app, "Model", "large-v3 (")
    language = field(app.selectbox, "Spoken language")
    assert language.value == "es"
    assert "Cantonese" in language.options
    choose(app, "Spoken language", "Cantonese")
    choose(app, "Model", "small (")
    language = field(app.selectbox, "Spoken language")
    assert language.value is None
    assert "Cantonese" not in language.options
    choose(app, "Model", "small.en (")
    assert field(app.selectbox, "Spoken language").options == ["Find out", "English"]
    assert not app.exception


def test_a_model_out_of_reach_is_said_and_the_first_version_is_untouched(
    data: Path, studied: Lecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr(whisper, "_download", no_network)
    key, first = keep(data, studied)
    mine = Library(data).notebook(key)
    before = codec.dump(mine.lecture(first)), mine.entry(first)
    app = opened(notebook=key, lecture=first)
    press(choose(app, "Model", "tiny ("))
    until(app, lambda: app.error)
    assert "The model Whisper tiny is not on this machine and could not be fetched." in shown(app)
    assert app.button(key="retry").label == "Try again"
    assert (codec.dump(mine.lecture(first)), mine.entry(first)) == before
    app.button(key=f"open-{first}").click().run()
    assert "slow rise and fall of the sea" in spoken(turn_to(app, "Transcript"))


def test_a_recording_that_is_gone_cannot_be_heard_again_and_its_notes_stay(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    Library(data).notebook(key).recording(made).unlink()
    app = press(choose(opened(notebook=key, lecture=made), "Model", "tiny ("))
    assert address(app)["lecture"] == made
    assert app.tabs
    assert "Tides.mp3" in app.error[0].value.replace("\\", "")


def test_with_workers_elsewhere_nobody_claims_to_know_what_they_have(
    data: Path, studied: Lecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)  # the queue is there: only what is drawn changes
    monkeypatch.setenv("LECTURE_SCHEDULER", "tcp://nowhere:8786")
    settings.current.cache_clear()
    choose(app.run(), "Model", "medium (")
    assert field(app.selectbox, "Model").options[0] == "base"
    assert "Where Whisper medium is not on the cluster yet, 1,528\N{NO-BREAK SPACE}MB are downloaded first." in shown(
        app
    )
