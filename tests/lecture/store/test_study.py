"""Decisions, reviews and exams travel with the notebook; what comes from outside is trusted in nothing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lecture.errors import NotANotebook
from lecture.store import cards, review
from lecture.store.archive import packed, take_in
from lecture.store.cards import deck
from lecture.store.damage import set_aside
from lecture.store.exams import exams, set_exam
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.study import MOST
from tests.lecture.store.hand_made import lecture_with, some_cards
from tests.lecture.store.hands import MOMENT

Found = dict[str, Any]


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Notebook]:
    """A notebook on another machine."""
    library = Library(tmp_path / "there")
    yield library.notebook(library.new_notebook())
    library.close()


@pytest.fixture
def lecture(mine: Notebook) -> str:
    lecture = lecture_with(mine, some_cards(), course="Canals")
    sluice, weir, locks, towpath = (one.card.id for one in deck(mine, lecture))
    own = cards.add(mine, lecture, "What floats?", "A barge", start=12.0, end=13.0)
    cards.keep(mine, lecture, sluice)
    cards.edit(mine, lecture, weir, answer="A wall under water")
    cards.thumb(mine, lecture, locks, 1)
    for known, rating in ((sluice, 3), (own, 4), (towpath, 1)):
        review.grade(mine, lecture, known, rating, MOMENT, utc_offset=60)
    cards.merge(mine, lecture, locks, towpath)
    set_exam(mine, "Canals", "2030-01-15")
    return lecture


def changed(data: bytes, change: Callable[[Found], object]) -> io.BytesIO:
    """A notebook's file with its one lecture changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("lectures/"):
                found = json.loads(part)
                change(found)
                part = json.dumps(found).encode()
            new.writestr(name, part)
    return io.BytesIO(buffer.getvalue())


def only(notebook: Notebook) -> str:
    (entry,) = notebook.page().entries
    return entry.id


def test_what_was_decided_and_reviewed_travels_with_the_notebook(mine: Notebook, there: Notebook, lecture: str) -> None:
    assert take_in(there, "n.zip", io.BytesIO(packed(mine))) == 1
    assert deck(there, only(there), now=MOMENT) == deck(mine, lecture, now=MOMENT)
    assert exams(there) == {"Canals": "2030-01-15"}
    with mine.storage.database.reading() as here, there.storage.database.reading() as far:
        for table in ("reviews", "schedules", "cards"):
            rows = [
                sorted(row[1:] for row in map(tuple, side.execute(f"SELECT * FROM {table}"))) for side in (here, far)
            ]
            assert rows[0] == rows[1] != []
    assert cards.undo(there, only(there)) == ()


def test_an_exam_that_is_set_there_stays(mine: Notebook, there: Notebook, lecture: str) -> None:
    set_exam(there, "Canals", "2031-02-16")
    assert take_in(there, "n.zip", io.BytesIO(packed(mine))) == 1
    assert exams(there) == {"Canals": "2031-02-16"}


def test_a_file_without_a_study_opens(mine: Notebook, there: Notebook, lecture: str) -> None:
    assert take_in(there, "n.zip", changed(packed(mine), lambda found: found.pop("study"))) == 1
    assert [one.state for one in deck(there, only(there))] == ["proposed"] * 4
    assert exams(there) == {}


def _review(**fields: object) -> Callable[[Found], object]:
    return lambda found: found["study"]["reviews"][0].update(fields)


def _record(**fields: object) -> Callable[[Found], object]:
    return lambda found: found["study"]["records"][0].update(fields)


HOSTILE: dict[str, Callable[[Found], object]] = {
    "a rating that is none": _review(rating=5),
    "a rating that is a word": _review(rating="good"),
    "a review at no moment": _review(at="NaN"),
    "a review before all time": _review(at=-1.0),
    "a review beyond numbers": _review(at=1e999),
    "a clock of no place": _review(utc_offset=10**9),
    "a state that is none": _record(state="stolen"),
    "a thumb of five": _record(thumb=5),
    "a decision at no moment": _record(at="Infinity"),
    "a card that is none": _record(made={"question": "?"}),
    "a card at no moment": lambda found: found["study"]["records"][0]["body"].update(start="NaN"),
    "an exam on no day": lambda found: found["study"].update(exam="tomorrow"),
    "too many reviews": lambda found: found["study"].update(reviews=found["study"]["reviews"] * MOST),
    "another shape": lambda found: found.update(study=[1]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_as_a_whole(name: str, mine: Notebook, there: Notebook, lecture: str) -> None:
    with pytest.raises(NotANotebook, match="is not a notebook that this app wrote"):
        take_in(there, "evil.zip", changed(packed(mine), HOSTILE[name]))
    assert there.page().total == 0
    assert exams(there) == {}


def test_a_review_to_come_was_now_and_odd_letters_are_made_fit(mine: Notebook, there: Notebook, lecture: str) -> None:
    def change(found: Found) -> None:
        found["study"]["reviews"][0]["at"] = 1e12
        found["study"]["records"][0] |= {"card": "own-\udc80", "merged_into": "\udc80"}
        for card in found["lecture"]["cards"]["cards"]:
            card["id"] = "the same"

    assert take_in(there, "odd.zip", changed(packed(mine), change)) == 1
    with there.storage.database.reading() as rows:
        (latest,) = rows.execute("SELECT max(at) FROM reviews").fetchone()
    assert latest <= there.storage.clock.now()
    taken = only(there)
    assert len({one.card.id for one in deck(there, taken)}) == len(deck(there, taken))
    for one in deck(there, taken):
        cards.keep(there, taken, one.card.id)


def test_twins_merged_in_a_circle_hang_nobody_up(mine: Notebook, there: Notebook, lecture: str) -> None:
    def change(found: Found) -> None:
        for record in found["study"]["records"]:
            record["merged_into"] = record["card"]

    assert take_in(there, "odd.zip", changed(packed(mine), change)) == 1
    assert sum(one.reviews for one in deck(there, only(there))) == 3


def test_all_of_it_is_there_after_a_restoration(mine: Notebook, library: Library, lecture: str, tmp_path: Path) -> None:
    before = deck(mine, lecture, now=MOMENT)
    library.close()
    set_aside(tmp_path / "data" / "library.db", "somebody wrote over it", MOMENT)
    again = Library(tmp_path / "data")
    restored = Notebook(again, mine.name)
    assert deck(restored, lecture, now=MOMENT) == before
    assert exams(restored) == {"Canals": "2030-01-15"}
    again.close()
