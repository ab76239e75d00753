"""The page, driven through Streamlit's AppTest; the work behind it is real unless a test says otherwise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from lecture.export.wording import made_by
from lecture.speech import transcribe as speech
from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Lecture, Transcript, Unheard
from panels import state
from panels.player import link
from panels.wording import SEAM
from tests.conftest import ROOT
from tests.page import Calls, address, component, field, keep, opened, shown, spoken, turn_to, until_done


def test_the_sample_lecture_becomes_notes_on_real_speech(data: Path) -> None:
    app = opened()
    app.button(key="sample").click().run()
    until_done(app)
    assert not app.exception
    assert app.title[0].value == "Sample lecture"
    assert "slow rise and fall of the sea" in spoken(turn_to(app, "Transcript"))
    assert [tab.label for tab in app.tabs] == ["Summary", "Flashcards", "Transcript", "Ask", "Download"]


def test_no_button_download_or_tab_repeats_any_work(data: Path, calls: Calls) -> None:
    app = opened()
    app.button(key="sample").click().run()
    until_done(app)
    assert calls == {"speech": 1, "summary": 1, "cards": 1}
    app.segmented_control(key="detail-en").set_value("detailed").run()
    turn_to(app, "Flashcards")
    app.segmented_control(key="cards-how").set_value("All cards").run()
    turn_to(app, "Download")
    turn_to(app, "Transcript")
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
    """With each press the browser sends its address: that of the lecture before, until it has the new one."""
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
    app.button(key="new").click().run()
    app.query_params["lecture"] = second
    app.run()
    assert app.title[0].value == "Turn a lecture into notes"
    assert "lecture" not in app.query_params


def test_back_leads_to_what_the_address_says(data: Path, studied: Lecture, monkeypatch: pytest.MonkeyPatch) -> None:
    """tests/browser/test_address.py does it in a browser; here is what Streamlit says of its Back, and no more."""
    key, lecture = keep(data, studied)
    app = turn_to(opened(notebook=key, lecture=lecture), "Download")
    app.button(key="review").click().run()
    assert address(app) == {"notebook": key, "review": "all"}
    monkeypatch.setattr(state, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True))

    def back_to(**where: str) -> AppTest:
        for name in ("lecture", "tab", "review"):
            app.query_params.pop(name, None)
        app.query_params.update(where)
        return app.run()

    assert back_to(lecture=lecture, tab="Download").title[0].value == "Tides"
    assert app.session_state["tabs"] == "Download"
    assert back_to(lecture=lecture).session_state["tabs"] == ""
    assert back_to(lecture="nowhere").title[0].value == "This lecture is not here"
    assert back_to().title[0].value == "Turn a lecture into notes"
    assert address(app) == {"notebook": key}


def test_what_is_done_at_the_review_leaves_one_there(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, studied)
    library = Library(data)
    library.notebook(key).edit(lecture, course="Oceans")
    library.close()
    app = opened(notebook=key, review="all")
    field(app.text_input, "Name of the course").set_value("Seas")
    next(button for button in app.sidebar.button if button.label == "Save").click().run()
    assert app.title[0].value == "Review"
    assert address(app)["review"] == "all"


def test_the_form_stands_in_one_place(data: Path) -> None:
    """The browser keeps what the page before drew until its place is taken: an old form would take presses in vain."""
    # Above it is what every page has: that the app cannot be reached, and what the page waits for.
    assert list(opened().main.children) == [0, 1, 2]


def test_a_new_lecture_clears_the_page_and_keeps_the_one_before(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)
    app.button(key="new").click().run()
    assert app.title[0].value == "Turn a lecture into notes"
    assert "lecture" not in app.query_params
    app.button(key=f"open-{made}").click().run()
    assert app.tabs


def test_the_page_says_what_was_used_instead_of_t5_and_how_to_get_it(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    words = shown(opened(notebook=key, lecture=made))
    assert (
        "Made with the app's own rules. T5 would write this in its own words, but could not be fetched: connect this "
        "server to the internet once and try again."
    ) in words
    assert os.environ["SUMMARY_MODEL"] not in words
    assert f"{made_by(studied.summary.made_by)}" in shown(turn_to(opened(notebook=key, lecture=made), "Download"))


def test_words_of_the_lecture_are_never_markup(data: Path, studied: Lecture) -> None:
    rude = "<b>bold</b> *star* $x^2$ :red[hot] [link](https://example.com) `code` # head"
    point = replace(studied.summary.points[0], text=rude, detail="short")
    lecture = replace(studied, summary=replace(studied.summary, points=(point,)))
    key, made = keep(data, lecture)
    app = opened(notebook=key, lecture=made)
    (said,) = [part.value for part in app.markdown if "bold" in part.value]
    words = said.removesuffix(f" {link(point.start, point.end)}").replace(SEAM, "")
    special = re.findall(r"(?<!\\)[<>*$:\[\]`#]", words)
    assert special == []


def test_doubtful_words_and_what_was_not_made_out_are_marked(data: Path, studied: Lecture) -> None:
    first, second, *others = (
        replace(one, doubt="", words=tuple(replace(word, probability=1.0) for word in one.words))
        for one in studied.transcript.segments
    )
    words = (replace(first.words[0], probability=0.2, perhaps="Thy"), *first.words[1:])
    segments = (replace(first, words=words), replace(second, doubt="a loop"), *others)
    unheard = (Unheard(first.end, first.end + 4.0),)
    transcript = replace(studied.transcript, segments=segments, unheard=unheard)
    key, made = keep(data, replace(studied, transcript=transcript, asides=()))
    drawn = component(turn_to(opened(notebook=key, lecture=made), "Transcript"), "transcript")
    assert [doubts for *_, doubts in drawn["segments"]][:3] == [[[0, len(words[0].text), "Thy"]], 1, []]
    told = [one for stretch in drawn["stretches"] for one in stretch["told"]]
    assert [one["unheard"] for one in told if "unheard" in one] == [[first.end, first.end + 4.0]]


def test_somebody_elses_address_opens_nothing(data: Path, studied: Lecture) -> None:
    _, made = keep(data, studied)
    stranger = opened(notebook="a-guess", lecture=made)
    assert "There is no such notebook here." in shown(stranger)
    assert not stranger.tabs
    other = Library(data).new_notebook()
    neighbour = opened(notebook=other, lecture=made)
    assert "There is no such lecture in this notebook." in shown(neighbour)
    assert not neighbour.tabs


def test_a_lecture_can_be_renamed(data: Path, studied: Lecture) -> None:
    key, made = keep(data, studied)
    app = opened(notebook=key, lecture=made)
    field(app.text_input, "Title").set_value("The tides, week 3")
    next(button for button in app.button if button.label == "Save").click().run()
    assert app.title[0].value == "The tides, week 3"


def test_the_first_draw_imports_no_heavy_package(tmp_path: Path) -> None:
    ask = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\n"
        "assert not app.exception and app.button(key='sample')\n"
        "print(sorted({'torch', 'whisper', 'transformers', 'spacy', 'openvino', 'ctranslate2'} & set(sys.modules)))"
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
