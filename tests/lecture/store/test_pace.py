"""The pace: what part of the work each stage is."""

from __future__ import annotations

import sqlite3

import pytest

from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.pace import LEARNED_FROM, USUAL_ENDS, ends_with, keep_pace, share
from lecture.values import Progress, Stage
from tests.lecture.store.script import Script, add


def test_shares_of_the_work_join_end_to_end() -> None:
    def at(stage: Stage, done: float, total: float) -> float:
        return share(Progress(stage, done, total), (0.5, 0.7, 1.0))

    assert [at("speech", 0, 10), at("speech", 5, 10)] == [0.0, 0.25]
    assert at("speech", 10, 10) == at("summary", 0, 3) == 0.5
    assert at("summary", 3, 3) == at("cards", 0, 1) == 0.7
    assert at("cards", 1, 1) == at("cards", 0, 0) == 1.0


def test_before_any_lecture_was_made_the_ends_are_a_guess(library: Library) -> None:
    with library.database.reading() as rows:
        assert ends_with(rows, "base") == USUAL_ENDS


def test_the_ends_are_those_of_the_last_lectures_with_the_same_models(library: Library, mine: Notebook) -> None:
    small = mine.add("a.mp3", [b"sound"], models="small")
    base = mine.add("a.mp3", [b"sound"], models="base")
    with library.database.writing() as rows:
        for _ in range(3):
            keep_pace(rows, mine.number(rows, small), {"speech": 1.0, "summary": 2.0, "cards": 1000.0})  # long ago
        for _ in range(LEARNED_FROM):
            keep_pace(rows, mine.number(rows, small), {"speech": 2.0, "summary": 5.0, "cards": 10.0})
        keep_pace(rows, mine.number(rows, base), {"speech": 8.0, "summary": 8.0, "cards": 10.0})
        assert ends_with(rows, "small") == pytest.approx((0.2, 0.5, 1.0))
        assert ends_with(rows, "base") == pytest.approx((0.8, 0.8, 1.0))
        assert ends_with(rows, "large") == USUAL_ENDS


def test_a_lecture_that_skipped_a_stage_teaches_nothing(library: Library, mine: Notebook) -> None:
    lecture = add(mine, Script(1))
    with library.database.writing() as rows:
        keep_pace(rows, mine.number(rows, lecture), {"speech": 8.0, "cards": 10.0})
        assert paces(rows) == []


def paces(rows: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows.execute("SELECT * FROM pace")]
