"""A document for Word, paragraph by paragraph; how it looks is said in `docx_looks`."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from lecture.export import docx_looks as looks
from lecture.export import docx_parts as parts
from lecture.export.docx_parts import Run, made
from lecture.export.options import Paper
from lecture.export.wording import from_the_right, language_tag
from lecture.export.zipped import zipped
from lecture.tongue import _

SIZES: dict[Paper, tuple[int, int]] = {"A4": (11906, 16838), "Letter": (12240, 15840)}  # twips
MARGIN, EDGE = 1361, 680  # twips from the edge to the text, and to header and footer
LONGEST_PROPERTY = 255  # letters
PAGE, PAGES = "\x01", "\x02"  # stand for the two numbers of the footer until these are put there
# Of what python-docx begins with: a picture of an empty page, the styles once more, and who made it when.
LEFT_OUT = ("/thumbnail", "/stylesWithEffects", "/customXml", "/extended-properties")

Cell = Sequence[tuple[str, Sequence[Run]]]  # paragraphs: the style and the runs of each


@dataclass(frozen=True, slots=True)
class Properties:
    """What a document says of itself."""

    title: str
    subject: str
    category: str
    keywords: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class _Heading:
    run: Run
    level: int
    bookmark: str


class Pages:
    """A document that grows from beginning to end. Texts are single lines (`wording.one_line`), or hold tabs."""

    def __init__(self, language: str, paper: Paper) -> None:
        """`language` is Whisper's code of what the lecture is written in."""
        self.language = language
        self._document: Any = docx.Document()
        self._headings: list[_Heading] = []
        self._contents: Paragraph | None = None  # the paragraph that they will stand before
        self._width = SIZES[paper][0] - 2 * MARGIN  # of the lines
        self._empty()
        self._dress()
        self._cut(*SIZES[paper])

    def paragraph(self, style: str, *runs: Run) -> Paragraph:
        paragraph: Paragraph = self._document.add_paragraph(style=style)
        parts.fill(paragraph, runs, self.language)
        return paragraph

    def heading(self, level: int, run: Run, bookmark: str = "") -> None:
        """A heading that the table of contents leads to, and so do other links if they know its bookmark."""
        number = len(self._headings) + 1
        made_of = _Heading(run, level, bookmark or f"_Toc{number:08}")
        parts.bookmark(self.paragraph(f"Heading {level}", run), number, made_of.bookmark)
        self._headings.append(made_of)

    def contents(self) -> None:
        """The table of contents will stand here."""
        self._contents = self.paragraph("Normal")

    def table(self, style: str, shares: Sequence[float], head: Sequence[Run], rows: Iterable[Sequence[Cell]]) -> None:
        """The head stands on each page that the table is on, and no row is divided between two.

        Each column has its share of the width.
        """
        widths = [Twips(round(share * self._width)) for share in shares]
        table = self._document.add_table(0, len(widths), style=style)
        table.autofit = False
        if from_the_right(self.language):
            table._tbl.tblPr.find(qn("w:tblW")).addprevious(made("w:bidiVisual"))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self._row(table, widths, [[("Normal", [run])] for run in head], "w:cantSplit", "w:tblHeader")
        for row in rows:
            self._row(table, widths, row, "w:cantSplit")

    def head_and_foot(self, left: Run, right: Run) -> None:
        """The head of each page but the first; the number of each at its foot."""
        section = self._document.sections[0]
        section.different_first_page_header_footer = True
        parts.fill(section.header.paragraphs[0], [left, Run("\t"), right], self.language)
        for footer in (section.footer, section.first_page_footer):
            paragraph = footer.paragraphs[0]
            for piece in re.split(f"([{PAGE}{PAGES}])", _("{page} of {pages}", page=PAGE, pages=PAGES)):
                if piece in (PAGE, PAGES):
                    parts.number(paragraph, "PAGE" if piece == PAGE else "NUMPAGES")
                else:
                    parts.fill(paragraph, [Run(piece, ours=True)], self.language)

    def written(self, properties: Properties) -> bytes:
        """The file. The same calls before give the same bytes."""
        self._list_contents()
        self._describe(properties)
        out = io.BytesIO()
        self._document.save(out)
        return _undated(out.getvalue())

    # Before anything is written

    def _empty(self) -> None:
        part = self._document.part
        for rels in (part.rels, part.package.rels):
            for id in [id for id, rel in rels.items() if rel.reltype.endswith(LEFT_OUT)]:
                del rels[id]
        for setting in self._document.settings.element.iter(qn("w:compatSetting")):
            if setting.get(qn("w:name")) == "compatibilityMode":
                setting.set(qn("w:val"), "15")  # Word 2013 and every later one

    def _dress(self) -> None:
        _replace(self._document.styles.element, looks.styles(self.language, self._width))
        _replace(self._document.part.numbering_part.element, looks.bullets())

    def _cut(self, width: int, height: int) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Twips(width), Twips(height)
        for edge in ("left", "right", "top", "bottom"):
            setattr(section, f"{edge}_margin", Twips(MARGIN))
        section.header_distance = section.footer_distance = Twips(EDGE)
        if from_the_right(self.language):
            section._sectPr.find(qn("w:docGrid")).addprevious(made("w:bidi"))

    # While it is written

    def _row(self, table: Any, widths: Sequence[Twips], cells: Sequence[Cell], *marks: str) -> None:
        row = table.add_row()
        row._tr.get_or_add_trPr().extend(map(made, marks))
        for cell, width, paragraphs in zip(row.cells, widths, cells, strict=True):
            cell.width = width
            for number, (style, runs) in enumerate(paragraphs):
                paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
                paragraph.style = style
                parts.fill(paragraph, runs, self.language)

    # When it is

    def _list_contents(self) -> None:
        """One heading alone needs no list."""
        if self._contents is None:
            return
        if len(self._headings) > 1:
            title = self.paragraph("TOC Heading", Run(_("Contents"), ours=True))
            entries = [self._entry(heading) for heading in self._headings]
            self._contents._p.addprevious(parts.contents(title, entries))
        self._contents._p.getparent().remove(self._contents._p)

    def _entry(self, heading: _Heading) -> Paragraph:
        run = Run(heading.run.text, ours=heading.run.ours, link=heading.bookmark)
        return self.paragraph(f"toc {heading.level}", run)

    def _describe(self, properties: Properties) -> None:
        own = self._document.core_properties
        for name in ("title", "subject", "category", "keywords"):
            setattr(own, name, parts.letters(getattr(properties, name))[:LONGEST_PROPERTY])
        own.language = language_tag(self.language)
        own.author = own.last_modified_by = own.comments = ""
        own.created = own.modified = properties.moment


def _replace(element: Any, other: Any) -> None:
    """The children of one element by those of another."""
    element[:] = list(other)


def _undated(package: bytes) -> bytes:
    """The package so that it depends on nothing but the lecture."""
    with zipfile.ZipFile(io.BytesIO(package)) as dated:
        return zipped({name: dated.read(name) for name in dated.namelist()})
