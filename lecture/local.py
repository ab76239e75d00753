"""Dates, numbers and names of languages, as one writes them in the tongue that is spoken (Unicode CLDR, by Babel)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from lecture.languages import LANGUAGES, called
from lecture.tongue import spoken

LOCALES = {"en": "en_GB", "de": "de_DE"}
NAMED = {"en": "EEEE, d MMMM", "de": "EEEE, d. MMMM"}  # CLDR's own skeleton shortens the German day


def long_day(day: date) -> str:
    """ "24 November 2026", "24. November 2026"."""
    return format_date(day, "long", locale=LOCALES[spoken()])


def short_day(day: date, *, year: bool = False) -> str:
    """ "24 Nov", "24. Nov."; with its year if wanted."""
    return format_skeleton("yMMMd" if year else "MMMd", day, locale=LOCALES[spoken()])


def named_day(day: date) -> str:
    """ "Tuesday, 24 November", "Dienstag, 24. November"."""
    return format_date(day, NAMED[spoken()], locale=LOCALES[spoken()])


def weekday(day: date) -> str:
    """ "Tue", "Di"."""
    return format_date(day, "ccc", locale=LOCALES[spoken()])


def number(value: float, digits: int = 0) -> str:
    """ "1,234.5", "1.234,5", with so many digits after the point."""
    return format_decimal(value, f"#,##0.{'0' * digits}" if digits else "#,##0", locale=LOCALES[spoken()])


def language_name(code: str) -> str:
    """What a language that Whisper hears is called; an unknown code is its own name."""
    return called(LANGUAGES.get(code, code), spoken())


# US paper, by CLDR's territories.
LETTER = {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}


def paper(locale: str | None) -> Literal["A4", "Letter"]:
    """What one prints on where a browser's locale, such as "en-US", comes from."""
    return "Letter" if (locale or "").replace("_", "-").split("-")[-1].upper() in LETTER else "A4"
