"""The timeline of a lecture: its chapters, what is marked on it, and its silences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lecture.export import doubts
from lecture.export.wording import chapters_of, one_line
from lecture.values import Lecture, Transcript

SILENCE = 2.0  # seconds without a word from which on they can be skipped
PLACES = 400  # that are told apart: marks of a kind that would lie upon each other are one

Mark = dict[str, object]


def timeline(lecture: Lecture) -> dict[str, object]:
    """What the player draws, times in seconds: `chapters`, `marks` each with its kind and text, `silences`.

    A mark without a text stands where something could not be made out; the player says so.
    """
    duration = max(lecture.transcript.duration, 0.1)
    chapters = [
        {"start": one.start, "end": min(one.end, duration), "title": one_line(one.title), "aside": one.aside}
        for one in chapters_of(lecture)
    ]
    marks = _apart([*_terms(lecture), *_cards(lecture), *_doubts(lecture.transcript)], duration / PLACES)
    return {"duration": duration, "chapters": chapters, "marks": marks, "silences": silences(lecture.transcript)}


def _terms(lecture: Lecture) -> Iterator[Mark]:
    for term in lecture.terms:
        for time in term.times:
            yield {"at": time, "kind": "term", "text": one_line(term.text)}


def _cards(lecture: Lecture) -> Iterator[Mark]:
    for card in lecture.cards.cards:
        yield {"at": card.start, "kind": "card", "text": one_line(card.question)}


def _doubts(transcript: Transcript) -> Iterator[Mark]:
    for segment in transcript.segments:
        for piece in doubts.pieces(segment):
            if piece.mark:
                yield {"at": piece.start, "kind": "doubt", "text": f"{one_line(piece.text)} (?)"}
    for place in transcript.unheard:
        yield {"at": place.start, "kind": "doubt", "text": ""}


def _apart(marks: list[Mark], step: float) -> list[Mark]:
    """The marks in order, of each kind at most one in a step, in seconds."""
    kept = {(mark["kind"], round(float(str(mark["at"])) / step)): mark for mark in reversed(marks)}
    return sorted(kept.values(), key=lambda mark: float(str(mark["at"])))


def silences(transcript: Transcript) -> list[tuple[float, float]]:
    """Where nobody speaks: before the first words, between segments, and after the last."""
    spoken = sorted([(0.0, 0.0), *_spoken(transcript), (transcript.duration, transcript.duration)])
    found, until = [], 0.0
    for (_, end), (start, _) in pairwise(spoken):
        until = max(until, end)
        if start - until >= SILENCE:
            found.append((until, start))
    return found


def _spoken(transcript: Transcript) -> Iterator[tuple[float, float]]:
    yield from ((segment.start, segment.end) for segment in transcript.segments)
    yield from ((place.start, place.end) for place in transcript.unheard)
