"""The line: fair to students, not to lectures."""

from __future__ import annotations

from lecture.store.library import Library
from lecture.store.notebook import Notebook
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import ByHand, Standing
from tests.lecture.store.script import Script, add


def given(notebook: Notebook, clock: Standing, *seeds: int) -> list[str]:
    """Lectures that come a second after each other."""
    lectures = []
    for seed in seeds:
        lectures.append(add(notebook, Script(seed)))
        clock.move(1)
    return lectures


def test_a_student_with_ten_lectures_does_not_make_another_wait_for_all_ten(
    library: Library, start: Start, hand: ByHand, clock: Standing
) -> None:
    busy, other, third = (library.notebook(library.new_notebook()) for _ in range(3))
    ten = given(busy, clock, *range(10))
    queue = start()
    queue.round()
    one, two = given(other, clock, 100), given(third, clock, 200, 201)
    assert [queue.status(other, each).place for each in one] == [1]
    assert [queue.status(third, each).place for each in two] == [2, 4]
    assert [queue.status(busy, each).place for each in ten] == [0, 3, 5, 6, 7, 8, 9, 10, 11, 12]

    books = [("busy", busy), ("other", other), ("third", third)]
    order: list[str] = []
    while hand.calls:
        running = [name for name, book in books for entry in book.page().entries if entry.state == "running"]
        order += running
        hand.step()
        clock.move(1)
        queue.round()
    assert order == ["busy", "other", "third", "busy", "third"] + ["busy"] * 8


def test_new_students_do_not_starve_one_who_waits(
    library: Library, start: Start, hand: ByHand, clock: Standing
) -> None:
    busy, early = (library.notebook(library.new_notebook()) for _ in range(2))
    _, second = given(busy, clock, 1, 2)
    queue = start()
    queue.round()
    given(early, clock, 3)
    hand.step()
    queue.round()  # the first lecture is done, and the early student's runs
    clock.move(1)
    assert queue.status(busy, second).place == 1
    for seed in range(10, 15):  # they stand behind the second
        given(library.notebook(library.new_notebook()), clock, seed)
    assert queue.status(busy, second).place == 1


def test_a_lecture_that_rests_keeps_its_place_and_lets_others_pass(
    library: Library, mine: Notebook, theirs: Notebook, start: Start, hand: ByHand, clock: Standing
) -> None:
    (resting,), (other,) = given(mine, clock, 1), given(theirs, clock, 2)
    with library.database.writing() as rows:
        rows.execute("UPDATE jobs SET not_before = ? WHERE lecture = ?", (clock.now() + 5, mine.number(rows, resting)))
    queue = start()
    assert queue.status(mine, resting).place == 1
    queue.round()
    assert theirs.entry(other).state == "running"
    assert mine.entry(resting).state == "queued"
    hand.step()
    clock.move(5)
    queue.round()
    assert mine.entry(resting).state == "running"
