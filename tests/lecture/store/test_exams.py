"""The student's days, and what the exam of a course does to what is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture.store import review
from lecture.store.cards import deck
from lecture.store.days import DAY, LAST_DAYS, before_exam, beginning, date_of, day_of, number_of
from lecture.store.exams import exams, set_exam
from lecture.store.notebook import Notebook
from lecture.store.review import Counts
from tests.lecture.store.hand_made import asked, ids, lecture_with, some_cards
from tests.lecture.store.hands import MOMENT

HOUR = 60 * 60.0
NINE = beginning(day_of(MOMENT)) + 5 * HOUR  # nine in the morning, UTC, of the day on which tests begin
TODAY = day_of(NINE)


@pytest.fixture
def lecture(mine: Notebook) -> str:
    return lecture_with(mine, some_cards(), course="Canals")


# Days


def test_a_day_begins_at_four_by_the_students_clock() -> None:
    midnight = datetime(2026, 11, 24, tzinfo=UTC).timestamp()
    at = {hour: date_of(day_of(midnight + hour * HOUR)) for hour in (-1, 0, 3.99, 4, 27.99, 28)}
    assert list(at.values()) == ["2026-11-23"] * 3 + ["2026-11-24"] * 2 + ["2026-11-25"]
    assert date_of(day_of(midnight + 2.5 * HOUR, 120)) == "2026-11-24"
    assert date_of(day_of(midnight + 8 * HOUR, -300)) == "2026-11-23"
    for offset in (0, 330, -720):
        assert beginning(number_of("2026-11-24"), offset) == midnight + 4 * HOUR - offset * 60


# An exam


@given(
    st.text(), st.integers(1, 400), st.integers(0, 400), st.integers(-5, 400), st.integers(0, 3), st.integers(-720, 720)
)
def test_before_an_exam_nothing_comes_after_it_and_after_it_nothing(
    card: str, interval: int, since: int, left: int, hour: int, offset: int
) -> None:
    exam, last = TODAY + left, TODAY - since
    now, due = beginning(TODAY, offset) + hour * 8 * HOUR - hour, beginning(last + interval, offset)
    found = before_exam(card, due, last, exam, now, offset)
    if left < 0:
        assert found is None
    elif last + interval < exam:
        assert found == due
    elif found is None:
        assert last >= exam - 1  # it was seen the day before, or on the day
    else:
        day = day_of(found, offset)
        assert last < day <= exam
        assert max(exam - LAST_DAYS, TODAY) <= day
        assert day < exam or exam == TODAY


def test_before_an_exam_the_cards_come_once_more_spread_over_the_last_days(mine: Notebook) -> None:
    lecture = lecture_with(mine, some_cards(60), course="Canals")
    for known in ids(mine, lecture):
        review.grade(mine, lecture, known, 4, NINE)
    free = [one.due for one in deck(mine, lecture, now=NINE)]
    assert set(free) == {beginning(TODAY + 8)}
    set_exam(mine, "Canals", date_of(TODAY + 8))
    days = [day.cards for day in review.plan(mine, NINE, days=20)]
    assert sum(days) == 60
    assert days[0] == 0
    assert days[8:] == [0] * 12
    assert min(days[1:8]) >= 3
    assert max(days[1:8]) <= 16
    assert deck(mine, lecture, now=NINE) == deck(mine, lecture, now=NINE + HOUR)


def test_a_card_seen_once_more_before_the_exam_does_not_come_again(mine: Notebook, lecture: str) -> None:
    set_exam(mine, "Canals", date_of(TODAY + 10))
    seen = 0
    for day in range(14):
        now = NINE + day * DAY
        for one in review.due(mine, now):
            seen += day > 0
            review.grade(mine, lecture, one.owned.card.id, 4, now)
        assert asked(mine, now) == []
    assert seen == 4 + 4  # once when it was due by itself, once in the last days; or both in one
    set_exam(mine, "Canals", None)
    assert len(asked(mine, NINE + 400 * DAY)) == 4


def test_cards_that_were_missed_are_spread_over_the_days_that_are_left(mine: Notebook) -> None:
    lecture = lecture_with(mine, some_cards(60), course="Canals")
    for known in ids(mine, lecture):
        review.grade(mine, lecture, known, 4, NINE - 4 * DAY)
    set_exam(mine, "Canals", date_of(TODAY + 3))
    days = [day.cards for day in review.plan(mine, NINE, days=5)]
    assert sum(days) == 60
    assert days[3:] == [0, 0]
    assert min(days[:3]) >= 10
    assert len(review.due(mine, NINE + 3 * DAY)) == 60  # the morning of the exam


def test_after_the_exam_nothing_is_due_until_its_date_is_taken_away(mine: Notebook, lecture: str) -> None:
    review.grade(mine, lecture, ids(mine, lecture)[0], 1, NINE)
    set_exam(mine, "Canals", date_of(TODAY))
    assert exams(mine) == {"Canals": date_of(TODAY)}
    assert len(review.due(mine, NINE + HOUR)) == 4
    tomorrow = NINE + DAY
    assert review.due(mine, tomorrow) == ()
    assert review.counts(mine, tomorrow) == Counts()
    mine.edit(lecture, course="Rivers")  # another course has no exam
    assert len(review.due(mine, tomorrow)) == 4
    mine.edit(lecture, course="Canals")
    set_exam(mine, "Canals", None)
    assert exams(mine) == {}
    assert len(review.due(mine, tomorrow)) == 4


def test_an_exam_has_a_course_and_a_date(mine: Notebook) -> None:
    for course, date in (("", "2026-11-24"), ("Canals", "soon")):
        with pytest.raises(ValueError, match=r"course|soon"):
            set_exam(mine, course, date)
    assert exams(mine) == {}
