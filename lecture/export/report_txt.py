"""The report as text: the facts, summary, chapters, key terms, flashcards, and the transcript in paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.clock import clock
from lecture.export import doubts, flashcards_txt, plain, summary_txt, wording
from lecture.export.options import USUAL, Options, Part
from lecture.tongue import _
from lecture.values import Chapter, Lecture


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    parts: dict[Part, Iterator[str]] = {
        "summary": summary_txt.lines(lecture),
        "chapters": _chapters(wording.chapters_of(lecture)),
        "terms": _terms(lecture),
        "cards": flashcards_txt.lines(lecture),
        "transcript": _transcript(lecture),
    }
    wanted = [list(lines) for part, lines in parts.items() if part in options.parts]
    laid = [plain.head(lecture, options.parts), *filter(None, wanted)]
    return plain.document(line for part in laid for line in [*part, "", ""])


def _chapters(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    if chapters:
        yield from plain.underlined(_("Chapters"))
        yield from plain.columns((clock(chapter.start), _titled(chapter)) for chapter in chapters)


def _titled(chapter: Chapter) -> str:
    title, terms = wording.heading_of(chapter), wording.more_terms(chapter)
    return f"{title} ({terms})" if terms else title


def _terms(lecture: Lecture) -> Iterator[str]:
    terms = wording.key_terms(lecture)
    if terms:
        yield from plain.underlined(_("Key terms"))
    for term, times in terms:
        yield from plain.hanging("", f"{term} ({', '.join(map(clock, times))})" if times else term)


def _transcript(lecture: Lecture) -> Iterator[str]:
    yield from plain.underlined(_("Transcript"))
    for note in doubts.notes(lecture, of_asides=wording.ASIDE_IN_PARENTHESES):
        yield from plain.wrapped(note)
    wide = len(clock(lecture.transcript.duration)) + 2
    for stretch in wording.stretches(lecture):
        if stretch.chapter:
            yield ""
            yield from plain.wrapped(f"* {wording.heading_of(stretch.chapter)}")
        for one in stretch.told:
            yield ""
            yield from plain.hanging(clock(one.start).ljust(wide), doubts.told(one))
