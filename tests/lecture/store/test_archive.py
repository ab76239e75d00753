"""A notebook taken to another machine; and files that only look like one."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lecture import codec
from lecture.errors import LectureError, NotANotebook, NotebookFull, RecordingGone
from lecture.settings import Limits
from lecture.store.archive import FORMAT, MANIFEST, export, take_in
from lecture.store.library import Library
from lecture.store.notebook import Entry, Notebook
from lecture.store.queue import Queue
from lecture.values import Lecture
from tests.lecture.store.hands import ByHand, work_off
from tests.lecture.store.script import Script, add, alone, hear, worked_on

Members = dict[str, bytes]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Notebook]:
    library = Library(tmp_path / "here")
    yield library.notebook(library.new_notebook())
    library.close()


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Library]:
    """The other machine."""
    library = Library(tmp_path / "there")
    yield library
    library.close()


@pytest.fixture
def there(far: Library) -> Notebook:
    return far.notebook(far.new_notebook())


def packed(notebook: Notebook, folder: Path) -> bytes:
    export(notebook, folder / "notebook.zip")
    return (folder / "notebook.zip").read_bytes()


def members(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(parts: Members, compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return buffer.getvalue()


def shown(notebook: Notebook) -> list[Entry]:
    """What a list shows, but for the ids, which are each machine's own."""
    return [replace(entry, id="") for entry in notebook.page(count=100).entries]


def test_a_notebook_opens_on_another_machine_as_it_was(here: Notebook, there: Notebook, tmp_path: Path) -> None:
    lectures = [worked_on(here, Script(seed), f"Vörlesung {seed}.mp3") for seed in range(3)]
    here.edit(lectures[0], title="One", course="Law", date="2026-10-01", notes="for the exam")
    assert take_in(there, "notebook.zip", io.BytesIO(packed(here, tmp_path))) == 3
    assert shown(there) == shown(here)
    taken = [entry.id for entry in reversed(there.page().entries)]
    assert [there.lecture(each) for each in taken] == [here.lecture(each) for each in lectures]
    assert [there.recording(each).read_bytes() for each in taken] == [Script(seed).recording() for seed in range(3)]
    assert there.page("exam").total == 1
    assert there.page(alone(Script(1)).segments[0].text).total == 1
    assert not set(taken) & set(lectures)


def test_taking_it_in_twice_adds_nothing(here: Notebook, there: Notebook, tmp_path: Path) -> None:
    worked_on(here, Script(1))
    data = packed(here, tmp_path)
    assert [take_in(there, "n.zip", io.BytesIO(data)) for _ in range(2)] == [1, 0]
    assert take_in(here, "n.zip", io.BytesIO(data)) == 0
    assert there.page().total == here.page().total == 1


def test_an_unfinished_lecture_travels_too_and_waits_for_the_student(
    here: Notebook, far: Library, there: Notebook, tmp_path: Path, hand: ByHand
) -> None:
    add(here, Script(1))
    assert take_in(there, "n.zip", io.BytesIO(packed(here, tmp_path))) == 1
    (entry,) = there.page().entries
    assert entry.state == "cancelled"
    queue = Queue(far, hear, hand, by_itself=False)
    queue.retry(there, entry.id)
    work_off(queue, hand)
    queue.close()
    assert there.lecture(entry.id).transcript == alone(Script(1))


def test_a_result_that_cannot_be_read_keeps_nothing_from_travelling(
    here: Notebook, there: Notebook, tmp_path: Path
) -> None:
    add(here, Script(1))
    add(here, Script(2))
    with here.storage.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = '{'")
    assert take_in(there, "n.zip", io.BytesIO(packed(here, tmp_path))) == 2


