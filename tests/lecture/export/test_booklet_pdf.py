"""The lectures of a course as one PDF, read back."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from lecture.export import report_pdf, sheet
from lecture.export.options import Options, Origin
from lecture.values import Lecture
from tests.lecture.export.many_scripts import lecture_in
from tests.lecture.export.test_pdf_reading import by_pdftotext, needs
from tests.lecture.export.tides import TIDES

COURSE = Options(origin=Origin(course="Oceanography II"))
ARABIC = lecture_in("ar")
LECTURES = [(TIDES, COURSE), (ARABIC, COURSE), (replace(lecture_in("hi"), title="ज्वार", date="soon"), COURSE)]


def read(lectures: Sequence[tuple[Lecture, Options]] = LECTURES) -> tuple[list[str], list[tuple[str, int, list[str]]]]:
    """The pages; and of the outline each lecture with the number of its page and the names of its parts."""
    reader = PdfReader(io.BytesIO(report_pdf.write_all(lectures)))
    outline: list[Any] = reader.outline
    told = [
        (one.title, 1 + (reader.get_destination_page_number(one) or 0), [part.title for part in parts if _is_one(part)])
        for one, parts in zip(outline[::2], outline[1::2], strict=True)
    ]
    return [" ".join(page.extract_text().split()) for page in reader.pages], told


def _is_one(entry: object) -> bool:
    return not isinstance(entry, list)


def test_the_cover_names_the_course_and_lists_its_lectures_with_their_pages() -> None:
    pages, outline = read()
    (_, first, _parts), (_, second, _parts), (_, third, _parts) = outline
    assert first == 2
    assert pages[0] == (
        "LECTURE NOTES Oceanography II 3 lectures, 1:26:09 in all "
        f"2026-11-24 How the tides work {first} 2026-11-24 {ARABIC.title} {second} ज्वार {third} 1 of {len(pages)}"
    )


@pytest.mark.parametrize(
    ("courses", "named"),
    [
        (["Optics", "Optics"], "Optics"),
        (["Optics", "Waves"], "Lecture notes"),
        (["Optics", ""], "Lecture notes"),
        (["", ""], "Lecture notes"),
    ],
)
def test_the_cover_names_a_course_only_where_it_is_that_of_every_lecture(courses: list[str], named: str) -> None:
    pages, _outline = read([(TIDES, Options(origin=Origin(course=course))) for course in courses])
    assert pages[0].startswith(f"LECTURE NOTES {named} 2 lectures")


@needs("pdftotext")
def test_what_is_written_from_the_left_has_its_numbers_on_the_right_and_the_other_way_round() -> None:
    english, arabic = (TIDES, COURSE), (ARABIC, COURSE)
    assert _sides([english, arabic]) == [(True, {False}), (True, {False}), (False, {True})]
    assert _sides([arabic, english]) == [(False, {True}), (False, {True}), (True, {False})]


def _sides(lectures: Sequence[tuple[Lecture, Options]]) -> list[tuple[bool, set[bool]]]:
    """Of the cover, and of the first page of each lecture: whether the margin is left, and the numbers of pages are."""
    pdf = report_pdf.write_all(lectures)
    pages = by_pdftotext(pdf, "-bbox")[0].split("</page>")
    word = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>')
    return [_side(word.findall(pages[number - 1])) for number in (1, *(first for _, first, _ in read(lectures)[1]))]


def _side(words: list[tuple[str, str, str, str]]) -> tuple[bool, set[bool]]:
    margin, end = sheet.SIDE / 25.4 * 72 + 1, 595.28 - sheet.SIDE / 25.4 * 72 - 1
    first = next(at for at, word in enumerate(words) if word[3] in ("2026-11-24", "Contents"))
    numbers = [(float(left), float(right)) for left, _y, right, text in words[first:] if re.fullmatch(r"\d+", text)]
    return float(words[first][0]) <= margin, {
        left <= margin for left, right in numbers if left <= margin or right >= end
    }


def test_each_lecture_begins_on_a_new_page_and_in_the_outline_its_parts_are_below_it() -> None:
    pages, outline = read()
    assert [title for title, _page, _parts in outline] == ["How the tides work", ARABIC.title, "ज्वार"]
    assert [parts for _title, _page, parts in outline] == [
        ["Summary", "Chapters", "Key terms", "Flashcards", "Transcript"]
    ] * 3
    begun = [number for number, page in enumerate(pages, 1) if "LECTURE NOTES" in page]
    assert begun == [1, *(page for _title, page, _parts in outline)]


def test_each_lecture_has_only_the_parts_that_are_wanted_of_it() -> None:
    _pages, outline = read([(TIDES, replace(COURSE, parts=frozenset(["cards"]))), (TIDES, COURSE)])
    assert [len(parts) for _title, _page, parts in outline] == [1, 5]


def test_the_same_lectures_give_the_same_bytes() -> None:
    assert report_pdf.write_all(LECTURES) == report_pdf.write_all(LECTURES)


def test_a_booklet_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="needs a lecture"):
        report_pdf.write_all([])
