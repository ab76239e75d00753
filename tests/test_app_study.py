"""The study page as a whole: its tabs in two tongues, what it shares, and how much of a summary it tells."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.store.jobs import requeue
from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Lecture, Point, Track
from tests.page import address, component, english_left, field, keep, opened, shown, turn_to

TABS = ["Zusammenfassung", "Karteikarten", "Mitschrift", "Fragen", "Herunterladen"]


def in_tongue(tongue: str, **address: str) -> AppTest:
    app = opened(**address)
    app.session_state["tongue"] = tongue
    return app.run()


@pytest.fixture
def library(data: Path) -> Iterator[Library]:
    library = Library(data)
    yield library
    library.close()


def leveled(lecture: Lecture) -> Lecture:
    points = (Point("The short one.", 1, 2, "short"), Point("The long one.", 3, 4, "detailed"))
    return replace(lecture, summary=replace(lecture.summary, points=points))


def test_the_summary_and_the_head_speak_german(data: Path, studied: Lecture) -> None:
    tracks = (Track(1), Track(2, "Mikrofon"))
    transcript = replace(
        studied.transcript,
        tracks=tracks,
        track=2,
        remark="The recording is damaged in places: what could not be read there was left out.",
    )
    key, made = keep(data, replace(leveled(studied), transcript=transcript))
    app = in_tongue("de", notebook=key, lecture=made)
    words = shown(app)
    assert [tab.label for tab in app.tabs] == TABS
    assert app.segmented_control(key="detail-de").options == ["Kurz", "Ausführlich"]
    for sentence in (
        "Gehört von Whisper base",
        "Gehört wurde Tonspur 2 von 2 (Mikrofon).",
        "Mit dieser Adresse kann jeder diese Vorlesung lesen und hören, ohne deine Karten und deine Anmerkungen.",
        "Neben dieser Fassung entsteht eine zweite; diese bleibt, bis du sie löschst.",
        "Eine gelöschte Vorlesung kannst du 30 Tage lang zurückholen.",
        "Gemacht nach den Regeln der App. T5 würde das in eigenen Worten schreiben, ließ sich aber nicht "
        "herunterladen: Verbinde diesen Server einmal mit dem Internet und versuch es noch einmal.",
        "Die Aufnahme ist stellenweise beschädigt",
        "Stichwörter",
    ):
        assert sentence in words
    labels = [box.label for box in (*app.selectbox, *app.text_input, *app.text_area, *app.date_input)]
    wanted = ["Kurs", "Modell", "Gesprochene Sprache", "Tonspur", "Titel", "Fachwörter", "Deine Anmerkungen", "Datum"]
    assert set(wanted) <= set(labels)
    assert "base (auf diesem Server)" in field(app.selectbox, "Modell").options
    assert "Spanisch" in field(app.selectbox, "Gesprochene Sprache").options
    buttons = [button.label for button in app.button]
    assert {"Speichern", "Löschen", "Teilen beenden", "Zweite Fassung machen"} <= set(buttons)
    assert not app.exception
    assert _left(app) == []


def _left(app: AppTest) -> list[str]:
    """What is left in English of the part of the page that shows the lecture."""
    side = "\n".join(str(part.value) for part in app.sidebar.markdown)
    return [sentence for sentence in english_left(app) if sentence not in side]


def test_the_report_and_what_is_missing_speak_german(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    report = turn_to(in_tongue("de", notebook=key, lecture=made), "Download")
    assert "Mitschrift mit" in shown(report)
    assert _left(report) == []
    closed = in_tongue("de", read=made, key="wrong")
    assert closed.title[0].value == "Diese Adresse führt zu keiner Vorlesung"
    assert (
        "Vielleicht ist sie unvollständig, oder die Vorlesung wird nicht mehr geteilt. Bitte um eine neue, wo du sie "
        "herhast."
    ) in shown(closed)
    away = in_tongue("de", notebook=key, lecture="nowhere")
    assert away.title[0].value == "Diese Vorlesung ist nicht hier"


def test_a_deleted_lecture_is_offered_in_german(library: Library, data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    library.notebook(key).put_away(made)
    app = in_tongue("de", notebook=key, lecture=made)
    assert app.title[0].value == "Diese Vorlesung wurde gelöscht"
    assert "„Tides“ und alles, was daraus entstanden ist, kannst du noch zurückholen." in shown(app)


def test_a_tab_stays_open_when_the_page_speaks_another_tongue(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = turn_to(opened(notebook=key, lecture=made), "Download")
    for tongue, labels in (("de", TABS), ("en", ["Summary", "Flashcards", "Transcript", "Ask", "Download"])):
        app.session_state["tongue"] = tongue
        app.run()
        assert [tab.label for tab in app.tabs] == labels
        assert address(app)["tab"] == "Download"
        assert [button.key for button in app.get("download_button")] or app.get("download_button")
    again = in_tongue("de", notebook=key, lecture=made, tab="Transcript")
    assert component(again, "transcript")["segments"]


def test_a_summary_offers_levels_that_differ_and_keeps_the_one_chosen_over_tabs(data: Path, studied: Lecture) -> None:
    key, made = keep(data, leveled(studied))
    app = opened(notebook=key, lecture=made)
    level = app.segmented_control(key="detail-en")
    assert (level.options, level.value) == (["Short", "Detailed"], "short")
    level.set_value("detailed").run()
    assert "The long one." in shown(app)
    turn_to(app, "Transcript")
    turn_to(app, "Summary")
    assert app.segmented_control(key="detail-en").value == "detailed"
    assert "The long one." in shown(app)
    app.session_state["tongue"] = "de"
    assert app.run().segmented_control(key="detail-de").value == "detailed"
    assert "The long one." in shown(app)


def test_a_summary_of_one_level_offers_none(data: Path, studied: Lecture) -> None:
    points = tuple(replace(point, detail="short") for point in studied.summary.points)
    key, made = keep(data, replace(studied, summary=replace(studied.summary, points=points)))
    app = opened(notebook=key, lecture=made)
    assert not [control for control in app.get("button_group") if control.key == "detail"]
    assert all(point.text in shown(app) for point in points)


@pytest.mark.parametrize(("part", "said"), [(0.9, True), (0.97, False)])
def test_what_a_summary_covers_is_said_where_that_is_not_nearly_all(
    data: Path, studied: Lecture, part: float, said: bool
) -> None:
    end = part * studied.transcript.duration
    key, made = keep(data, replace(studied, summary=replace(studied.summary, start=0.0, end=end)))
    assert ("It covers 0:00–" in shown(opened(notebook=key, lecture=made))) is said


def test_sharing_can_be_stopped_and_the_own_page_goes_on(library: Library, data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)
    sound = component(app, "player")["sound"]
    old = library.lecture_key(made, "read")
    assert "With this address, anybody can read and hear this lecture, without your cards and your notes." in shown(app)
    assert old in app.code[0].value
    assert opened(read=made, key=old).title[0].value == "Tides"
    field(app.button, "Stop sharing").click().run()
    assert "Nobody can open this lecture by the old address any more." in app.success[0].value.replace("\\", "")
    new = library.lecture_key(made, "read")
    assert old not in app.code[0].value
    assert new in app.code[0].value
    assert component(app, "player")["sound"] == sound
    library.opened(made, sound.partition("key=")[2], "hear")
    closed, theirs = opened(read=made, key=old), opened(read=made, key=new)
    assert closed.title[0].value == "This address opens no lecture"
    assert theirs.title[0].value == "Tides"
    assert component(theirs, "player")["sound"].endswith(f"key={new}")
    assert not closed.exception


def test_a_page_that_lay_open_shows_what_another_page_has_changed_or_had_made_anew(
    data: Path, studied: Lecture, library: Library
) -> None:
    key, made = keep(data, leveled(studied))
    mine = library.notebook(key)
    app = opened(notebook=key, lecture=made)
    mine.edit(made, title="Ebb and flow")
    assert app.run().title[0].value == "Ebb and flow"
    with library.database.writing() as rows:
        requeue(rows, mine.number(rows, made), ("done",), time.time())
        anew = replace(leveled(studied), summary=replace(studied.summary, overview="Made anew."))
        finish(rows, mine.number(rows, made), anew)
    assert "Made anew." in shown(app.run())
    assert app.title[0].value == "Ebb and flow"
