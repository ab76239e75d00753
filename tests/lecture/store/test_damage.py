"""A damaged database, restored: what can be read is there, the rest is made again, and each student is told once."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from lecture.edits import written
from lecture.errors import DiskFull, NewerData, NotFinished, StoreDamaged
from lecture.store import damage, database, putting_right, regain
from lecture.store.database import connect
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from lecture.store.restored import Restored, read, restorations
from lecture.store.storage import Storage
from tests.disks import fill_disk, mounted
from tests.lecture.store.hands import MOMENT, ByHand, Standing, work_off
from tests.lecture.store.script import Script, add, alone, hear, worked_on


def library_with(folder: Path, count: int) -> tuple[str, list[str]]:
    library = Library(folder)
    key = library.first_notebook()
    mine = library.notebook(key)
    lectures = [worked_on(mine, Script(seed, seconds=60)) for seed in range(count)]
    for number, lecture in enumerate(lectures):
        mine.edit(lecture, notes=f"note {number}", title=f"title {number}", course="Law")
    library.close()
    return key, lectures


def ruin(path: Path, text: str) -> None:
    """Overwrite the pages of the file on which this text stands: in a result, and in the words for the search."""
    data = bytearray(path.read_bytes())
    while (found := data.find(text.encode())) >= 0:
        start = found // 4096 * 4096
        data[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(data)


def reopened(folder: Path, key: str) -> tuple[Library, Notebook, list[str]]:
    """The library after whatever had to be done again is done; and the lectures for which that was so."""
    library = Library(folder)
    mine = library.notebook(key)
    again = [entry.id for entry in mine.page(count=100).entries if entry.state != "done"]
    hand = ByHand()
    queue = Queue(library, hear, hand, by_itself=False)
    work_off(queue, hand)
    queue.close()
    return library, mine, again


def test_a_database_that_is_no_database_is_set_aside_and_its_lectures_are_worked_on_again(tmp_path: Path) -> None:
    key, lectures = library_with(tmp_path, 3)
    (tmp_path / "library.db").write_bytes(b"not a database at all" * 1000)
    library, mine, again = reopened(tmp_path, key)
    assert [told.detail for told in restorations(mine)] == ["file is not a database"]
    assert set(again) == set(lectures)
    for seed, lecture in enumerate(lectures):
        assert mine.lecture(lecture).transcript == alone(Script(seed, seconds=60))
        assert mine.entry(lecture).file_name == f"lecture {seed}.mp3"
    (aside,) = tmp_path.glob("damaged-*")
    assert (aside / "library.db").read_bytes() == b"not a database at all" * 1000
    assert mine.page("said").total == 3
    library.close()


def test_a_restoration_is_told_once_to_each_notebook_that_was_there_and_to_no_newcomer(
    tmp_path: Path, clock: Standing
) -> None:
    library = Library(tmp_path, clock=clock.clock)
    keys = [library.new_notebook(), library.notebook_of("ann")]
    for number, key in enumerate(keys):
        mine = library.notebook(key)
        for seed in (0, 1):
            mine.edit(worked_on(mine, Script(2 * number + seed, seconds=60)), title=f"title {number} {seed}")
    library.close()
    ruin(tmp_path / "library.db", alone(Script(1, seconds=60)).segments[40].text)  # in the first notebook's second
    for _server in (1, 2):  # it is told until it is read, whoever opens the library
        library = Library(tmp_path, clock=clock.clock)
        told = [restorations(library.notebook(key)) for key in (*keys, library.new_notebook())]
        (aside,) = tmp_path.glob("damaged-*")
        (detail,) = {one.detail for one in (*told[0], *told[1])}
        assert told == [
            (Restored(MOMENT, detail, str(aside), again=("title 0 1",)),),
            (Restored(MOMENT, detail, str(aside)),),
            (),
        ]
        library.close()
    library = Library(tmp_path, clock=clock.clock)
    read(library.notebook(keys[0]), MOMENT)
    assert [len(restorations(library.notebook(key))) for key in keys] == [0, 1]
    library.close()


def test_what_was_not_read_of_an_earlier_restoration_is_told_before_the_next(tmp_path: Path, clock: Standing) -> None:
    key, _ = library_with(tmp_path, 3)
    for seed in (0, 1):
        ruin(tmp_path / "library.db", alone(Script(seed, seconds=60)).segments[40].text)
        clock.move(60)
        library = Library(tmp_path, clock=clock.clock)
        mine = library.notebook(key)
        told = [(one.at, one.again) for one in restorations(mine)]
        library.close()
    assert told == [(MOMENT + 60, ("title 0",)), (MOMENT + 120, ("title 1",))]
    library = Library(tmp_path)
    read(library.notebook(key), MOMENT + 60)
    assert [one.at for one in restorations(library.notebook(key))] == [MOMENT + 120]
    library.close()


def test_a_page_with_nothing_to_read_opens_no_file_and_is_told_what_another_server_restores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = library_with(tmp_path, 1)
    library = Library(tmp_path)
    mine = library.notebook(key)
    assert restorations(mine) == ()
    opened = []

    def watched(path: Path) -> sqlite3.Connection:
        opened.append(path)
        return connect(path)

    monkeypatch.setattr(database, "connect", watched)
    assert restorations(mine) == ()
    assert opened == []
    monkeypatch.undo()
    library.database.scrub()  # so that all is in the one file
    ruin(tmp_path / "library.db", alone(Script(0, seconds=60)).segments[40].text)
    other = Library(tmp_path)
    assert [told.again for told in restorations(mine)] == [("title 0",)]
    other.close()
    library.close()


def test_what_another_server_is_about_to_tell_is_told_by_this_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = library_with(tmp_path, 1)
    library = Library(tmp_path)
    mine, mend, before = library.notebook(key), regain.mend, []

    def looked_at(other: Storage, loss: damage.Loss) -> None:
        before.append(restorations(mine))
        mend(other, loss)

    library.database.scrub()
    ruin(tmp_path / "library.db", alone(Script(0, seconds=60)).segments[40].text)
    monkeypatch.setattr(regain, "mend", looked_at)
    Library(tmp_path).close()
    assert (before, len(restorations(mine))) == ([()], 1)
    library.close()


def test_edits_that_cannot_be_read_are_told_by_the_title_of_their_lecture(tmp_path: Path) -> None:
    library = Library(tmp_path)
    key = library.first_notebook()
    mine = library.notebook(key)
    lectures = [worked_on(mine, Script(seed)) for seed in (0, 1)]
    long = "photon " * 3000  # on pages of its own
    for lecture in lectures:
        segment = mine.lecture(lecture).transcript.segments[0]
        putting_right.keep(mine, lecture, written(segment, "Light."))
    with library.database.writing() as rows:
        rows.execute("UPDATE edits SET body = ? WHERE lecture = ?", (long, mine.number(rows, lectures[1])))
    library.close()
    ruin(tmp_path / "library.db", "photon " * 100)
    library = Library(tmp_path)
    (told,) = restorations(library.notebook(key))
    assert (told.again, told.edits, told.cards) == ((), ("lecture 1",), ())
    library.close()


@pytest.mark.parametrize("step", ["carried", "log", "file", "mended"])
def test_who_is_killed_while_it_is_restored_loses_nothing_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    key, lectures = library_with(tmp_path, 3)
    ruin(tmp_path / "library.db", alone(Script(1, seconds=60)).segments[40].text)
    (tmp_path / "library.db-wal").touch()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    if step == "mended":
        monkeypatch.setattr(regain, "mend", killed)
    elif step == "carried":
        monkeypatch.setattr(damage, "write_whole", killed)
    else:
        replace, left = Path.replace, {"log": 1, "file": 2}[step]
        moves = iter(range(100))

        def move(path: Path, target: Path) -> Path:
            if path.name.startswith("library.db") and next(moves) == left:
                raise KeyboardInterrupt
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", move)
    with suppress(KeyboardInterrupt):
        Library(tmp_path)
    monkeypatch.undo()
    library, mine, again = reopened(tmp_path, key)
    assert len(restorations(mine)) == 1
    assert again == [lectures[1]]
    assert [mine.entry(each).title for each in lectures] == ["title 0", "title 1", "title 2"]
    assert [mine.lecture(each).transcript for each in lectures] == [alone(Script(n, seconds=60)) for n in range(3)]
    library.close()


def test_a_full_disk_stops_a_restoration_and_loses_nothing(tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=2m", "none") as folder:
        key, lectures = library_with(folder / "data", 3)
        ruin(folder / "data" / "library.db", alone(Script(1, seconds=60)).segments[40].text)
        (folder / "data" / "reserve").unlink()
        fill_disk(folder / "ballast")
        with pytest.raises(DiskFull):
            Library(folder / "data")
        (folder / "ballast").unlink()
        library, mine, again = reopened(folder / "data", key)
        assert again == [lectures[1]]
        assert [mine.entry(each).notes for each in lectures] == ["note 0", "note 1", "note 2"]
        library.close()


def test_a_result_of_a_newer_app_is_restored_as_it_is(tmp_path: Path) -> None:
    key, (lecture,) = library_with(tmp_path, 1)
    library = Library(tmp_path)
    with library.database.writing() as rows:
        rows.execute("""UPDATE lectures SET body = '{"version": 99}'""")
    library.database.scrub()
    library.close()
    path = tmp_path / "library.db"
    data = bytearray(path.read_bytes())
    start = data.rindex(b"is said at second 30.") // 4096 * 4096  # in the words for the search
    data[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    library, mine, again = reopened(tmp_path, key)
    assert restorations(mine)
    assert again == []
    assert mine.entry(lecture).state == "done"
    assert mine.page("title law").total == 1
    with pytest.raises(NewerData):
        mine.lecture(lecture)
    library.close()


def test_from_a_database_damaged_in_places_all_that_can_be_read_is_restored(tmp_path: Path) -> None:
    key, lectures = library_with(tmp_path, 12)
    path = tmp_path / "library.db"
    data = bytearray(path.read_bytes())
    for seed in (2, 6, 9):  # within their results, far from their rows' beginnings
        start = data.index(alone(Script(seed, seconds=60)).segments[40].text.encode()) // 4096 * 4096
        data[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    library, mine, again = reopened(tmp_path, key)
    assert restorations(mine)
    assert len(again) < 9
    assert [mine.entry(each).notes for each in lectures] == [f"note {number}" for number in range(12)]
    assert [mine.entry(each).title for each in lectures] == [f"title {number}" for number in range(12)]
    assert mine.page("title law").total == 12
    for seed, lecture in enumerate(lectures):
        assert mine.lecture(lecture).transcript == alone(Script(seed, seconds=60))
    library.close()


@pytest.mark.parametrize("part", [0.0, 0.2, 0.4, 0.6, 0.8])
def test_wherever_the_damage_is_no_lecture_is_lost(tmp_path: Path, part: float) -> None:
    key, lectures = library_with(tmp_path, 6)
    path = tmp_path / "library.db"
    data = bytearray(path.read_bytes())
    start = int(len(data) * part) // 4096 * 4096
    data[start : start + 4096] = b"\x5a" * 4096
    path.write_bytes(data)
    library, mine, _ = reopened(tmp_path, key)
    for seed, lecture in enumerate(lectures):
        assert mine.lecture(lecture).transcript == alone(Script(seed, seconds=60))
    library.close()


def test_a_database_cut_short_is_restored(tmp_path: Path) -> None:
    key, lectures = library_with(tmp_path, 6)
    path = tmp_path / "library.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    library, mine, _ = reopened(tmp_path, key)
    assert restorations(mine)
    for seed, lecture in enumerate(lectures):
        assert mine.lecture(lecture).transcript == alone(Script(seed, seconds=60))
    library.close()


def test_damage_while_the_server_runs_is_a_sentence_and_a_new_library_repairs_it(tmp_path: Path) -> None:
    key, lectures = library_with(tmp_path, 4)
    library = Library(tmp_path)
    mine = library.notebook(key)
    queue = Queue(library, hear)
    library.database.scrub()  # so that all is in the one file
    (tmp_path / "library.db").write_bytes(b"no" * 50_000)
    with pytest.raises(StoreDamaged, match="what can be read is restored"):
        mine.page()
    queue.close()
    library.close()
    library, mine, _ = reopened(tmp_path, key)
    assert {entry.id for entry in mine.page().entries} == set(lectures)
    library.close()


def test_a_result_that_cannot_be_read_is_made_again(tmp_path: Path) -> None:
    """SQLite has no checksums: a bit that fell over is noticed when the lecture is opened."""
    key, lectures = library_with(tmp_path, 2)
    library = Library(tmp_path)
    mine = library.notebook(key)
    with library.database.writing() as rows:
        rows.execute("UPDATE lectures SET body = replace(body, '{', '[') WHERE id = ?", (lectures[0],))
    with pytest.raises(NotFinished):
        mine.lecture(lectures[0])
    assert [mine.entry(lecture).state for lecture in lectures] == ["queued", "done"]
    library.close()
    library, mine, again = reopened(tmp_path, key)
    assert again == [lectures[0]]
    assert mine.lecture(lectures[0]).transcript == alone(Script(0, seconds=60))
    library.close()


def test_a_deleted_lecture_does_not_come_back_when_the_library_is_restored(tmp_path: Path) -> None:
    key, lectures = library_with(tmp_path, 3)
    library = Library(tmp_path)
    library.notebook(key).delete(lectures[1])
    library.close()
    (tmp_path / "library.db").write_bytes(b"gone")
    library, mine, _ = reopened(tmp_path, key)
    assert {entry.id for entry in mine.page().entries} == {lectures[0], lectures[2]}
    library.close()


def test_after_a_restoration_keys_open_what_they_opened_and_nothing_else(tmp_path: Path) -> None:
    library = Library(tmp_path)
    keys = [library.new_notebook(), library.notebook_of("ann")]
    lectures = [add(library.notebook(key), Script(seed)) for seed, key in enumerate(keys)]
    library.close()
    (tmp_path / "library.db").write_bytes(b"gone")
    library = Library(tmp_path)
    assert [[e.id for e in library.notebook(key).page().entries] for key in keys] == [[each] for each in lectures]
    library.close()
