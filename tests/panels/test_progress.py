"""What the page says of work that is under way: no wait is unexplained."""

from __future__ import annotations

import pytest

from lecture.store.queue import Status
from lecture.values import Lecture
from panels.progress import can_be_heard, doing, how_long, moves, part, stopped


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
        (Status("running", stage="speech", done=0, total=1, fraction=0.0), "Listening to the beginning", 0.0),
        (Status("running", stage="speech", done=90, total=91, fraction=0.79), "Listening: 1:30 heard", 0.0),
        (Status("running", stage="read", fraction=0.8), "Reading what was said", 0.8),
        (Status("running", stage="cards", done=1, total=2, fraction=0.95), "Making flashcards", 0.95),
    ],
)
def test_each_wait_says_what_is_done_and_how_far_it_is(status: Status, words: str, full: float) -> None:
    assert (doing(status), part(status)) == (words, full)


def test_something_moves_where_nobody_can_say_how_far_it_is() -> None:
    beginning = Status("running", stage="speech", done=0, total=3000, fraction=0.0)
    unmeasured = Status("running", stage="speech", done=90, total=91, fraction=0.79)
    under_way = Status("running", stage="speech", done=60, total=3000, fraction=0.016)
    assert [moves(one) for one in (Status("running"), beginning, unmeasured, under_way, Status("queued"))] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_no_end_is_promised_to_what_nobody_knows_the_length_of() -> None:
    known = Status("running", stage="speech", done=60, total=3000, seconds_left=200.0)
    unmeasured = Status("running", stage="speech", done=90, total=91, seconds_left=2.0)
    assert (how_long(known), how_long(unmeasured)) == ("about 3 min left", "")


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        (Status("failed", permanent=True, stage="speech"), True),
        (Status("failed", permanent=True), False),  # it could not even be opened
        (Status("failed", stage="speech"), False),  # another try may do
    ],
)
def test_what_was_listened_to_in_vain_can_be_heard(status: Status, heard: bool) -> None:
    assert can_be_heard(status) is heard


def test_what_was_stopped_before_anything_was_heard_promises_nothing_below(studied: Lecture) -> None:
    heard = Status("cancelled", transcript=studied.transcript)
    assert (stopped(Status("cancelled")), stopped(heard)) == (
        "Stopped.",
        "Stopped. What was heard so far is kept below.",
    )
