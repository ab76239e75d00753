"""What lectures say: kept with them, asked for by lecture, course or notebook, and gone with them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lecture import codec
from lecture.errors import UnknownLecture
from lecture.store.archive import export, take_in
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.rows import changed
from lecture.store.sentences import keep, kept
from lecture.store.shelf import Shelved, Within, before, put, shelved, stale
from lecture.values import Lecture, Options, Said
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, work_off
from tests.lecture.store.script import Script, add, hear, worked_on

TIDE = Said("en", ("The tide rises.", "It falls."), (0.0, 2.5), (2.0, 4.25), b"\x00\x3c" * 768)
NOTHING = Said("th", (), (), ())
LINES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(lambda text: " ".join(text.split()) or "x")
TIMES = st.floats(0, 1e6)


@st.composite
def told(draw: st.DrawFn) -> Said:
    texts = draw(st.lists(LINES, max_size=4))
    starts, ends = (tuple(draw(st.lists(TIMES, min_size=len(texts), max_size=len(texts)))) for _ in range(2))
    vectors = draw(st.binary(min_size=768, max_size=768)) * len(texts)
    return Said(draw(st.sampled_from(["en", "it"])), tuple(texts), starts, ends, draw(st.sampled_from([b"", vectors])))


def number(notebook: Notebook, lecture: str) -> int:
    with notebook.storage.database.reading() as rows:
        return notebook.number(rows, lecture)


def texts(notebook: Notebook, within: Within = Within()) -> list[tuple[str, ...]]:  # noqa: B008  (frozen)
    return [one.said.texts for one in shelved(notebook, within)]


def says(text: str) -> Said:
    return Said("en", (text,), (0.0,), (1.0,))


@given(told())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_what_was_kept_comes_back_as_it_was(library: Library, mine: Notebook, lecture: Said) -> None:
    at = number(mine, worked_on(mine, Script(1)))
    with library.database.writing() as rows:
        keep(rows, at, NOTHING)
        keep(rows, at, lecture)
        assert kept(rows, at) == lecture


def test_the_work_gives_what_is_said_and_only_its_own_table_holds_it(
    mine: Notebook, theirs: Notebook, start: Start, hand: ByHand, library: Library
) -> None:
    def work(recording: Path, options: Options, **how: Any) -> Lecture:
        return replace(hear(recording, options, **how), said=TIDE)

    first = add(mine, Script(1))
    queue = start(work)
    work_off(queue, hand)
    assert shelved(mine, Within()) == [Shelved(first, "lecture 1", TIDE)]
    assert mine.lecture(first).said is None
    second = add(theirs, Script(1), "ours.mp3")  # the same recording, which is not worked on again
    work_off(queue, hand)
    assert shelved(theirs, Within()) == [Shelved(second, "ours", TIDE)]
    assert stale(mine, Within()) == stale(theirs, Within()) == []
    with library.database.reading() as rows:
        assert not [body for (body,) in rows.execute("SELECT body FROM lectures") if "tide rises" in body]


def test_what_a_student_wrote_is_not_passed_on(mine: Notebook, theirs: Notebook, start: Start, hand: ByHand) -> None:
    first = worked_on(mine, Script(1))
    put(mine, first, says("my own words"), 1)
    second = add(theirs, Script(1))
    work_off(start(), hand)
    assert theirs.entry(second).state == "done"
    assert shelved(theirs, Within()) == []
    assert stale(theirs, Within()) == [second]


def test_one_lecture_a_course_and_all_are_asked_and_never_anothers(mine: Notebook, theirs: Notebook) -> None:
    lectures = [worked_on(mine, Script(seed)) for seed in range(3)]
    for lecture, course in zip(lectures, ("Seas", "Seas", "Law"), strict=True):
        mine.edit(lecture, course=course)
        put(mine, lecture, says(lecture), 0)
    other = worked_on(theirs, Script(9))
    theirs.edit(other, course="Seas")
    put(theirs, other, says(other), 0)
    add(mine, Script(4))  # waits in the queue: there is nothing yet to be asked
    assert texts(mine) == [(lecture,) for lecture in lectures]
    assert texts(mine, Within(course="Seas")) == [(lectures[0],), (lectures[1],)]
    assert texts(mine, Within(lecture=lectures[2])) == [(lectures[2],)]
    assert texts(mine, Within(lecture=other)) == texts(mine, Within(course="None")) == []
    with pytest.raises(UnknownLecture):
        put(mine, other, says("mine"), 0)


def test_a_lecture_is_stale_until_it_is_asked_and_again_when_the_student_changed_something(
    library: Library, mine: Notebook
) -> None:
    first, second = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    assert stale(mine, Within()) == [first, second]
    assert before(mine, first) == (None, 0)
    put(mine, first, says("once"), 0)
    assert stale(mine, Within()) == [second]
    with library.database.writing() as rows:
        changed(rows, mine.number(rows, first))
    assert stale(mine, Within(lecture=first)) == [first]
    assert before(mine, first) == (says("once"), 1)
    put(mine, first, says("again"), 1)
    assert stale(mine, Within(lecture=first)) == []
    assert texts(mine) == [("again",)]


def test_what_was_deleted_or_put_away_is_not_asked(library: Library, mine: Notebook) -> None:
    first, second = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    for lecture in (first, second):
        put(mine, lecture, says("kept"), 0)
    with library.database.writing() as rows:
        rows.execute("UPDATE lectures SET deleted = 1 WHERE id = ?", (second,))
    assert texts(mine) == [("kept",)]
    mine.delete(first)
    with library.database.reading() as rows:
        assert rows.execute("SELECT count(*) FROM sentences").fetchone()[0] == 1
    assert texts(mine) == []


def test_it_does_not_travel_and_what_comes_as_such_in_a_file_is_not_taken(
    tmp_path: Path, mine: Notebook, theirs: Notebook
) -> None:
    lecture = worked_on(mine, Script(1))
    put(mine, lecture, says("here"), 0)
    export(mine, tmp_path / "notebook.zip")
    forged = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "notebook.zip") as real, zipfile.ZipFile(forged, "w") as file:
        for name in real.namelist():
            data = real.read(name)
            assert b'"said"' not in data
            file.writestr(name, data.replace(b'"asides"', b'"said": ' + FORGED + b', "asides"'))
    assert take_in(theirs, "notebook.zip", forged) == 1
    assert texts(theirs) == []


FORGED = b'{"language": "en", "texts": ["forged"], "starts": [], "ends": [], "vectors": "1"}'


def test_json_has_no_word_of_it(mine: Notebook) -> None:
    lecture = replace(mine.lecture(worked_on(mine, Script(1))), said=TIDE)
    assert codec.dump(lecture) == codec.dump(replace(lecture, said=None))
    assert codec.load(Lecture, codec.dump(lecture)) == lecture
