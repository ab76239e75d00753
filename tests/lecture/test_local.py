"""Dates, numbers and names of languages in both tongues."""

from __future__ import annotations

from datetime import date

import pytest

from lecture import local
from lecture.languages import LANGUAGES
from lecture.tongue import TONGUES, speaking

DAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("tongue", "written"),
    [
        (
            "en",
            [
                "4 March 2026",
                "4 Mar",
                "4 Mar 2026",
                "Wednesday, 4 March",
                "Wed",
                "1,234",
                "0.5",
                "German",
                "Javanese",
                "xx",
            ],
        ),
        (
            "de",
            [
                "4. März 2026",
                "4. März",
                "4. März 2026",
                "Mittwoch, 4. März",
                "Mi",
                "1.234",
                "0,5",
                "Deutsch",
                "Javanisch",
                "xx",
            ],
        ),
    ],
)
def test_dates_numbers_and_languages_are_written_as_there(tongue: str, written: list[str]) -> None:
    with speaking(tongue):
        days = [
            local.long_day(DAY),
            local.short_day(DAY),
            local.short_day(DAY, year=True),
            local.named_day(DAY),
            local.weekday(DAY),
        ]
        numbers = [local.number(1234), local.number(0.5, 1)]
        assert [*days, *numbers, *map(local.language_name, ("de", "jw", "xx"))] == written


@pytest.mark.parametrize("tongue", [tongue for tongue in TONGUES if tongue != "en"])
def test_every_language_that_whisper_hears_has_a_name_in_every_tongue(tongue: str) -> None:
    with speaking(tongue):
        assert [code for code in LANGUAGES if local.language_name(code) in (code, "")] == []
