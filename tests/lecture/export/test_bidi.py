"""Text that runs from right to left, against fpdf2's own implementation of the Unicode algorithm."""

from __future__ import annotations

import pytest
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.export import bidi

MIXED = st.text(st.sampled_from("abאבجد12٣٤ .,:-+%$()[]<>!?\u0301é€/"), max_size=14)


@settings(max_examples=500, deadline=None)
@given(MIXED, st.booleans())
def test_each_letter_is_as_deep_as_fpdf2_finds_it(text: str, rtl: bool) -> None:
    theirs = BidiParagraph(text=text, base_direction=TextDirection.RTL if rtl else TextDirection.LTR)
    assert bidi.levels(text, rtl) == [letter.embedding_level for letter in theirs.characters]


@settings(max_examples=500, deadline=None)
@given(MIXED, st.booleans())
def test_letters_are_put_in_order_as_fpdf2_does(text: str, rtl: bool) -> None:
    theirs = BidiParagraph(text=f"{text}.", base_direction=TextDirection.RTL if rtl else TextDirection.LTR)
    depths = [letter.embedding_level for letter in theirs.characters]
    assert [f"{text}."[place] for place in bidi.visual(depths)] == [
        letter.character for letter in theirs.reorder_resolved_levels()
    ]


@pytest.mark.parametrize("signs", ["!" * 5000, "()" * 2500, "(" * 5000, "1+" * 2500, "\u0301" * 5000])
def test_any_number_of_signs_is_put_in_order(signs: str) -> None:
    assert len(bidi.levels(f"א{signs}a", rtl=True)) == 5002


def test_the_first_letter_with_a_direction_says_where_a_text_begins() -> None:
    assert [bidi.begins_rtl(text) for text in ("12 גאות tide", "tide גאות", "...", "")] == [True, False, False, False]
    assert [bidi.is_rtl(text) for text in ("tide", "été", "tide גאות", "٣")] == [False, False, True, True]