def test_a_lecture_whose_recording_is_gone_travels_without_it_and_opens_nobody_elses(
    here: Notebook, far: Library, there: Notebook, tmp_path: Path
) -> None:
    lecture = worked_on(here, Script(1))
    here.recording(lecture).unlink()
    data = packed(here, tmp_path)
    somebody = far.notebook(far.new_notebook())
    assert somebody.recording(worked_on(somebody, Script(1))).exists()
    assert take_in(there, "n.zip", io.BytesIO(data)) == 1
    (entry,) = there.page().entries
    assert there.lecture(entry.id).transcript == alone(Script(1))
    with pytest.raises(RecordingGone):
        there.recording(entry.id)
    assert take_in(there, "n.zip", io.BytesIO(data)) == 0
    assert take_in(there, "n.zip", io.BytesIO(packed(there, tmp_path))) == 0


def test_a_result_that_came_in_a_file_is_not_passed_on_to_others(
    here: Notebook, far: Library, there: Notebook, tmp_path: Path, hand: ByHand
) -> None:
    worked_on(here, Script(1))
    parts = members(packed(here, tmp_path))
    parts["lectures/0.json"] = parts["lectures/0.json"].replace(b"is said", b"is a lie")
    assert take_in(there, "n.zip", io.BytesIO(zipped(parts))) == 1
    assert "is a lie" in there.lecture(there.page().entries[0].id).transcript.text
    honest = far.notebook(far.new_notebook())
    lecture = add(honest, Script(1))
    queue = Queue(far, hear, hand, by_itself=False)
    work_off(queue, hand)
    queue.close()
    assert honest.lecture(lecture).transcript == alone(Script(1))


