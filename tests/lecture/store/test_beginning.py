"""How a notebook begins, and how an empty one goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from benchmarks.made_up import lecture_of
from lecture.clock import Clock
from lecture.errors import UnknownNotebook
from lecture.settings import Limits
from lecture.store import archive
from lecture.store.beginning import DAY, EMPTY
from lecture.store.exams import exams, set_exam
from lecture.store.growing import Recorder, Told
from lecture.store.keys import derived_key, hashed, is_tagged, new_key, tagged
from lecture.store.library import Library
from lecture.store.limits_errors import LibraryFull, TooManyNotebooks
from lecture.store.notebook import Notebook
from lecture.store.replacements import known, remember
from lecture.store.review import due
from lecture.store.taken_in import take_in_lecture
from lecture.values import Options

PART = Told("audio/webm", "2026-11-26T10:15:04", 2.0)
ID = "6edd4869-ae8a-4870-a066-1fed918bba7c"


class Hand:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, tzinfo=UTC).timestamp()

    def now(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def library(tmp_path: Path, hand: Hand) -> Iterator[Library]:
    opened = Library(tmp_path / "data", clock=Clock(hand.now))
    yield opened
    opened.close()


def rows(library: Library) -> list[str]:
    """The names of the notebooks that are in the database."""
    with library.database.reading() as found:
        return [name for (name,) in found.execute("SELECT id FROM notebooks ORDER BY id")]


def started_by_an_earlier_app(library: Library, *, served: float = 0) -> str:
    """The key of a notebook whose row was made when its page was opened."""
    key = new_key()
    with library.database.writing() as row:
        row.execute(
            "INSERT INTO notebooks (id, added, served) VALUES (?, ?, ?)", (hashed(key), library.clock.now(), served)
        )
    return key


def packed(folder: Path) -> bytes:
    """The file of a notebook with one recording in it."""
    far = Library(folder)
    mine = far.notebook(far.new_notebook())
    mine.add("Tides.mp3", BytesIO(b"tides"))
    file = archive.packed(mine)
    far.close()
    return file


# Keys


def test_a_key_is_known_by_its_tag_to_whoever_has_the_secret() -> None:
    key = tagged(b"secret", new_key())
    assert is_tagged(b"secret", key)
    assert not is_tagged(b"another", key)
    for wrong in (key[:-1], key[1:], key[:-1] + ("A" if key[-1] != "A" else "B"), new_key(), "", "ä\udc80" * 24):
        assert not is_tagged(b"secret", wrong)


def test_a_hundred_visits_leave_nothing_in_the_database(library: Library) -> None:
    keys = {library.new_notebook() for _ in range(100)}
    pages = [library.notebook(key).page() for key in keys]
    assert (len(keys), {page.total for page in pages}, rows(library)) == (100, {0}, [])


def test_a_key_that_nobody_was_given_opens_nothing(library: Library) -> None:
    key = library.new_notebook()
    for wrong in (key[:-1] + "-", new_key(), "", "Tides"):
        with pytest.raises(UnknownNotebook):
            library.notebook(wrong)


def test_an_empty_page_can_be_loaded_again_after_a_restart(library: Library) -> None:
    key = library.new_notebook()
    again = Library(library.folder)
    assert again.notebook(key).page().total == 0
    again.close()


def test_a_key_of_an_earlier_app_opens_its_notebook(library: Library) -> None:
    key = started_by_an_earlier_app(library)
    library.notebook(key).add("Tides.mp3", BytesIO(b"tides"))
    assert library.notebook(key).page().total == 1


def test_a_person_keeps_the_notebook_that_an_earlier_app_began(library: Library) -> None:
    former = derived_key((library.folder / "secret").read_bytes(), "person ann")
    assert library.notebook_of("ann") != former
    with library.database.writing() as row:
        row.execute("INSERT INTO notebooks (id, added) VALUES (?, 0)", (hashed(former),))
    assert library.notebook_of("ann") == former
    assert library.knows(former)


# What reads one that has not begun


def test_what_reads_finds_an_unborn_notebook_empty(library: Library) -> None:
    mine = library.notebook(library.new_notebook())
    assert (mine.page("tides").entries, mine.unfinished(), mine.courses(), mine.put_away_list()) == ((), (), (), ())
    assert (mine.tongue(), mine.size(), exams(mine), known(mine, "Oceans")) == ("", 0, {}, ())
    assert Recorder(mine).waiting() == ()
    assert not due(mine, library.clock.now())
    assert archive.packed(mine)
    mine.rename_course("Oceans", "Seas")
    assert rows(library) == []


# What writes begins it


def test_whatever_is_kept_in_it_begins_the_notebook(library: Library, tmp_path: Path) -> None:
    file = packed(tmp_path / "far")
    writes: list[Callable[[Notebook], object]] = [
        lambda mine: mine.add("Tides.mp3", BytesIO(b"tides")),
        lambda mine: Recorder(mine).take(ID, 0, b"sound", PART),
        lambda mine: archive.take_in(mine, "notebook.zip", BytesIO(file)),
        lambda mine: take_in_lecture(mine, lecture_of(1), "0" * 64, 5),
        lambda mine: mine.choose_tongue("de"),
        lambda mine: set_exam(mine, "Oceans", "2027-02-01"),
        lambda mine: remember(mine, "Oceans", "tights", "tides"),
    ]
    names = set()
    for write in writes:
        mine = library.notebook(library.new_notebook())
        write(mine)
        names.add(mine.name)
        assert set(rows(library)) == names


def test_a_part_of_a_recording_that_is_not_the_first_begins_nothing(library: Library) -> None:
    mine = library.notebook(library.new_notebook())
    Recorder(mine).discard(ID)
    assert rows(library) == []


def test_who_is_not_admitted_keeps_nothing(library: Library) -> None:
    def nobody(name: str) -> None:
        raise TooManyNotebooks(3)

    mine = library.notebook(library.new_notebook(), nobody)
    for write in (
        lambda: mine.add("Tides.mp3", BytesIO(b"tides")),
        lambda: Recorder(mine).take(ID, 0, b"sound", PART),
        lambda: mine.choose_tongue("de"),
    ):
        with pytest.raises(TooManyNotebooks, match="3 new notebooks have begun"):
            write()
    assert (rows(library), mine.page().total, Recorder(mine).waiting()) == ([], 0, ())
    assert list((library.folder / "recordings").iterdir()) == []


def test_a_notebook_that_has_begun_needs_no_admission(library: Library) -> None:
    key = library.new_notebook()
    asked: list[str] = []
    library.notebook(key, lambda name: asked.append("first")).add("Tides.mp3", BytesIO(b"tides"))
    library.notebook(key, lambda name: asked.append("second")).add("Waves.mp3", BytesIO(b"waves"))
    assert asked == ["first"]


# What goes again


def test_an_empty_notebook_goes_after_a_month_and_its_key_stays_good(library: Library, hand: Hand) -> None:
    key = library.new_notebook()
    mine = library.notebook(key)
    lecture = mine.add("Tides.mp3", BytesIO(b"tides"))
    hand.at += EMPTY + DAY
    library.sweep()
    assert rows(library) == [mine.name]
    mine.delete(lecture)
    library.sweep()
    assert rows(library) == []
    assert library.notebook(key).page().total == 0
    library.notebook(key).add("Tides.mp3", BytesIO(b"tides"))
    assert rows(library) == [mine.name]


def test_what_holds_anything_stays(library: Library, hand: Hand) -> None:
    holds: list[Callable[[Notebook], object]] = [
        lambda mine: mine.put_away(mine.add("Tides.mp3", BytesIO(b"tides"))),
        lambda mine: set_exam(mine, "Oceans", "2027-02-01"),
        lambda mine: remember(mine, "Oceans", "tights", "tides"),
    ]
    names = []
    for hold in holds:
        mine = library.notebook(library.new_notebook())
        names.append(mine.name)
        mine.choose_tongue("de")
        hand.at += EMPTY + DAY
        hold(mine)
        library.sweep()
        assert mine.name in rows(library)
    growing = library.notebook(library.new_notebook())
    growing.choose_tongue("de")
    with library.database.writing() as row:
        row.execute("UPDATE notebooks SET added = 0 WHERE id = ?", (growing.name,))
    Recorder(growing).take(ID, 0, b"sound", PART)  # kept in the machine's own time
    hand.at = time.time()
    library.sweep()
    assert growing.name in rows(library)


def test_of_an_earlier_apps_notebooks_only_those_go_that_never_held_anything(library: Library, hand: Hand) -> None:
    never, once = started_by_an_earlier_app(library), started_by_an_earlier_app(library, served=5)
    hand.at += EMPTY - DAY
    library.sweep()
    assert rows(library) == sorted([hashed(never), hashed(once)])
    hand.at += 2 * DAY
    library.sweep()
    assert rows(library) == [hashed(once)]
    assert library.knows(once)


# Room


def test_the_library_holds_so_much_and_the_same_recording_counts_once(tmp_path: Path) -> None:
    library = Library(tmp_path, Limits(library_bytes=10))
    one, two = (library.notebook(library.new_notebook()) for _ in range(2))
    one.add("Tides.mp3", BytesIO(b"12345678"))
    two.add("Tides.mp3", BytesIO(b"12345678"))
    with pytest.raises(LibraryFull, match="no room for more recordings"):
        two.add("Waves.mp3", BytesIO(b"abc"))
    two.add("Waves.mp3", BytesIO(b"ab"))
    third = library.notebook(library.new_notebook())
    with pytest.raises(LibraryFull):
        third.add("Currents.mp3", BytesIO(b"c"))
    assert third.name not in rows(library)
    library.close()


def test_what_grows_counts_too_and_is_asked_for_room_as_it_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lecture.store.growing.STRETCH", 4)
    library = Library(tmp_path, Limits(library_bytes=10))
    mine = library.notebook(library.new_notebook())
    recorder = Recorder(mine)
    assert recorder.take(ID, 0, b"12345678", PART) == 8
    with pytest.raises(LibraryFull):
        recorder.take(ID, 8, b"abcdef", PART)
    with pytest.raises(LibraryFull):
        mine.add("Waves.mp3", BytesIO(b"abc"))
    assert recorder.take(ID, 8, b"a", PART) == 9
    library.close()


def test_what_a_microphone_recorded_becomes_a_lecture_where_it_alone_fills_the_library(tmp_path: Path) -> None:
    library = Library(tmp_path, Limits(library_bytes=10))
    mine = library.notebook(library.new_notebook())
    recorder = Recorder(mine)
    recorder.take(ID, 0, b"12345678", PART)
    made = recorder.make(ID)
    assert [(entry.id, entry.size) for entry in mine.page().entries] == [(made, 8)]
    assert recorder.waiting() == ()
    with pytest.raises(LibraryFull):
        mine.add("Waves.mp3", BytesIO(b"abc"))
    library.close()


def test_what_is_here_is_heard_again_and_given_again_where_the_library_is_full(tmp_path: Path) -> None:
    library = Library(tmp_path)
    mine, theirs = (library.notebook(library.new_notebook()) for _ in range(2))
    lecture = mine.add("Tides.mp3", BytesIO(b"12345678"))
    library.close()
    library = Library(tmp_path, Limits(library_bytes=4))  # since then it was made smaller
    mine, theirs = Notebook(library, mine.name), Notebook(library, theirs.name)
    assert mine.hear_again(lecture, Options(language="de")) != lecture
    theirs.add("Tides.mp3", BytesIO(b"12345678"))
    with pytest.raises(LibraryFull):
        theirs.add("Waves.mp3", BytesIO(b"a"))
    library.close()
