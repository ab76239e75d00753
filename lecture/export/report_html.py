"""The report as one page that needs nothing but the recording beside it: to read, to hear and to learn from.

All of it can be read, and its cards turned, without its script, by keyboard and by screen readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lecture.clock import clock, span
from lecture.export import doubts, wording
from lecture.export.address import address_of, recording_of
from lecture.export.doubts import Piece
from lecture.export.markup import Html, block, element, letters
from lecture.export.options import USUAL, Options, Part
from lecture.export.page import Page
from lecture.export.wording import Paragraph, one_line
from lecture.quiz import choices_of
from lecture.tongue import N_, _, ngettext, pgettext
from lecture.values import Card, Lecture, Segment, Unheard

LETTERS = "ABCD"  # of answers to choose from
SPACE = Html(" ")
WHERE = N_(
    "The recording “{file}” plays here if it lies in the same folder as this page, under this name, and if the browser "
    "can play it."
)


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    page = Page.written_in(lecture.transcript.written_in)
    told: dict[Part, Iterator[Html]] = {
        "summary": _summary(page, lecture),
        "chapters": _chapters(page, lecture, links="transcript" in options.parts),
        "terms": _terms(page, lecture),
        "cards": _cards(page, lecture),
        "transcript": _transcript(page, lecture),
    }
    parts = {part: content for part, blocks in told.items() if part in options.parts and (content := list(blocks))}
    return page.document(
        wording.title(lecture),
        page.ours("a", _("Skip to the notes"), class_="skip", href="#notes"),
        _head(page, lecture, options),
        _player(page, recording_of(lecture)),
        _contents(page, list(parts)),
        block("main", *(_section(page, part, content) for part, content in parts.items()), id="notes"),
    )


# Before the notes


def _head(page: Page, lecture: Lecture, options: Options) -> Html:
    facts = wording.facts_of(lecture, options.parts)
    if course := one_line(options.origin.course):
        facts.insert(0, (_("Course"), course))
    return block(
        "header",
        page.ours("p", _("Lecture notes"), class_="kind"),
        element("h1", wording.title(lecture), dir="auto"),
        block("dl", *(_fact(page, what, which) for what, which in facts), class_="facts"),
        _where(page, recording_of(lecture)),
    )


def _fact(page: Page, what: str, which: str) -> Html:
    return Html(page.ours("dt", what) + page.ours("dd", which, dir="auto"))


def _where(page: Page, file: str) -> Html:
    """Where the recording is looked for; the script hides this where it is found, and else shows how to choose one."""
    chosen = element("input", type="file", accept="audio/*,video/*")
    label = element("label", _("Choose the recording:"), SPACE, chosen, hidden=True)
    said = _(WHERE, file=name) if (name := one_line(file)) else ""
    return page.ours("div", said, label, class_="where")


def _player(page: Page, file: str) -> Html:
    sound = element("audio", controls=True, preload="metadata", src=address_of(file) or None)
    return page.ours("section", sound, class_="player", aria_label=_("Recording"))


def _contents(page: Page, parts: Sequence[Part]) -> Html:
    links = [element("li", element("a", _(wording.PART_NAMES[part]), href=f"#{part}")) for part in parts]
    return page.ours("nav", block("ol", *links), dir=None, aria_label=_("Contents"))


# The notes


def _section(page: Page, part: Part, content: Sequence[Html]) -> Html:
    heading = page.ours("h2", _(wording.PART_NAMES[part]), id=f"{part}-heading")
    return block("section", heading, *content, id=part, class_=part, aria_labelledby=f"{part}-heading")


def _summary(page: Page, lecture: Lecture) -> Iterator[Html]:
    summary = lecture.summary
    if overview := one_line(summary.overview):
        yield element("p", overview, class_="overview")
    else:
        yield page.ours("p", _(wording.NO_SUMMARY))
    for chapter, points in wording.points_by_chapter(lecture, summary.points):
        if chapter:
            yield element("h3", wording.heading_of(chapter))
        if points:
            timed = [(_time(page, point.start, point.end), element("span", point.text)) for point in points]
            yield block("ul", *(element("li", time, SPACE, said, class_="timed") for time, said in timed))
        else:
            yield page.ours("p", _(wording.COURSE_TALK), class_="quiet")
    if summary.points:
        yield page.ours("p", wording.covers(summary), class_="quiet")


def _chapters(page: Page, lecture: Lecture, *, links: bool) -> Iterator[Html]:
    """`links`: whether there is a transcript for them to lead to."""
    listed = []
    for number, chapter in enumerate(sorted(wording.chapters_of(lecture), key=lambda one: one.start), 1):
        name = wording.heading_of(chapter)
        title = element("a", name, href=f"#chapter-{number}") if links else element("span", name)
        terms = wording.more_terms(chapter)
        told = element("div", title, *([SPACE, element("span", terms, class_="quiet")] if terms else []))
        listed.append(element("li", _time(page, chapter.start), SPACE, told, class_="timed"))
    if listed:
        yield block("ol", *listed)


def _terms(page: Page, lecture: Lecture) -> Iterator[Html]:
    if terms := wording.key_terms(lecture):
        yield block("ul", *(_term(page, term, times) for term, times in terms))


def _term(page: Page, term: str, times: Sequence[float]) -> Html:
    links = [part for time in times for part in (SPACE, _time(page, time))]
    return element("li", element("span", term), *links)


# Cards


def _cards(page: Page, lecture: Lecture) -> Iterator[Html]:
    cards = lecture.cards.cards
    if not cards or lecture.cards.remark:
        yield page.ours("p", wording.no_cards(lecture), class_="quiet")
    if len(cards) > 1:
        say = _("Show all answers")
        yield page.ours("button", say, type="button", class_="turn", aria_pressed="false", hidden=True)
    if cards:
        yield block("ol", *(_card(page, card, choices_of(card, cards)) for card in cards))


def _card(page: Page, card: Card, choices: Sequence[str]) -> Html:
    front = element(
        "span", one_line(card.question) or "…", *map(_choice, LETTERS, choices), class_="question", dir="auto"
    )
    evidence = [_("“{text}”", text=one_line(card.evidence)), SPACE] if one_line(card.evidence) else []
    back = block(
        "div",
        element("p", card.answer, class_="answer", dir="auto"),
        element("blockquote", *evidence, _time(page, card.start, card.end)),
        class_="back",
    )
    return element("li", block("details", element("summary", front), back), class_="card")


def _choice(letter: str, answer: str) -> Html:
    return element("span", element("b", letter), SPACE, answer, class_="choice")


# The transcript


def _transcript(page: Page, lecture: Lecture) -> Iterator[Html]:
    notes = doubts.notes(lecture, _note_on_doubts(lecture.transcript.segments))
    yield from (page.ours("p", note, class_="quiet") for note in notes)
    taken: set[str] = set()
    for number, stretch in enumerate(wording.stretches(lecture), 1):
        if stretch.chapter:
            yield element("h3", wording.heading_of(stretch.chapter), id=f"chapter-{number}")
        for one in stretch.told:
            yield _unheard(page, one) if isinstance(one, Unheard) else _paragraph(page, one, taken)


def _note_on_doubts(segments: Sequence[Segment]) -> str:
    doubtful = sum(bool(piece.mark) for segment in segments for piece in doubts.pieces(segment))
    if not doubtful:
        return ""
    return ngettext(
        "What is underlined may have been misheard, in {n} place.",
        "What is underlined may have been misheard, in {n} places.",
        doubtful,
    )


def _unheard(page: Page, place: Unheard) -> Html:
    told = page.ours("p", wording.unheard(place))
    return element("div", _time(page, place.start), SPACE, told, class_="timed unheard")


def _paragraph(page: Page, paragraph: Paragraph, taken: set[str]) -> Html:
    said = [_said(page, segment, taken) for segment in paragraph.segments]
    spaced = [part for one in said for part in (SPACE, one)][1:]
    small = " aside" if paragraph.aside else ""
    return element("div", _time(page, paragraph.start), SPACE, element("p", *spaced), class_=f"timed{small}")


def _said(page: Page, segment: Segment, taken: set[str]) -> Html:
    """A sentence, to which the times of points and cards lead where it begins with them."""
    place = f"t={_moment(segment.start)}"
    id = None if place in taken else place
    taken.add(place)
    times = f"{_moment(segment.start)} {_moment(segment.end)}"
    pieces = [_piece(page, piece) for piece in doubts.pieces(segment)]
    return element("span", *pieces, id=id, class_="said", data_said=times)


def _piece(page: Page, piece: Piece) -> Html:
    """What may have been misheard is underlined, and said to be so to who does not see that."""
    if not piece.mark:
        return letters(piece.text)
    misheard = pgettext("legend", "perhaps misheard")
    perhaps = _("perhaps: {word}", word=piece.perhaps) if piece.perhaps else misheard
    unseen = page.ours("span", SPACE, f"({misheard})", class_="unseen")
    return element("mark", piece.text, unseen, class_="doubt", title=perhaps)


# Times


def _time(page: Page, start: float, end: float | None = None) -> Html:
    """A time or a stretch, which plays the recording from there; without the script it leads to what was said then."""
    shown = clock(start) if end is None else span(start, end)
    left = "ltr" if page.way == "rtl" else None
    return element("a", shown, href=f"#t={_moment(start)}", class_="time", dir=left)


def _moment(seconds: float) -> str:
    """Seconds as a media fragment has them: "12.5"."""
    return f"{seconds:.2f}".rstrip("0").rstrip(".")
