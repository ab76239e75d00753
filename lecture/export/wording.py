"""What every report says in the same words: what the lecture is, what it holds, and what is missing."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import reduce
from itertools import groupby

from babel.core import get_global

from lecture.clock import clock, span
from lecture.errors import TRY_AGAIN
from lecture.export.options import Part
from lecture.languages import CLDR, LANGUAGES
from lecture.local import language_name, long_day
from lecture.punctuation import ends_sentence
from lecture.tongue import N_, _, again, ngettext
from lecture.values import (
    Aside,
    Card,
    Chapter,
    Lecture,
    Method,
    Point,
    Provenance,
    Segment,
    Summary,
    Transcript,
    Unheard,
)

LONG_PAUSE = 2.0  # s of silence after which a new paragraph begins
PARAGRAPH = 70  # words after which a paragraph ends with the sentence
LONGEST_PARAGRAPH = 160  # words after which it ends anyway
TERM_TIMES = 3  # of a key term, that are told
RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ps", "sd", "ur", "yi"))  # of the languages that Whisper hears

# To be said by `_`.
PART_NAMES: dict[Part, str] = {
    "summary": N_("Summary"),
    "chapters": N_("Chapters"),
    "terms": N_("Key terms"),
    "cards": N_("Flashcards"),
    "transcript": N_("Transcript"),
}
METHODS: dict[Method, str] = {
    "ranked_statements": N_("the statements most worth noting"),
    "ranked_questions": N_("the best questions and hidden words"),
    "lexrank": N_("the most central sentences"),
    "rules": N_("definitions and hidden words"),
    "captions": N_("the subtitles that came with it"),
}
NO_SUMMARY = N_("There was too little speech for a summary.")
ASIDE_NOTE = N_("Small print is talk about the course, or advertising. Summary and flashcards leave it out.")
ASIDE_IN_PARENTHESES = N_(
    "What stands in parentheses is talk about the course, or advertising. Summary and flashcards leave it out."
)
COURSE_TALK = N_("Talk about the course.")
UNHEARD = N_("Something was said that could not be made out.")


def one_line(text: str) -> str:
    """`text` as one line that UTF-8 can hold: no control characters, single spaces, no lone surrogates."""
    if text.isprintable():
        return " ".join(text.split())
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    visible = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in whole)
    return " ".join(visible.split())


def title(lecture: Lecture) -> str:
    return one_line(lecture.title) or one_line(lecture.file_name) or _("Lecture")


def day(iso: str) -> str:
    """ "2026-11-24" as "24 November 2026"; what is no date is left as it is."""
    try:
        found = date.fromisoformat(iso[:10])
    except ValueError:
        return one_line(iso)
    return long_day(found)


def midnight(iso: str) -> datetime:
    """When the day begins, in UTC: a moment for files that want one, so that the same lecture gives the same bytes."""
    try:
        return datetime.fromisoformat(iso[:10]).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)


def facts(lecture: Lecture) -> list[tuple[str, str]]:
    """The head of a report: (what, which), only what is known."""
    known = [
        (_("File"), lecture.file_name),
        (_("Length"), _length(lecture.transcript)),
        (_("Language"), _language(lecture.transcript)),
        (_("Date"), day(lecture.date)),
        (_("Transcript by"), made_by(lecture.transcript.made_by)),
        (_("Summary by"), made_by(lecture.summary.made_by)),
        (_("Flashcards by"), made_by(lecture.cards.made_by)),
        (_("Made without"), _without(lecture.summary.made_by.without + lecture.cards.made_by.without)),
        (_("Note"), again(lecture.transcript.remark)),
    ]
    lines = [(what, one_line(which)) for what, which in known]
    return [(what, which) for what, which in lines if which]


def made_by(provenance: Provenance) -> str:
    """ "t5-small-qg-hl, and definitions and hidden words"; empty where nothing was made."""
    makers = [*provenance.models, *(_(METHODS[method]) for method in provenance.methods)]
    return reduce(lambda some, more: _("{some}, and {more}", some=some, more=more), makers) if makers else ""


def _without(models: tuple[str, ...]) -> str:
    """Which models would have done better, and how to get them."""
    if not models:
        return ""
    return _(
        "{models}, which could not be fetched. To have the notes written by them, connect to the internet once and "
        "press “{button}” on the page.",
        models=reduce(lambda some, more: _("{some} and {more}", some=some, more=more), dict.fromkeys(models)),
        button=_(TRY_AGAIN),
    )


def _length(transcript: Transcript) -> str:
    whole = clock(transcript.duration)
    part = clock(transcript.heard)
    return whole if transcript.finished else _("{whole}, of which {part} was heard", whole=whole, part=part)


def _language(transcript: Transcript) -> str:
    name = language_name(transcript.language)
    translated = transcript.task == "translate" and transcript.language != "en"
    return _("{language}, translated into English", language=name) if translated else name


def covers(summary: Summary) -> str:
    return _("It covers {stretch}.", stretch=span(summary.start, summary.end))


def source(card: Card) -> str:
    """When what a card rests on was said, and in which words."""
    stretch, words = span(card.start, card.end), one_line(card.evidence)
    return _("{stretch}  “{words}”", stretch=stretch, words=words)


def unheard(place: Unheard) -> str:
    """A line for the transcript, beside the time at which the stretch begins."""
    if clock(place.start) == clock(place.end):
        return _("[Something was said that could not be made out.]")
    return _("[Something was said up to {until} that could not be made out.]", until=clock(place.end))


def how_much_unheard(transcript: Transcript) -> str:
    """ "In 2 places, 9 seconds in all, something was said that could not be made out."; empty where there is none."""
    if not transcript.unheard:
        return ""
    places = len(transcript.unheard)
    seconds = max(1, round(sum(place.end - place.start for place in transcript.unheard)))
    minutes = round(seconds / 60) if seconds >= 120 else 0
    if minutes and places == 1:
        return _("In 1 place, for {minutes} minutes, something was said that could not be made out.", minutes=minutes)
    if minutes:
        return _(
            "In {places} places, {minutes} minutes in all, something was said that could not be made out.",
            places=places,
            minutes=minutes,
        )
    if places == 1:
        return ngettext(
            "In 1 place, for {n} second, something was said that could not be made out.",
            "In 1 place, for {n} seconds, something was said that could not be made out.",
            seconds,
        )
    return ngettext(
        "In {places} places, {n} second in all, something was said that could not be made out.",
        "In {places} places, {n} seconds in all, something was said that could not be made out.",
        seconds,
        places=places,
    )


def no_cards(lecture: Lecture) -> str:
    return one_line(again(lecture.cards.remark)) or _("No flashcards were made from this lecture.")


def chapters_of(lecture: Lecture) -> tuple[Chapter, ...]:
    """The chapters, where there is more than one: one alone tells the reader nothing."""
    return lecture.chapters if len(lecture.chapters) > 1 else ()


def more_terms(chapter: Chapter) -> str:
    """The chapter's key terms that its title does not name already."""
    terms = [one_line(term.text) for term in chapter.terms]
    return ", ".join(term for term in terms if term.casefold() not in chapter.title.casefold())


