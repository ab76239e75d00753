"""What is within what on the pages of a PDF, by which a screen reader tells a list from a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from fpdf.output import PDFPage
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject

Tag = Literal["H1", "H2", "H3", "P", "Lbl", "Figure"]  # what is drawn
Group = Literal["Table", "TR", "TH", "TD", "L", "LI", "LBody", "TOC", "TOCI"]  # what holds groups or what is drawn


class Structure(StructureTreeBuilder):
    """fpdf2's, which knows of one list below the document, with groups in it."""

    def __init__(self) -> None:
        super().__init__()
        self._open = [self.doc_struct_elem]

    @property
    def within(self) -> str:
        """The innermost group: "Document" where there is none."""
        return self._open[-1].s.removeprefix("/")

    @contextmanager
    def group(self, kind: Group, number: int) -> Iterator[None]:
        """What is added in here is in a group that begins on this page."""
        group = StructElem(f"/{kind}", self._open[-1], [], number)
        self._open[-1].k.append(group)
        self._open.append(group)
        yield
        self._open.pop()

    def add(self, page: PDFPage, tag: Tag, number: int, instead: str) -> None:
        """Adds what has this number on the page to the innermost group."""
        element, page.struct_parents = self.add_marked_content(page.index(), f"/{tag}", number, None, instead or None)
        self.doc_struct_elem.k.pop()
        element.p = self._open[-1]
        element.pg = page  # type: ignore[assignment]  # as fpdf2 does itself, for what is right below the document
        self._open[-1].k.append(element)

    def __iter__(self) -> Iterator[PDFObject]:
        """All that is to be in the file, the root first."""
        yield self.struct_tree_root
        yield self.struct_tree_root.parent_tree
        yield from _with_all_in(self.doc_struct_elem)


def _with_all_in(element: StructElem) -> Iterator[StructElem]:
    yield element
    for one in element.k:
        if isinstance(one, StructElem):
            yield from _with_all_in(one)
