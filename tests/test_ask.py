"""Questions to the lectures of a notebook: answered from what is kept, which is found where nobody did it yet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import pipeline
from lecture.edits import written
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.putting_right import keep
from lecture.store.rows import finish
from lecture.store.shelf import Within, shelved
from lecture.values import Answer, Lecture, Place

ALL = Within()
WHY = "Why does the sea rise and fall twice a day?"


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Notebook]:
    library = Library(tmp_path / "data")
    yield library.notebook(library.new_notebook())
    library.close()


def put(mine: Notebook, lecture: Lecture, sound: bytes = b"sound") -> str:
    made = mine.add(lecture.file_name, [sound])
    finished(mine, made, lecture)
    return made


def finished(mine: Notebook, made: str, lecture: Lecture) -> None:
    with mine.storage.database.writing() as rows:
        finish(rows, mine.number(rows, made), lecture)


def asked(mine: Notebook, question: str, within: Within = ALL) -> tuple[Answer, list[tuple[int, int]]]:
    """The answer, and what was told of lectures that had to be read first."""
    told: list[tuple[int, int]] = []
    return pipeline.ask(mine, question, within, on_progress=lambda *progress: told.append(progress)), told


def test_a_question_is_answered_with_what_was_said_and_where(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied)
    answer, told = asked(mine, WHY)
    assert answer.lectures == 1
    assert told == []  # it came with what is said in it
    assert 1 <= len(answer.places) <= 5
    heard = " ".join(studied.transcript.text.split())
    for place in answer.places:
        assert (place.lecture, place.title) == (lecture, "Tides")
        assert place.text in heard
        assert 0 <= place.start < place.end <= studied.transcript.duration
    assert "twice" in answer.places[0].text.lower() or "tide" in answer.places[0].text.lower()


def test_nothing_is_said_where_nothing_is_near(mine: Notebook, studied: Lecture) -> None:
    put(mine, studied)
    assert asked(mine, "How does a central bank set the interest rate?")[0] == Answer((), 1)
    assert asked(mine, WHY, Within(course="none"))[0] == Answer((), 0)


def test_a_lecture_of_an_earlier_app_is_read_when_it_is_first_asked_and_once(mine: Notebook, studied: Lecture) -> None:
    put(mine, studied)
    usual, _ = asked(mine, WHY)
    old = [put(mine, replace(studied, said=None), sound) for sound in (b"one", b"two")]
    answer, told = asked(mine, WHY, Within(lecture=old[0]))
    assert told == [(0, 1)]
    assert [replace(place, lecture="") for place in answer.places] == [
        replace(place, lecture="") for place in usual.places
    ]
    assert asked(mine, WHY)[1] == [(0, 1)]
    assert asked(mine, WHY)[1] == []


def test_what_a_student_put_right_is_found_and_shown_as_it_stands_now(mine: Notebook, studied: Lecture) -> None:
    lecture, mended = put(mine, studied), "Lord Kelvin built a machine that predicts the tides."
    assert asked(mine, "Kelvin")[0].places == ()
    keep(mine, lecture, written(studied.transcript.segments[1], mended))
    answer, told = asked(mine, "Kelvin")
    assert told == [(0, 1)]
    assert [place.text for place in answer.places] == [mended]


def test_one_that_cannot_be_read_any_more_is_left_out(mine: Notebook, studied: Lecture) -> None:
    lecture = put(mine, studied)
    broken = put(mine, replace(studied, said=None), b"broken")
    with mine.storage.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = '{}' WHERE id = ?", (broken,))
    answer, _ = asked(mine, WHY)
    assert answer.lectures == 1
    assert {place.lecture for place in answer.places} == {lecture}


def test_other_languages_are_asked_by_words_and_need_no_model(
    mine: Notebook, studied: Lecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = replace(studied.transcript.segments[0], text="Le saline producono il sale marino.", words=())
    heard = replace(studied.transcript, segments=(segment,), language="it")
    lecture = put(mine, replace(studied, transcript=heard, said=None))
    monkeypatch.setattr("models.load_encoder", lambda: pytest.fail("no model knows Italian"))
    answer, _ = asked(mine, "Che cosa produce una salina?")
    assert answer == Answer((Place(lecture, "Tides", segment.start, segment.end, segment.text),), 1)


def test_a_question_does_not_wait_until_a_lecture_is_heard(mine: Notebook, studied: Lecture) -> None:
    put(mine, replace(studied, said=None))
    answers: list[Answer] = []
    with pipeline._one_at_a_time:  # as a transcription holds it for an hour
        asking = threading.Thread(target=lambda: answers.append(pipeline.ask(mine, WHY, ALL)), daemon=True)
        asking.start()
        asking.join(timeout=120)
    assert answers
    assert answers[0].places


def test_the_work_keeps_what_is_said_with_its_vectors(mine: Notebook, studied: Lecture) -> None:
    put(mine, studied)
    ((said),) = (one.said for one in shelved(mine, ALL))
    assert said == studied.said
    assert len(said.vectors) == len(said.texts) * 384 * 2
