"""Whom a visit counts for, and what all of one address may have."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lecture.clock import Clock
from lecture.settings import Limits
from lecture.store.library import Library
from lecture.store.limits_errors import TooManyNotebooks
from server.visitors import AT_HOME, Visitors, address_of

SMALL = Limits(pages=3, address_pages=2, address_notebooks=2)
ONE, TWO = "203.0.113.7", "198.51.100.9"


class Hand:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, 23, tzinfo=UTC).timestamp()

    def now(self) -> float:
        return self.at


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (None, AT_HOME),
        ("127.0.0.1", AT_HOME),
        ("::1", AT_HOME),
        ("::ffff:127.0.0.1", AT_HOME),
        ("testclient", AT_HOME),
        (ONE, ONE),
        (f"::ffff:{ONE}", ONE),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
    ],
)
def test_an_ipv6_network_is_one_address(client: str | None, address: str) -> None:
    assert address_of(client) == address


def test_pages_are_counted_for_each_address_and_for_all() -> None:
    here = Visitors(SMALL, shared=True)
    assert [here.enter(ONE) for _ in range(3)] == ["", "", "address"]
    assert [here.enter(TWO) for _ in range(2)] == ["", "all"]
    here.leave(ONE, "address")
    here.leave(ONE, "")
    assert here.enter(TWO) == ""


def test_when_too_many_are_turned_away_the_rest_is_not_even_told() -> None:
    here = Visitors(SMALL, shared=True)
    assert [here.enter(ONE) for _ in range(9)] == ["", "", *["address"] * 6, None]


def test_each_limit_says_its_number() -> None:
    here = Visitors(SMALL, shared=True)
    assert str(here.error("address")).startswith("2 pages of this app are open from your network address already")
    assert str(here.error("all")).startswith("3 pages are open on this server already")


def test_an_address_begins_so_many_notebooks_a_day() -> None:
    hand = Hand()
    here = Visitors(SMALL, shared=True, clock=Clock(hand.now))
    here.admit(ONE)("a")
    here.admit(ONE)("b")
    with pytest.raises(TooManyNotebooks, match="2 new notebooks have begun from your network address today"):
        here.admit(ONE)("c")
    here.admit(TWO)("c")
    hand.at += 3600
    here.admit(ONE)("c")


def test_a_notebook_that_could_not_be_kept_then_counts_once(data: Path) -> None:
    """The transaction in which it is asked may end in an error, such as that of a full disk."""
    here = Visitors(SMALL, shared=True)
    with closing(Library(data)) as library:
        mine = library.notebook(library.new_notebook(), here.admit(ONE))

        def breaks_off() -> None:
            with library.database.writing() as rows:
                mine.begin(rows)
                raise RuntimeError

        for _ in range(3):
            with pytest.raises(RuntimeError):
                breaks_off()
        mine.choose_tongue("de")
        library.notebook(library.new_notebook(), here.admit(ONE)).choose_tongue("de")
        with pytest.raises(TooManyNotebooks):
            library.notebook(library.new_notebook(), here.admit(ONE)).choose_tongue("de")


def test_on_a_laptop_no_address_is_held_to_anything() -> None:
    here = Visitors(SMALL, shared=False)
    assert [here.enter(ONE) for _ in range(4)] == ["", "", "", "all"]
    for number in range(9):
        here.admit(None)(str(number))


def test_whom_a_proxy_says_nothing_of_is_counted_with_all_only() -> None:
    here = Visitors(SMALL, shared=True)
    assert [here.enter(AT_HOME) for _ in range(4)] == ["", "", "", "all"]
    for number in range(9):
        here.admit("127.0.0.1")(str(number))


def test_nothing_is_limited_that_is_0() -> None:
    here = Visitors(Limits(pages=0, address_pages=0, address_notebooks=0), shared=True)
    assert {here.enter(ONE) for _ in range(2000)} == {""}
    for number in range(2000):
        here.admit(ONE)(str(number))
