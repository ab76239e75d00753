"""What open pages hold of finished lectures does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from benchmarks.made_up import lecture_of
from lecture.values import Lecture
from panels import held
from panels.held import MOST, Held, Ticket


@pytest.fixture(autouse=True)
def _nothing_is_held() -> Iterator[None]:
    held._held.clear()
    yield
    held._held.clear()


def lecture(title: str) -> Lecture:
    return replace(lecture_of(1), title=title)


def opened(title: str) -> Ticket:
    ticket = Ticket(title, 0)
    held.hold(ticket, lecture(title))
    return ticket


def title(found: Held | None) -> str | None:
    return found.lecture.title if found else None


def test_of_many_open_pages_the_last_used_hold_their_lectures() -> None:
    tickets = [opened(str(number)) for number in range(3 * MOST)]
    assert [title(held.find(ticket)) for ticket in tickets] == [
        *[None] * (2 * MOST),
        *map(str, range(2 * MOST, 3 * MOST)),
    ]


def test_a_page_that_is_used_again_holds_its_lecture_longer() -> None:
    first = opened("first")
    for number in range(MOST - 1):
        opened(str(number))
    held.find(first)
    opened("one more")
    assert title(held.find(first)) == "first"


def test_what_was_made_goes_with_its_lecture() -> None:
    ticket = opened("tides")
    found = held.find(ticket)
    assert found
    bare = lecture("bare")
    held.made_of(found.lecture)["bare", id(found.lecture)] = bare
    held.made_of(bare)["packed", id(bare)] = "packed"
    assert list(found.made.values()) == [bare, "packed"]
    held.drop(ticket)
    assert held.find(ticket) is None
    assert held.made_of(bare) == {}


def test_two_pages_with_the_same_lecture_do_not_share_what_one_lets_go() -> None:
    one, two = opened("tides"), opened("tides")
    held.drop(one)
    assert (title(held.find(one)), title(held.find(two))) == (None, "tides")
