"""Edits and replacements in a notebook's file: they travel, and nothing from outside is trusted."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from lecture.edits import LONGEST
from lecture.errors import NotANotebook
from lecture.misheard import Replacement
from lecture.store import replacements
from lecture.store.archive import take_in
from lecture.store.notebook import Notebook
from lecture.store.putting_right import history, redo, undo
from tests.lecture.store.hands import MOMENT, Standing
from tests.lecture.store.script import Script, alone, worked_on
from tests.lecture.store.test_archive import members, packed, zipped
from tests.lecture.store.test_edits import first, write

HEARD = alone(Script(1)).segments


def test_edits_and_replacements_travel_with_the_notebook(
    mine: Notebook, theirs: Notebook, tmp_path: Path, clock: Standing
) -> None:
    lecture = worked_on(mine, Script(1))
    mine.edit(lecture, course="Physics")
    write(mine, lecture, "Photons.")
    write(mine, lecture, "Light.")
    undo(mine, lecture)
    replacements.remember(mine, "Physics", "boar", "Bohr")
    replacements.remember(mine, "Physics", "plank", "Planck")
    replacements.remember(theirs, "Physics", "boar", "bore")
    clock.move(5)
    assert take_in(theirs, "n.zip", io.BytesIO(packed(mine, tmp_path))) == 1
    (entry,) = theirs.page("photons").entries
    here, there = history(mine, lecture), history(theirs, entry.id)
    assert [replace(record, edit=replace(record.edit, id="")) for record in there.records] == [
        replace(record, edit=replace(record.edit, id="")) for record in here.records
    ]
    assert not {record.edit.id for record in there.records} & {record.edit.id for record in here.records}
    assert theirs.lecture(entry.id) == mine.lecture(lecture)
    redo(theirs, entry.id)
    assert (first(theirs, entry.id), first(mine, lecture)) == ("Light.", "Photons.")
    assert set(replacements.known(theirs, "Physics")) == {Replacement("boar", "bore"), Replacement("plank", "Planck")}


LONG = {"start": 0.0, "end": 1.0, "old": "a", "new": "b" * (LONGEST + 1)}
ENDLESS = {"start": 0.0, "end": 1e999, "old": "a", "new": "b"}
SHORT = {"start": 0.0, "end": 1.0, "old": "a", "new": "b"}
HOSTILE: dict[str, object] = {
    "an edit of any length": {"edits": [{"at": 1.0, "edit": {"id": "", "changes": [LONG]}}]},
    "an edit without end": {"edits": [{"at": 1.0, "edit": {"id": "", "changes": [ENDLESS]}}]},
    "an edit at no moment": {"edits": [{"at": 1e999, "edit": {"id": "", "changes": [SHORT]}}]},
    "an edit of another kind": {"edits": [{"at": 1.0, "edit": {"id": "", "changes": [], "what": "delete all"}}]},
    "edits without number": {"edits": [{"at": 1.0, "edit": {"id": "", "changes": []}}] * 10_001},
    "changes without number": {"edits": [{"at": 1.0, "edit": {"id": "", "changes": [SHORT] * 20_001}}]},
    "a name of any length": {"replacements": [{"heard": "a" * 101, "meant": "b"}]},
    "edits that are none": {"edits": "all"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_edits_of_a_hostile_file_are_refused(name: str, mine: Notebook, theirs: Notebook, tmp_path: Path) -> None:
    worked_on(mine, Script(1))
    parts = members(packed(mine, tmp_path))
    lecture = json.loads(parts["lectures/0.json"]) | HOSTILE[name]
    with pytest.raises(NotANotebook):
        take_in(theirs, "evil.zip", io.BytesIO(zipped(parts | {"lectures/0.json": json.dumps(lecture).encode()})))
    assert theirs.page().total == 0


def test_an_edit_from_outside_gets_an_id_a_moment_and_a_state_of_ours(
    mine: Notebook, theirs: Notebook, tmp_path: Path
) -> None:
    lecture = worked_on(mine, Script(1))
    id = write(mine, lecture, "Photons.")
    parts = members(packed(mine, tmp_path))
    found = json.loads(parts["lectures/0.json"])
    found["edits"][0] |= {"at": 1e15, "taken_back": -(10**30)}
    take_in(theirs, "n.zip", io.BytesIO(zipped(parts | {"lectures/0.json": json.dumps(found).encode()})))
    (record,) = history(theirs, theirs.page().entries[0].id).records
    assert record.edit.id != id
    assert (record.at, record.taken_back) == (MOMENT, 0)
