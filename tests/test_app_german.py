"""The start, the side and the waiting page in German: no English is left, and nothing but words is another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.store.growing import Recorder, Told
from lecture.store.library import Library
from lecture.values import Lecture
from tests.conftest import ROOT
from tests.page import Calls, address, component, english_left, field, shown
from tests.test_app_errors import silence
from tests.test_app_library import put
from tests.test_app_queue import give, held, said_of_work, until


def german(**address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tongue"] = "de"
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def labels(app: AppTest) -> list[str]:
    """What is written on all that can be pressed or filled in, and in it where nothing is."""
    kinds = (
        "button",
        "download_button",
        "toggle",
        "selectbox",
        "slider",
        "text_input",
        "file_uploader",
        "expander",
        "popover",
    )
    found = [part for kind in kinds for part in app.get(kind)]
    return [words for part in found for words in said(part)]


def said(part: object) -> list[str]:
    proto = getattr(part, "proto", part)
    own = [getattr(part, "label", "")]
    return [str(one) for one in (*own, getattr(proto, "placeholder", ""), getattr(proto, "help", "")) if one]


def test_the_start_speaks_german(data: Path) -> None:
    app = german()
    assert not app.exception
    assert app.title[0].value == "Aus Vorlesungen werden Notizen"
    assert [part.value for part in app.header] == [
        "Aufnahmen", "Mikrofon", "Keine Aufnahme zur Hand?", "Deine Vorlesungen",
    ]  # fmt: skip
    assert "alles auf diesem Server." in shown(app)
    assert component(app, "recorder")["words"]["refused"] == (
        "Der Browser gibt dieser Seite das Mikrofon nicht frei. Erlaube es über das Zeichen neben der Adresse und "
        "drücke noch einmal auf „Aufnehmen“."
    )
    assert "Deutsch" in field(app.selectbox, "Gesprochene Sprache").options
    assert english_left(app, *labels(app)) == []


def test_the_side_speaks_german(data: Path, studied: Lecture) -> None:
    library = Library(data)
    key = library.first_notebook()
    mine = library.notebook(key)
    put(mine, studied, "Wellen", "Meere")
    mine.put_away(put(mine, studied, "Gezeiten", "Meere"))
    app = german(notebook=key)
    side = [re.sub(r"[\\*]|:small\[|\]", "", label) for label in labels(app)]
    assert "Meere 1 Vorlesung, 1\N{NO-BREAK SPACE}min" in side
    assert any(label.endswith("6. Okt. · 1 min") for label in side)
    assert {"Neue Vorlesung", "Kürzlich gelöscht (1)", "Titel und Gesagtes durchsuchen"} <= {*side}
    assert english_left(app, *side) == []


def test_what_is_at_work_and_what_failed_speak_german(
    data: Path, monkeypatch: pytest.MonkeyPatch, studied: Lecture
) -> None:
    with monkeypatch.context() as patch:
        held(patch, studied)
        app = give(german(), ("a.mp3", b"a"), ("b.mp3", b"b"))
        field(app.button, "Notizen aus 2 Aufnahmen erstellen").click().run()
        assert "2 Vorlesungen in Arbeit" in shown(app)
        assert {*said_of_work(app)} <= {
            "Das Sprachmodell wird geladen", "wartet", "als Nächstes dran", "Nummer 2 in der Schlange",
            "Der Anfang wird gehört, insgesamt 1:26",
        }  # fmt: skip
        assert english_left(app, *labels(app), *said_of_work(app)) == []
        mine = Library(data).notebook(address(app)["notebook"])
        mine.put_away(*(entry.id for entry in mine.unfinished()))
    app.button(key="new")
    app = german(notebook=address(app)["notebook"])
    app.file_uploader(key="upload-0").upload("still.wav", silence(), "audio/wav").run()
    app.button(key="make").click().run()
    until(app, "In den 6 Sekunden von „still.wav“ wurde keine Sprache gefunden: Es ist kein Ton darin.")
    app.run()
    assert {"Löschen", "Aufnahme herunterladen"} <= {*labels(app)}
    assert english_left(app, *labels(app)) == []


def test_what_the_microphone_recorded_has_a_german_name(data: Path, calls: Calls, sample: Path) -> None:
    library = Library(data)
    key = library.first_notebook()
    mine = library.notebook(key)
    name = f"{1:036}"
    Recorder(mine).take(name, 0, sample.read_bytes(), Told("audio/ogg", "2026-11-26T10:15:00", 2520.0))
    app = german(notebook=key)
    assert "Aufnahme vom 26. Nov., 10:15 · 42\N{NO-BREAK SPACE}min" in shown(app).replace("**", "")
    app.button(key=f"make-{name}").click().run()
    assert [entry.title for entry in mine.page().entries] == ["Aufnahme 2026-11-26 10.15"]


def test_another_language_changes_nothing_but_words(data: Path) -> None:
    app = german()
    app.toggle(key="folder-0").set_value(True).run()
    app.slider(key="n-0").set_value(12).run()
    field(app.selectbox, "Sprache dieser Seite").set_value("en").run()
    assert app.title[0].value == "Turn a lecture into notes"
    assert (app.toggle(key="folder-0").value, app.slider(key="n-0").value) == (True, 12)