def points_by_chapter(lecture: Lecture, points: Sequence[Point]) -> list[tuple[Chapter | None, list[Point]]]:
    """Points under the last chapter that has begun when they start; under None where there is no chapter to name.

    A chapter without a point is left out, unless it is an aside: that is a reason to name.
    """
    chapters = chapters_of(lecture)
    groups: list[tuple[Chapter | None, list[Point]]] = [(chapter, []) for chapter in chapters] or [(None, [])]
    for point in points:
        begun = sum(chapter.start <= point.start for chapter in chapters)
        groups[max(begun - 1, 0)][1].append(point)
    return [(chapter, own) for chapter, own in groups if own or (points and chapter and chapter.aside)]


def is_aside(segment: Segment, asides: Sequence[Aside]) -> bool:
    """Whether more of it than not is an aside: these begin and end with a sentence, which a segment need not do."""
    middle = (segment.start + segment.end) / 2
    return any(aside.start <= middle <= aside.end for aside in asides)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Segments that are read in one go: all of them asides, or none."""

    segments: tuple[Segment, ...]
    aside: bool

    @property
    def start(self) -> float:
        return self.segments[0].start


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chapter, or a lecture without chapters, as paragraphs, and what was not made out in its place between them."""

    chapter: Chapter | None
    told: tuple[Paragraph | Unheard, ...]


