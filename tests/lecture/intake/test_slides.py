"""Slides are read as they were made: titles, texts, notes, in order; and what cannot be read is said to be so."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from lecture import codec
from lecture.errors import LectureError
from lecture.intake import slides, slides_pdf, slides_pptx
from lecture.intake.slides import read
from lecture.intake.slides_errors import NotSlides, SlidesLocked, SlidesTooLarge, SlidesWithoutText, TooManySlides
from lecture.values import Options, Slide
from tests.lecture.intake.decks import AS_SLIDES, ENZYMES, pdf, pptx, saved, text_box, written
from tests.lecture.values import ANY_TEXT

AS_DRAWN = (AS_SLIDES[0], replace(AS_SLIDES[1], title="Michaelis-Menten kinetics"), *AS_SLIDES[2:])  # Latin letters


def test_a_pptx_gives_titles_and_texts_without_what_stands_on_every_slide() -> None:
    assert read("enzymes.pptx", pptx(ENZYMES, footer="Biochemistry I, slide")) == AS_SLIDES


def test_a_pdf_gives_the_same_by_where_and_how_large_it_is_written() -> None:
    assert read("enzymes.pdf", pdf(ENZYMES, header="Biochemistry I", footer="Kjeldahl, spring term")) == AS_DRAWN


@pytest.mark.parametrize("given", [Path, Path.read_bytes, lambda file: io.BytesIO(file.read_bytes())])
def test_a_file_is_taken_as_a_path_as_bytes_and_open(given: Callable[[Path], Any], tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(ENZYMES))
    assert read("a.pdf", given(tmp_path / "a.pdf")) == AS_DRAWN


def test_the_speakers_notes_and_tables_are_text_of_the_slide() -> None:
    deck: Any = Presentation(io.BytesIO(pptx(ENZYMES[1:2], notes=["Leonor Michaelis came first."])))
    table = deck.slides[0].shapes.add_table(1, 2, Inches(1), Inches(6), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "kcat", "turnover"
    text = f"{AS_SLIDES[1].text}\nkcat\nturnover\nLeonor Michaelis came first."
    assert read("a.pptx", saved(deck)) == (Slide(AS_SLIDES[1].title, text),)


def test_without_a_title_of_its_own_a_slide_is_titled_by_the_largest_text_near_the_top() -> None:
    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for inches, text, size in [(6, "HUGE BELOW", 80), (0.2, "Course", 10), (1, "Oxidation", 40), (3, "of iron", 18)]:
        text_box(slide, inches, text, size)
    assert read("a.pptx", saved(deck)) == (Slide("Oxidation", "Course\nof iron\nHUGE BELOW"),)


def test_text_in_groups_is_read_and_hidden_slides_are_not() -> None:
    deck: Any = Presentation(io.BytesIO(pptx(ENZYMES)))
    group = deck.slides[0].shapes.add_group_shape()
    group.shapes.add_textbox(0, Inches(9), Inches(1), Inches(1)).text_frame.text = "within"
    deck.slides[1].element.set("show", "0")
    first = replace(AS_SLIDES[0], text=f"{AS_SLIDES[0].text}\nwithin")
    found = read("a.pptx", saved(deck))
    assert (set(found[0].text.split("\n")), found[1:]) == (set(first.text.split("\n")), AS_SLIDES[2:])


def test_a_title_over_two_lines_is_one() -> None:
    sheet = FPDF(orientation="L", format="A4")
    sheet.set_auto_page_break(False)
    sheet.add_page()
    for at, size, text in [(20, 30, "The kinetics of"), (32, 30, "enzymes"), (80, 14, "Km"), (180, 60, "END")]:
        written(sheet, size, at, text)
    assert read("a.pdf", bytes(sheet.output())) == (Slide("The kinetics of enzymes", "Km\nEND"),)


@pytest.mark.parametrize(
    ("turned", "top", "foot"),
    [
        (0, (500, 50), (500, 950)),
        (90, (50, 500), (800, 400)),
        (180, (500, 950), (500, 50)),
        (270, (800, 500), (50, 400)),
    ],
)
def test_the_top_of_a_page_is_where_it_is_when_the_page_is_turned(
    turned: int, top: tuple[int, int], foot: tuple[int, int]
) -> None:
    sheet = FPDF(unit="pt", format=(1000, 1000))
    sheet.add_page()
    for size, (across, down), text in [(30, foot, "Foot"), (20, top, "Title"), (10, (500, 600), "Middle")]:
        sheet.set_font("helvetica", size=size)
        sheet.text(across, down, text)
    turn = PdfWriter(io.BytesIO(bytes(sheet.output())))
    turn.pages[0].rotate(turned)
    turn.write(file := io.BytesIO())
    assert [slide.title for slide in read("a.pdf", file.getvalue())] == ["Title"]


def test_a_slide_that_is_shown_step_by_step_is_one() -> None:
    title, lines = ENZYMES[1]
    steps = [(title, lines[:count]) for count in range(len(lines) + 1)]
    assert read("a.pdf", pdf([ENZYMES[0], *steps, ENZYMES[2]])) == AS_DRAWN[:3]


def test_words_that_are_drawn_one_by_one_stay_words() -> None:
    said = b"(High) Tj /F1 12 Tf ( ) Tj /F1 12 Tf (tide) Tj /F1 8 Tf 0 -20 Td (rises) Tj"
    assert read("a.pdf", drawn(said)) == (Slide("High tide", "rises"),)


def test_a_word_over_two_lines_is_one_again() -> None:
    told = [("Enzymes", ["The methyl-", "transferases of E-", "Coli are wide-", "2 spread"])]
    assert read("a.pdf", pdf(told))[0].text == "The methyltransferases of E-\nColi are wide-\n2 spread"


def test_a_long_paragraph_is_no_title() -> None:
    long = "This page begins with a paragraph " * 6
    assert read("a.pptx", pptx([(long, ["and goes on"])])) == (Slide("", f"{long.strip()}\nand goes on"),)


def test_slides_of_one_title_and_titles_that_differ_by_a_figure_keep_them() -> None:
    told = [(f"Exercise {number}", [f"Find the {word} root"]) for number, word in enumerate(["real", "least", "nth"])]
    for file in (pdf(told, footer="Analysis"), pptx(told, footer="Analysis")):
        assert [slide.title for slide in read("a", file)] == ["Exercise 0", "Exercise 1", "Exercise 2"]
    same = [("Roots", [f"The {word} root"]) for word in ["real", "least", "nth"]]
    assert [slide.title for slide in read("a.pptx", pptx(same))] == ["Roots"] * 3


# What cannot be read


def refused(file: bytes) -> LectureError:
    with pytest.raises(LectureError) as caught:
        read("deck", file)
    return caught.value


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return file.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"just words",
        b"%PDF-1.7\nand no more",
        b"PK\x03\x04 torn",
        packed(**{"word/document.xml": b"<a/>"}),
        packed(**{"ppt/presentation.xml": b"<a/>", "[Content_Types].xml": b"no XML"}),
        pptx(ENZYMES)[:9000],
    ],
    ids=["empty", "text", "no PDF", "torn", "another kind", "no package", "half"],
)
def test_what_is_no_slides_is_said_to_be_none(file: bytes) -> None:
    assert type(refused(file)) is NotSlides


def test_a_password_locks_and_one_that_only_keeps_from_changing_does_not() -> None:
    locked = pdf(ENZYMES, owner_password="owner", user_password="user")
    assert type(refused(locked)) is SlidesLocked
    assert type(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))) is SlidesLocked  # PPTX with a password
    assert read("a.pdf", pdf(ENZYMES, owner_password="owner")) == AS_DRAWN


def test_pages_that_are_pictures_are_said_to_be_pictures() -> None:
    sheet = FPDF()
    sheet.add_page()
    sheet.rect(10, 10, 50, 50)
    assert type(refused(bytes(sheet.output()))) is SlidesWithoutText
    assert type(refused(saved(Presentation()))) is SlidesWithoutText


def test_more_pages_than_a_lecture_has_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, file in ((slides_pdf, pdf(ENZYMES)), (slides_pptx, pptx(ENZYMES))):
        monkeypatch.setattr(kind, "MOST", 3)
        error = refused(file)
        assert isinstance(error, TooManySlides)
        assert (error.count, error.limit) == (4, 3)


def test_a_page_that_cannot_be_read_leaves_the_others() -> None:
    torn = PdfWriter(io.BytesIO(pdf(ENZYMES)))
    content = torn.pages[1].get_contents()
    assert content is not None
    content[NameObject("/Filter")] = NameObject("/NoFilter")
    torn.pages[1][NameObject("/Contents")] = torn._add_object(content)
    torn.write(file := io.BytesIO())
    assert read("a.pdf", file.getvalue()) == (AS_DRAWN[0], *AS_DRAWN[2:])


def test_a_page_that_would_take_forever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [slide.title for slide in read("deck", drawn(b"(Tides) Tj"))] == ["Tides"]
    monkeypatch.setattr(slides_pdf, "LONGEST", 0.05)
    began = time.monotonic()
    assert type(refused(drawn(b"(lol) Tj 0 1 Td " * 60_000))) is SlidesTooLarge
    assert time.monotonic() - began < 10  # 0.6 s on an idle core; all of it would be 6 s


def drawn(steps: bytes) -> bytes:
    """A PDF of one page with these steps of PDF's own language in it."""
    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("helvetica", size=12)
    sheet.text(10, 10, "x")
    made = PdfWriter(io.BytesIO(bytes(sheet.output())))
    content = StreamObject()
    content.set_data(b"BT /F1 12 Tf 10 700 Td " + steps + b" ET")
    made.pages[0][NameObject("/Contents")] = made._add_object(content.flate_encode())
    made.write(file := io.BytesIO())
    return file.getvalue()


