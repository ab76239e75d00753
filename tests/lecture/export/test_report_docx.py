"""The report for Word: read back by python-docx."""

from __future__ import annotations

import io
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

from lecture.export.docx_looks import CARDS
from lecture.export.docx_parts import letters
from lecture.export.options import PARTS, Options, Origin, Part
from lecture.export.report_docx import write
from lecture.export.wording import language_tag, one_line, source, title
from lecture.languages import LANGUAGES
from lecture.tongue import speaking
from lecture.values import Aside, Cards, Chapter, Lecture, Segment, Transcript, Unheard
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
