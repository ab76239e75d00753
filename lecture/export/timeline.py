"""A picture of the recording from its beginning to its end: its chapters, and where key terms and cards are."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.clock import clock
from lecture.export import sheet, wording
from lecture.export.options import Part
from lecture.export.sheet import Sheet
from lecture.tongue import _, ngettext
from lecture.values import Lecture

# In mm.
BAND, TICK, GAP = 6.0, 2.2, 1.0
NARROWEST = 5.0  # band that has room for its number
SHADES = ((214, 229, 237), (233, 241, 245))
STEPS = (
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    14400,
    43200,
    86400,
)  # seconds between two times
MOST_TIMES = 9


def draw(page: Sheet, lecture: Lecture, parts: frozenset[Part]) -> None:
    """Nothing where there is nothing to see. It is as wide as the page's text."""
    duration = lecture.transcript.duration
    bands = list(_bands(lecture)) if "chapters" in parts else []
    named = [term for term in lecture.terms if wording.one_line(term.text)]
    terms = [time for term in named for time in term.times] if "terms" in parts else []
    cards = [card.start for card in lecture.cards.cards] if "cards" in parts else []
    rows = [(name, times) for name, times in ((_("Key terms"), terms), (_("Flashcards"), cards)) if times]
    if duration <= 0 or not (bands or rows):
        return
    legend = page.gutter(name for name, _times in rows) if rows else sheet.GUTTER
    left, width = sheet.SIDE + legend, page.width - legend
    page.keep_together(BAND + 5 + len(rows) * (TICK + 2 * GAP))
    with page.tagged("Figure", _told(lecture, len(bands), rows)):
        top = page.y
        _draw_bands(page, bands or [(0.0, duration)], duration, left, width)
        page.y = top + BAND + GAP
        for name, times in rows:
            _draw_ticks(page, name, times, duration, left, width)
        _draw_times(page, duration, left, width)
    page.y += 4


def _bands(lecture: Lecture) -> Iterator[tuple[float, float]]:
    for chapter in sorted(wording.chapters_of(lecture), key=lambda chapter: chapter.start):
        yield chapter.start, chapter.end


def _told(lecture: Lecture, chapters: int, rows: list[tuple[str, list[float]]]) -> str:
    told = [_("The recording, {length} long.", length=clock(lecture.transcript.duration))]
    if chapters:
        told.append(ngettext("It has {n} chapter.", "It has {n} chapters.", chapters))
    return " ".join([*told, *(f"{name}: {', '.join(map(clock, sorted(times)))}." for name, times in rows)])


def _draw_bands(page: Sheet, bands: list[tuple[float, float]], duration: float, left: float, width: float) -> None:
    for number, (start, end) in enumerate(bands, 1):
        at, until = (left + width * _share(time, duration) for time in (start, end))
        page.fill(at, page.y, until - at, BAND, SHADES[number % 2])
        name = str(number)
        wide = page.wide(name, sheet.SMALL)
        if len(bands) > 1 and until - at >= max(NARROWEST, wide + 1):
            page.cell_of(name, at + (until - at - wide) / 2, wide, line=BAND, colour=sheet.ACCENT)


def _draw_ticks(page: Sheet, name: str, times: list[float], duration: float, left: float, width: float) -> None:
    page.cell_of(name, sheet.SIDE, left - sheet.SIDE, line=TICK + GAP, size=7.5)
    page.fill(left, page.y + (TICK + GAP) / 2, width, 0.1, sheet.RULE)
    for time in sorted({round(_share(time, duration) * width, 1) for time in times}):
        page.fill(left + time - 0.15, page.y + GAP / 2, 0.3, TICK, sheet.ACCENT)
    page.y += TICK + 2 * GAP


def _draw_times(page: Sheet, duration: float, left: float, width: float) -> None:
    step = next((step for step in STEPS if duration / step <= MOST_TIMES), duration)
    for number in range(int(duration / step) + 1):
        told = clock(number * step)
        at = left + width * _share(number * step, duration)
        page.fill(at, page.y, 0.2, 1.2, sheet.QUIET)
        wide = page.wide(told, 7)
        page.y += 1.2
        page.cell_of(told, min(at, left + width - wide), wide, line=3.5, size=7)
        page.y -= 1.2
    page.y += 5


def _share(time: float, duration: float) -> float:
    return min(max(time / duration, 0.0), 1.0)
