"""A lecture heard again: a new one of the same recording beside the old, and known again by its options."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lecture import codec
from lecture.errors import NotebookFull, RecordingGone, UnknownLecture
from lecture.settings import Limits
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.rows import options_text
from lecture.values import Options
from tests.lecture.store.script import Script, add, worked_on

BEFORE = '{"language": null, "task": "transcribe", "prompt": "“Ωmega”", "cards": 20}'  # as version 0.1.0 kept them
SMALL = Options(language="en", model="small", track=2)


def test_a_lecture_heard_again_stands_beside_the_old_one_with_all_that_the_student_wrote(mine: Notebook) -> None:
    old = worked_on(mine, Script(1))
    mine.edit(old, title="Tides", course="Physics", date="2026-01-02", notes="Chapter 4")
    before = mine.lecture(old)
    new = mine.hear_again(old, SMALL, models="small")
    entry = mine.entry(new)
    assert (entry.title, entry.course, entry.date, entry.notes) == ("Tides", "Physics", "2026-01-02", "Chapter 4")
    assert (entry.options, entry.state) == (SMALL, "queued")
    assert mine.recording(new) == mine.recording(old)
    assert mine.lecture(old) == before
    assert {found.id for found in mine.page("Physics").entries} == {old, new}


def test_heard_again_with_options_used_before_it_is_that_lecture(mine: Notebook) -> None:
    old = worked_on(mine, Script(1))
    new = mine.hear_again(old, SMALL)
    assert mine.hear_again(old, SMALL) == new
    assert mine.hear_again(new, mine.entry(old).options) == old
    assert mine.page().total == 2


def test_either_can_be_deleted_and_the_recording_stays_for_the_other(mine: Notebook) -> None:
    old = worked_on(mine, Script(1))
    new = mine.hear_again(old, SMALL)
    mine.delete(old)
    assert mine.recording(new).exists()


def test_another_notebooks_lecture_cannot_be_heard_again(mine: Notebook, theirs: Notebook) -> None:
    with pytest.raises(UnknownLecture):
        theirs.hear_again(worked_on(mine, Script(1)), SMALL)


def test_without_its_recording_a_lecture_cannot_be_heard_again(mine: Notebook) -> None:
    old = worked_on(mine, Script(1))
    mine.recording(old).unlink()
    with pytest.raises(RecordingGone):
        mine.hear_again(old, SMALL)
    assert mine.page().total == 1


def test_a_full_notebook_takes_no_lecture_heard_again(tmp_path: Path) -> None:
    library = Library(tmp_path / "full", Limits(notebook_lectures=1))
    mine = library.notebook(library.new_notebook())
    old = add(mine, Script(1))
    with pytest.raises(NotebookFull):
        mine.hear_again(old, SMALL)
    assert mine.page().total == 1
    library.close()


def test_options_an_earlier_app_kept_are_kept_in_the_same_words_today() -> None:
    assert options_text(codec.load(Options, BEFORE)) == BEFORE
    assert codec.load(Options, options_text(SMALL)) == SMALL


def test_the_same_recording_and_options_given_before_the_update_and_after_are_one_lecture(mine: Notebook) -> None:
    given = codec.load(Options, BEFORE)
    lecture = mine.add("Tides.mp3", [b"sound"], given)
    with mine.storage.database.writing() as rows:
        rows.execute("UPDATE lectures SET options = ? WHERE id = ?", (BEFORE, lecture))
    assert mine.add("Tides.mp3", [b"sound"], given) == lecture


def test_subtitles_that_were_given_with_a_recording_go_along_and_no_list_carries_them(mine: Notebook) -> None:
    with_captions = Options(captions="A tide rises. " * 1000)
    old = mine.add("a.mp3", [b"a"], with_captions)
    assert mine.page().entries[0].options == mine.unfinished()[0].options == Options()
    assert mine.entry(old).options == with_captions
    new = mine.hear_again(old, replace(mine.entry(old).options, model="small"))
    assert mine.hear_again(new, mine.entry(old).options) == old
    with mine.storage.database.reading() as rows:
        kept = {row["id"]: codec.load(Options, row["options"]) for row in rows.execute("SELECT * FROM lectures")}
    assert kept == {old: with_captions, new: replace(with_captions, model="small")}


def test_a_recording_without_subtitles_is_known_by_what_an_app_before_them_kept() -> None:
    assert "captions" not in options_text(SMALL)
