"""Lectures put away: gone from all that shows them, back with all that was theirs, and in time deleted for good."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from lecture.errors import LecturePutAway, NotebookFull, UnknownLecture
from lecture.settings import Limits
from lecture.store import archive, put_away
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAY, PutAway
from lecture.values import Options
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import MOMENT, ByHand, Standing, meanwhile, work_off
from tests.lecture.store.script import Script, add, alone, heard, worked_on


def test_what_is_put_away_is_nowhere_but_in_its_own_list(library: Library, mine: Notebook, start: Start) -> None:
    stays, goes = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    mine.edit(goes, course="Law")
    mine.put_away(goes)
    assert [entry.id for entry in mine.page().entries] == [stays]
    assert mine.page("word").total == 1
    assert mine.page("Law").total == 0
    assert [course.name for course in mine.courses()] == [""]
    assert mine.put_away_list() == (PutAway(goes, "lecture 2", "Law", MOMENT),)
    attempts: list[Callable[[], object]] = [
        lambda: mine.entry(goes),
        lambda: mine.lecture(goes),
        lambda: mine.recording(goes),
        lambda: mine.edit(goes, title="other"),
        lambda: mine.put_away(goes),
        lambda: mine.hear_again(goes, Options(language="de")),
        lambda: start().status(mine, goes),
    ]
    for attempt in attempts:
        with pytest.raises(LecturePutAway, match=r"“lecture 2” was deleted\. It can still be brought back\."):
            attempt()


def test_a_key_to_a_lecture_opens_nothing_while_that_is_put_away(library: Library, mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    key = library.lecture_key(lecture, "read")
    mine.put_away(lecture)
    with pytest.raises(UnknownLecture):
        library.opened(lecture, key, "read")
    mine.bring_back(lecture)
    assert library.opened(lecture, key, "read").lecture(lecture) == mine.lecture(lecture)


def test_it_comes_back_as_it_was(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    mine.edit(lecture, title="Torts", course="Law", date="2026-10-01", notes="for the exam")
    before = (mine.page(), mine.page("said exam"), mine.lecture(lecture), mine.courses())
    mine.put_away(lecture)
    mine.bring_back(lecture)
    assert (mine.page(), mine.page("said exam"), mine.lecture(lecture), mine.courses()) == before
    assert mine.put_away_list() == ()


@pytest.mark.parametrize("options", [Options(), Options(language="de")])
def test_giving_the_same_recording_again_brings_it_back(mine: Notebook, options: Options) -> None:
    lecture = worked_on(mine, Script(1))
    other = mine.hear_again(lecture, Options(language="de"))
    mine.put_away(lecture, other)
    again = mine.add("another name.mp3", [Script(1).recording()], options)
    assert again == (other if options.language else lecture)
    assert [entry.id for entry in mine.page().entries] == [again]


def test_hearing_again_brings_back_the_version_that_was_put_away(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    other = mine.hear_again(lecture, Options(language="de"))
    mine.put_away(other)
    assert mine.hear_again(lecture, Options(language="de")) == other
    assert (mine.entry(other).state, mine.put_away_list()) == ("queued", ())


def test_another_notebook_neither_puts_away_nor_brings_back(mine: Notebook, theirs: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    with pytest.raises(UnknownLecture):
        theirs.put_away(lecture)
    mine.put_away(lecture)
    with pytest.raises(UnknownLecture):
        theirs.bring_back(lecture)
    assert theirs.put_away_list() == ()
    assert len(mine.put_away_list()) == 1


def test_all_are_put_away_or_none(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    with pytest.raises(UnknownLecture):
        mine.put_away(lecture, "nobody's")
    assert mine.page().total == 1


# The queue


def test_work_on_what_is_put_away_stops_and_goes_on_when_it_is_wanted_again(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    script = Script(1)
    lecture = add(mine, script)
    queue = start(meanwhile(6, lambda: mine.put_away(lecture)))
    work_off(queue, hand)
    assert mine.page().total == 0
    mine.bring_back(lecture)
    status = queue.status(mine, lecture)
    assert (status.state, status.transcript) == ("cancelled", heard(script, 6))
    queue.retry(mine, lecture)
    work_off(queue, hand)
    assert mine.lecture(lecture).transcript == alone(script)


def test_what_waits_and_is_put_away_leaves_the_line(mine: Notebook, start: Start, hand: ByHand) -> None:
    first, second = add(mine, Script(1)), add(mine, Script(2))
    mine.put_away(first)
    queue = start()
    assert queue.status(mine, second).place == 1
    assert [entry.id for entry in mine.unfinished()] == [second]
    work_off(queue, hand)
    mine.bring_back(first)
    assert [entry.state for entry in mine.page().entries] == ["done", "cancelled"]


def test_what_was_finished_stays_finished_though_it_was_being_made_anew(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    lecture, queue = add(mine, Script(1)), start()
    work_off(queue, hand)
    queue.remake(mine, lecture)
    mine.put_away(lecture)
    mine.bring_back(lecture)
    assert mine.entry(lecture).state == "done"


# For good


def test_after_thirty_days_it_is_deleted_for_good(library: Library, mine: Notebook, clock: Standing) -> None:
    lecture, stays = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    recording = mine.recording(lecture)
    mine.put_away(lecture)
    (kept,) = mine.put_away_list()
    assert kept.until == MOMENT + 30 * DAY
    clock.move(30 * DAY)
    library.sweep()
    assert mine.put_away_list() == (kept,)
    clock.move(1)
    library.sweep()
    assert mine.put_away_list() == ()
    assert not recording.exists()
    assert not library.work_folder(lecture).exists()
    assert [entry.id for entry in mine.page().entries] == [stays]
    with pytest.raises(UnknownLecture) as unknown:
        mine.bring_back(lecture)
    assert type(unknown.value) is UnknownLecture


def test_it_can_be_deleted_for_good_at_once(library: Library, mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    recording = mine.recording(lecture)
    mine.put_away(lecture)
    mine.delete(lecture)
    assert mine.put_away_list() == ()
    assert not recording.exists()
    assert not library.work_folder(lecture).exists()


def test_the_operators_limit_holds_for_what_is_put_away_too(tmp_path: Path, clock: Standing) -> None:
    library = Library(tmp_path, Limits(keep_days=7), clock.clock)
    mine = library.notebook(library.new_notebook())
    mine.put_away(worked_on(mine, Script(1)))
    clock.move(7 * DAY + 1)
    library.sweep()
    assert mine.put_away_list() == ()
    library.close()


def test_it_takes_room_until_it_is_deleted_for_good(tmp_path: Path) -> None:
    library = Library(tmp_path, Limits(notebook_lectures=1))
    mine = library.notebook(library.new_notebook())
    first = add(mine, Script(1))
    mine.put_away(first)
    assert mine.size() == 0
    with pytest.raises(NotebookFull, match="what was deleted lately counts until it is deleted for good"):
        add(mine, Script(2))
    mine.delete(first)
    add(mine, Script(2))
    library.close()


def test_it_outlives_a_server_and_a_damaged_index(tmp_path: Path, clock: Standing) -> None:
    library = Library(tmp_path, clock=clock.clock)
    key = library.first_notebook()
    lecture = worked_on(library.notebook(key), Script(1))
    library.notebook(key).put_away(lecture)
    library.close()
    again = Library(tmp_path, clock=clock.clock)
    assert again.notebook(key).put_away_list() == (PutAway(lecture, "lecture 1", "", MOMENT),)
    again.close()


# A notebook's file


def test_it_does_not_travel(library: Library, mine: Notebook, theirs: Notebook) -> None:
    stays, goes = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    mine.put_away(goes)
    packed = archive.packed(mine)
    assert mine.storage.recording(mine.recording(stays).name).read_bytes() in packed
    assert Script(2).recording() not in packed
    assert archive.take_in(theirs, "notebook.zip", io.BytesIO(packed)) == 1


def test_a_notebooks_file_that_holds_it_brings_it_back(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    packed = archive.packed(mine)
    mine.put_away(lecture)
    assert archive.take_in(mine, "notebook.zip", io.BytesIO(packed)) == 1
    assert [entry.id for entry in mine.page().entries] == [lecture]
    assert archive.take_in(mine, "notebook.zip", io.BytesIO(packed)) == 0


def test_a_notebooks_file_that_cannot_be_taken_in_deletes_nothing_that_was_put_away(
    mine: Notebook, theirs: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = worked_on(theirs, Script(1))
    worked_on(theirs, Script(2))
    packed = archive.packed(theirs)
    kept = worked_on(mine, Script(1))
    mine.put_away(kept)
    monkeypatch.setattr(mine.storage, "limits", Limits(notebook_lectures=1))
    with pytest.raises(NotebookFull):
        archive.take_in(mine, "notebook.zip", io.BytesIO(packed))
    assert [away.id for away in mine.put_away_list()] == [kept]
    assert lecture != kept
    assert put_away.DAYS == 30


def test_what_is_past_its_time_is_deleted_in_one_go(
    library: Library, mine: Notebook, clock: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each deletion the index of words is written anew."""
    scrubbed: list[None] = []
    for seed in range(3):
        mine.put_away(worked_on(mine, Script(seed)))
    clock.move(31 * DAY)
    monkeypatch.setattr(library.database, "scrub", lambda: scrubbed.append(None))
    library.sweep()
    assert mine.put_away_list() == ()
    assert scrubbed == [None]
