"""What the page says of work that is under way: no wait is unexplained."""

from __future__ import annotations

import pytest

from lecture.store.queue import Status
from panels.progress import doing, part


@pytest.mark.parametrize(
    ("status", "words", "full"),
    [
        (Status("running"), "Loading the speech model", 0.0),
        (Status("running", stage="start", fraction=0.0), "Loading the speech model", 0.0),
        (
            Status("running", stage="start", done=121, total=484, fraction=0.0),
            "Fetching the speech model, once: 121 of 484 MB",
            0.25,
        ),
        (
            Status("running", stage="speech", done=0, total=3000, fraction=0.0),
            "Listening to the beginning, 50:00 in all",
            0.0,
        ),
        (
            Status("running", stage="speech", done=60, total=3000, fraction=0.016),
            "Listening: 1:00 of 50:00 heard",
            0.016,
        ),
        (Status("running", stage="read", fraction=0.8), "Reading what was said", 0.8),
        (Status("running", stage="cards", done=1, total=2, fraction=0.95), "Making flashcards", 0.95),
    ],
)
def test_each_wait_says_what_is_done_and_how_far_it_is(status: Status, words: str, full: float) -> None:
    assert (doing(status), part(status)) == (words, full)