def test_a_zip_that_would_fill_the_memory_is_not_unpacked() -> None:
    file = io.BytesIO(pptx(ENZYMES))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as bomb, bomb.open("ppt/more.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(2**20))
    assert len(file.getvalue()) < 2**20
    began = time.monotonic()
    assert type(refused(file.getvalue())) is SlidesTooLarge
    assert time.monotonic() - began < 1


def test_pictures_and_films_are_not_unpacked() -> None:
    file = io.BytesIO(pptx(ENZYMES))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as deck:
        deck.writestr("ppt/media/film.mp4", b"no film at all" * 10)
    torn = bytearray(file.getvalue())
    at = torn.index(b"ppt/media/film.mp4") + 20
    torn[at : at + 10] = bytes(10)
    assert read("a.pptx", bytes(torn)) == AS_SLIDES


def test_a_file_that_is_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slides, "LARGEST", 1000)
    assert type(refused(pdf(ENZYMES))) is SlidesTooLarge


def test_entities_of_a_hostile_xml_are_not_unfolded() -> None:
    lines = '<!ENTITY a "lol">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
    bomb = f'<?xml version="1.0"?><!DOCTYPE p [{lines}]><p>&i;</p>'.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pptx(ENZYMES))) as sound, zipfile.ZipFile(file, "w") as made:
        for name in sound.namelist():
            made.writestr(name, bomb if name == "ppt/slides/slide1.xml" else sound.read(name))
    began = time.monotonic()
    refused(file.getvalue())
    assert time.monotonic() - began < 2


