"""The report as PDF, to hand in or to learn from on paper; of one lecture, or of several as a booklet.

The same lectures give the same bytes in the same tongue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lecture.clock import clock, span
from lecture.export import card_table, contents, doubts, front, lines, sheet, timeline, wording
from lecture.export.options import USUAL, Options, Part
from lecture.export.sheet import Sheet
from lecture.export.wording import Paragraph
from lecture.tongue import _, ngettext
from lecture.values import Chapter, Lecture, Point, Segment, Unheard

TERM = 62.0  # mm for a key term, left of its times
CHAPTER = 14.0  # mm for the heading of a chapter in the transcript, with the space around it


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    facts = front.facts(lecture, options)
    said = front.texts(lecture, facts)
    page = Sheet(wording.title(lecture), _("Lecture notes"), said, front.language(lecture), options.paper)
    front.describe(page, lecture)
    page.new_page()
    _Report(page, lecture, options, 0).draw(facts)
    return page.finished()


def write_all(lectures: Sequence[tuple[Lecture, Options]]) -> bytes:
    """A booklet of lectures, of one course or not: a cover that lists them, then each report on pages of its own.

    Raises ValueError where there is no lecture.
    """
    if not lectures:
        raise ValueError("a booklet needs a lecture")
    first, options = lectures[0]
    course = _course(lectures) or _("Lecture notes")
    facts = [front.facts(*one) for one in lectures]
    said = [text for one, found in zip(lectures, facts, strict=True) for text in front.texts(one[0], found)]
    page = Sheet(course, _("Lecture notes"), [course, *said], front.language(first), options.paper)
    front.describe(page, first)
    links = _cover(page, course, [lecture for lecture, _options in lectures])
    for (lecture, chosen), found, link in zip(lectures, facts, links, strict=True):
        page.write_from(front.language(lecture))
        page.name = wording.title(lecture)
        page.new_page()
        page.start_section(page.name)
        page.set_link(link, page.y, page=page.page)
        _Report(page, lecture, chosen, 1).draw(found)
    return page.finished()


def _course(lectures: Sequence[tuple[Lecture, Options]]) -> str:
    """The course of them all; empty where they have none, or not the same."""
    courses = {wording.one_line(options.origin.course) for _lecture, options in lectures}
    return courses.pop() if len(courses) == 1 else ""


def _cover(page: Sheet, course: str, lectures: Sequence[Lecture]) -> list[int]:
    """Returns the link that leads to each lecture."""
    page.new_page()
    page.y += 30
    page.full(_("Lecture notes").upper(), size=sheet.SMALL, style="B", colour=sheet.ACCENT, line=6)
    page.full(course, size=sheet.TITLE, style="B", line=10.5, tag="H1")
    length = clock(sum(lecture.transcript.duration for lecture in lectures))
    page.full(
        ngettext("{n} lecture, {length} in all", "{n} lectures, {length} in all", len(lectures), length=length),
        colour=sheet.QUIET,
    )
    page.y += 4
    page.rule()
    page.y += 6
    links = [page.add_link() for _lecture in lectures]
    with page.group("TOC"):
        for lecture, link in zip(lectures, links, strict=True):
            with page.group("TOCI"):
                contents.line(page, wording.title(lecture), link, margin=_day(lecture.date), style="B")
            page.y += 2
    return links


def _day(iso: str) -> str:
    """The day alone, where it is one: short, and in order beside others."""
    try:
        return date.fromisoformat(iso[:10]).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class _Report:
    """A report on its way onto pages. `level` is that of its headings in the outline."""

    page: Sheet
    lecture: Lecture
    options: Options
    level: int

    def draw(self, facts: front.Facts) -> None:
        page = self.page
        front.title_block(page, facts)
        page.y += 5
        sections = self._sections()
        links = {part: page.add_link() for part in sections}
        with page.group("TOC"):
            for number, (part, link) in enumerate(links.items()):
                with page.group("TOCI"):
                    contents.line(page, _(wording.PART_NAMES[part]), link, margin="" if number else _("Contents"))
        page.y += 6
        timeline.draw(page, self.lecture, self.options.parts)
        to_chapters = {chapter: page.add_link() for chapter in wording.chapters_of(self.lecture)}
        for part, draw in sections.items():
            page.heading(_(wording.PART_NAMES[part]), self._follows(part), self.level, links[part])
            draw(self, to_chapters)

    def _sections(self) -> dict[Part, Callable[[_Report, dict[Chapter, int]], None]]:
        """What is wanted, as far as there is any of it."""
        there = {
            "chapters": bool(wording.chapters_of(self.lecture)),
            "terms": bool(wording.key_terms(self.lecture)),
        }
        return {part: draw for part, draw in DRAWN.items() if part in self.options.parts and there.get(part, True)}

    def _follows(self, part: Part) -> float:
        """How much of it the heading is kept with."""
        if part == "transcript":
            return sum(self._height(note) for note, _colour in _notes(self.lecture)) + CHAPTER + 2 * sheet.LINE
        if part == "terms":
            return _term_height(self.page, *wording.key_terms(self.lecture)[0])
        if part == "cards":
            cards = self.lecture.cards
            remark = self._height(wording.no_cards(self.lecture)) if cards.remark else 0.0
            return remark + card_table.first_row(self.page, cards.cards)
        return 0.0

    def _height(self, note: str) -> float:
        return self.page.height(note, self.page.width) + 3


def _summary(report: _Report, _links: dict[Chapter, int]) -> None:
    page, lecture = report.page, report.lecture
    summary = lecture.summary
    overview = wording.one_line(summary.overview) or _(wording.NO_SUMMARY)
    page.full(overview, size=11.5, line=6.2)
    page.y += 3
    for chapter, points in wording.points_by_chapter(lecture, summary.points):
        if chapter:
            page.keep_together(3 * sheet.LINE)
            page.beside("", wording.heading_of(chapter), style="B", colour=sheet.ACCENT, tag="H3")
            page.y += 0.8
        if not points:
            page.beside("", _(wording.COURSE_TALK), size=sheet.SMALL, colour=sheet.QUIET, line=sheet.SMALL_LINE)
            page.y += 1.6
        else:
            _points(page, points)
        page.y += 1.6
    if summary.points:
        page.beside("", wording.covers(summary), size=sheet.SMALL, colour=sheet.QUIET, line=sheet.SMALL_LINE)


def _points(page: Sheet, points: Sequence[Point]) -> None:
    with page.group("L"):
        for point in points:
            page.beside(span(point.start, point.end), wording.one_line(point.text))
            page.y += 1.6


def _chapters(report: _Report, links: dict[Chapter, int]) -> None:
    """Each leads to where it begins in the transcript, if that is there."""
    page, lead = report.page, "transcript" in report.options.parts
    with page.group("TOC" if lead else "L"):
        for chapter, link in links.items():
            with page.group("TOCI" if lead else "LI"):
                _chapter(page, chapter, link if lead else None)
            page.y += 1.6


def _chapter(page: Sheet, chapter: Chapter, link: int | None) -> None:
    time, title, terms = clock(chapter.start), wording.heading_of(chapter), wording.more_terms(chapter)
    if link:
        contents.line(page, title, link, margin=time, style="B")
    else:
        page.beside(time, title, style="B")
    if terms:
        page.beside("", terms, size=sheet.SMALL, colour=sheet.QUIET, line=sheet.SMALL_LINE)


def _terms(report: _Report, _links: dict[Chapter, int]) -> None:
    with report.page.group("L"):
        for term, times in wording.key_terms(report.lecture):
            report.page.keep_together(_term_height(report.page, term, times))
            with report.page.group("LI"), report.page.group("LBody"):
                _term(report.page, term, times)


def _term(page: Sheet, term: str, times: Sequence[float]) -> None:
    start, top = page.page, page.y
    page.block(term, sheet.SIDE, TERM - 4, style="B")
    below = page.y
    if page.page == start:
        page.y = top
    page.block(_told(times), sheet.SIDE + TERM, page.width - TERM, size=sheet.SMALL, colour=sheet.QUIET)
    page.y = max(page.y, below) + 1


def _term_height(page: Sheet, term: str, times: Sequence[float]) -> float:
    beside = page.height(_told(times), page.width - TERM, size=sheet.SMALL)
    return max(page.height(term, TERM - 4, style="B"), beside)


def _told(times: Sequence[float]) -> str:
    return ", ".join(map(clock, times))


def _cards(report: _Report, _links: dict[Chapter, int]) -> None:
    page, cards = report.page, report.lecture.cards
    if not cards.cards or cards.remark:
        page.full(wording.no_cards(report.lecture), colour=sheet.QUIET)
        page.y += 3
    card_table.draw(page, cards.cards)


def _transcript(report: _Report, links: dict[Chapter, int]) -> None:
    page, lecture = report.page, report.lecture
    for note, colour in _notes(lecture):
        page.full(note, size=sheet.SMALL, colour=colour, line=sheet.SMALL_LINE)
        page.y += 2
    stretches = wording.stretches(lecture)
    if not any(stretch.told for stretch in stretches):
        page.full(_("Nothing that was said could be made out."), colour=sheet.QUIET)
    for stretch in stretches:
        if stretch.chapter:
            _chapter_heading(page, stretch.chapter, links[stretch.chapter], report.level + 1)
        for one in stretch.told:
            if isinstance(one, Unheard):
                page.beside(clock(one.start), wording.unheard(one), colour=sheet.QUIET)
                page.y += 2
            else:
                _paragraph(page, one)


def _notes(lecture: Lecture) -> Iterator[lines.Part]:
    """What is to be known before one reads the transcript; of its marks in their colour."""
    marks = doubts.note(lecture.transcript)
    return ((note, sheet.DOUBT if note == marks else sheet.QUIET) for note in doubts.notes(lecture, marks))


def _chapter_heading(page: Sheet, chapter: Chapter, link: int, level: int) -> None:
    page.keep_together(CHAPTER + 2 * sheet.LINE)
    page.y += 3
    page.set_link(link, page.y, page=page.page)
    title = wording.heading_of(chapter)
    page.start_section(title, level)
    page.beside(clock(chapter.start), title, size=11.5, style="B", colour=sheet.ACCENT, line=6, tag="H3")
    page.y += 1.5


def _paragraph(page: Sheet, paragraph: Paragraph) -> None:
    small = paragraph.aside
    size, line = (sheet.SMALL, sheet.SMALL_LINE) if small else (sheet.BODY, sheet.LINE)
    page.note(clock(paragraph.start), line=line)
    page.flow(list(_coloured(paragraph.segments, sheet.QUIET if small else sheet.INK)), size=size, line=line)
    page.y += 2


def _coloured(segments: Sequence[Segment], ink: lines.Colour) -> Iterator[lines.Part]:
    for number, segment in enumerate(segments):
        if number:
            yield " ", ink
        for piece in doubts.pieces(segment):
            yield piece.marked, sheet.DOUBT if piece.mark else ink


DRAWN: dict[Part, Callable[[_Report, dict[Chapter, int]], None]] = {
    "summary": _summary,
    "chapters": _chapters,
    "terms": _terms,
    "cards": _cards,
    "transcript": _transcript,
}
