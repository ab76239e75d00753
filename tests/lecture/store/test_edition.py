"""An edition is another one after whatever makes a lecture read otherwise, and the same one until then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lecture.edits import written
from lecture.errors import LecturePutAway, UnknownLecture
from lecture.store import cards, putting_right
from lecture.store.edition import edition
from lecture.store.notebook import Notebook
from lecture.values import Lecture, Options, Summary
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, Standing, work_off
from tests.lecture.store.script import Script, add, hear, worked_on

Act = Callable[[Notebook, str], object]


def correct(mine: Notebook, lecture: str) -> None:
    putting_right.keep(mine, lecture, written(mine.lecture(lecture).transcript.segments[0], "Max Planck."))


CHANGES: dict[str, Act] = {
    "title": lambda mine, lecture: mine.edit(lecture, title="Another"),
    "date": lambda mine, lecture: mine.edit(lecture, date="2020-02-02"),
    "text": correct,
    "card": lambda mine, lecture: cards.add(mine, lecture, "Who?", "Planck.", start=0.0, end=1.0),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_the_student_changes_makes_another_edition(mine: Notebook, what: str) -> None:
    lecture = worked_on(mine, Script(1))
    before = edition(mine, lecture)
    assert edition(mine, lecture) == before
    mine.edit(lecture, notes="which stand beside it", title=mine.entry(lecture).title)
    assert edition(mine, lecture) == before
    CHANGES[what](mine, lecture)
    assert edition(mine, lecture) != before


def test_a_title_that_comes_back_is_another_edition(mine: Notebook, clock: Standing) -> None:
    lecture = worked_on(mine, Script(1))
    title, before = mine.entry(lecture).title, edition(mine, lecture)
    for each in ("Another", title):
        clock.move(1)
        mine.edit(lecture, title=each)
    assert edition(mine, lecture) != before


def test_notes_made_anew_are_another_edition_from_when_they_are_there(
    mine: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    times = iter(("first", "second"))

    def work(recording: Path, options: Options, **how: Any) -> Lecture:
        return replace(hear(recording, options, **how), summary=Summary(next(times), (), 0.0, 10.0))

    lecture, queue = add(mine, Script(1)), start(work)
    work_off(queue, hand)
    found = {edition(mine, lecture): mine.lecture(lecture).summary.overview}
    clock.move(1)
    queue.remake(mine, lecture)
    found[edition(mine, lecture)] = mine.lecture(lecture).summary.overview
    work_off(queue, hand)
    found[edition(mine, lecture)] = mine.lecture(lecture).summary.overview
    assert [*found.values()] == ["first", "first", "second"]


def test_there_is_none_of_what_is_not_here(mine: Notebook, theirs: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    with pytest.raises(UnknownLecture):
        edition(theirs, lecture)
    mine.put_away(lecture)
    with pytest.raises(LecturePutAway):
        edition(mine, lecture)
