"""A lecture that came as a file is a lecture like any other, but for its sound."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lecture.edits import written
from lecture.errors import NotebookFull
from lecture.export import lecture_json
from lecture.intake.whole import read
from lecture.settings import Limits
from lecture.store import archive, cards, putting_right, shelf
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from lecture.store.shelf import Within
from lecture.store.storage import NoRecording
from lecture.store.taken_in import take_in_lecture
from lecture.values import Lecture, Mark, Options, Progress, Summary, Transcript, identified
from tests.lecture.export.tides import TIDES
from tests.lecture.intake.test_whole import FINISHED
from tests.lecture.store.hands import ByHand, work_off
from tests.lecture.store.script import Script, hear, worked_on

MARKED = replace(TIDES.transcript, marks=(Mark(0.0, "Die Flut 潮汐"), Mark(3600.0)))
WHOLE = replace(TIDES, transcript=MARKED, cards=replace(TIDES.cards, cards=identified(TIDES.cards.cards)))


def file_of(lecture: Lecture = WHOLE) -> bytes:
    return lecture_json.write(lecture)


def take(notebook: Notebook, data: bytes | None = None) -> str:
    """Give the notebook this file."""
    found = read("lecture.json", io.BytesIO(data or file_of()))
    return take_in_lecture(notebook, found.lecture, found.sha256)


def exported(notebook: Notebook, lecture: str) -> bytes:
    return file_of(notebook.lecture(lecture))


def test_it_is_a_finished_lecture_under_its_own_names_that_a_search_finds(mine: Notebook) -> None:
    lecture = take(mine)
    entry = mine.entry(lecture)
    assert (entry.title, entry.file_name, entry.date) == ("How the tides work", "tides.m4a", "2026-11-24")
    assert (entry.state, entry.duration, entry.size) == ("done", 3729.0, 0)
    assert mine.lecture(lecture) == WHOLE
    assert exported(mine, lecture) == file_of()
    assert [one.id for one in mine.page("mumble").entries] == [lecture]
    assert shelf.stale(mine, Within()) == [lecture]  # its sentences are found when it is asked


def storable(lecture: Lecture) -> Lecture:
    """As the store would have made it: with a title, a file's name, and cards with ids of ours."""
    made = replace(lecture.cards, cards=identified(lecture.cards.cards))
    return replace(lecture, title=f"On {lecture.title}", file_name="a.mp3", cards=made)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FINISHED.map(storable))
def test_whatever_is_said_in_it_goes_in_and_out_without_loss(mine: Notebook, lecture: Lecture) -> None:
    taken = take(mine, file_of(lecture))
    assert exported(mine, taken) == file_of(lecture)
    mine.delete(taken)


def test_the_same_file_is_the_same_lecture_and_another_is_another(mine: Notebook, theirs: Notebook) -> None:
    first = take(mine)
    mine.edit(first, title="Mine")
    assert take(mine) == first
    assert mine.entry(first).title == "Mine"
    assert take(mine, file_of(replace(WHOLE, title="Another"))) != first
    assert take(theirs) != first
    assert (mine.page().total, theirs.page().total) == (2, 1)


def test_one_that_was_deleted_comes_back_as_it_was(mine: Notebook) -> None:
    first = take(mine)
    cards.keep(mine, first, WHOLE.cards.cards[0].id)
    mine.put_away(first)
    assert take(mine) == first
    assert [one.state for one in cards.deck(mine, first)] == ["kept", "proposed"]


def test_what_the_student_made_of_it_elsewhere_is_in_it_and_their_own_cards_keep_their_ids(
    mine: Notebook, theirs: Notebook
) -> None:
    lecture = take(mine)
    own = cards.add(mine, lecture, "Who explained them?", "Newton", start=3600.0, end=3604.0)
    cards.drop(mine, lecture, WHOLE.cards.cards[1].id)
    data = exported(mine, lecture)
    taken = take(theirs, data)
    assert [one.card.id for one in cards.deck(theirs, taken)] == [WHOLE.cards.cards[0].id, own]
    assert exported(theirs, taken) == data


