"""Slides are kept with their lecture, and titles that were taken of them: over lists, hearing again and archives."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from lecture.edits import retitled
from lecture.store.archive import take_in
from lecture.store.notebook import Notebook
from lecture.store.putting_right import do_again, edited_since_made, history, keep, redo, take_back, undo, without_place
from lecture.store.rows import finish, options_text
from lecture.values import Chapter, Lecture, Options, Slide
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, work_off
from tests.lecture.store.script import Script, hear, made
from tests.lecture.store.test_archive import packed

SLIDES = tuple(Slide(f"Topic {number}", "A line of what is told\n" * 40) for number in range(60))
GIVEN = Options(slides=SLIDES)
CHAPTERS = (Chapter(0.0, 5.0, "word", offered="Topic 1"), Chapter(5.0, 10.0, "second", offered="Topic 2"))


def chaptered(recording: Path, options: Options, **how: Any) -> Lecture:
    return replace(hear(recording, options, **how), chapters=CHAPTERS)


def given(notebook: Notebook, seed: int = 1) -> str:
    """A finished lecture with slides."""
    lecture = notebook.add(f"lecture {seed}.mp3", [Script(seed).recording()], GIVEN)
    with notebook.storage.database.writing() as rows:
        finish(rows, notebook.number(rows, lecture), replace(made(notebook, lecture), chapters=CHAPTERS))
    return lecture


def titles(notebook: Notebook, lecture: str) -> list[str]:
    return [chapter.title for chapter in notebook.lecture(lecture).chapters]


def take_both(notebook: Notebook, lecture: str) -> None:
    keep(notebook, lecture, retitled([(chapter, chapter.offered) for chapter in CHAPTERS]))


def test_slides_are_kept_with_the_lecture_and_the_work_is_given_them(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    asked = []

    def work(recording: Path, options: Options, **how: Any) -> Lecture:
        asked.append(options)
        return chaptered(recording, options, **how)

    lecture = mine.add("a.mp3", [Script(1).recording()], GIVEN)
    work_off(start(work), hand)
    assert asked == [GIVEN]
    assert (mine.entry(lecture).options, mine.entry(lecture).slides) == (GIVEN, 60)
    assert mine.lecture(lecture).chapters == CHAPTERS


def test_the_same_recording_with_other_slides_is_another_lecture(mine: Notebook) -> None:
    first = given(mine)
    assert mine.add("a.mp3", [Script(1).recording()], GIVEN) == first
    assert mine.add("a.mp3", [Script(1).recording()], Options(slides=SLIDES[1:])) != first
    assert mine.add("a.mp3", [Script(1).recording()]) != first


def test_without_slides_the_options_are_kept_as_an_earlier_app_did() -> None:
    assert "slides" not in options_text(Options())
    assert "slides" in options_text(GIVEN)


def test_a_list_has_all_of_the_options_but_the_slides_and_is_quick(mine: Notebook) -> None:
    for seed in range(25):
        given(mine, seed)
    began = time.monotonic()
    entries = mine.page().entries
    assert time.monotonic() - began < 1  # 0.02 s on an idle core
    assert {(entry.options, entry.slides) for entry in entries} == {(Options(), 60)}
    assert len(entries) == 25


def test_titles_are_taken_and_taken_back_as_any_edit(mine: Notebook) -> None:
    lecture = given(mine)
    take_both(mine, lecture)
    assert titles(mine, lecture) == ["Topic 1", "Topic 2"]
    assert not edited_since_made(mine, lecture)
    undo(mine, lecture)  # of the text, where nothing was done
    assert titles(mine, lecture) == ["Topic 1", "Topic 2"]
    edit = history(mine, lecture).of_titles.undo
    assert edit
    take_back(mine, lecture, edit.id)
    assert titles(mine, lecture) == ["word", "second"]
    redo(mine, lecture)
    assert titles(mine, lecture) == ["word", "second"]
    do_again(mine, lecture, edit.id)
    assert titles(mine, lecture) == ["Topic 1", "Topic 2"]
    assert [chapter.title for chapter in mine.heard(lecture).chapters] == ["word", "second"]


def test_titles_stay_when_the_lecture_is_heard_again_and_with_its_slides(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    old = given(mine)
    take_both(mine, old)
    new = mine.hear_again(old, replace(mine.entry(old).options, language="en"), models="other")
    work_off(start(chaptered), hand)
    assert titles(mine, new) == ["Topic 1", "Topic 2"]
    assert mine.entry(new).options.slides == SLIDES
    assert without_place(mine, new) == ()


def test_slides_and_titles_travel_with_the_notebook(mine: Notebook, theirs: Notebook, tmp_path: Path) -> None:
    lecture = given(mine)
    take_both(mine, lecture)
    assert take_in(theirs, "n.zip", io.BytesIO(packed(mine, tmp_path))) == 1
    (entry,) = theirs.page().entries
    assert theirs.entry(entry.id).options == GIVEN
    assert theirs.lecture(entry.id) == mine.lecture(lecture)
    edit = history(theirs, entry.id).of_titles.undo
    assert edit
    take_back(theirs, entry.id, edit.id)
    assert titles(theirs, entry.id) == ["word", "second"]
