"""In no file that is taken away does a text mean more than its letters: no link, no picture, no script, no formula."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from lecture.export import FORMATS
from lecture.export.options import Options, Origin
from panels.wording import SEAM, plain
from tests.lecture.export.tides import TIDES
from tests.security.harm import ELSEWHERE, HARM, harmful

ALL = Options(origin=Origin(course=f"Course {HARM}"))
ACTS = {"/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI", "/EmbeddedFile", "/RichMedia", "/SubmitForm"}
SIGNS = st.sampled_from("<>&\"'`*_[](){}#|$~:/\\!-=+@.%^\n\r\t\0 aw1\u202e\u2028\u2060")
NASTY = st.text(SIGNS | st.characters(), max_size=60)
BEGINS = st.sampled_from(
    [
        "",
        "http://a.b/",
        "HTTPS://A.B",
        "www.a.b",
        "a@b.c",
        ":material/home:",
        ":material_home:",
        ":streamlit:",
        "a -> b",
    ]
)
MADE = {"html_block", "html_inline", "image", "code_inline", "code_block", "fence", "s_open"}


@pytest.fixture(scope="module")
def written() -> dict[str, bytes]:
    lecture = harmful()
    return {name: format_.write(lecture, ALL) for name, format_ in FORMATS.items()}


def test_the_lecture_has_harm_in_all_its_texts() -> None:
    kept = FORMATS["lecture.json"].write(harmful(), ALL).decode()
    told = json.loads(kept)
    parts = told["title"], told["file_name"], *(one["text"] for one in told["transcript"]["segments"])
    parts += told["summary"]["overview"], *(one["text"] for one in told["summary"]["points"])
    parts += tuple(card[part] for card in told["cards"]["cards"] for part in ("question", "answer", "evidence"))
    parts += tuple(one["title"] for one in told["chapters"]) + tuple(one["text"] for one in told["terms"])
    assert all(HARM in part for part in parts)


@pytest.mark.parametrize("name", [name for name in FORMATS if name.endswith(".pdf")])
def test_a_pdf_does_nothing_and_leads_nowhere_but_into_itself(written: dict[str, bytes], name: str) -> None:
    reader = PdfReader(BytesIO(written[name]))
    found: set[str] = set()
    for number in range(1, len(reader.xref_objStm) + sum(len(each) for each in reader.xref.values()) + 1):
        _look(reader.get_object(IndirectObject(number, 0, reader)), found)
    assert found & ACTS == set()
    assert "/Type" in found


def _look(value: object, found: set[str]) -> None:
    if isinstance(value, DictionaryObject):
        view = isinstance(value.get("/OpenAction"), ArrayObject)  # which page is shown first
        found |= {str(key) for key in value if not (view and key == "/OpenAction")}
        found |= {str(one) for one in value.values() if str(one).startswith("/")}
        for one in value.values():
            if not isinstance(one, IndirectObject):
                _look(one, found)
    elif isinstance(value, ArrayObject):
        for one in value:
            if not isinstance(one, IndirectObject):
                _look(one, found)


def test_a_word_file_fetches_nothing_and_has_no_field_of_a_text(written: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(written["report.docx"])) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name, content in parts.items():
        assert not name.endswith((".bin", ".vbs", ".html"))
        if name.endswith((".xml", ".rels")):
            tree = ElementTree.fromstring(content)
            assert all(each.get("TargetMode") != "External" for each in tree.iter())
            kinds = {each.tag.rpartition("}")[2] for each in tree.iter()}
            assert kinds & {"attachedTemplate", "altChunk", "object", "OLEObject", "subDoc"} == set()
            fields = [each.text or "" for each in tree.iter() if each.tag.endswith(("instrText", "fldSimple"))]
            assert [field for field in fields if "hostile" in field] == []


def test_a_web_page_is_made_of_the_same_elements_whatever_is_said(written: dict[str, bytes]) -> None:
    tree = html5lib.parse(written["report.html"].decode(), namespaceHTMLElements=False)
    usual = html5lib.parse(FORMATS["report.html"].write(TIDES).decode(), namespaceHTMLElements=False)
    assert {each.tag for each in tree.iter()} - {each.tag for each in usual.iter()} <= {"small", "u", "mark"}
    assert len(tree.findall(".//script")) == len(usual.findall(".//script"))
    for each in tree.iter():
        for name in ("href", "src", "action", "formaction", "poster", "data"):
            assert urlsplit(each.get(name) or "")[:2] == ("", "")  # it lies beside the page, or within
        assert not each.get("srcdoc")
        assert not any(name.startswith("on") for name in each.keys())  # noqa: SIM118


def test_markdown_makes_no_html_link_picture_or_code_of_a_text(written: dict[str, bytes]) -> None:
    told = written["report.md"].decode().partition("\n---\n")[2]  # behind what YAML says of it
    assert HARM.split()[0] in told.replace("\\", "")
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(told):
        for one in [token, *(token.children or ())]:
            assert one.type not in (
                "html_block",
                "html_inline",
                "image",
                "code_inline",
                "code_block",
                "fence",
                "s_open",
            )
            assert ELSEWHERE not in str(one.attrGet("href") or "")


@pytest.mark.parametrize("name", [name for name in FORMATS if name.endswith(".csv")])
def test_no_field_of_a_table_begins_as_a_formula_does(written: dict[str, bytes], name: str) -> None:
    lines = [line for line in written[name].decode("utf-8-sig").splitlines() if not line.startswith("#")]
    for row in csv.reader(StringIO("\n".join(lines))):
        assert [field for field in row if re.match(r"\s*[=+\-@\t\r]", field)] == []


def test_a_package_for_anki_has_no_element_sound_or_gap_of_a_text(written: dict[str, bytes], tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(written["flashcards.apkg"])) as packed:
        (tmp_path / "notes").write_bytes(packed.read("collection.anki2"))
    notes = sqlite3.connect(tmp_path / "notes")
    fields = [row[0] for row in notes.execute("SELECT flds FROM notes")]
    notes.close()
    assert len(fields) == len(TIDES.cards.cards)
    for field in fields:
        assert "hacked" in field
        assert not re.search(r"<(?!br\b|/?(?:div|span|b|i|small)\b)|\[sound:a|\{\{c\d::gap|\\\(z", field)


@pytest.mark.parametrize("name", ["subtitles.srt", "subtitles.vtt", "chapters.vtt"])
def test_subtitles_have_no_tag_of_a_text(written: dict[str, bytes], name: str) -> None:
    told = written[name].decode()
    assert "hacked" in told
    assert not re.search(r"<[/A-Za-z]|\{\\", told)


@given(BEGINS, NASTY)
def test_plain_leaves_nothing_for_markdown_or_streamlit_to_find(begin: str, rest: str) -> None:
    text = f"{begin}{rest}"
    made = plain(text)
    tokens = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("strikethrough").parse(made)
    kinds = {one.type for token in tokens for one in [token, *(token.children or ())]}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}
    shown = "".join(one.content for token in tokens for one in token.children or ())
    assert not re.search(
        r"https?://|www\.|[-.\w+]@[-\w]|:material[/_]|:streamlit:|<-|->|--|[<>~]=", shown, re.IGNORECASE
    )
    letters = " ".join(text.split()).replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert shown.replace(SEAM, "") == letters.replace(SEAM, "")
