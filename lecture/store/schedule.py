"""When a card comes again: FSRS with its default parameters, asked by replaying all reviews of the card."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast, get_args

import fsrs

from lecture.memory import Memory, Reviewed
from lecture.store.days import beginning, day_of

Rating = Literal[1, 2, 3, 4]  # again, hard, good, easy
RATINGS: tuple[Rating, ...] = get_args(Rating)
WRONG: Rating = 1
SCHEDULER = fsrs.Scheduler(enable_fuzzing=False)  # so that the same reviews give the same schedule everywhere
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The card that a review counts for: the twin that stayed, where two were merged.
REVIEWS = (
    "SELECT r.card, r.at, r.rating, r.utc_offset, coalesce(nullif(c.merged_into, ''), r.card) AS counts_for"
    " FROM reviews r LEFT JOIN cards c ON c.lecture = r.lecture AND c.card = r.card"
    " WHERE r.lecture = ? ORDER BY r.at, r.rowid"
)


@dataclass(frozen=True, slots=True)
class Review:
    """How well the student knew a card."""

    card: str  # Card.id
    at: float  # Unix time
    rating: Rating
    utc_offset: int = 0  # by how many minutes the student's clock was ahead of UTC


@dataclass(frozen=True, slots=True)
class Schedule:
    """What FSRS makes of a card's reviews."""

    due: float  # Unix time
    body: str  # the card as fsrs writes it


@dataclass(frozen=True, slots=True)
class _Step:
    """A card after a review of it, and when it comes again."""

    card: fsrs.Card
    review: Review
    due: float  # Unix time
    interval: int  # days; 0 where it is minutes


def _replay(reviews: Iterable[Review]) -> Iterator[_Step]:
    """The card after each of these reviews.

    FSRS is told the student's days alone, so that a review at nine in the morning is a day after one at ten at night,
    and a card that comes after days comes when its day begins. Steps of minutes are minutes.
    """
    card = fsrs.Card(card_id=0, due=EPOCH)
    for review in reviews:
        today = EPOCH + timedelta(days=day_of(review.at, review.utc_offset))
        card, _ = SCHEDULER.review_card(card, fsrs.Rating(review.rating), today)
        rest = card.due - today
        steps = card.state != fsrs.State.Review
        due = review.at + rest.total_seconds() if steps else beginning((card.due - EPOCH).days, review.utc_offset)
        yield _Step(card, review, due, 0 if steps else rest.days)


def replayed(reviews: Iterable[Review]) -> Schedule | None:
    """The schedule that these reviews of one card give, in their order. None where there are none."""
    last = deque(_replay(reviews), maxlen=1)
    return Schedule(last[0].due, last[0].card.to_json()) if last else None


def memory_of(reviews: Sequence[Review]) -> Memory:
    """What another program that knows FSRS is told of a card with these reviews, of which there is at least one."""
    steps = list(_replay(reviews))
    told = tuple(Reviewed(step.review.at, step.review.rating, step.interval) for step in steps)
    last = steps[-1]
    return Memory(told, last.due, last.card.stability or 0.0, last.card.difficulty or 0.0)


def reviews_of(rows: sqlite3.Connection, number: int) -> dict[str, list[Review]]:
    """The reviews of a lecture's cards in their order, by the card that they count for."""
    found: dict[str, list[Review]] = {}
    for row in rows.execute(REVIEWS, (number,)):
        review = Review(row["card"], row["at"], cast(Rating, row["rating"]), row["utc_offset"])
        found.setdefault(row["counts_for"], []).append(review)
    return found


def reschedule(rows: sqlite3.Connection, number: int, *cards: str) -> None:
    """Bring the schedules of these cards of a lecture up to date with their reviews; of all where none is named."""
    reviews = reviews_of(rows, number)
    if not cards:
        rows.execute("DELETE FROM schedules WHERE lecture = ?", (number,))
    for card in cards or tuple(reviews):
        rows.execute("DELETE FROM schedules WHERE lecture = ? AND card = ?", (number, card))
        if made := replayed(reviews.get(card, ())):
            rows.execute("INSERT INTO schedules VALUES (?, ?, ?, ?)", (number, card, made.due, made.body))
