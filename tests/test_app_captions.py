"""Subtitles and transcripts on the page: by themselves, with their recording, and what is said before the button."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from lecture.errors import TooLarge
from lecture.export import srt
from lecture.intake.captions_errors import NotATranscript
from lecture.intake.slides_errors import NotSlides
from lecture.speech import transcribe as speech
from lecture.store.library import Library
from lecture.values import Lecture, Options
from panels import state, upload
from tests.lecture.done_apart import crash
from tests.page import Calls, address, field, opened, shown, spoken, turn_to, until_done
from views import start

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
        "“c.pdf” is left out: its name does not say which recording it is of. Name it as the recording.",
    ]
    field(app.button, "Make notes of 2 recordings")
    without = "“c.pdf” is left out: give slides together with the recording that they are of."
    for others in ([], [("lecture.json", b"{}")]):
        give(app, ("c.pdf", b"%PDF"), *others)
        assert [warning.value.replace("\\", "") for warning in app.warning] == [without]
    give(app, ("a.mp3", b"a"), ("README.txt", b"Read me first."))
    assert "“README.txt” is left out: its name does not say which recording" in shown(app)
    assert "with subtitles" not in shown(app)
    give(app, ("c.pdf", b"%PDF"))
    assert not [button for button in app.button if button.key == "make"]
    give(app, ("a.mp3", b"a"), ("deck.pptx", b"PK"))
    assert "a.mp3 with slides deck.pptx" in shown(app)
    give(app, ("a.mp3", b"a"), ("deck.pptx", b"PK"), ("a.vtt", TALK))
    assert "a.mp3 with subtitles a.vtt and slides deck.pptx" in shown(app)


def test_subtitles_and_slides_that_cannot_be_read_are_left_out_and_the_recording_is_added(
    data: Path, calls: Calls, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go: list[str] = []
    monkeypatch.setattr(state, "let_go", lambda upload: let_go.append(upload.name))
    given = [
        ("a.mp3", sample.read_bytes()),
        ("a.srt", sample.read_bytes()),
        ("a.pdf", b"no"),
        ("a 2.pptx", deck("Ebb")),
    ]
    app = make(give(opened(), *given))
    said = app.error[0].value.replace("\\", "").split("  \n")
    assert said == [
        f"“a.mp3” was added without “a.srt”: {NotATranscript('a.srt')}",
        f"“a.mp3” was added without “a.pdf”: {NotSlides('a.pdf')}",
    ]
    assert sorted(let_go) == ["a 2.pptx", "a.mp3", "a.pdf", "a.srt"]
    options = Library(data).notebook(address(app)["notebook"]).entry(address(app)["lecture"]).options
    assert (options.captions, [slide.title for slide in options.slides]) == ("", ["Ebb"])
    until_done(app)


def test_only_what_was_taken_is_let_go_and_the_others_stay_in_their_place(
    data: Path, calls: Calls, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LECTURE_UPLOAD_MB", "1")
    long = bytes(2**20 + 1)
    app = give(
        opened(), ("a.mp3", sample.read_bytes()), ("b.mp3", b"b"), ("b.pdf", b"no"), ("c.mp3", long), ("c.srt", TALK)
    )
    said = make(app).error[0].value.replace("\\", "").split("  \n")
    assert said == [
        f"“b.mp3” was added without “b.pdf”: {NotSlides('b.pdf')}",
        str(TooLarge("c.mp3", 2**20)),
        "1 other joined the queue.",
    ]
    assert "c.mp3 with subtitles c.srt" in shown(app)
    assert "b.mp3 with slides" not in shown(app)
    assert app.button(key="make").label == "Make notes"
    mine = Library(data).notebook(address(app)["notebook"])
    assert {entry.title for entry in mine.page().entries} == {"a", "b"}


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


@pytest.mark.skipif(sys.platform == "win32", reason="a crash is told otherwise there")
def test_slides_and_subtitles_that_crash_their_readers_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lecture.intake.slides.read", crash)
    monkeypatch.setattr("views.start.text_of", crash)
    words, deck = (upload.File(name, io.BytesIO(b"a")) for name in ("a.vtt", "deck.pptx"))
    given = upload.File("a.mp3", io.BytesIO(b"a"), captions=words, slides=(deck,))
    options, without = start.options_with(Options(prompt="tides"), given)
    assert options == Options(prompt="tides")
    assert [said.partition(": ")[0] for said in without] == [
        "“a.mp3” was added without “a.vtt”",
        "“a.mp3” was added without “deck.pptx”",
    ]
