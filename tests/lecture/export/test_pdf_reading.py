"""What programs that read PDFs make of ours, in the scripts that lectures are spoken in: pypdf, pdftotext and qpdf."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lecture.export import cornell_pdf, report_pdf, self_test_pdf, sheet, typeface
from lecture.export.options import Options, Origin, Paper
from lecture.values import Cards, Lecture, Term
from tests.lecture.export.many_scripts import CJK, WORDS, lecture_in, sentences
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES

Write = Callable[..., bytes]
WRITERS: dict[str, Write] = {
    "report": report_pdf.write,
    "self-test": self_test_pdf.write,
    "cornell": cornell_pdf.write,
    "booklet": lambda lecture, options=Options(): report_pdf.write_all([(lecture, options), (TIDES, options)]),  # noqa: B008
}
LANGUAGES = [*WORDS, *(CJK if typeface.CJK in typeface.fonts() else ())]
DIRECTIONS = re.compile(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # by which pdftotext says what runs from right to left


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def by_pypdf(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def by_pdftotext(pdf: bytes, *options: str) -> list[str]:
    found = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode().removesuffix("\f").split("\f")


READERS = [pytest.param(by_pypdf, id="pypdf"), pytest.param(by_pdftotext, id="pdftotext", marks=needs("pdftotext"))]


def transcript_of(pages: list[str], lecture: Lecture) -> str:
    """The words of the last part, without times, full stops, and what stands at the head and foot of each page."""
    whole = DIRECTIONS.sub("", "\n".join(pages)).rsplit("Transcript", 1)[1]
    for repeated in (lecture.title, "Lecture notes"):
        whole = whole.replace(repeated, " ")
    whole = re.sub(r"\d+ of \d+|\d+:\d\d(:\d\d)?|\.", " ", whole)
    return unicodedata.normalize("NFC", " ".join(whole.split()))


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_transcript_is_read_once_and_in_order(
    language: str, read: Callable[[bytes], list[str]]
) -> None:
    lecture = lecture_in(language)
    found = transcript_of(read(report_pdf.write(lecture)), lecture)
    told = sentences(language, 120)
    headings = [chapter.title for chapter in lecture.chapters]
    expected = " ".join([headings[0], *told[:60], headings[1], *told[60:]]).replace(".", "")
    if language in CJK:
        found, expected = found.replace(" ", ""), expected.replace(" ", "")
    assert found == unicodedata.normalize("NFC", expected)


@needs("pdftotext")
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_of_the_table_is_read_whole_then_its_answer_then_where_it_is_from(language: str) -> None:
    """pdftotext looks for columns; a table must not fall into two."""
    lecture = lecture_in(language)
    text = DIRECTIONS.sub("", "\n".join(by_pdftotext(report_pdf.write(lecture, Options(parts=frozenset(["cards"]))))))
    text = unicodedata.normalize("NFC", "".join(text.replace(".", "").split()))
    at = 0
    for card in lecture.cards.cards:
        for part in (card.question, card.answer, card.evidence):
            at = text.find("".join(part.replace(".", "").replace("?", "").split()), at) + 1
            assert at


@needs("qpdf")
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("language", ["en", "ar", "hi"])
def test_qpdf_has_nothing_against_it(writer: str, language: str, tmp_path: Path) -> None:
    file = tmp_path / "made.pdf"
    file.write_bytes(WRITERS[writer](lecture_in(language)))
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@needs("pdftotext")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("language", ["en", "ar", "hi", "endless"])
def test_no_word_is_off_the_page_or_in_its_margins(writer: str, language: str, paper: Paper) -> None:
    lecture = _endless() if language == "endless" else lecture_in(language)
    pdf = WRITERS[writer](lecture, Options(paper=paper, origin=Origin(course="Oceanography " * 12)))
    page = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
    word = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">')
    side, least = sheet.SIDE / 25.4 * 72, 20
    for told in by_pdftotext(pdf, "-bbox")[0].split("</page>")[:-1]:
        size = page.search(told)
        assert size is not None
        width, height = map(float, size.groups())
        for left, top, right, bottom in (map(float, found) for found in word.findall(told)):
            assert left >= side - 1
            assert right <= width - side + 1
            assert top >= least
            assert bottom <= height - least


@needs("pdftotext")
def test_what_is_read_from_the_right_has_its_times_there() -> None:
    def of(language: str, text: str) -> list[tuple[float, float]]:
        pdf = report_pdf.write(lecture_in(language, 20), Options(parts=frozenset(["transcript"])))
        told = by_pdftotext(pdf, "-bbox")[0]
        found = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>', told)
        return [(float(left), float(right)) for left, right, word in found if word == text]

    margin, width = sheet.SIDE / 25.4 * 72, 595.28
    assert [abs(left - margin) < 1 for left, _ in of("en", "0:00")] == [True] * 2
    assert [abs(right - (width - margin)) < 1 for _, right in of("ar", "0:00")] == [True] * 2  # a chapter, a paragraph


def _endless() -> Lecture:
    """Words that no line has room for, in a recording of five days."""
    word, late = "Wellenlänge" * 60, 4e5
    (card, other), (chapter, _last) = TIDES.cards.cards, TIDES.chapters
    segment, point = TIDES.transcript.segments[0], TIDES.summary.points[0]
    return replace(
        TIDES,
        title=word,
        file_name=word,
        transcript=replace(
            TIDES.transcript, segments=(segment, replace(segment, text=word, start=late)), duration=late
        ),
        chapters=(chapter, replace(chapter, title=word, start=late / 2)),
        terms=(Term(word, (late,) * 9),),
        summary=replace(TIDES.summary, overview=word, points=(replace(point, text=word, start=late - 9, end=late),)),
        cards=Cards((replace(card, question=word, answer=word, evidence=word, start=late - 9, end=late), other)),
    )


@pytest.mark.parametrize("writer", WRITERS)
def test_no_heading_is_the_last_line_of_a_page(writer: str) -> None:
    seen = 0
    for count in range(20, 160, 7):
        pdf = WRITERS[writer](lecture_in("en", count))
        headings = {entry.title for entry in _every(PdfReader(io.BytesIO(pdf)).outline)}
        for page in by_pypdf(pdf)[:-1]:
            *_, last = [
                line.strip() for line in page.splitlines() if line.strip() and not re.search(r"^\d+ of \d+$", line)
            ]
            assert re.sub(r"^[\d:]+\s*", "", last) not in headings
            seen += 1
    assert seen > 10


def test_the_heading_of_the_transcript_is_on_the_page_on_which_it_begins() -> None:
    for count in range(10, 70, 3):
        lecture = lecture_in("en", count)
        first, *others = lecture.transcript.segments
        segments = (first, *(replace(other, doubt="hardly heard") for other in others))
        lecture = replace(lecture, transcript=replace(lecture.transcript, segments=segments))
        (page,) = (page for page in by_pypdf(report_pdf.write(lecture)) if "look for [?]." in page)
        assert " ".join(first.text.split()[:3]) in page.split("look for [?].")[1]


def _every(outline: list[Any]) -> list[Any]:
    return [one for entry in outline for one in (_every(entry) if isinstance(entry, list) else [entry])]


@settings(max_examples=25, deadline=None)
@given(LECTURES, st.sampled_from(["self-test", "cornell", "booklet"]), st.sampled_from(["A4", "Letter"]))
def test_no_lecture_is_too_odd_for_any_of_them(lecture: Lecture, writer: str, paper: Paper) -> None:
    pdf = WRITERS[writer](lecture, Options(paper=paper, origin=Origin(course=lecture.title)))
    assert by_pypdf(pdf)
    assert WRITERS[writer](lecture, Options(paper=paper, origin=Origin(course=lecture.title))) == pdf
