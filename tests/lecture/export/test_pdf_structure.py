"""What a screen reader learns of our PDFs: lists, tables and tables of contents, with all that is in them, in order."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from lecture.export import report_pdf
from lecture.export.options import Options
from tests.lecture.export.many_scripts import lecture_in
from tests.lecture.export.test_pdf_reading import WRITERS, needs
from tests.lecture.export.tides import TIDES

# By ISO 32000-1, 14.8.4: what may be right within what.
MAY_BE_IN = {
    "/Document": {"/H1", "/H2", "/H3", "/P", "/Figure", "/L", "/Table", "/TOC"},
    "/Table": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/TH": {"/P"},
    "/TD": {"/P"},
    "/L": {"/LI"},
    "/LI": {"/Lbl", "/LBody"},
    "/LBody": {"/P"},
    "/TOC": {"/TOCI"},
    "/TOCI": {"/Lbl", "/P"},
}
CARDS = """
    TR
      TH
        P (block)
          "Question"
      TH
        P (block)
          "Answer"
    TR
      TD
        P (block)
          "1"
        P (block)
          "What is a tide?"
      TD
        P (block)
          "the slow rise and fall of the sea"
        P (block)
          "0:02–0:09  “A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.”"
    TR
      TD
        P (block)
          "2"
        P (block)
          "_____ explained the tides in 1687."
      TD
        P (block)
          "Isaac Newton"
        P (block)
          "1:00:00–1:00:04  “Isaac Newton explained the tides in 1687.”"
"""


@needs("pdfinfo")
def test_the_cards_are_a_table_to_a_program_that_reads_the_structure() -> None:
    pdf = report_pdf.write(TIDES, Options(parts=frozenset(["cards"])))
    found = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True)
    table = found.stdout.decode().partition("  Table (block)")[2]
    assert _lines(table) == _lines(CARDS)
    assert found.stderr == b""


def _lines(told: str) -> list[str]:
    """Without the spaces in what is said, of which there is none where a line of the page ends."""
    return [line if '"' not in line else line.replace(" ", "") for line in told.splitlines()]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_is_in_what_it_may_be_in_and_all_that_is_drawn_is_there_once_in_order(
    writer: str, language: str
) -> None:
    reader = PdfReader(io.BytesIO(WRITERS[writer](lecture_in(language))))
    root: Any = reader.root_object["/StructTreeRoot"]
    parents = {key: [one.get_object() for one in found] for key, found in _pairs(root["/ParentTree"]["/Nums"])}
    read: dict[int, list[int]] = {number: [] for number in range(len(reader.pages))}
    for element, parent in _below(root["/K"][0].get_object()):
        assert element["/S"] in MAY_BE_IN[parent["/S"]]
        assert element["/P"].get_object() == parent
        for mark in (one for one in element["/K"] if isinstance(one, int)):
            page = reader.get_page_number(element["/Pg"].get_object()) or 0
            assert parents[reader.pages[page]["/StructParents"]][mark] == element
            read[page].append(mark)
    assert read == {number: _marks(page) for number, page in enumerate(reader.pages)}


def _pairs(flat: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(flat[::2], flat[1::2], strict=True))


def _below(element: Any) -> Iterator[tuple[Any, Any]]:
    for one in element["/K"]:
        if not isinstance(one, int):
            yield one.get_object(), element
            yield from _below(one.get_object())


def _marks(page: Any) -> list[int]:
    return [int(number) for number in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())]


def test_a_row_that_is_longer_than_a_page_has_two_columns_all_the_same() -> None:
    (card, other), cards = TIDES.cards.cards, TIDES.cards
    long = replace(TIDES, cards=replace(cards, cards=(replace(card, answer="answer " * 3000), other)))
    root: Any = PdfReader(io.BytesIO(report_pdf.write(long))).root_object["/StructTreeRoot"]
    rows = [element for element, _ in _below(root["/K"][0].get_object()) if element["/S"] == "/TR"]
    assert [len(row["/K"]) for row in rows] == [2] * len(rows)
    assert len(rows) >= 3