def test_ids_that_are_none_of_ours_or_not_the_cards_own_are_made_anew(mine: Notebook) -> None:
    for ids in (("../secret", "b" * 16), ("a" * 16, "a" * 16), ("", "")):
        two = tuple(replace(card, id=id) for card, id in zip(WHOLE.cards.cards, ids, strict=True))
        taken = take(mine, file_of(replace(WHOLE, cards=replace(WHOLE.cards, cards=two))))
        assert mine.lecture(taken) == WHOLE


def test_one_without_a_title_is_called_as_its_file(mine: Notebook) -> None:
    taken = take(mine, file_of(replace(WHOLE, title=" ", file_name="../On_tides.mp3")))
    assert (mine.entry(taken).title, mine.entry(taken).file_name) == ("On tides", "On_tides.mp3")


def test_its_sound_is_said_to_have_never_been_here(mine: Notebook) -> None:
    lecture = take(mine)
    with pytest.raises(NoRecording, match=r"“tides\.m4a” came here as a file without its recording"):
        mine.recording(lecture)
    with pytest.raises(NoRecording):
        mine.hear_again(lecture, Options(language="de"))


def test_a_full_notebook_takes_none(tmp_path: Path) -> None:
    library = Library(tmp_path / "small", Limits(notebook_lectures=1))
    small = library.notebook(library.new_notebook())
    first = take(small)
    with pytest.raises(NotebookFull):
        take(small, file_of(replace(WHOLE, title="Another")))
    assert [entry.id for entry in small.page().entries] == [first]
    assert [folder.name for folder in (tmp_path / "small" / "lectures").iterdir()] == [first]
    library.close()


def test_it_can_be_put_right_and_its_notes_made_anew_with_the_files_chapters(
    mine: Notebook, library: Library, hand: ByHand
) -> None:
    lecture = take(mine)
    segment = WHOLE.transcript.segments[3]
    putting_right.keep(mine, lecture, written(segment, "And then he said more."))
    queue = Queue(library, anew, hand, by_itself=False)
    queue.remake(mine, lecture)
    work_off(queue, hand)
    queue.round()
    queue.close()
    found = mine.lecture(lecture)
    assert (found.summary.overview, found.title) == ("Made anew of: And then he said more.", WHOLE.title)
    assert found.transcript.marks == WHOLE.transcript.marks
    assert mine.entry(lecture).state == "done"


def anew(
    recording: Path,
    options: Options,
    *,
    name: str,
    on_progress: Callable[[Progress], None],
    so_far: Transcript | None,
) -> Lecture:
    """Work that needs no sound where all is heard, as pipeline.study."""
    assert so_far
    assert so_far.finished
    return replace(WHOLE, transcript=so_far, summary=Summary(f"Made anew of: {so_far.segments[3].text}", (), 0.0, 1.0))


def test_it_travels_in_a_notebooks_file_too(mine: Notebook, theirs: Notebook, tmp_path: Path) -> None:
    lecture = take(mine)
    mine.edit(lecture, course="Oceans", notes="for the exam")
    data = archive.packed(mine)
    assert archive.take_in(theirs, "notebook.zip", io.BytesIO(data)) == 1
    (entry,) = theirs.page().entries
    assert (entry.title, entry.course, entry.notes) == ("How the tides work", "Oceans", "for the exam")
    assert exported(theirs, entry.id) == file_of()
    assert take(theirs) == entry.id  # the same file is the same lecture there too
    assert archive.take_in(theirs, "notebook.zip", io.BytesIO(data)) == 0


def test_what_came_as_a_file_is_never_passed_on_to_others(library: Library, mine: Notebook, hand: ByHand) -> None:
    theirs = library.notebook(library.new_notebook())
    first = worked_on(theirs, Script(1))
    lie = replace(WHOLE, title="A lie")
    digest = sha256(Script(1).recording()).hexdigest()
    take_in_lecture(mine, lie, digest)  # of a file with the very sha256 of the recording
    again = library.notebook(library.new_notebook())
    lecture = again.add("lecture 1.mp3", [Script(1).recording()])
    queue = Queue(library, hear, hand, by_itself=False)
    work_off(queue, hand)
    queue.round()
    queue.close()
    assert again.lecture(lecture).transcript == theirs.lecture(first).transcript
