"""Subtitles and transcripts on the page: by themselves, with their recording, and what is said before the button."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from lecture.export import srt
from lecture.speech import transcribe as speech
from lecture.store.library import Library
from lecture.values import Lecture, Options
from tests.page import Calls, address, field, opened, shown, spoken, turn_to, until_done

TALK = b"1\n00:00:01,000 --> 00:00:03,000\nA tide is the slow rise of the sea.\n"


def give(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader(key="upload-0").set_value([(name, content, "") for name, content in files]).run()
    return app


def make(app: AppTest) -> AppTest:
    return app.button(key="make").click().run()


def components(app: AppTest) -> set[str]:
    return {element.proto.component_name for element in app.get("bidi_component")}


def test_subtitles_alone_become_a_lecture_that_nothing_is_played_of(
    data: Path, studied: Lecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "transcribe", lambda *_, **__: pytest.fail("Whisper was asked"))
    app = give(opened(), ("Tides.srt", srt.write(studied)))
    assert "Tides.srt without a recording" in shown(app)
    until_done(make(app))
    words = shown(app)
    assert app.title[0].value == "Tides"
    assert "The transcript was taken from a file." in words
    assert "“Tides.srt” came without its recording, so nothing can be played." in words
    assert "Heard by" not in words
    assert not app.warning
    assert not app.error
    assert "player" not in components(app)
    assert not [box for box in app.selectbox if box.label == "Model"]  # there is nothing to hear again
    assert "slow rise and fall of the sea" in spoken(turn_to(app, "Transcript"))
    assert not app.exception


def test_subtitles_go_with_the_recording_of_their_name(
    data: Path, calls: Calls, sample: Path, studied: Lecture
) -> None:
    official = sample.with_suffix(".txt").read_bytes()
    app = give(opened(), ("Lecture 3.mp3", sample.read_bytes()), ("Lecture 3.en.txt", official), ("other.srt", TALK))
    assert "Lecture 3.mp3 with subtitles Lecture 3.en.txt" in shown(app)
    assert "other.srt without a recording" in shown(app)
    field(app.button, "Make notes of 2 recordings")
    give(app, ("Lecture 3.mp3", sample.read_bytes()), ("Lecture 3.en.txt", official))
    until_done(make(app))
    assert calls["speech"] == 1
    assert "Heard by Whisper base · Words of its subtitles" in shown(app)
    assert "player" in components(app)
    assert spoken(turn_to(app, "Transcript")).split() == official.decode().split()
    mine = Library(data).notebook(address(app)["notebook"])
    (entry,) = mine.page().entries
    assert entry.options == Options()  # no list carries the text of the subtitles
    assert mine.entry(entry.id).options == Options(captions=official.decode())


def test_what_belongs_to_no_recording_is_said_before_anything_is_done(data: Path) -> None:
    app = give(opened(), ("a.mp3", b"a"), ("b.mp3", b"b"), ("c.pdf", b"%PDF"), ("a.srt", TALK), ("a.de.srt", TALK))
    said = app.warning[0].value.replace("\\", "").split("  \n")
    assert said == [
        "“a.de.srt” is left out: its recording has a transcript already.",
        "“c.pdf” is left out: give slides together with the recording that they are of.",
    ]
    field(app.button, "Make notes of 2 recordings")
    give(app, ("c.pdf", b"%PDF"))
    assert len(app.warning) == 1
    assert not [button for button in app.button if button.key == "make"]
    give(app, ("a.mp3", b"a"), ("deck.pptx", b"PK"))
    assert "a.mp3 with slides deck.pptx" in shown(app)
    give(app, ("a.mp3", b"a"), ("deck.pptx", b"PK"), ("a.vtt", TALK))
    assert "a.mp3 with subtitles a.vtt and slides deck.pptx" in shown(app)


def test_subtitles_that_are_none_are_refused_and_what_was_given_stays(data: Path, sample: Path) -> None:
    app = make(give(opened(), ("a.mp3", sample.read_bytes()), ("a.srt", sample.read_bytes())))
    assert "“a.mp3”: “a.srt” holds no transcript that can be read." in shown(app)
    assert "a.mp3 with subtitles a.srt" in shown(app)
    assert Library(data).notebook(address(app)["notebook"]).page().total == 0


def test_a_transcript_that_is_none_gets_its_sentence(data: Path, sample: Path) -> None:
    app = make(give(opened(), ("a.srt", sample.read_bytes())))
    end = time.monotonic() + 60
    while "“a.srt” holds no transcript that can be read." not in shown(app):
        assert time.monotonic() < end, shown(app)
        time.sleep(0.1)
        app.run()
    assert not app.exception
    assert "player" not in components(app)


def deck(title: str) -> bytes:
    made, file = Presentation(), io.BytesIO()
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = title
    made.save(file)
    return file.getvalue()


def test_slides_go_with_the_recording_in_the_same_way(data: Path, calls: Calls, sample: Path) -> None:
    given = [
        ("Lecture 3.mp3", sample.read_bytes()),
        ("Lecture 3 b.pptx", deck("Spring tides")),
        ("Lecture 3.vtt", TALK),
    ]
    app = give(opened(), *given)
    assert "Lecture 3.mp3 with subtitles Lecture 3.vtt and slides Lecture 3 b.pptx" in shown(app)
    until_done(make(app))
    options = Library(data).notebook(address(app)["notebook"]).entry(address(app)["lecture"]).options
    assert [slide.title for slide in options.slides] == ["Spring tides"]
    assert options.captions == TALK.decode()
    app = make(give(opened(), ("Lecture 4.mp3", b"x"), ("Lecture 4.pdf", b"no slides")))
    assert "“Lecture 4.mp3”: “Lecture 4.pdf”" in shown(app)
