"""The report for Word, to hand in or to write on in. The same lecture gives the same bytes in the same tongue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lecture.clock import clock, span
from lecture.export import doubts, wording
from lecture.export.docx_looks import CARDS
from lecture.export.docx_pages import Cell, Pages, Properties
from lecture.export.docx_parts import TIME, Run
from lecture.export.options import USUAL, Options
from lecture.export.wording import Paragraph
from lecture.tongue import _
from lecture.values import Card, Chapter, Lecture, Segment, Unheard

LONGEST_HEAD = 70  # letters of the title, at the head of a page
SHARES = 0.4, 0.6  # of the width: the questions, the answers


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    pages = Pages(lecture.transcript.written_in, options.paper)
    course = wording.one_line(options.origin.course)
    _title_block(pages, lecture, course, options)
    chapters = wording.chapters_of(lecture)
    places = {chapter: f"_Chapter{number}" for number, chapter in enumerate(chapters, 1)}
    if "summary" in options.parts:
        _summary(pages, lecture)
    if "chapters" in options.parts:
        _chapters(pages, chapters, places if "transcript" in options.parts else {})
    if "terms" in options.parts:
        _terms(pages, lecture)
    if "cards" in options.parts:
        _cards(pages, lecture)
    if "transcript" in options.parts:
        _transcript(pages, lecture, places)
    return pages.written(_properties(lecture, course))


def _properties(lecture: Lecture, course: str) -> Properties:
    terms = ", ".join(term for term, _times in wording.key_terms(lecture))
    return Properties(wording.title(lecture), _("Lecture notes"), course, terms, wording.midnight(lecture.date))


def _title_block(pages: Pages, lecture: Lecture, course: str, options: Options) -> None:
    title, kind = Run(wording.title(lecture)), Run(_("Lecture notes"), ours=True)
    head = title.text if len(title.text) <= LONGEST_HEAD else f"{title.text[: LONGEST_HEAD - 1].rstrip()}…"
    pages.head_and_foot(Run(head), kind)
    pages.paragraph("Title", title)
    pages.paragraph("Subtitle", Run(course) if course else kind)
    for what, which in wording.facts_of(lecture, options.parts):
        pages.paragraph("Fact", Run(what, "Quiet", ours=True), Run("\t"), Run(which, ours=True))
    pages.contents()


def _summary(pages: Pages, lecture: Lecture) -> None:
    summary = lecture.summary
    pages.heading(1, Run(_("Summary"), ours=True))
    overview = wording.one_line(summary.overview)
    pages.paragraph("Normal", Run(overview) if overview else Run(_(wording.NO_SUMMARY), ours=True))
    for chapter, points in wording.points_by_chapter(lecture, summary.points):
        if chapter:
            pages.heading(2, Run(wording.heading_of(chapter)))
        if not points:
            pages.paragraph("Note", Run(_(wording.COURSE_TALK), ours=True))
        for point in points:
            time = Run(span(point.start, point.end), TIME)
            pages.paragraph("List Bullet", Run(f"{wording.one_line(point.text)} "), time)
    if summary.points:
        pages.paragraph("Note", Run(wording.covers(summary), ours=True))


def _chapters(pages: Pages, chapters: Sequence[Chapter], places: Mapping[Chapter, str]) -> None:
    """Each leads to where it begins in the transcript, if that is there."""
    if chapters:
        pages.heading(1, Run(_("Chapters"), ours=True))
    for chapter in chapters:
        title = Run(wording.heading_of(chapter), "Strong", link=places.get(chapter, ""))
        terms = wording.more_terms(chapter)
        pages.paragraph(
            "Timed", Run(clock(chapter.start), TIME), Run("\t"), title, Run(f" ({terms})" if terms else "", "Quiet")
        )


def _terms(pages: Pages, lecture: Lecture) -> None:
    terms = wording.key_terms(lecture)
    if terms:
        pages.heading(1, Run(_("Key terms"), ours=True))
    for term, times in terms:
        pages.paragraph("List Bullet", Run(f"{term} "), Run(", ".join(map(clock, times)), TIME))


def _cards(pages: Pages, lecture: Lecture) -> None:
    pages.heading(1, Run(_("Flashcards"), ours=True))
    if not lecture.cards.cards or lecture.cards.remark:
        pages.paragraph("Note", Run(wording.no_cards(lecture), ours=True))
    if lecture.cards.cards:
        head = Run(_("Question"), ours=True), Run(_("Answer"), ours=True)
        pages.table(CARDS, SHARES, head, map(_card, lecture.cards.cards))


def _card(card: Card) -> tuple[Cell, Cell]:
    answer = [("Normal", [Run(wording.one_line(card.answer))]), ("Quote", [Run(wording.source(card))])]
    return [("Normal", [Run(wording.one_line(card.question))])], answer


def _transcript(pages: Pages, lecture: Lecture, places: Mapping[Chapter, str]) -> None:
    pages.heading(1, Run(_("Transcript"), ours=True))
    for note in doubts.notes(lecture):
        pages.paragraph("Note", Run(note, ours=True))
    left = dict(places)
    for stretch in wording.stretches(lecture):
        if stretch.chapter:
            pages.heading(2, Run(wording.heading_of(stretch.chapter)), left.pop(stretch.chapter, ""))
        for one in stretch.told:
            _told(pages, one)


def _told(pages: Pages, one: Paragraph | Unheard) -> None:
    time = Run(clock(one.start), TIME), Run("\t")
    if isinstance(one, Unheard):
        pages.paragraph("Timed", *time, Run(wording.unheard(one), "Quiet", ours=True))
    else:
        pages.paragraph("Aside" if one.aside else "Timed", *time, *_said(one.segments))


def _said(segments: Sequence[Segment]) -> Iterator[Run]:
    for number, segment in enumerate(segments):
        if number:
            yield Run(" ")
        for piece in doubts.pieces(segment):
            yield Run(piece.marked, "Doubt" if piece.mark else "")
