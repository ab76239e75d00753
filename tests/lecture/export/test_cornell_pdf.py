"""Notes in the layout of Cornell, read back."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from pypdf import PageObject, PdfReader

from lecture.export import cornell_pdf
from lecture.values import Cards, Lecture, Summary
from tests.lecture.export.many_scripts import lecture_in
from tests.lecture.export.tides import TIDES


def read(lecture: Lecture) -> PdfReader:
    return PdfReader(io.BytesIO(cornell_pdf.write(lecture)))


def text_of(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


def places(page: PageObject) -> dict[str, tuple[float, float]]:
    """Where each line begins, in points from the lower left corner."""
    found: dict[str, tuple[float, float]] = {}

    def visit(text: str, _outer: Any, inner: Any, *_: Any) -> None:
        if text.strip():
            found[text.strip()] = inner[4], inner[5]

    page.extract_text(visitor_text=visit)
    return found


def test_it_reads_so() -> None:
    (page,) = read(TIDES).pages
    assert text_of(page) == (
        "CORNELL NOTES How the tides work Date 24 November 2026 Questions Notes "
        "Moon and Sun What is a tide? "
        "The Moon pulls harder on the near side of the Earth than on the far side of it. (0:12–0:15) "
        "Isaac Newton _____ explained the tides in 1687. "
        "Isaac Newton explained the tides in 1687. (1:00:00–1:00:04) "
        "Summary "
        "A tide is the slow rise and fall of the sea, caused by the pull of the Moon and the Sun on the water. 1 of 1"
    )


def test_a_question_is_beside_the_point_that_answers_it_and_the_summary_below_both() -> None:
    found = places(read(TIDES).pages[0])
    asked, told, summary = ("_____ explained", "Isaac Newton explained", "A tide is the slow rise")
    cue, note, below = (
        next(place for text, place in found.items() if text.startswith(begin)) for begin in (asked, told, summary)
    )
    assert cue[0] < 72 < 200 < note[0]
    assert abs(cue[1] - note[1]) < 3
    assert below[1] < cue[1] - 50


def test_each_card_and_each_point_is_there_once_and_pages_but_the_last_end_in_lines_to_write_on() -> None:
    lecture = lecture_in("en", 400)
    pages = [text_of(page) for page in read(lecture).pages]
    assert len(pages) > 2
    whole = " ".join(pages)
    for card in lecture.cards.cards:
        assert whole.count(card.question) == 1
    for point in lecture.summary.points:
        assert whole.count(f"{point.text} (") == 1
    assert [page.count("In a sentence or two") for page in pages] == [1] * (len(pages) - 1) + [0]
    assert lecture.summary.overview in pages[-1]


def test_cards_are_there_where_a_chapter_has_no_point() -> None:
    found = text_of(read(replace(TIDES, summary=replace(TIDES.summary, points=()))).pages[0])
    assert "Moon and Sun What is a tide? Isaac Newton _____ explained the tides in 1687. Summary" in found


def test_an_empty_lecture_has_empty_columns() -> None:
    empty = replace(TIDES, chapters=(), cards=Cards(()), summary=Summary("", (), 0, 0))
    assert text_of(read(empty).pages[0]).endswith(
        "Questions Notes Summary There was too little speech for a summary. 1 of 1"
    )


def test_a_summary_longer_than_a_page_is_whole() -> None:
    long = replace(TIDES, summary=replace(TIDES.summary, overview="tide " * 3000 + "done"))
    found = " ".join(map(text_of, read(long).pages))
    assert found.count("tide ") >= 3000
    assert "done" in found


def test_the_same_lecture_gives_the_same_bytes() -> None:
    assert cornell_pdf.write(TIDES) == cornell_pdf.write(TIDES)
