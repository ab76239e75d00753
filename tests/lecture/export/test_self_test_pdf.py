"""The test of oneself, read back."""

from __future__ import annotations

import io
import re
from dataclasses import replace

from pypdf import PdfReader

from lecture.export import self_test_pdf
from lecture.export.options import Options, Origin
from lecture.values import Cards, Lecture
from tests.lecture.export.many_scripts import lecture_in
from tests.lecture.export.tides import TIDES


def pages(lecture: Lecture, options: Options = Options()) -> list[str]:  # noqa: B008
    reader = PdfReader(io.BytesIO(self_test_pdf.write(lecture, options)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_questions_and_gaps_are_on_one_page_and_their_answers_on_a_later_one() -> None:
    asked, answered = pages(TIDES, Options(origin=Origin(course="Oceanography II")))
    assert asked == (
        "SELF-TEST How the tides work Course Oceanography II Date 24 November 2026 "
        "Answer first, then turn to the answers. "
        "Questions 1 What is a tide? "
        "Gaps 2 ________________ explained the tides in 1687. 1 of 2"
    )
    assert answered == (
        "How the tides work Self-test Answers "
        "1 the slow rise and fall of the sea "
        "0:02–0:09 “A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.” "
        "2 Isaac Newton 1:00:00–1:00:04 “Isaac Newton explained the tides in 1687.” 2 of 2"
    )


def test_no_answer_is_on_a_page_with_questions() -> None:
    found = pages(lecture_in("en", 300))
    first = next(place for place, page in enumerate(found) if "Answers 1 " in page)
    assert first > 1
    assert not any("“" in page for page in found[:first])
    assert not any("?" in page for page in found[first:])


def test_questions_come_before_gaps_and_each_number_is_answered_once() -> None:
    lecture = replace(TIDES, cards=replace(TIDES.cards, cards=TIDES.cards.cards[::-1]))
    asked, answered = pages(lecture)
    assert asked.index("1 What is a tide?") < asked.index("2 ________________ explained")
    assert answered.index("1 the slow rise") < answered.index("2 Isaac Newton")


def test_a_lecture_without_cards_says_so_and_has_no_page_for_answers() -> None:
    (found,) = pages(replace(TIDES, cards=Cards(())))
    assert found.endswith("No flashcards were made from this lecture. 1 of 1")


def test_there_is_less_room_to_write_where_all_questions_are_on_one_page_by_that() -> None:
    asked = tuple(replace(TIDES.cards.cards[0], question=f"What is tide {number}?") for number in range(9))
    few, many = (replace(TIDES, cards=Cards(cards)) for cards in (asked[:6], asked))
    assert [_ruled(lecture) for lecture in (few, many)] == [6 * 2, 9 * 1]
    assert [len(pages(lecture)) for lecture in (few, many)] == [2, 2]


def _ruled(lecture: Lecture) -> int:
    """How many lines to write on the first page has: rules that do not begin at the margin."""
    (page, *_others) = PdfReader(io.BytesIO(self_test_pdf.write(lecture))).pages
    contents = page.get_contents()
    assert contents is not None
    rules = re.findall(rb"rg ([\d.]+) [\d.]+ [\d.]+ 0.71 re f", contents.get_data())
    return sum(float(left) > 80 for left in rules)


def test_the_outline_leads_to_each_part() -> None:
    reader = PdfReader(io.BytesIO(self_test_pdf.write(TIDES)))
    found = [(entry.title, reader.get_destination_page_number(entry)) for entry in reader.outline]  # type: ignore[union-attr,arg-type]
    assert found == [("Questions", 0), ("Gaps", 0), ("Answers", 1)]


def test_the_same_lecture_gives_the_same_bytes() -> None:
    assert self_test_pdf.write(TIDES) == self_test_pdf.write(TIDES)
