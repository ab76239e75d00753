"""The DOCX as LibreOffice opens it and prints it: every sentence once and in order."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from lecture.export.options import Options, Origin, Paper
from lecture.export.report_docx import write
from lecture.values import Card, Cards, Chapter, Lecture, Point, Segment
from tests.lecture.export.test_report_docx import spoken_in
from tests.lecture.export.tides import TIDES

GOLDEN = Path(__file__).parent / "golden" / "tides.docx.txt"
COURSE = Options(origin=Origin(course="Oceans 101"))
Opened = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """LibreOffice: it opens a document and prints it into a PDF."""
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        pytest.skip("LibreOffice and poppler-utils are not here")
    folder = tmp_path_factory.mktemp("office")

    def convert(document: bytes) -> Path:
        (folder / "report.docx").write_bytes(document)
        (folder / "report.pdf").unlink(missing_ok=True)
        own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, folder / "report.docx"], check=True, capture_output=True, timeout=300)
        return folder / "report.pdf"

    return convert


def printed(pdf: Path) -> str:
    """What stands on the pages between their heads and their feet."""
    between = ["-x", "0", "-y", "60", "-W", "700", "-H", "720"]
    found = subprocess.run(["pdftotext", "-raw", *between, pdf, "-"], check=True, capture_output=True, text=True)
    return " ".join(found.stdout.split())


def test_libreoffice_prints_a_small_lecture_so(opened: Opened) -> None:
    pdf = opened(write(TIDES, COURSE))
    lines = [line.partition(": ")[2] for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert printed(pdf).replace("• ", "") == " ".join(" ".join(lines).split())
    first, second = [page.extract_text().split("\n") for page in PdfReader(pdf).pages]
    assert (first[0].strip(), first[-1].strip()) == ("How the tides work", "1 of 2")
    assert (" ".join(second[0].split()), second[-1].strip()) == ("How the tides work Lecture notes", "2 of 2")


def long_lecture() -> Lecture:
    """Three hours, in which no sentence is said twice."""
    segments = tuple(
        Segment(
            10.0 * at, 10.0 * at + 9, f"Sentence {at:04} says something.", doubt="hardly heard" if at % 9 == 0 else ""
        )
        for at in range(1080)
    )
    chapters = tuple(Chapter(900.0 * at, 900.0 * at + 900, f"Topic {at:02}") for at in range(12))
    points = tuple(Point(f"Point {at:02} is one.", 500.0 * at, 500.0 * at + 9) for at in range(21))
    cards = tuple(
        Card(
            f"Is this question {at:02}?",
            f"{'long ' * (at % 7 * 30)}answer {at:02}",
            f"Because of {at:02}.",
            at,
            at,
            "question",
            1,
        )
        for at in range(60)
    )
    return replace(
        TIDES,
        transcript=replace(TIDES.transcript, segments=segments, duration=10800.0, heard=10800.0, remark=""),
        chapters=chapters,
        summary=replace(TIDES.summary, points=points, end=10800.0),
        cards=Cards(cards),
    )


def test_libreoffice_prints_every_sentence_of_three_hours_once_and_in_order(opened: Opened) -> None:
    lecture = long_lecture()
    pdf = opened(write(lecture))
    found = printed(pdf)
    sentences = [point.text for point in lecture.summary.points]
    for card in lecture.cards.cards:
        sentences += [card.question, card.answer[-9:], card.evidence]
    sentences += [segment.text for segment in lecture.transcript.segments]
    assert [sentence for sentence in sentences if found.count(sentence) != 1] == []
    places = list(map(found.index, sentences))
    assert places == sorted(places)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages]
    halves = [
        [at for at, page in enumerate(pages) if f" {what} {number:02}" in page]
        for number in range(60)
        for what in ("question", "answer")
    ]
    assert halves[::2] == halves[1::2]
    cards = sorted({page for half in halves for page in half})
    assert len(cards) > 3
    assert [at for at, page in enumerate(pages) if "Question Answer" in page] == cards
    assert len(pages) > 25


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_libreoffice_prints_on_the_paper_that_is_wanted(opened: Opened, paper: Paper, size: tuple[int, int]) -> None:
    box = PdfReader(opened(write(TIDES, Options(paper=paper)))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_libreoffice_prints_a_card_and_a_word_longer_than_a_page(opened: Opened) -> None:
    long = replace(TIDES.cards.cards[0], question="w" * 9000, answer="answer " * 3000 + "done")
    found = printed(opened(write(replace(TIDES, title="T" * 500, cards=Cards((long, TIDES.cards.cards[1]))))))
    assert found.replace(" ", "").count("w" * 20) >= 400
    assert found.count("answer") == 3000
    assert "done" in found
    assert "Isaac Newton explained the tides in 1687.” Transcript" in found


def test_libreoffice_opens_what_holds_every_kind_of_letter(opened: Opened) -> None:
    odd = "".join(
        map(
            chr,
            [
                *range(0x100),
                *range(0x2010, 0x202A),
                *range(0x2030, 0x2066),
                *range(0xFDD0, 0xFDF0),
                0xFEFF,
                0xFFFE,
                0xFFFF,
            ],
        )
    )
    odd += "\udc80\ud800 \U0001f30a \U0001fffe \U0010ffff <w:p> ]]> &amp; {PAGE} \\* MERGEFORMAT"
    lecture = replace(spoken_in("xx", f"Before. {odd} After."), file_name=odd, date=odd, terms=())
    found = printed(opened(write(lecture, Options(origin=Origin(course=odd)))))
    assert found.count("Before.") == found.count("After.")
    assert "<w:p> ]]> &amp; {PAGE} \\* MERGEFORMAT After." in found
