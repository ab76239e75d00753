"""The copies for browsers lie beside their recordings, and go with them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lecture import codec
from lecture.errors import UnknownLecture
from lecture.store import archive
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.rows import finish
from lecture.values import Options
from tests.lecture.store.script import Script, add, made, worked_on


def put(library: Library, digest: str, track: int = 0) -> Path:
    made = library.arriving()
    made.write_bytes(b"sound")
    library.put_copy_in_place(made, digest, track)
    return library.playable_copy(digest, track)


def test_a_copy_lives_as_long_as_the_last_lecture_of_its_recording(
    library: Library, mine: Notebook, theirs: Notebook
) -> None:
    here, there = (add(notebook, Script(1)) for notebook in (mine, theirs))
    digest = mine.recording(here).name
    copies = [put(library, digest), put(library, digest, 2)]
    other = put(library, mine.recording(add(mine, Script(2))).name)
    mine.delete(here)
    assert [copy.read_bytes() for copy in copies] == [b"sound"] * 2
    theirs.delete(there)
    assert list((library.folder / "playable").iterdir()) == [other]


def test_a_copy_of_what_was_deleted_meanwhile_is_not_kept(library: Library, mine: Notebook) -> None:
    lecture = add(mine, Script(1))
    digest = mine.recording(lecture).name
    mine.delete(lecture)
    assert not put(library, digest).exists()


def test_a_copy_of_nobodys_recording_is_swept_away(library: Library, mine: Notebook) -> None:
    kept = put(library, mine.recording(add(mine, Script(1))).name)
    library.playable_copy("0" * 64, 0).write_bytes(b"whose?")
    library.sweep()
    assert list((library.folder / "playable").iterdir()) == [kept]


def test_copies_stay_at_home(library: Library, mine: Notebook, tmp_path: Path) -> None:
    recording = mine.recording(worked_on(mine, Script(1)))
    put(library, recording.name)
    archive.export(mine, tmp_path / "notebook.zip")
    with zipfile.ZipFile(tmp_path / "notebook.zip") as packed:
        names = set(packed.namelist())
    assert names == {"notebook.txt", "lectures/0.json", f"recordings/{recording.name}"}
    assert mine.size() == recording.stat().st_size


def test_the_track_to_play_is_the_one_that_was_heard_else_the_one_that_was_chosen(mine: Notebook) -> None:
    lecture = mine.add("a.mp4", [Script(1).recording()], Options(track=2))
    assert mine.track(add(mine, Script(2))) == 0
    assert mine.track(lecture) == 2
    text = codec.dump(made(mine, lecture)).replace('"track": 0', '"track": 3')
    with mine.storage.database.writing() as rows:
        number = mine.number(rows, lecture)
        finish(rows, number, made(mine, lecture))
        rows.execute("UPDATE lectures SET body = ? WHERE number = ?", (text, number))
    assert mine.lecture(lecture).transcript.track == mine.track(lecture) == 3
    with mine.storage.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = 'damaged' WHERE number = ?", (number,))
    assert mine.track(lecture) == 2


def test_another_notebook_has_no_track_of_it(mine: Notebook, theirs: Notebook) -> None:
    with pytest.raises(UnknownLecture):
        theirs.track(add(mine, Script(1)))