def in_order(transcript: Transcript) -> list[Segment | Unheard]:
    """The segments that say anything, and what was not made out, as they come."""
    segments = [segment for segment in transcript.segments if one_line(segment.text)]
    return sorted([*segments, *transcript.unheard], key=lambda one: one.start)


def stretches(lecture: Lecture) -> list[Stretch]:
    """The transcript by chapter. Each segment is in the last chapter that has begun when it starts."""
    every = in_order(lecture.transcript)
    chapters: list[Chapter | None] = [*sorted(chapters_of(lecture), key=lambda chapter: chapter.start)] or [None]
    begins = [chapter.start if chapter else 0.0 for chapter in chapters]
    begins[0] = min([begins[0], *(one.start for one in every)])
    ends = [*begins[1:], float("inf")]
    return [
        Stretch(chapter, tuple(_told([one for one in every if begin <= one.start < end], lecture.asides)))
        for chapter, begin, end in zip(chapters, begins, ends, strict=True)
    ]


def _told(every: Sequence[Segment | Unheard], asides: Sequence[Aside]) -> Iterator[Paragraph | Unheard]:
    run: list[Segment] = []
    for one in every:
        if isinstance(one, Segment):
            run.append(one)
            continue
        yield from _paragraphs(run, asides)
        yield one
        run = []
    yield from _paragraphs(run, asides)


def _paragraphs(segments: Sequence[Segment], asides: Sequence[Aside]) -> Iterator[Paragraph]:
    for aside, group in groupby(segments, lambda segment: is_aside(segment, asides)):
        for paragraph in paragraphs(list(group)):
            yield Paragraph(paragraph, aside)


def paragraphs(segments: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
    """Segments in readable paragraphs: a new one after a long pause, or when a sentence ends and it is long enough."""
    paragraph: list[Segment] = []
    for segment in segments:
        if paragraph and _ends(paragraph, segment):
            yield tuple(paragraph)
            paragraph = []
        paragraph.append(segment)
    if paragraph:
        yield tuple(paragraph)


def _ends(paragraph: Sequence[Segment], following: Segment) -> bool:
    last = paragraph[-1]
    words = sum(len(segment.text.split()) for segment in paragraph)
    long = words >= LONGEST_PARAGRAPH or (words >= PARAGRAPH and ends_sentence(last.text))
    return long or following.start - last.end >= LONG_PAUSE


def facts_of(lecture: Lecture, parts: Collection[Part]) -> list[tuple[str, str]]:
    """The head of a report of which only these parts are wanted: it does not say who made the others."""
    if "summary" not in parts:
        lecture = replace(lecture, summary=replace(lecture.summary, made_by=Provenance()))
    if "cards" not in parts:
        lecture = replace(lecture, cards=replace(lecture.cards, made_by=Provenance()))
    return facts(lecture)


def key_terms(lecture: Lecture) -> list[tuple[str, tuple[float, ...]]]:
    """The key terms, each with the first times at which it is said."""
    terms = [(one_line(term.text), term.times[:TERM_TIMES]) for term in lecture.terms]
    return [(text, times) for text, times in terms if text]


def heading_of(chapter: Chapter) -> str:
    """The title of a chapter; the time at which it begins where it has none."""
    return one_line(chapter.title) or clock(chapter.start)


def language_tag(code: str) -> str:
    """ "de-DE": a language that Whisper hears as programs for texts know it, by BCP 47; empty for any other."""
    likely = get_global("likely_subtags").get(CLDR.get(code, code), "") if code in LANGUAGES else ""
    language, *_script, land = likely.split("_") if likely else ("", "")
    return f"{CLDR.get(code, language)}-{land}" if land else ""


def from_the_right(code: str) -> bool:
    """Whether the language with Whisper's code is written from right to left."""
    return code in RIGHT_TO_LEFT
