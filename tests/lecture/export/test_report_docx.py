"""The report for Word: read back by python-docx, and opened by LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lecture.export.docx_looks import CARDS
from lecture.export.docx_parts import letters
from lecture.export.options import PARTS, Options, Origin, Paper, Part
from lecture.export.report_docx import write
from lecture.export.wording import language_tag, one_line, source, title
from lecture.languages import LANGUAGES
from lecture.tongue import speaking
from lecture.values import Aside, Card, Cards, Chapter, Lecture, Point, Segment, Transcript, Unheard
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES, LETTERS

GOLDEN = Path(__file__).parent / "golden" / "tides.docx.txt"
COURSE = Options(origin=Origin(course="Oceans 101"))
Opened = Callable[[bytes], Path]


def read(lecture: Lecture, options: Options = COURSE) -> Any:
    return docx.Document(io.BytesIO(write(lecture, options)))


def paragraphs(document: Any) -> Iterator[Any]:
    """In their order, also those of the table of contents and of the cells."""
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document._body)


def told(document: Any) -> list[tuple[str, str]]:
    """The style and the text of each paragraph."""
    return [(paragraph.style.name, paragraph.text) for paragraph in paragraphs(document)]


def letters_in(element: Any) -> str:
    return "".join(part.text for part in element.iter(qn("w:t")))


def texts(lecture: Lecture, options: Options = COURSE) -> list[str]:
    return [text for _style, text in told(read(lecture, options))]


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


# What it says


def test_a_small_lecture_reads_so() -> None:
    found = "".join(f"{style}: {text}\n" for style, text in told(read(TIDES)))
    assert found == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", [{part} for part in PARTS] + [set(PARTS) - {part} for part in PARTS])
def test_what_is_not_wanted_is_not_there(wanted: set[Part]) -> None:
    headings = dict(zip(PARTS, ("Summary", "Chapters", "Key terms", "Flashcards", "Transcript"), strict=True))
    found = told(read(TIDES, Options(parts=frozenset(wanted))))
    whole = told(read(TIDES, Options()))
    starts = [whole.index(("Heading 1", heading)) for heading in headings.values()] + [len(whole)]
    bodies = {part: whole[starts[at] : starts[at + 1]] for at, part in enumerate(PARTS)}
    begin = next(at for at, (style, _text) in enumerate(found) if style == "Heading 1")
    assert found[begin:] == [line for part in PARTS if part in wanted for line in bodies[part]]
    facts = [text.partition("\t")[0] for style, text in found if style == "Fact"]
    assert ("Summary by" in facts, "Flashcards by" in facts) == ("summary" in wanted, "cards" in wanted)
    assert [text for style, text in found if style == "toc 1"] == [
        headings[part]
        for part in PARTS
        if part in wanted and sum(style.startswith("Heading") for style, _ in found) > 1
    ]


def test_a_report_of_no_parts_is_what_the_lecture_is() -> None:
    assert [style for style, _text in told(read(TIDES, Options(parts=frozenset())))] == [
        "Title",
        "Subtitle",
        *["Fact"] * 6,
    ]


def test_what_is_doubtful_aside_or_was_not_made_out_looks_so() -> None:
    transcript = replace(TIDES.transcript, unheard=(Unheard(20.0, 25.4),))
    document = read(replace(TIDES, transcript=transcript, asides=(Aside(0.0, 2.6),)))
    found = told(document)
    assert found[found.index(("Heading 1", "Transcript")) + 1 :] == [
        ("Note", "1 whole sentence may have been misheard: look for [?]."),
        ("Note", "In 1 place, for 5 seconds, something was said that could not be made out."),
        ("Note", "Small print is talk about the course, or advertising. Summary and flashcards leave it out."),
        ("Heading 2", "Moon and Sun"),
        ("Aside", "0:00\tGood morning."),
        ("Timed", "0:02\tA tide is the slow rise and fall of the sea, caused by the Moon and the Sun."),
        ("Timed", "0:12\tThe Moon pulls harder on the near side. And then he said mumble. [?]"),
        ("Timed", "0:20\t[Something was said up to 0:25 that could not be made out.]"),
        ("Heading 2", "Isaac Newton"),
        ("Timed", "1:00:00\tIsaac Newton explained the tides in 1687."),
    ]
    doubted = [run.text for paragraph in paragraphs(document) for run in paragraph.runs if run.style.name == "Doubt"]
    assert doubted == ["And then he said mumble. [?]"]


def test_a_lecture_with_too_little_in_it_says_so() -> None:
    summary = replace(TIDES.summary, overview="", points=())
    bare = replace(
        TIDES, summary=summary, cards=Cards(()), chapters=(), terms=(), transcript=Transcript((), "en", 5, 5)
    )
    found = told(read(bare))
    assert found[[style for style, _text in found].index("Heading 1") :] == [
        ("Heading 1", "Summary"),
        ("Normal", "There was too little speech for a summary."),
        ("Heading 1", "Flashcards"),
        ("Note", "No flashcards were made from this lecture."),
        ("Heading 1", "Transcript"),
    ]


# What Word makes of it


def test_the_contents_are_a_field_whose_entries_lead_to_the_headings() -> None:
    body = read(TIDES).element.body
    assert [field.text for field in body.iter(qn("w:instrText"))] == [r' TOC \o "1-2" \h \z \u ']
    assert [part.get(qn("w:fldCharType")) for part in body.iter(qn("w:fldChar"))] == ["begin", "separate", "end"]
    places = {mark.get(qn("w:name")): mark.getparent() for mark in body.iter(qn("w:bookmarkStart"))}
    links = [(link.get(qn("w:anchor")), letters_in(link)) for link in body.iter(qn("w:hyperlink"))]
    assert [text for _anchor, text in links] == [
        *("Summary", "Moon and Sun", "Isaac Newton", "Chapters", "Key terms", "Flashcards", "Transcript"),
        *("Moon and Sun", "Isaac Newton"),
        *("Moon and Sun", "Isaac Newton"),  # in the list of chapters
    ]
    assert [(anchor, text) for anchor, text in links if letters_in(places[anchor]) != text] == []
    assert links[7:9] == links[9:]


def test_no_two_places_have_one_name() -> None:
    same = (TIDES.chapters[0],) * 3
    body = read(replace(TIDES, chapters=same)).element.body
    for attribute in ("w:name", "w:id"):
        found = Counter(mark.get(qn(attribute)) for mark in body.iter(qn("w:bookmarkStart")))
        assert set(found.values()) == {1}
    assert {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} <= {
        mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))
    }


def test_the_head_of_the_cards_repeats_and_no_card_is_divided() -> None:
    (table,) = read(TIDES).tables
    marks = [[mark.tag for mark in row._tr.trPr] for row in table.rows]
    assert table.style.name == CARDS
    assert marks == [[qn("w:cantSplit"), qn("w:tblHeader")], [qn("w:cantSplit")], [qn("w:cantSplit")]]


def test_every_style_is_there_and_nothing_of_the_empty_document_is_left() -> None:
    document = read(TIDES)
    known = {style.get(qn("w:styleId")) for style in document.styles.element.iter(qn("w:style"))}
    used = {
        mark.get(qn("w:val"))
        for name in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next")
        for element in (document.element, document.styles.element, document.sections[0].header._element)
        for mark in element.iter(qn(name))
    }
    assert used <= known
    with zipfile.ZipFile(io.BytesIO(write(TIDES))) as package:
        assert not [name for name in package.namelist() if "thumbnail" in name or "custom" in name or "Effects" in name]


def test_what_the_document_says_of_itself() -> None:
    properties = read(TIDES).core_properties
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    assert (properties.title, properties.subject, properties.category, properties.keywords) == (
        *("How the tides work", "Lecture notes", "Oceans 101", "tide"),
    )
    assert (properties.language, properties.created, properties.modified) == ("en-US", moment, moment)
    assert (properties.author, properties.comments, properties.last_modified_by) == ("", "", "")


def test_the_same_lecture_gives_the_same_bytes() -> None:
    made = write(TIDES)
    assert made == write(TIDES)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {file.date_time for file in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# Languages


def default_language(document: Any) -> dict[str, str]:
    (language,) = document.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    return {name.partition("}")[2]: value for name, value in language.items()}


def spoken_in(code: str, text: str) -> Lecture:
    segments = (Segment(0.0, 5.0, text), Segment(5.0, 9.0, text, doubt="hardly heard"))
    chapters = (Chapter(0.0, 5.0, text), Chapter(5.0, 9.0, text))
    return replace(TIDES, transcript=Transcript(segments, code, 9.0, 9.0), chapters=chapters, title=text)


@pytest.mark.parametrize(
    ("code", "marked"),
    [
        ("de", {"val": "de-DE"}),
        ("ja", {"val": "ja-JP", "eastAsia": "ja-JP"}),
        ("jw", {"val": "jv-ID"}),
        ("he", {"val": "he-IL", "bidi": "he-IL"}),
    ],
)
def test_the_text_is_marked_as_what_it_is_written_in(code: str, marked: dict[str, str]) -> None:
    document = read(spoken_in(code, "text"))
    assert (default_language(document), document.core_properties.language) == (marked, marked["val"])
    translated = replace(TIDES, transcript=replace(TIDES.transcript, language=code, task="translate"))
    assert default_language(read(translated)) == {"val": "en-US"}


def test_every_language_that_whisper_hears_has_a_tag_and_no_other_has() -> None:
    tags = [language_tag(code) for code in LANGUAGES]
    assert [tag for tag in tags if not tag or len(tag.split("-")) != 2] == []
    assert (language_tag(""), language_tag("und"), language_tag("xx")) == ("", "", "")


@pytest.mark.parametrize("code", ["ar", "fa", "he", "ps", "sd", "ur", "yi"])
def test_what_is_written_from_the_right_stands_so(code: str) -> None:
    word = "מילה" if code in ("he", "yi") else "كلمة"
    document = read(spoken_in(code, f"{word} (hash) 100, {word}."))
    assert document.styles["Normal"].element.pPr.find(qn("w:bidi")) is not None
    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert document.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    for paragraph in paragraphs(document):
        for run in filter(lambda run: run.text, paragraph.runs):  # the others are marks of a field
            mirrored = run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None
            assert mirrored == (word in run.text or not any(map(str.isalpha, run.text)))


def test_what_is_written_from_the_left_has_nothing_of_it() -> None:
    with zipfile.ZipFile(io.BytesIO(write(TIDES))) as package:
        xml = package.read("word/document.xml").decode()
    assert not [mark for mark in ("w:rtl", "w:bidi", "\u200f", "\u202a") if mark in xml]


def test_what_the_app_says_is_in_its_tongue_and_marked_so() -> None:
    with speaking("de"):
        document = read(TIDES)
    marked = {
        run.text
        for paragraph in paragraphs(document)
        for run in paragraph.runs
        if run._r.rPr is not None and any(mark.get(qn("w:val")) == "de-DE" for mark in run._r.rPr.iter(qn("w:lang")))
    }
    assert {"Zusammenfassung", "Karteikarten", "Mitschrift", "Frage", "Antwort", "Sie umfasst 0:00–1:02:09."} <= marked
    assert not [text for text in marked if "Moon" in text]
    footer = document.sections[0].footer.paragraphs[0]._p
    assert letters_in(footer) == "1 von 1"
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


# LibreOffice


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


# Whatever is said


@settings(max_examples=60)
@given(LECTURES, st.text(LETTERS, max_size=300))
def test_no_lecture_is_too_odd(lecture: Lecture, course: str) -> None:
    found = texts(lecture, Options(origin=Origin(course=course)))
    assert found[0] == letters(title(lecture))
    for card in lecture.cards.cards:
        for text in (one_line(card.question), one_line(card.answer), source(card)):
            assert letters(text) in found
    for point in lecture.summary.points:
        assert any(text.startswith(letters(one_line(point.text))) for text in found)


@settings(max_examples=100)
@given(st.text(LETTERS, min_size=1, max_size=300).filter(one_line))
def test_any_text_comes_back(text: str) -> None:
    found = texts(spoken_in("en", text), Options(parts=frozenset({"transcript"})))
    line = letters(one_line(text))
    assert found[0] == line
    assert found[-4:] == [line, f"0:00\t{line}", line, f"0:05\t{line} [?]"]
