"""A job's row, from queued to running to done, failed or cancelled."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass, field
from typing import Literal

State = Literal["queued", "running", "done", "failed", "cancelled"]

# What becomes of a job that ends without a result: a lecture that was finished before, and is only being made anew,
# stays as it was.
OVER = "CASE WHEN (SELECT body FROM lectures WHERE number = jobs.lecture) IS NULL THEN ? ELSE 'done' END"


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at one lecture."""

    number: int  # the lecture's row
    lecture: str  # its id
    attempts: int  # this one included, in a row, without getting further
    stops: int  # how often its server died, since it last got further
    reached: float  # how far the work had come when it began, from 0 to 1
    token: str = field(default_factory=lambda: secrets.token_hex(8))


def enqueue(rows: sqlite3.Connection, number: int, now: float) -> None:
    """A first job for a lecture."""
    rows.execute("INSERT INTO jobs (lecture, state, queued) VALUES (?, 'queued', ?)", (number, now))


def requeue(rows: sqlite3.Connection, number: int, states: tuple[State, ...], now: float) -> None:
    """Put the lecture at the end of the line, if its job is in one of `states`."""
    marks = ", ".join("?" * len(states))
    rows.execute(
        "UPDATE jobs SET state = 'queued', queued = ?, not_before = 0, reason = '', permanent = 0, attempts = 0,"
        f" stops = 0, server = '', token = '' WHERE lecture = ? AND state IN ({marks})",
        (now, number, *states),
    )


def claim(rows: sqlite3.Connection, job: Job, server: str) -> None:
    """The job runs, and this server runs it."""
    rows.execute(
        "UPDATE jobs SET state = 'running', attempts = ?, stops = ?, reached = ?, server = ?, token = ?"
        " WHERE lecture = ?",
        (job.attempts, job.stops, job.reached, server, job.token, job.number),
    )


def holds(rows: sqlite3.Connection, job: Job) -> bool:
    """Whether it is still this attempt's turn: nobody has cancelled it, or given it to another."""
    held = rows.execute("SELECT 1 FROM jobs WHERE lecture = ? AND token = ?", (job.number, job.token)).fetchone()
    return held is not None


def rest(rows: sqlite3.Connection, job: Job, reason: str, not_before: float, counts: bool) -> None:
    """Queue the job again, for not before that moment; the attempt counts as a failure only where `counts`."""
    rows.execute(
        "UPDATE jobs SET state = 'queued', reason = ?, permanent = 0, not_before = ?, attempts = attempts - ?,"
        " token = '', server = '' WHERE lecture = ?",
        (reason, not_before, int(not counts), job.number),
    )


def give_up(rows: sqlite3.Connection, number: int, reason: str, permanent: bool) -> None:
    """The job has failed; another try is of no use where that is `permanent`."""
    rows.execute(
        f"UPDATE jobs SET state = {OVER}, reason = ?, permanent = ?, token = '', server = '' WHERE lecture = ?",
        ("failed", reason, permanent, number),
    )


def cancel(rows: sqlite3.Connection, number: int) -> None:
    rows.execute(
        f"UPDATE jobs SET state = {OVER}, token = '' WHERE lecture = ? AND state IN ('queued', 'running')",
        ("cancelled", number),
    )


def release(rows: sqlite3.Connection, server: str, died: bool) -> list[int]:
    """Queue again what this server was running, which is no failure of the job; `died`: it was not closed.

    Returns the lectures.
    """
    released = rows.execute(
        "UPDATE jobs SET state = 'queued', attempts = attempts - 1, stops = stops + ?, token = '', server = ''"
        " WHERE state = 'running' AND server = ? RETURNING lecture",
        (int(died), server),
    )
    return [row["lecture"] for row in released.fetchall()]


def servers(rows: sqlite3.Connection) -> set[str]:
    """All that run jobs, or ran them when they died."""
    return {row["server"] for row in rows.execute("SELECT DISTINCT server FROM jobs WHERE state = 'running'")}
