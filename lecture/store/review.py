"""Review: what is due over all lectures or one course, how it was known, and a picture of what comes and what stayed.

Every moment is Unix time and given by the caller. `utc_offset` is by how many minutes the student's clock is ahead of
UTC; their days begin at 4 o'clock in the morning by it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lecture.errors import UnknownCard
from lecture.memory import Memory
from lecture.store.days import date_of, day_of
from lecture.store.deck import Now, Owned, Record, cards_of, owned, records_of, tidy, write_record
from lecture.store.notebook import Notebook
from lecture.store.schedule import RATINGS, WRONG, memory_of, reschedule, reviews_of

NEW_A_DAY = 20
SOON = 20 * 60  # seconds: what is due then comes now already, when nothing else is left
LEECH = 4  # wrong answers after which a card is offered for rewording
MONDAY = 4  # the first Monday's number: day 0 was a Thursday
SMALLEST = 0.001  # seconds between two reviews of a card

LECTURES = (
    "SELECT number, id, title, course FROM lectures WHERE notebook = ? AND deleted IS NULL"
    " AND coalesce(course = ?, 1) AND coalesce(id = ?, 1) ORDER BY added, number"
)
REVIEWED = (
    "SELECT r.lecture, r.card, r.at, r.rating, l.id FROM reviews r JOIN lectures l ON l.number = r.lecture"
    " WHERE l.notebook = ? AND l.deleted IS NULL AND coalesce(l.course = ?, 1) ORDER BY r.at, r.rowid"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A card to be asked, and where it is from."""

    lecture: str  # its id
    title: str
    course: str
    owned: Owned


