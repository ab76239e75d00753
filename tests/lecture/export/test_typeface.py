"""Which font has which letters, and what stands for those that none has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture.export import typeface
from lecture.export.typeface import REPLACEMENT
from lecture.export.wording import one_line
from tests.lecture.values import LETTERS

SANS, ARABIC, DEVANAGARI, HEEBO = range(4)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("tide", [(SANS, "tide")]),
        ("παλίρροια,", [(SANS, "παλίρροια,")]),
        ("الموج،", [(ARABIC, "الموج،")]),
        ("ज्वार।", [(DEVANAGARI, "ज्वार।")]),
        ("גאות", [(HEEBO, "גאות")]),
        ("«الموج»", [(ARABIC, "«الموج»")]),
        ("(גאות)", [(HEEBO, "(גאות)")]),
        ("MoonגאותSun", [(SANS, "Moon"), (HEEBO, "גאות"), (SANS, "Sun")]),
        ("می‌رود", [(ARABIC, "می‌رود")]),
    ],
)
def test_each_letter_is_in_the_font_of_its_script_and_signs_are_in_that_of_their_neighbours(
    word: str, expected: list[tuple[int, str]]
) -> None:
    assert list(typeface.runs(word)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("\N{MATHEMATICAL BOLD SMALL X} + \N{LATIN SMALL LETTER LONG S WITH DOT ABOVE}", "x + \u1e9b"),
        ("🌊", REPLACEMENT),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b\N{ZERO WIDTH JOINER}c", "ab\N{ZERO WIDTH JOINER}c"),
        ("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}", REPLACEMENT),
    ],
)
def test_what_no_font_has_is_written_otherwise_or_seen_to_be_missing(text: str, expected: str) -> None:
    assert typeface.showable(text) == expected


@given(st.text(LETTERS))
def test_whatever_is_shown_is_in_some_font(text: str) -> None:
    shown = typeface.showable(one_line(text))
    assert typeface.showable(shown) == shown
    assert "".join(run for word in shown.split(" ") for _, run in typeface.runs(word)) == shown.replace(" ", "")
    for word in shown.split(" "):
        for font, run in typeface.runs(word):
            assert set(run) - set(typeface.JOINERS) <= typeface.letters(font)


FOUND = """
from lecture.export import typeface
print(typeface.CJK in typeface.fonts(), typeface.showable("潮。조") == "潮。조", list(typeface.runs("潮2024年。")))
"""


def test_the_font_of_chinese_japanese_and_korean_is_found_by_itself_where_its_package_is() -> None:
    if typeface.CJK not in typeface.fonts():
        pytest.skip('its package is not installed: pip install "noto-cjk[sans]"')
    assert list(typeface.runs("潮2024年。")) == [(typeface.CJK, "潮2024年。")]
    assert typeface.showable("潮。조") == "潮。조"


def test_a_package_without_the_font_in_it_is_none(tmp_path: Path) -> None:
    package = tmp_path / typeface.CJK_MODULE
    package.mkdir()
    (package / "__init__.py").touch()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", FOUND], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("False False")
