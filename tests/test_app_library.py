"""The student's lectures on the page: courses, several recordings at once, deleting with a way back, one read alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAY, DAYS
from lecture.store.rows import finish
from lecture.values import Lecture, Options
from panels import state
from panels.notebook import course_key
from tests.page import Calls, address, component, field, opened, shown, spoken, turn_to, until_done
from tests.test_app_queue import give


@pytest.fixture
def mine(data: Path) -> Iterator[Notebook]:
    library = Library(data)
    yield library.notebook(library.first_notebook())
    library.close()


def library_of(mine: Notebook) -> Library:
    assert isinstance(mine.storage, Library)
    return mine.storage


def visit(mine: Notebook, **where: str) -> AppTest:
    """The page with this notebook."""
    return opened(notebook=library_of(mine).first_notebook(), **where)


def put(mine: Notebook, lecture: Lecture, title: str, course: str = "", date: str = "2026-10-06") -> str:
    """A finished lecture in the notebook; its id."""
    made = mine.add(f"{title}.mp3", io.BytesIO(title.encode()), Options())
    with mine.storage.database.writing() as rows:
        finish(rows, mine.number(rows, made), replace(lecture, title=title))
    mine.edit(made, course=course, date=date)
    return made


def listed(app: AppTest) -> list[str]:
    """What the side lists, in order: courses, and the lectures of those unfolded."""
    side = [*app.sidebar.get("expander"), *app.sidebar.button]
    names = [part.label for part in side if part.type == "expander" or (part.key or "").startswith("open-")]
    return [re.sub(r"[\\*]|:small\[|\]", "", name).replace("\N{NO-BREAK SPACE}", " ") for name in names]


# Courses


def test_lectures_stand_under_their_courses_with_date_and_length(mine: Notebook, studied: Lecture) -> None:
    put(mine, studied, "Old", "", "2025-12-01")
    put(mine, studied, "Waves", "Oceans")
    put(mine, studied, "Hashing", "Algorithms")
    last = put(mine, studied, "Sorting", "Algorithms", "2026-10-13")
    app = visit(mine, lecture=last)
    assert listed(app) == [
        "Algorithms 2 lectures, 3 min", "Oceans 1 lecture, 1 min", "No course 1 lecture, 1 min",
        "Back up or move this notebook",
        "Sorting 13 Oct · 1 min", "Hashing 6 Oct · 1 min",
    ]  # fmt: skip


def test_without_any_course_the_lectures_stand_alone(mine: Notebook, studied: Lecture) -> None:
    put(mine, studied, "Waves")
    assert listed(visit(mine)) == ["Back up or move this notebook", "Waves 6 Oct · 1 min"]


def test_a_course_is_renamed_with_all_its_lectures(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied, "Waves", "Oceans")
    app = visit(mine, lecture=lecture)
    field(app.text_input, "Name of the course").set_value("Oceanography")
    next(button for button in app.sidebar.button if button.label == "Save").click().run()
    assert [course.name for course in mine.courses()] == ["Oceanography"]
    assert listed(app)[0] == "Oceanography 1 lecture, 1 min"
    assert address(app)["lecture"] == lecture


def test_a_lecture_is_moved_into_another_course(mine: Notebook, studied: Lecture) -> None:
    lecture, _ = put(mine, studied, "Waves"), put(mine, studied, "Tides", "Oceans")
    app = visit(mine, lecture=lecture)
    field(app.selectbox, "Course").set_value("Oceans")
    next(button for button in app.main.button if button.label == "Save").click().run()
    assert not app.exception
    assert mine.entry(lecture).course == "Oceans"


def lectures(app: AppTest) -> list[str]:
    """Those that the side lists."""
    return [name.split(" 6 Oct")[0] for name in listed(app) if " 6 Oct" in name]


def fold(app: AppTest, course: str, *, open_: bool) -> AppTest:
    app.session_state[course_key(course)] = open_
    return app.run()


def test_a_course_stays_open_or_folded_as_the_student_left_it(mine: Notebook, studied: Lecture) -> None:
    waves, sorting = put(mine, studied, "Waves", "Oceans"), put(mine, studied, "Sorting", "Algorithms")
    app = visit(mine, lecture=waves)
    assert lectures(app) == ["Waves"]  # of the open lecture's course
    app.button(key="review").click().run()
    assert lectures(app) == ["Waves"]
    fold(app, "Algorithms", open_=True)
    fold(app, "Oceans", open_=False)
    app.text_input(key="search").set_value("nothing like it").run()
    app.text_input(key="search").set_value("").run()
    assert lectures(app) == ["Sorting"]
    put(mine, studied, "Currents", "Oceans")  # its heading is another one now
    assert lectures(app.run()) == ["Sorting"]
    app.button(key=f"open-{sorting}").click().run()
    assert lectures(app) == ["Sorting"]
    fold(app, "Oceans", open_=True).button(key=f"open-{waves}").click().run()
    fold(app, "Oceans", open_=False)
    assert lectures(turn_to(app, "Transcript")) == ["Sorting"]  # folded with one's own hand, it stays so


def test_a_long_course_shows_twenty_at_once(mine: Notebook, studied: Lecture) -> None:
    for number in range(23):
        put(mine, studied, f"Lecture {number}", "Oceans")
    app = visit(mine)
    assert len(listed(app)) == 2 + 20
    next(button for button in app.button if button.label == "Older").click().run()
    assert [name.split(" 6 Oct")[0] for name in listed(app)[2:]] == ["Lecture 2", "Lecture 1", "Lecture 0"]


# The search


def test_a_hit_opens_the_transcript_and_remembers_what_was_searched_for(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied, "Waves", "Oceans")
    app = visit(mine)
    app.text_input(key="search").set_value("Fundy").run()
    (hit,) = [button for button in app.button if (button.key or "").startswith("open-")]
    assert "In the Bay of Fundy" in hit.label
    hit.click().run()
    assert (address(app)["lecture"], component(app, "transcript")["find"]) == (lecture, "Fundy")
    app.button(key="new").click().run()
    assert app.session_state["find"] == ""


def test_a_title_that_is_found_opens_the_summary(mine: Notebook, studied: Lecture) -> None:
    put(mine, studied, "Waves")
    app = visit(mine)
    app.text_input(key="search").set_value("Waves").run()
    next(button for button in app.button if (button.key or "").startswith("open-")).click().run()
    assert app.segmented_control(key="detail-en")
    assert app.session_state["find"] == ""


# Deleted, with a way back


def test_deleting_can_be_undone_at_once(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied, "Waves")
    app = visit(mine, lecture=lecture)
    field(app.button, "Delete").click().run()
    assert app.title[0].value == "Turn a lecture into notes"
    assert f"“Waves” is deleted. It can be brought back for {DAYS} days." in shown(app)
    assert mine.page().total == 0
    app.button(key="undo").click().run()
    assert app.title[0].value == "Waves"
    assert mine.page().total == 1


def test_what_was_deleted_is_brought_back_from_the_side(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied, "Waves", "Oceans")
    mine.put_away(lecture)
    app = visit(mine)
    assert "Recently deleted (1)" in listed(app)
    app.button(key=f"side-back-{lecture}").click().run()
    assert app.title[0].value == "Waves"
    assert "Recently deleted (1)" not in listed(app)


def test_the_address_of_a_deleted_lecture_says_so_and_brings_it_back(mine: Notebook, studied: Lecture) -> None:
    lecture, other = put(mine, studied, "Waves"), put(mine, studied, "Tides")
    mine.put_away(lecture)
    app = visit(mine, lecture=lecture)
    assert app.title[0].value == "This lecture was deleted"
    assert not app.error
    assert [button.key for button in app.main.button if "latest" in (button.key or "")] == [f"latest-{other}"]
    app.button(key=f"page-back-{lecture}").click().run()
    assert app.title[0].value == "Waves"
    assert app.tabs


def test_from_there_another_lecture_is_opened(mine: Notebook, studied: Lecture) -> None:
    lecture, other = put(mine, studied, "Waves"), put(mine, studied, "Tides")
    mine.put_away(lecture)
    app = visit(mine, lecture=lecture)
    app.button(key=f"latest-{other}").click().run()
    assert (app.title[0].value, address(app)["lecture"]) == ("Tides", other)


def test_a_lecture_can_be_deleted_for_good(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied, "Waves")
    recording = mine.recording(lecture)
    mine.put_away(lecture)
    app = visit(mine, lecture=lecture)
    app.button(key=f"page-gone-{lecture}").click().run()
    assert [part.value.replace("\\", "") for part in app.success] == ["It is deleted for good."]
    assert app.title[0].value == "Turn a lecture into notes"
    assert (mine.put_away_list(), recording.exists()) == ((), False)


def test_an_address_of_nothing_says_so_calmly(data: Path) -> None:
    app = opened(lecture="nothing")
    assert app.title[0].value == "This lecture is not here"
    assert not app.error
    app.button(key="new-instead").click().run()
    assert app.title[0].value == "Turn a lecture into notes"


def test_after_thirty_days_no_way_back_is_offered(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied, "Waves")
    mine.put_away(lecture)
    with mine.storage.database.writing() as rows:
        rows.execute("UPDATE lectures SET deleted = deleted - ?", (DAYS * DAY + 1,))
    app = visit(mine, lecture=lecture)
    assert app.title[0].value == "This lecture is not here"


# Several at once


def test_several_files_join_the_queue_in_their_order_each_with_its_title(
    mine: Notebook, monkeypatch: pytest.MonkeyPatch, studied: Lecture, calls: Calls
) -> None:
    let_go: list[str] = []
    monkeypatch.setattr(state, "let_go", lambda upload: let_go.append(upload.name))
    put(mine, studied, "Tides", "Oceans")
    app = give(visit(mine), ("Lecture 10.mp3", b"10"), ("lecture_2.mp3", b"2"), ("Lecture 1.mp3", b"1"))
    field(app.selectbox, "Course").set_value("Oceans").run()
    field(app.text_input, "Course words").set_value("tide").run()
    field(app.button, "Make notes of 3 recordings").click().run()
    *entries, _ = mine.page().entries
    assert [(one.title, one.course, one.options.prompt) for one in reversed(entries)] == [
        ("Lecture 1", "Oceans", "tide"),
        ("lecture 2", "Oceans", "tide"),
        ("Lecture 10", "Oceans", "tide"),
    ]
    assert set(let_go) == {"Lecture 1.mp3", "lecture_2.mp3", "Lecture 10.mp3"}
    assert "lecture" not in address(app)


def test_giving_a_deleted_recording_again_opens_it_as_it_was(data: Path, calls: Calls) -> None:
    app = opened()
    app.button(key="sample").click().run()
    first = address(until_done(app))
    field(app.text_input, "Title").set_value("Tides, week 3")
    next(button for button in app.main.button if button.label == "Save").click().run()
    field(app.button, "Delete").click().run()
    app.button(key="sample").click().run()
    assert (app.title[0].value, address(app)) == ("Tides, week 3", first)
    assert calls["speech"] == 1


# One lecture alone


def test_the_shared_address_opens_one_lecture_to_read_and_nothing_else(mine: Notebook, studied: Lecture) -> None:
    lecture, other = put(mine, studied, "Waves", "Oceans"), put(mine, studied, "Secret", "Diary")
    mine.edit(lecture, notes="only for me")
    app = visit(mine, lecture=lecture)
    (link,) = [code.value for code in app.code]
    query = dict(pair.split("=") for pair in link.partition("?")[2].split("&"))
    assert set(query) == {"read", "key"}
    alone = opened(**query)
    assert alone.title[0].value == "Waves"
    assert [tab.label for tab in alone.tabs] == ["Summary", "Transcript", "Download"]
    assert "slow rise and fall of the sea" in spoken(turn_to(alone, "Transcript"))
    assert component(alone, "transcript")["write"] is None
    assert not alone.sidebar.button
    keys = [button.key for button in alone.button] + [field.label for field in alone.text_input]
    assert not [key for key in keys if key]
    assert "only for me" not in shown(alone)
    assert address(alone) == {**query, "tab": "Transcript"}  # no notebook's key comes into it
    assert other not in shown(alone)


@pytest.mark.parametrize("key", ["", "guess", None])
def test_a_wrong_key_opens_nothing(mine: Notebook, studied: Lecture, key: str | None) -> None:
    lecture = put(mine, studied, "Waves")
    query = {"read": lecture} | ({"key": key} if key is not None else {})
    app = opened(**query)
    assert app.title[0].value == "This address opens no lecture"
    assert not app.tabs


def test_the_key_of_one_lecture_opens_no_other_and_not_when_it_is_deleted(mine: Notebook, studied: Lecture) -> None:
    lecture, other = put(mine, studied, "Waves"), put(mine, studied, "Tides")
    key = library_of(mine).lecture_key(lecture, "read")
    assert opened(read=other, key=key).title[0].value == "This address opens no lecture"
    mine.put_away(lecture)
    assert opened(read=lecture, key=key).title[0].value == "This address opens no lecture"


def test_limits_say_that_what_was_deleted_counts(
    data: Path, monkeypatch: pytest.MonkeyPatch, mine: Notebook, studied: Lecture
) -> None:
    mine.put_away(put(mine, studied, "Waves"))
    monkeypatch.setenv("LECTURE_NOTEBOOK_LECTURES", "1")
    app = visit(mine)
    app.button(key="sample").click().run()
    assert "what was deleted lately counts until it is deleted for good" in app.error[0].value.replace("\\", "")


def test_the_sample_still_leads_to_its_notes(data: Path, calls: Calls) -> None:
    app = opened()
    app.button(key="sample").click().run()
    assert until_done(app).title[0].value == "Sample lecture"
