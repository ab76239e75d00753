"""Pages of a PDF: their paper, their head and foot, and the tags by which a screen reader knows what is what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from lecture.export.options import Paper
from lecture.export.structure import Group, Structure, Tag


class Pages(FPDF):
    """Pages in mm. Whoever draws below what fits begins a new page itself.

    fpdf2 tags pictures only. It is told of each element in the order of reading.
    """

    def __init__(self, paper: Paper) -> None:
        super().__init__(format=paper)
        self.set_auto_page_break(False)
        self.struct_builder = self.structure = Structure()
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.bottom = self.h  # below which nothing but the foot is drawn
        self._open: Tag | None = None
        self._marked = Counter[int]()  # how many elements each page has
        self._later: list[tuple[int, int, Callable[[], None]]] = []

    def fits(self, height: float) -> bool:
        return self.y + height <= self.bottom + 0.01

    def new_page(self) -> None:
        """A new page, on which the element that is being told goes on."""
        tag = self._open
        self._close()
        self.add_page()
        if tag:
            self._begin(tag)

    @contextmanager
    def tagged(self, tag: Tag, instead: str = "") -> Iterator[None]:
        """What is drawn in here is read as this, or, where it is a picture, `instead` of it."""
        self._begin(tag, instead)
        yield
        self._close()

    @contextmanager
    def group(self, kind: Group, within: Group | None = None) -> Iterator[None]:
        """What is drawn in here belongs together; only right `within` another group if that is given."""
        if within and self.structure.within != within:
            yield
            return
        with self.structure.group(kind, self.page):
            yield

    @contextmanager
    def unread(self) -> Iterator[None]:
        """What is drawn in here says nothing: rules, and what each page repeats."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def later(self, draw: Callable[[], None]) -> None:
        """Has something drawn in this place once all pages are there, such as the number of one to come."""
        self._later.append((self.page, len(self._contents(self.page)), draw))

    def finished(self) -> bytes:
        last = self.page
        for page, place, draw in reversed(self._later):
            contents = self._contents(page)
            rest = contents[place:]
            del contents[place:]
            self.page = page
            draw()
            contents += rest
        for self.page in range(1, last + 1):
            self.foot()
        return bytes(self.output())

    def foot(self) -> None:
        """Draws the foot of a page, when all pages are there."""

    def _contents(self, page: int) -> bytearray:
        contents = self.pages[page].contents
        assert isinstance(contents, bytearray)
        return contents

    def _begin(self, tag: Tag, instead: str = "") -> None:
        number = self._marked[self.page]
        self._marked[self.page] += 1
        self._out(f"/{tag} <</MCID {number}>> BDC")
        self.structure.add(self.pages[self.page], tag, number, instead)
        self._open = tag

    def _close(self) -> None:
        if self._open:
            self._out("EMC")
        self._open = None
