"""How much of the work each stage is: a guess at first, then what the lectures before took on this machine."""

from __future__ import annotations

import sqlite3

from lecture.values import Progress, Stage

STAGES: tuple[Stage, ...] = ("speech", "summary", "cards")  # whose shares are known; what is between them has none
LEARNED_FROM = 10  # lectures, the last ones with the same models

Ends = tuple[float, float, float]  # the share of all the work that is done when each of STAGES ends
USUAL_ENDS: Ends = (0.8, 0.9, 1.0)  # until this machine has shown what it takes


def share(progress: Progress, ends: Ends = USUAL_ENDS) -> float:
    """How much of all the work is done, from 0 to 1."""
    if progress.stage == "start":
        return 0.0
    if progress.stage == "read":
        return ends[0]
    index = STAGES.index(progress.stage)
    start = ends[index - 1] if index else 0.0
    return start + (ends[index] - start) * min(1.0, progress.done / progress.total if progress.total else 1.0)


def keep_pace(rows: sqlite3.Connection, number: int, spent: dict[Stage, float]) -> None:
    """Remember how long each stage of a lecture took; `spent`: seconds from its beginning to the end of each."""
    if all(stage in spent for stage in STAGES):
        speech, summary, cards = (spent[stage] for stage in STAGES)
        rows.execute(
            "INSERT INTO pace (models, speech, summary, cards) SELECT models, ?, ?, ? FROM lectures WHERE number = ?",
            (speech, summary - speech, cards - summary, number),
        )


def ends_with(rows: sqlite3.Connection, models: str) -> Ends:
    """Where the stages end with these models, as they did in the lectures before."""
    speech, summary, cards = rows.execute(
        "SELECT total(speech), total(summary), total(cards)"
        " FROM (SELECT * FROM pace WHERE models = ? ORDER BY number DESC LIMIT ?)",
        (models, LEARNED_FROM),
    ).fetchone()
    whole = speech + summary + cards
    return (speech / whole, (speech + summary) / whole, 1.0) if whole else USUAL_ENDS
