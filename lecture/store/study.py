"""What a student made of a lecture's cards, as it travels in a notebook's file: decisions, reviews, the exam's date."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812
from itertools import chain

from lecture.store.deck import Record, records_of, write_record
from lecture.store.files import storable
from lecture.store.schedule import Review, reschedule, reviews_of
from lecture.values import Card

MOST = 20_000  # records of a lecture, and reviews of it: a student of many years has fewer
FARTHEST = 24 * 60  # minutes that a clock may be off UTC


@dataclass(frozen=True, slots=True)
class Study:
    """What the student says of the cards, how well they were known, and when the exam of the course is."""

    records: tuple[Record, ...] = ()
    reviews: tuple[Review, ...] = ()
    exam: str = ""  # ISO 8601; empty: none


def study_of(rows: sqlite3.Connection, lecture: sqlite3.Row) -> Study:
    reviews = chain.from_iterable(reviews_of(rows, lecture["number"]).values())
    exam = rows.execute(
        "SELECT exam FROM courses WHERE notebook = ? AND name = ?", (lecture["notebook"], lecture["course"])
    ).fetchone()
    return Study(
        tuple(records_of(rows, lecture["number"]).values()),
        tuple(sorted(reviews, key=lambda review: review.at)),
        exam["exam"] if exam else "",
    )


def keep_study(rows: sqlite3.Connection, number: int, study: Study) -> None:
    """Put it upon a lecture that has none yet. An exam of this course that is set already stays."""
    for record in study.records:
        write_record(rows, number, record)
    rows.executemany(
        "INSERT OR IGNORE INTO reviews (lecture, card, at, rating, utc_offset) VALUES (?, ?, ?, ?, ?)",
        ((number, review.card, review.at, review.rating, review.utc_offset) for review in study.reviews),
    )
    if study.exam:
        rows.execute(
            "INSERT OR IGNORE INTO courses (notebook, name, exam)"
            " SELECT notebook, course, ? FROM lectures WHERE number = ? AND course != ''",
            (study.exam, number),
        )
    reschedule(rows, number)


def sound_study(study: Study, now: float) -> Study:
    """Made fit to be stored, as it comes from outside. Raises ValueError."""
    if max(len(study.records), len(study.reviews)) > MOST:
        raise ValueError(f"a lecture in it has more than {MOST} cards or reviews")
    _check_moments([record.at for record in study.records] + [review.at for review in study.reviews])
    if any(abs(review.utc_offset) > FARTHEST for review in study.reviews):
        raise ValueError("a clock in it is of no place on earth")
    records = {record.card: _sound(record, now) for record in study.records}
    reviews = (replace(review, card=storable(review.card), at=min(review.at, now)) for review in study.reviews)
    exam = Date.fromisoformat(study.exam).isoformat() if study.exam else ""
    return Study(tuple(records.values()), tuple(reviews), exam)


def _check_moments(moments: Iterable[float]) -> None:
    if not all(math.isfinite(moment) and moment >= 0 for moment in moments):
        raise ValueError("a moment in it is none")


def _sound(record: Record, now: float) -> Record:
    return replace(
        record,
        card=storable(record.card),
        body=_sound_card(record.body, record.card),
        made=_sound_card(record.made, record.card),
        merged_into=storable(record.merged_into),
        apart=tuple(map(storable, record.apart)),
        source=record.source and replace(record.source, card=replace(record.source.card, id=storable(record.card))),
        at=min(record.at, now),
    )


def _sound_card(card: Card | None, id: str) -> Card | None:
    """The card under its record's id. codec refuses to write a number that is none, as a start that is NaN."""
    return card and replace(card, id=storable(id))