DAMAGED = (pdf(ENZYMES), pptx(ENZYMES[:2]))


@given(st.sampled_from(DAMAGED), st.integers(0, 10**6), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_as_far_as_it_goes_or_refused_in_a_sentence(file: bytes, seed: int, many: int) -> None:
    whole, damage = bytearray(file), random.Random(seed)
    for _ in range(many):
        whole[damage.randrange(len(whole))] = damage.randrange(256)
    with suppress(LectureError):
        assert read("deck", bytes(whole))


@given(st.lists(st.tuples(ANY_TEXT, st.lists(ANY_TEXT, max_size=3)), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_in_slides_can_be_kept(told: list[tuple[str, list[str]]]) -> None:
    try:
        found = read("deck.pptx", pptx(told, footer="any"))
    except SlidesWithoutText:
        return
    options = Options(slides=found)
    assert codec.load(Options, codec.dump(options)) == options
    for slide in found:
        assert len(slide.title) <= 120
        assert len(slide.text) <= 4000
        assert slide.title == " ".join(slide.title.split())
        slide.text.encode()


def test_three_hundred_pages_are_read_within_a_few_seconds() -> None:
    told = [
        (f"Topic {number}", [f"Line {at} of page {number} says something else" for at in range(12)])
        for number in range(300)
    ]
    file = pdf(told, footer="Footer")
    began = time.monotonic()
    assert len(read("long.pdf", file)) == 300
    assert time.monotonic() - began < 20  # 1 s on an idle core
