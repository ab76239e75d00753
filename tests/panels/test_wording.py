"""Dates, lengths and sizes as the panels say them."""

from __future__ import annotations

from datetime import date

import pytest

from panels.wording import length, short_day, size


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, ""), (40.4, "40 s"), (83.0, "1 min"), (2880.0, "48 min"), (3600.0, "1 h"), (5040.0, "1 h 24 min")],
)
def test_a_length_is_as_exact_as_one_minds(seconds: float, words: str) -> None:
    assert length(seconds) == words.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_date_has_its_year_where_it_is_another() -> None:
    today = date(2026, 11, 24)
    assert [short_day(day, today) for day in ("2026-01-06", "2025-12-31")] == ["6 Jan", "31 Dec 2025"]


def test_a_file_is_large_in_megabytes_or_gigabytes() -> None:
    assert [size(octets) for octets in (3e6, 2**30, 1.5 * 2**30)] == ["3 MB", "1 GB", "1.5 GB"]
