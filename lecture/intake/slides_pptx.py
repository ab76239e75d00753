"""The slides of a PPTX: what each calls its title, and its other lines: bodies, tables and the speaker's notes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml.etree import LxmlError
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.shapes.group import GroupShape

from lecture.intake.damage import UNREADABLE, each_readable
from lecture.intake.pages import NEAR_THE_TOP, Line, Page
from lecture.intake.slides_errors import NotSlides, SlidesTooLarge, TooManySlides

MOST = 500  # slides
MOST_PARTS = 20_000  # files packed in it
LARGEST_TEXT = 2**26  # bytes of all that is not a picture or a film, unpacked; once read they take ten times as many
ODD = (*UNREADABLE, LxmlError, PythonPptxError)  # of a slide that python-pptx cannot read

EXPECTED = ("ppt/presentation.xml", "[Content_Types].xml")
TEXT = (".xml", ".rels")


def pages(name: str, file: BytesIO) -> list[Page]:
    """Those that can be read, without the hidden ones.

    Raises NotSlides, TooManySlides, SlidesTooLarge, or whatever python-pptx does.
    """
    deck: Any = Presentation(_without_pictures(name, file))
    count = len(deck.slides)
    if count > MOST:
        raise TooManySlides(name, count, MOST)
    middle = (deck.slide_height or 0) * NEAR_THE_TOP
    shown = [slide for slide in deck.slides if slide.element.get("show") not in ("0", "false")]
    return each_readable(len(shown), lambda number: _page(shown[number], middle), ODD)


def _without_pictures(name: str, file: BytesIO) -> BytesIO:
    """The same file with empty pictures and films: python-pptx holds every part in memory, and reads those of text.

    zipfile unpacks no more of a part than its size says.
    """
    bare = BytesIO()
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(bare, "w") as kept:
        parts = packed.infolist()
        texts = [part for part in parts if part.filename.endswith(TEXT)]
        if not {part.filename for part in texts}.issuperset(EXPECTED):
            raise NotSlides(name)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in texts) > LARGEST_TEXT:
            raise SlidesTooLarge(name)
        for part in {part.filename: part for part in parts}.values():
            kept.writestr(part.filename, packed.read(part) if part.filename.endswith(TEXT) else b"")
    bare.seek(0)
    return bare


def _page(slide: Any, middle: float) -> Page:
    title = slide.shapes.title
    titled = title.text_frame.text if title is not None and title.has_text_frame else ""
    others = (shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id)
    lines = [line for shape in _unpacked(others) for line in _lines(shape, middle)]
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return Page((*lines, *_texts(notes)), titled)


def _unpacked(shapes: Iterable[Any]) -> Iterator[Any]:
    """The shapes, and in place of a group what is in it, from the top to the foot as they stand among one another."""
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        if isinstance(shape, GroupShape):
            yield from _unpacked(shape.shapes)
        else:
            yield shape


def _lines(shape: Any, middle: float) -> Iterator[Line]:
    if shape.has_text_frame:
        yield from _texts(shape.text_frame, high=(shape.top or 0) < middle)
    elif shape.has_table:
        for row in shape.table.rows:
            for cell in row.cells:
                yield from _texts(cell.text_frame)


def _texts(frame: Any, *, high: bool = False) -> Iterator[Line]:
    """The paragraphs of a frame, each as large as the largest of its letters that says how large it is."""
    for paragraph in frame.paragraphs if frame is not None else ():
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
        yield Line(paragraph.text, max(sizes, default=0.0), high)
