"""The student's days, which begin at 4 o'clock in the morning, and the exam that the days of a course end with.

A day is its number since 1 January 1970. `utc_offset` is by how many minutes the student's own clock is ahead of UTC.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812
from zlib import crc32

DAY = 24 * 60 * 60  # seconds
BEGINS = 4 * 60 * 60  # seconds after midnight: who still studies then is in the day before
LAST_DAYS = 7  # before an exam, over which the cards are spread that would else come after it
EPOCH = Date(1970, 1, 1).toordinal()


def day_of(moment: float, utc_offset: int = 0) -> int:
    return int((moment + utc_offset * 60 - BEGINS) // DAY)


def beginning(day: int, utc_offset: int = 0) -> float:
    """Unix time at which the day begins for the student."""
    return float(day * DAY + BEGINS - utc_offset * 60)


def date_of(day: int) -> str:
    """ISO 8601."""
    return Date.fromordinal(EPOCH + day).isoformat()


def number_of(date: str) -> int:
    """The day of a date in ISO 8601. Raises ValueError."""
    return Date.fromisoformat(date).toordinal() - EPOCH


def before_exam(card: str, due: float, last: int, exam: int, now: float, utc_offset: int = 0) -> float | None:
    """When a card of a course with an exam comes, that would else come at `due`. None: not any more.

    last : the day on which it was reviewed last
    exam : the day of the exam

    While the exam is ahead nothing comes after it: a card that would come on its day or later comes once more in the
    last days before, each card on a day of its own. After the exam nothing comes at all.
    """
    today, planned = day_of(now, utc_offset), day_of(due, utc_offset)
    if today > exam:
        return None
    if planned < exam or planned == last == exam:  # the last: a step of minutes, on the day of the exam itself
        return due
    first = max(last + 1, exam - LAST_DAYS)
    if first >= exam:  # it was just seen
        return None
    day = first + _spread(card) % (exam - first)
    if day < today:  # it was missed, or the exam was named late
        day = today + _spread(f"{card} {today}") % max(exam - today, 1)
    return beginning(day, utc_offset)


def _spread(text: str) -> int:
    """A number that follows from the text and looks like chance."""
    return crc32(text.encode("utf-8", "surrogatepass"))