def test_an_export_that_cannot_be_written_leaves_no_half(here: Notebook, tmp_path: Path) -> None:
    worked_on(here, Script(1))
    (tmp_path / "file").touch()
    with pytest.raises(LectureError, match="cannot be written"):
        export(here, tmp_path / "file" / "notebook.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"here", "file"}


Change = Callable[[Members], Members]


def _edited(**fields: object) -> Change:
    """The first lecture's `about` with other values."""

    def change(parts: Members) -> Members:
        lecture = json.loads(parts["lectures/0.json"])
        lecture["about"].update(fields)
        return {**parts, "lectures/0.json": json.dumps(lecture).encode()}

    return change


HOSTILE: dict[str, Change] = {
    "no manifest": lambda parts: {name: data for name, data in parts.items() if name != MANIFEST},
    "another version": lambda parts: {**parts, MANIFEST: FORMAT.replace("1", "2").encode()},
    "a path that climbs": lambda parts: {**parts, "../../../tmp/evil": b"x"},
    "a recording that climbs": lambda parts: {**parts, "recordings/../../evil": b"x"},
    "an absolute path": lambda parts: {**parts, "/etc/cron.d/evil": b"x"},
    "a Windows path": lambda parts: {**parts, "recordings\\..\\evil": b"x"},
    "a name with a line end": lambda parts: {**parts, f"recordings/{'a' * 64}\n": b"x"},
    "a recording under another hash": lambda parts: {**parts, f"recordings/{'0' * 64}": b"x"},
    "an empty recording": lambda parts: {**parts, f"recordings/{'0' * 64}": b""},
    "a lecture that is no JSON": lambda parts: {**parts, "lectures/9.json": b"{"},
    "a lecture of another shape": lambda parts: {**parts, "lectures/9.json": b"[1, 2]"},
    "a lecture that is no UTF-8": lambda parts: {**parts, "lectures/9.json": b"\xff\xfe"},
    "brackets without end": lambda parts: {**parts, "lectures/9.json": b"[" * 100_000},
    "a recording named as a path": _edited(recording="../secret"),
    "a date that is none": _edited(date="tomorrow"),
    "a moment that is none": _edited(added="NaN"),
    "a moment beyond numbers": _edited(added=1e999),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_nothing(
    name: str, here: Notebook, there: Notebook, tmp_path: Path
) -> None:
    worked_on(here, Script(1))
    parts = members(packed(here, tmp_path))
    before = {path for path in tmp_path.rglob("*") if "library.db" not in path.name}
    with pytest.raises(NotANotebook, match="is not a notebook that this app wrote"):
        take_in(there, "evil.zip", io.BytesIO(zipped(HOSTILE[name](parts))))
    assert there.page().total == 0
    assert {path for path in tmp_path.rglob("*") if "library.db" not in path.name} == before


def test_a_bomb_is_refused_by_what_it_says_of_its_size(here: Notebook, tmp_path: Path) -> None:
    parts = {MANIFEST: FORMAT.encode(), "lectures/0.json": b" " * (65 * 2**20)}
    data = zipped(parts, zipfile.ZIP_DEFLATED)
    assert len(data) < 100_000
    with pytest.raises(NotANotebook, match="larger than"):
        take_in(here, "bomb.zip", io.BytesIO(data))
    squeezed = zipped({MANIFEST: FORMAT.encode(), f"recordings/{'0' * 64}": b"0" * 2**20}, zipfile.ZIP_DEFLATED)
    with pytest.raises(NotANotebook, match="is compressed"):
        take_in(here, "bomb.zip", io.BytesIO(squeezed))


def test_a_bomb_that_lies_about_its_size_is_refused(here: Notebook) -> None:
    data = zipped({MANIFEST: FORMAT.encode(), "lectures/0.json": b" " * 2**20}, zipfile.ZIP_DEFLATED)
    lie = data.replace((2**20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != data
    with pytest.raises(NotANotebook):
        take_in(here, "bomb.zip", io.BytesIO(lie))


def test_a_notebook_that_does_not_fit_is_refused_as_a_whole(here: Notebook, tmp_path: Path) -> None:
    for seed in range(4):
        worked_on(here, Script(seed))
    data = packed(here, tmp_path)
    for limits in (Limits(notebook_lectures=3), Limits(notebook_bytes=300)):
        library = Library(tmp_path / "small", limits)
        small = library.notebook(library.new_notebook())
        with pytest.raises(NotebookFull):
            take_in(small, "n.zip", io.BytesIO(data))
        assert small.page().total == 0
        library.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255), cut=st.integers(0, 10**6))
@example(place=0, byte=0, cut=0)
def test_a_damaged_file_is_refused_or_taken_but_never_an_accident(
    place: int, byte: int, cut: int, whole: bytes, there: Notebook
) -> None:
    data = bytearray(whole)
    data[place % len(data)] = byte
    if place % 3 == 0:
        del data[cut % len(data) :]
    with suppress(NotANotebook):
        take_in(there, "n.zip", io.BytesIO(bytes(data)))
    for entry in there.page().entries:
        assert isinstance(there.lecture(entry.id), Lecture)
        there.delete(entry.id)


@pytest.fixture
def whole(here: Notebook, tmp_path: Path) -> bytes:
    worked_on(here, Script(1, seconds=2))
    return packed(here, tmp_path)


def test_a_file_that_the_app_before_has_written_opens_without_its_reviews(there: Notebook) -> None:
    data = (Path(__file__).parent / "before" / "notebook.zip").read_bytes()
    assert b"reviews" in members(data)["lectures/0.json"]
    assert take_in(there, "n.zip", io.BytesIO(data)) == 2
    done, failed = reversed(there.page().entries)
    assert (done.title, done.state, failed.title, failed.state) == ("On candles", "done", "Silence", "cancelled")
    assert there.lecture(done.id).transcript == alone(Script(1))


def test_a_moment_to_come_is_now(here: Notebook, library: Library, mine: Notebook, tmp_path: Path) -> None:
    worked_on(here, Script(1))
    parts = _edited(added=1e12)(members(packed(here, tmp_path)))
    assert take_in(mine, "n.zip", io.BytesIO(zipped(parts))) == 1
    assert mine.page().entries[0].added == library.clock.now()


def test_the_manifest_and_the_lectures_can_be_read_by_a_person(whole: bytes) -> None:
    parts = members(whole)
    assert parts[MANIFEST].decode() == "Lecture Voice-to-Notes: a notebook, version 1\n"
    lecture = json.loads(parts["lectures/0.json"])
    assert lecture["about"]["title"] == "lecture 1"
    assert lecture["lecture"] == json.loads(codec.dump(codec.load(Lecture, json.dumps(lecture["lecture"]))))
    assert f"recordings/{lecture['about']['recording']}" in parts
