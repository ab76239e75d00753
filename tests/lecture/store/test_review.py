"""The queue of what is due, how FSRS and an exam move it, and what is there after a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import fsrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lecture.errors import UnknownCard, UnknownLecture
from lecture.store import cards, review
from lecture.store.cards import deck
from lecture.store.days import DAY, beginning, date_of, day_of, number_of
from lecture.store.deck import Owned
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.review import Asked, Count, Counts, Day, Week
from lecture.store.schedule import RATINGS, Rating, Review, Schedule, replayed
from lecture.values import Card
from tests.conftest import ROOT
from tests.lecture.store.hand_made import asked, ids, lecture_with, make_anew, some_cards
from tests.lecture.store.hands import MOMENT

HOUR = 60 * 60.0
NINE = beginning(day_of(MOMENT)) + 5 * HOUR  # nine in the morning, UTC, of the day on which tests begin
TODAY = day_of(NINE)


@pytest.fixture
def lecture(mine: Notebook) -> str:
    return lecture_with(mine, some_cards(), course="Canals")


def rows_of(notebook: Notebook, table: str) -> list[tuple[Any, ...]]:
    with notebook.storage.database.reading() as rows:
        return sorted(map(tuple, rows.execute(f"SELECT * FROM {table}")))


def rows_of_lecture(notebook: Notebook, lecture: str) -> dict[str, list[tuple[Any, ...]]]:
    with notebook.storage.database.reading() as rows:
        (number,) = rows.execute("SELECT number FROM lectures WHERE id = ?", (lecture,)).fetchone()
    return {
        name: [row for row in rows_of(notebook, name) if row[0] == number] for name in ("reviews", "schedules", "cards")
    }


# FSRS


@given(
    st.lists(st.tuples(st.sampled_from(RATINGS), st.integers(0, 40), st.floats(0, DAY - 1)), min_size=1, max_size=12)
)
def test_a_schedule_is_what_fsrs_makes_of_the_students_days(history: list[tuple[Rating, int, float]]) -> None:
    card, day, reviews = fsrs.Card(card_id=0, due=datetime(1970, 1, 1, tzinfo=UTC)), TODAY, []
    for rating, days, second in history:
        day += days
        midnight = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)
        card, _ = fsrs.Scheduler(enable_fuzzing=False).review_card(card, fsrs.Rating(rating), midnight)
        reviews.append(Review("x", beginning(day) + second, rating))
    found = replayed(reviews)
    assert found
    assert fsrs.Card.from_json(found.body) == card
    if card.state == fsrs.State.Review:
        assert found.due == beginning((card.due - datetime(1970, 1, 1, tzinfo=UTC)).days)
    else:
        assert found.due - reviews[-1].at in (60, 330, 600, 900)


def test_a_card_seen_late_in_the_evening_is_a_day_older_the_next_morning(mine: Notebook, lecture: str) -> None:
    (first, second, *_) = ids(mine, lecture)
    evening = NINE + 13 * HOUR
    for known, again in ((first, NINE + DAY), (second, evening + DAY)):
        review.grade(mine, lecture, known, 4, evening)
        review.grade(mine, lecture, known, 3, again)
    bodies = [body for *_, body in rows_of(mine, "schedules")]
    assert bodies[0] == bodies[1]
    assert [one.due for one in deck(mine, lecture)[:2]] == [one.due for one in deck(mine, lecture)[1::-1]]


def test_the_offset_of_the_student_moves_the_day(mine: Notebook, lecture: str) -> None:
    first = ids(mine, lecture)[0]
    graded = review.grade(mine, lecture, first, 4, NINE, utc_offset=600)
    assert graded.due is not None
    assert (graded.due + 600 * 60 - 4 * HOUR) % DAY == 0
    assert graded.due > NINE + DAY


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.floats(0, 20 * DAY)), max_size=10), st.integers(0, 10)
)
@example([(1, 1, 0.0), (1, 1, 0.0), (0, 1, 0.0)], 3)
def test_schedules_are_what_a_replay_gives_and_undo_gives_back_the_state_before(
    library: Library, history: list[tuple[int, int, float]], undone: int
) -> None:
    mine = library.notebook(library.new_notebook())
    lecture, now, states = lecture_with(mine, some_cards()), MOMENT, []
    known = ids(mine, lecture)
    for place, rating, rest in history:
        now += rest
        states.append((known[place], rows_of_lecture(mine, lecture)))
        review.grade(mine, lecture, known[place], rating, now)
    reviews: dict[str, list[Review]] = {}
    for _, card, at, kept_rating, _ in sorted(rows_of_lecture(mine, lecture)["reviews"], key=lambda row: row[2]):
        reviews.setdefault(card, []).append(Review(card, at, kept_rating))
    schedules = {card: Schedule(due, body) for _, card, due, body in rows_of_lecture(mine, lecture)["schedules"]}
    assert schedules == {card: replayed(each) for card, each in reviews.items()}
    for card, before in states[::-1][:undone]:
        assert review.undo(mine) == (lecture, card)
        assert rows_of_lecture(mine, lecture) == before
    if undone >= len(history):
        assert review.undo(mine) is None
        assert deck(mine, lecture) == tuple(Owned(card) for card in mine.lecture(lecture).cards.cards)


def test_two_grades_in_one_moment_are_both_kept_in_their_order(mine: Notebook, lecture: str) -> None:
    first = ids(mine, lecture)[0]
    for rating, now in ((1, NINE), (3, NINE), (4, NINE - 5 * DAY)):  # the last: somebody set the clock back
        review.grade(mine, lecture, first, rating, now)
    assert [rating for *_, rating, _ in rows_of(mine, "reviews")] == [1, 3, 4]
    assert review.undo(mine) == (lecture, first)
    assert [rating for *_, rating, _ in rows_of(mine, "reviews")] == [1, 3]


def test_what_is_no_card_or_no_rating_is_refused(mine: Notebook, theirs: Notebook, lecture: str) -> None:
    first, second, *_ = ids(mine, lecture)
    cards.drop(mine, lecture, second)
    for known in (second, "nothing"):
        with pytest.raises(UnknownCard):
            review.grade(mine, lecture, known, 3, NINE)
    for rating in (0, 5):
        with pytest.raises(ValueError, match="rating"):
            review.grade(mine, lecture, first, rating, NINE)
    with pytest.raises(UnknownLecture):
        review.grade(theirs, lecture, first, 3, NINE)
    assert rows_of(mine, "reviews") == rows_of(mine, "schedules") == []
    review.grade(mine, lecture, first, 3, NINE)
    assert review.undo(theirs) is None
    assert review.due(theirs, NINE + 99 * DAY) == ()


# The queue


def test_due_ones_come_by_their_date_then_new_ones_and_kept_before_proposed(mine: Notebook, lecture: str) -> None:
    other = lecture_with(mine, some_cards(2, " again"), seed=2)
    sluice, weir, locks, towpath = ids(mine, lecture)
    review.grade(mine, lecture, weir, 4, NINE - 9 * DAY)
    review.grade(mine, lecture, locks, 1, NINE - 9 * DAY)
    cards.drop(mine, lecture, towpath)
    cards.keep(mine, other, ids(mine, other)[1])
    assert asked(mine, NINE) == [
        "Why do locks have two gates?",
        "What is a weir?",
        "What is a weir? again",
        "What does a sluice hold back?",
        "What does a sluice hold back? again",
    ]
    assert asked(mine, NINE, limit=1) == ["Why do locks have two gates?"]
    assert asked(mine, NINE, lecture=other) == ["What is a weir? again", "What does a sluice hold back? again"]
    assert asked(mine, NINE, course="Canals", new=0) == ["Why do locks have two gates?", "What is a weir?"]
    assert asked(mine, NINE, course="Law") == []
    first = review.due(mine, NINE)[0]
    assert (first.lecture, first.title, first.course) == (lecture, "lecture 1", "Canals")
    assert first.owned == deck(mine, lecture)[2]
    assert sluice in ids(mine, lecture)


def test_of_new_cards_there_are_so_many_a_day(mine: Notebook) -> None:
    lecture = lecture_with(mine, some_cards(10))
    assert len(review.due(mine, NINE)) == 10
    assert len(review.due(mine, NINE, new=3)) == 3
    for known in ids(mine, lecture)[:2]:
        review.grade(mine, lecture, known, 4, NINE)
    assert len(review.due(mine, NINE + HOUR, new=3)) == 1
    assert len(review.due(mine, NINE + DAY, new=3)) == 3


def test_what_comes_in_some_minutes_comes_now_when_nothing_else_is_left(mine: Notebook, lecture: str) -> None:
    first, *others = ids(mine, lecture)
    review.grade(mine, lecture, first, 1, NINE)
    assert len(asked(mine, NINE)) == 3
    for known in others:
        cards.drop(mine, lecture, known)
    assert asked(mine, NINE) == ["What does a sluice hold back?"]
    review.grade(mine, lecture, first, 4, NINE + 5)
    assert asked(mine, NINE + 5) == []


def test_a_lecture_put_away_is_not_asked(mine: Notebook, lecture: str) -> None:
    review.grade(mine, lecture, ids(mine, lecture)[0], 1, NINE)
    with mine.storage.database.writing() as rows:
        rows.execute("UPDATE lectures SET deleted = 1.0")
    assert review.due(mine, NINE + HOUR) == review.leeches(mine, NINE) == ()
    assert review.kept(mine, NINE) == ()
    assert review.counts(mine, NINE + HOUR) == Counts()
    assert review.undo(mine) is None


def test_counts_are_of_each_lecture_and_course(mine: Notebook, lecture: str) -> None:
    other = lecture_with(mine, some_cards(2, " again"), seed=2)
    assert lecture_with(mine, [], seed=3)
    review.grade(mine, lecture, ids(mine, lecture)[0], 3, NINE)
    review.grade(mine, other, ids(mine, other)[0], 1, NINE)
    cards.drop(mine, lecture, ids(mine, lecture)[3])
    found = review.counts(mine, NINE + HOUR)
    assert found == Counts({lecture: Count(1, 2), other: Count(1, 1)}, {"Canals": Count(1, 2), "": Count(1, 1)})
    assert found.total == Count(2, 3)


def test_the_plan_counts_the_cards_of_each_day(mine: Notebook, lecture: str) -> None:
    first, second, third, _ = ids(mine, lecture)
    review.grade(mine, lecture, first, 1, NINE)
    review.grade(mine, lecture, second, 4, NINE)
    review.grade(mine, lecture, third, 4, NINE - 90 * DAY)
    days = review.plan(mine, NINE, days=10)
    assert [day.date for day in days] == [date_of(day) for day in range(TODAY, TODAY + 10)]
    assert [day.cards for day in days] == [2, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert review.plan(mine, NINE, days=1, course="Law") == (Day(date_of(TODAY), 0),)


def test_what_was_kept_is_counted_by_weeks_without_first_reviews(mine: Notebook, lecture: str) -> None:
    monday = (number_of("2026-11-23"), number_of("2026-11-30"))
    first, second, *_ = ids(mine, lecture)
    for known, rating, day in (
        (first, 1, monday[0] - 1),
        (first, 3, monday[0]),
        (second, 3, monday[0] + 6),
        (second, 1, monday[0] + 6),
        (first, 2, monday[0] + 6),
        (first, 4, monday[1]),
    ):
        review.grade(mine, lecture, known, rating, beginning(day) + HOUR)
    now = beginning(monday[1] + 3)
    assert review.kept(mine, now) == (Week("2026-11-23", 3, 2), Week("2026-11-30", 1, 1))
    assert review.kept(mine, now)[0].share == 2 / 3
    assert review.kept(mine, now, weeks=1) == (Week("2026-11-30", 1, 1),)
    assert review.kept(mine, now, course="Law") == ()


def test_a_card_answered_wrongly_four_times_is_offered_until_it_is_reworded(mine: Notebook, lecture: str) -> None:
    first, second, *_ = ids(mine, lecture)
    for day in range(4):
        assert review.leeches(mine, NINE) == ()
        for known, rating in ((first, 1), (second, 1 + day)):
            review.grade(mine, lecture, known, rating, MOMENT - 9 * DAY + day * DAY)
    assert [one.owned.card.id for one in review.leeches(mine, NINE)] == [first]
    assert [one.owned.missed for one in review.leeches(mine, NINE, course="Canals")] == [4]
    cards.edit(mine, lecture, first, question="What is it that a sluice holds back?")
    assert review.leeches(mine, NINE) == ()
    for day in range(4):
        review.grade(mine, lecture, first, 1, MOMENT + day * DAY + 1)
    assert [one.owned.missed for one in review.leeches(mine, NINE)] == [8]


def test_a_proposed_card_that_was_reviewed_keeps_its_reviews_when_it_is_made_anew(mine: Notebook, lecture: str) -> None:
    first = ids(mine, lecture)[0]
    graded = review.grade(mine, lecture, first, 4, NINE)
    make_anew(mine, lecture, [])
    assert deck(mine, lecture) == ()
    make_anew(mine, lecture, [replace(one, start=one.start + 1.0) for one in some_cards()])
    found = deck(mine, lecture)[0]
    assert (found.card.id, found.due, found.reviews, found.state) == (first, graded.due, 1, "proposed")


# Siblings


def queued(stretches: list[tuple[str, int, int]]) -> list[Asked]:
    """Cards of lectures, each from a second on and so many long."""
    return [
        Asked(lecture, "", "", Owned(Card("", "", "", start, start + long, "question", 1.0, id=str(at))))
        for at, (lecture, start, long) in enumerate(stretches)
    ]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 9)), max_size=25).map(queued))
def test_siblings_are_apart_in_the_queue_and_all_else_keeps_its_order(queue: list[Asked]) -> None:
    found = review.apart(queue)
    assert sorted(found, key=queue.index) == queue
    for at, (before, one) in enumerate(pairwise(found), 1):
        skipped = [other for other in found[at + 1 :] if queue.index(other) < queue.index(one)]
        assert all(review.siblings(before, other) for other in skipped)
        if review.siblings(before, one):
            assert all(review.siblings(before, other) for other in found[at:])


def test_a_sibling_comes_after_the_next_card_that_is_none() -> None:
    queue = queued([("a", 0, 9), ("a", 5, 9), ("a", 8, 2), ("b", 0, 9), ("a", 20, 9)])
    assert [one.owned.card.id for one in review.apart(queue)] == ["0", "3", "1", "4", "2"]
    assert [one.owned.card.id for one in review.apart(queue[:3])] == ["0", "1", "2"]


def test_the_queue_of_a_notebook_keeps_siblings_apart(mine: Notebook) -> None:
    made = [replace(one, start=start, end=start + 5.0) for one, start in zip(some_cards(), (0, 2, 4, 20), strict=True)]
    lecture = lecture_with(mine, made)
    first, second, third, far = ids(mine, lecture)
    assert [one.owned.card.id for one in review.due(mine, NINE)] == [first, far, second, third]


def test_after_a_card_was_asked_its_sibling_lets_all_others_go_before_it(mine: Notebook) -> None:
    made = [replace(one, start=start, end=start + 5.0) for one, start in zip(some_cards(), (0, 2, 20, 40), strict=True)]
    lecture = lecture_with(mine, made)
    first, second, third, fourth = ids(mine, lecture)
    for back, known in enumerate((first, second, third)):
        review.grade(mine, lecture, known, 4, NINE - (40 - back) * DAY)
    review.grade(mine, lecture, first, 4, NINE)
    assert [one.owned.card.id for one in review.due(mine, NINE + 60)] == [third, second, fourth]
    review.grade(mine, lecture, third, 4, NINE + 60)
    review.grade(mine, lecture, first, 1, NINE + 61)
    assert [one.owned.card.id for one in review.due(mine, NINE + 90)] == [fourth, second]  # never next to the last


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=12).map(
        queued
    )
)
def test_none_is_next_to_the_sibling_that_was_asked_last_while_there_are_others(queue: list[Asked]) -> None:
    last, *others = queue
    found = review.apart(others, last)
    assert sorted(found, key=others.index) == others
    if found and review.siblings(last, found[0]):
        assert all(review.siblings(last, other) for other in others)


# Kept

KILLED = """
import os, sys
from pathlib import Path
from lecture.store import review
from lecture.store.library import Library
from lecture.store.cards import deck
library = Library(Path(sys.argv[1]))
mine = library.notebook(library.first_notebook())
lecture = mine.page().entries[0].id
review.grade(mine, lecture, deck(mine, lecture)[0].card.id, 4, float(sys.argv[2]))
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="no such signal")
def test_a_grade_is_there_after_the_process_was_killed(tmp_path: Path) -> None:
    library = Library(tmp_path / "data")
    lecture = lecture_with(library.notebook(library.first_notebook()), some_cards())
    library.close()
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "data"), str(NINE)], cwd=ROOT, check=False)
    assert done.returncode == -9
    library = Library(tmp_path / "data")
    mine = library.notebook(library.first_notebook())
    found = deck(mine, lecture)
    assert [one.reviews for one in found] == [1, 0, 0, 0]
    assert found[0].due == beginning(TODAY + 8)
    assert review.undo(mine) == (lecture, found[0].card.id)
    library.close()