@dataclass(frozen=True, slots=True)
class Count:
    """How many cards are due, and how many were never asked yet."""

    due: int = 0
    new: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.due + other.due, self.new + other.new)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of every lecture by its id, and of every course by its name; '' is what has no course."""

    lectures: dict[str, Count] = field(default_factory=dict)
    courses: dict[str, Count] = field(default_factory=dict)

    @property
    def total(self) -> Count:
        return sum(self.courses.values(), Count())


@dataclass(frozen=True, slots=True)
class Day:
    """How many cards come on a day."""

    date: str  # ISO 8601
    cards: int


@dataclass(frozen=True, slots=True)
class Week:
    """How much was still known when it was asked again, in a week."""

    monday: str  # ISO 8601
    reviews: int  # but first ones
    known: int  # of them

    @property
    def share(self) -> float:
        return self.known / self.reviews


# What comes


def due(
    notebook: Notebook,
    now: float,
    *,
    course: str | None = None,
    lecture: str | None = None,
    limit: int = 100,
    new: int = NEW_A_DAY,
    utc_offset: int = 0,
) -> tuple[Asked, ...]:
    """The queue, at most `limit` long: what is due, the longest due first; then new cards, those kept before those
    proposed, up to `new` a day over the whole notebook. Where there is neither, what is due within some minutes.
    Siblings are kept apart, and one of a card that was asked today comes after the others that are due or new."""
    with notebook.storage.database.reading() as rows:
        studied = list(_studied(rows, notebook, Now(now, utc_offset), course, lecture))
        begun, today = _asked_today(rows, notebook, Now(now, utc_offset))
    known = {(one.lecture, one.owned.card.id): one for one in studied}
    seen = [known[one] for one in today if one in known]
    by_due = sorted((one for one in studied if one.owned.due is not None), key=lambda one: one.owned.due or 0.0)
    fresh = sorted((one for one in studied if _is_new(one)), key=lambda one: one.owned.state != "kept")
    queue = _later([one for one in by_due if _is_due(one, now)], seen) + _later(fresh, seen)[: max(new - begun, 0)]
    soon = [one for one in by_due if not _is_due(one, now) and _is_due(one, now + SOON)]
    return apart(queue or soon, seen[-1] if seen else None)[:limit]


def _later(queue: Sequence[Asked], seen: Sequence[Asked]) -> list[Asked]:
    """Those of which a sibling was seen come after the others."""
    known: dict[str, list[Asked]] = {}
    for other in seen:
        known.setdefault(other.lecture, []).append(other)
    return sorted(
        queue, key=lambda one: any(siblings(one, other) and one is not other for other in known.get(one.lecture, ()))
    )


def apart(queue: Sequence[Asked], last: Asked | None = None) -> tuple[Asked, ...]:
    """The queue where none follows a sibling, which would give its answer away: that comes as soon as another was
    asked in between. Only where nothing but siblings is left do they follow one another. `last` was asked before it."""
    left, apart = list(queue), list[Asked]()
    while left:
        at = next((at for at, one in enumerate(left) if not (last and siblings(last, one))), 0)
        last = left.pop(at)
        apart.append(last)
    return tuple(apart)


def siblings(one: Asked, other: Asked) -> bool:
    """Whether both are of one lecture, and what they are made of overlaps."""
    mine, theirs = one.owned.card, other.owned.card
    return one.lecture == other.lecture and mine.start < theirs.end and theirs.start < mine.end


def counts(notebook: Notebook, now: float, *, utc_offset: int = 0) -> Counts:
    """What is due, and what is new, in each lecture and course that has any."""
    lectures: defaultdict[str, Count] = defaultdict(Count)
    courses: defaultdict[str, Count] = defaultdict(Count)
    with notebook.storage.database.reading() as rows:
        for one in _studied(rows, notebook, Now(now, utc_offset)):
            found = Count(int(_is_due(one, now)), int(_is_new(one)))
            if found != Count():
                lectures[one.lecture] += found
                courses[one.course] += found
    return Counts(dict(lectures), dict(courses))


def plan(
    notebook: Notebook, now: float, *, days: int = 14, course: str | None = None, utc_offset: int = 0
) -> tuple[Day, ...]:
    """How many cards come today, the overdue among them, and on each of the days after. New ones are not foreseen."""
    today = day_of(now, utc_offset)
    with notebook.storage.database.reading() as rows:
        moments = [one.owned.due for one in _studied(rows, notebook, Now(now, utc_offset), course)]
    coming = Counter(max(day_of(moment, utc_offset), today) for moment in moments if moment is not None)
    return tuple(Day(date_of(day), coming[day]) for day in range(today, today + days))


def leeches(notebook: Notebook, now: float, *, course: str | None = None, utc_offset: int = 0) -> tuple[Asked, ...]:
    """The cards to reword: answered wrongly four times since the student last said something of them."""
    with notebook.storage.database.reading() as rows:
        studied = list(_studied(rows, notebook, Now(now, utc_offset), course))
    return tuple(one for one in studied if one.owned.missed_since >= LEECH)


def _studied(
    rows: sqlite3.Connection, notebook: Notebook, now: Now, course: str | None = None, lecture: str | None = None
) -> Iterator[Asked]:
    """Every card that is studied, lecture by lecture, the oldest first; the dropped are not."""
    for row in rows.execute(LECTURES, (notebook.name, course, lecture)).fetchall():
        for one in owned(rows, row["number"], now):
            if one.state != "dropped":
                yield Asked(row["id"], row["title"], row["course"], one)


def _is_due(one: Asked, now: float) -> bool:
    return one.owned.due is not None and one.owned.due <= now


def _is_new(one: Asked) -> bool:
    return one.owned.reviews == 0 and not one.owned.over


def _asked_today(rows: sqlite3.Connection, notebook: Notebook, now: Now) -> tuple[int, list[tuple[str, str]]]:
    """How many cards were asked for the first time today; and which were asked, in their order, each with the id of
    its lecture."""
    first: dict[tuple[str, str], float] = {}
    today: list[tuple[str, str]] = []
    for row in rows.execute(REVIEWED, (notebook.name, None)):
        card = (row["id"], row["card"])
        first.setdefault(card, row["at"])
        if day_of(row["at"], now.utc_offset) == now.today:
            today.append(card)
    return sum(day_of(at, now.utc_offset) == now.today for at in first.values()), today


# How it was known


def grade(notebook: Notebook, lecture: str, card: str, rating: int, now: float, *, utc_offset: int = 0) -> Owned:
    """Keep how well it was known: 1 again, 2 hard, 3 good, 4 easy. Returns the card as it stands then.

    Raises UnknownLecture, and UnknownCard where it is not in the deck or was dropped.
    """
    if rating not in RATINGS:
        raise ValueError(f"a rating of {rating}")
    with notebook.storage.database.writing() as rows:
        number = notebook.number(rows, lecture)
        record = _record(rows, number, card)
        if card not in records_of(rows, number):
            write_record(rows, number, record)
        (last,) = rows.execute("SELECT max(at) FROM reviews WHERE lecture = ? AND card = ?", (number, card)).fetchone()
        at = max(now, (last or 0.0) + SMALLEST)  # of two in one moment, or after the clock was set back, both are kept
        rows.execute("INSERT INTO reviews VALUES (?, ?, ?, ?, ?)", (number, card, at, rating, utc_offset))
        reschedule(rows, number, card)
        return next(one for one in owned(rows, number, Now(now, utc_offset)) if one.card.id == card)


def undo(notebook: Notebook) -> tuple[str, str] | None:
    """Take back the last grade in this notebook. Returns the lecture and the card; None where there is none."""
    with notebook.storage.database.writing() as rows:
        row = rows.execute(
            "SELECT r.rowid, r.lecture, r.card, l.id FROM reviews r JOIN lectures l ON l.number = r.lecture"
            " WHERE l.notebook = ? AND l.deleted IS NULL ORDER BY r.rowid DESC LIMIT 1",
            (notebook.name,),
        ).fetchone()
        if not row:
            return None
        number, card = row["lecture"], row["card"]
        rows.execute("DELETE FROM reviews WHERE rowid = ?", (row["rowid"],))
        tidy(rows, number, card)
        reschedule(rows, number)
        return row["id"], card


def _record(rows: sqlite3.Connection, number: int, card: str) -> Record:
    for found, record in cards_of(rows, number):
        if found.id == card and record.state != "dropped":
            return record
    raise UnknownCard(card)


def kept(
    notebook: Notebook, now: float, *, weeks: int = 12, course: str | None = None, utc_offset: int = 0
) -> tuple[Week, ...]:
    """Of the last weeks in which something was asked again: how much of it was still known (2 to 4)."""
    this_week = _week(day_of(now, utc_offset))
    known: defaultdict[int, list[bool]] = defaultdict(list)
    seen: set[tuple[int, str]] = set()
    with notebook.storage.database.reading() as rows:
        for row in rows.execute(REVIEWED, (notebook.name, course)):
            card, week = (row["lecture"], row["card"]), _week(day_of(row["at"], utc_offset))
            if card in seen and this_week - weeks < week <= this_week:
                known[week].append(row["rating"] != WRONG)
            seen.add(card)
    return tuple(Week(date_of(7 * week + MONDAY), len(of), sum(of)) for week, of in sorted(known.items()))


def memories(notebook: Notebook, lecture: str) -> dict[str, Memory]:
    """What was reviewed of a lecture's cards, by their ids, for another program. Raises UnknownLecture."""
    with notebook.storage.database.reading() as rows:
        reviews = reviews_of(rows, notebook.number(rows, lecture))
    return {card: memory_of(each) for card, each in reviews.items()}


def _week(day: int) -> int:
    return (day - MONDAY) // 7
