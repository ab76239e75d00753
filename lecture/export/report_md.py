"""The report as Markdown for Obsidian: what is known as properties, cards to unfold, times as links into the recording.

The links lead to the recording where it lies beside the report under its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from lecture.clock import span
from lecture.export import doubts, wording
from lecture.export.address import recording_of
from lecture.export.markdown import escaped, in_quote, link, quoted
from lecture.export.options import USUAL, Options, Part
from lecture.tongue import _
from lecture.values import Card, Lecture

TAG = "lecture"  # over which the lectures of all courses are found


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    parts: dict[Part, Iterator[str]] = {
        "summary": _summary(lecture),
        "chapters": _chapters(lecture),
        "terms": _terms(lecture),
        "cards": _cards(lecture),
        "transcript": _transcript(lecture),
    }
    blocks = [
        _properties(lecture, wording.one_line(options.origin.course)),
        f"# {escaped(wording.title(lecture))}",
        *_facts(lecture, options),
        *(block for part, told in parts.items() if part in options.parts for block in told),
    ]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


# What is known


def _properties(lecture: Lecture, course: str) -> str:
    """The front matter: what Obsidian shows above a note, and finds it by."""
    facts = dict(wording.facts(lecture))
    texts = {
        "title": wording.title(lecture),
        "course": course,
        "length": facts.get(_("Length"), ""),
        "language": facts.get(_("Language"), ""),
        "file": facts.get(_("File"), ""),
    }
    known = [f"{name}: {quoted(text)}" for name, text in texts.items() if text]
    return "\n".join(["---", *known, f"date: {_day(lecture.date)}", f"tags: [{quoted(_tag(course))}]", "---"])


def _day(iso: str) -> str:
    """A day as YAML knows it; what is no date is a text."""
    try:
        return date.fromisoformat(iso[:10]).isoformat()
    except ValueError:
        return quoted(wording.day(iso))


def _tag(course: str) -> str:
    """ "lecture/Linear-Algebra-2": a tag has neither spaces nor signs."""
    words = "".join(letter if letter.isalnum() else " " for letter in course).split()
    return "/".join(filter(None, [TAG, "-".join(words)]))


def _facts(lecture: Lecture, options: Options) -> Iterator[str]:
    """Those that are no properties."""
    above = [_("File"), _("Length"), _("Language"), _("Date")]
    rest = [(what, which) for what, which in wording.facts_of(lecture, options.parts) if what not in above]
    if rest:
        yield _list(f"**{escaped(what)}:** {escaped(which)}" for what, which in rest)


# Its parts


def _summary(lecture: Lecture) -> Iterator[str]:
    summary = lecture.summary
    yield f"## {_('Summary')}"
    yield escaped(summary.overview) or _(wording.NO_SUMMARY)
    for chapter, points in wording.points_by_chapter(lecture, summary.points):
        if chapter:
            yield f"### {escaped(wording.heading_of(chapter))}"
        if not points:
            yield _(wording.COURSE_TALK)
        else:
            times = [link(recording_of(lecture), point.start, span(point.start, point.end)) for point in points]
            yield _list(f"{time} {escaped(point.text)}" for time, point in zip(times, points, strict=True))
    if summary.points:
        yield wording.covers(summary)


def _chapters(lecture: Lecture) -> Iterator[str]:
    if chapters := wording.chapters_of(lecture):
        yield f"## {_('Chapters')}"
        titles = [
            (chapter, escaped(wording.heading_of(chapter)), escaped(wording.more_terms(chapter)))
            for chapter in chapters
        ]
        yield _list(
            f"{link(recording_of(lecture), chapter.start)} {title}{f' ({terms})' if terms else ''}"
            for chapter, title, terms in titles
        )


def _terms(lecture: Lecture) -> Iterator[str]:
    if terms := wording.key_terms(lecture):
        yield f"## {_('Key terms')}"
        yield _list(
            " ".join([escaped(term), *(link(recording_of(lecture), time) for time in times)]) for term, times in terms
        )


def _cards(lecture: Lecture) -> Iterator[str]:
    yield f"## {_('Flashcards')}"
    if not lecture.cards.cards or lecture.cards.remark:
        yield escaped(wording.no_cards(lecture))
    for card in lecture.cards.cards:
        yield _card(card, recording_of(lecture))


def _card(card: Card, file: str) -> str:
    """A callout that shows its question, and the rest when it is unfolded; elsewhere a quote of three paragraphs."""
    time = link(file, card.start, span(card.start, card.end))
    source = _("{stretch}  “{words}”", stretch=time, words=escaped(card.evidence))
    blocks = [f"[!question]- {escaped(card.question)}", escaped(card.answer), in_quote(source)]
    return in_quote("\n\n".join(filter(None, blocks)))


def _transcript(lecture: Lecture) -> Iterator[str]:
    yield f"## {_('Transcript')}"
    yield from map(escaped, doubts.notes(lecture, of_asides=wording.ASIDE_IN_PARENTHESES))
    for stretch in wording.stretches(lecture):
        if stretch.chapter:
            yield f"### {escaped(wording.heading_of(stretch.chapter))}"
        for one in stretch.told:
            yield f"{link(recording_of(lecture), one.start)} {escaped(doubts.told(one))}"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}".rstrip() for line in lines)
