"""Slides as real files: PPTX by python-pptx, PDF by fpdf2, of words that a test gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from fpdf import FPDF
from pptx import Presentation
from pptx.util import Inches, Pt

from lecture.values import Slide

# A slide by its title and its lines.
Told = tuple[str, Sequence[str]]

ENZYMES: tuple[Told, ...] = (
    ("Enzymes", ["Prof. Anneliese Kjeldahl", "An introduction"]),
    ("Michaelis–Menten kinetics", ["The rate depends on the substrate", "Half of the sites are taken at Km"]),
    ("Inhibition", ["Competitive: methotrexate", "Allosteric: far from the active site"]),
    ("Chymotrypsin", ["A serine protease", "Cuts behind phenylalanine"]),
)
AS_SLIDES = tuple(Slide(title, "\n".join(lines)) for title, lines in ENZYMES)

NO_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # which no XML can hold


def pptx(told: Sequence[Told], *, footer: str = "", notes: Sequence[str] = ()) -> bytes:
    """A PPTX with a title and a body on each slide, the footer and its number below, and notes for the first ones."""
    deck: Any = Presentation()
    for number, (title, lines) in enumerate(told, start=1):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = NO_CONTROLS.sub("", title)
        slide.placeholders[1].text = NO_CONTROLS.sub("", "\n".join(lines))
        if footer:
            text_box(slide, 7, f"{footer} {number}")
        if number <= len(notes):
            slide.notes_slide.notes_text_frame.text = notes[number - 1]
    return saved(deck)


def text_box(slide: Any, inches: float, text: str, size: float = 0) -> None:
    """A box of text that far from the top, in letters of so many points."""
    frame = slide.shapes.add_textbox(Inches(1), Inches(inches), Inches(8), Inches(0.4)).text_frame
    frame.text = text
    if size:
        frame.paragraphs[0].runs[0].font.size = Pt(size)


def saved(deck: Any) -> bytes:
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def pdf(told: Sequence[Told], *, header: str = "", footer: str = "", **more: Any) -> bytes:
    """A PDF as Beamer or PowerPoint makes one: what stands on every page small, the title large."""
    sheet = FPDF(orientation="L", format="A4")
    sheet.set_auto_page_break(False)
    if more:
        sheet.set_encryption(**more)
    for number, (title, lines) in enumerate(told, start=1):
        sheet.add_page()
        written(sheet, 8, 4, header)
        written(sheet, 28, 20, title)
        for at, line in enumerate(lines):
            written(sheet, 16, 50 + 12 * at, line)
        written(sheet, 8, 195, f"{footer}  {number} / {len(told)}" if footer else "")
    return bytes(sheet.output())


def written(sheet: FPDF, size: float, at: float, text: str) -> None:
    """A line of text so many millimetres from the top. The fonts that every PDF has know Latin letters alone."""
    sheet.set_font("helvetica", size=size)
    sheet.set_xy(15, at)
    sheet.cell(0, size / 2, text.replace("–", "-"))
