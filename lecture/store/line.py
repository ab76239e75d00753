"""The line: whose turn it is, round by round, one lecture of each notebook."""

from __future__ import annotations

import sqlite3

# A notebook joins the line when it first waits, and joins it again at its end when a job of it has left the worker; a
# job that runs counts as its notebook's turn in this round.
LINE = """
    WITH waiting AS (
        SELECT j.lecture, j.state, j.not_before, j.queued,
            row_number() OVER (PARTITION BY l.notebook ORDER BY j.state = 'queued', j.queued, j.lecture) AS round,
            max(n.served, min(j.queued) OVER (PARTITION BY l.notebook)) AS joined
        FROM jobs j JOIN lectures l ON l.number = j.lecture JOIN notebooks n ON n.id = l.notebook
        WHERE j.state IN ('queued', 'running')
    ),
    line AS (
        SELECT lecture, not_before, row_number() OVER (ORDER BY round, joined, queued, lecture) AS place
        FROM waiting WHERE state = 'queued'
    )
"""


def place(rows: sqlite3.Connection, number: int) -> int:
    """Where the lecture stands: 1 is next; 0 where it does not wait."""
    row = rows.execute(f"{LINE} SELECT place FROM line WHERE lecture = ?", (number,)).fetchone()
    return row["place"] if row else 0


def next_due(rows: sqlite3.Connection, now: float, longest: float) -> sqlite3.Row | None:
    """The lecture whose turn it is, with what its job's row says of earlier attempts; those that rest are passed over,
    unless it were for longer than the `longest` rest, in seconds: then the clock was set back meanwhile.

    Its row holds all of `lectures`, and `attempts`, `stops`, `reached` and `reason` of `jobs`.
    """
    row: sqlite3.Row | None = rows.execute(
        f"{LINE} SELECT l.*, j.attempts, j.stops, j.reached, j.reason"
        " FROM line JOIN lectures l ON l.number = line.lecture JOIN jobs j ON j.lecture = line.lecture"
        " WHERE line.not_before <= ? OR line.not_before > ? ORDER BY place LIMIT 1",
        (now, now + longest),
    ).fetchone()
    return row


def leave_worker(rows: sqlite3.Connection, number: int, now: float) -> None:
    """A job of this lecture's notebook has left the worker: the notebook goes to the end of the line."""
    rows.execute(
        "UPDATE notebooks SET served = ? WHERE id = (SELECT notebook FROM lectures WHERE number = ?)", (now, number)
    )
