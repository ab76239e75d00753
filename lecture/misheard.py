"""A word or a name that was misheard: where it stands in a transcript, and the edit that puts it right everywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from lecture.edits import Change, Edit
from lecture.rewording import Span, one_line, word_places
from lecture.values import Segment, Transcript
from lecture.whole_words import places, put

AROUND = 60  # letters of a segment that a preview shows on each side


@dataclass(frozen=True, slots=True)
class Replacement:
    """What was heard in the lectures of a course, and what was meant."""

    heard: str
    meant: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where it stands: from `start` to `end` in seconds, and what stands around it, for a preview."""

    segment: int  # its number in the transcript
    begin: int  # the character of the segment's text at which it begins
    start: float
    end: float
    before: str
    text: str
    after: str

    @property
    def key(self) -> str:
        """By which it can be left out."""
        return f"{self.segment}-{self.begin}"


def hits(transcript: Transcript, heard: str, meant: str = "") -> tuple[Hit, ...]:
    """Every place where `heard` stands as whole words, but not as a part of what was `meant`."""
    heard, meant = one_line(heard), one_line(meant)
    return tuple(
        _hit(number, segment, span)
        for number, segment in enumerate(transcript.segments)
        for span in places(segment.text, heard, meant)
    )


def replace_everywhere(transcript: Transcript, heard: str, meant: str, without: Collection[str] = ()) -> Edit:
    """The edit that puts `meant` in the place of all hits but those `without`, given by their keys."""
    heard, meant = one_line(heard), one_line(meant)
    chosen = [hit for hit in hits(transcript, heard, meant) if hit.key not in without] if meant else []
    changes = []
    for number, own in groupby(chosen, lambda hit: hit.segment):
        segment = transcript.segments[number]
        spans = [(hit.begin, hit.begin + len(hit.text)) for hit in own]
        changes.append(Change(segment.start, segment.end, segment.text, put(segment.text, spans, meant)))
    return Edit("", tuple(changes), "everywhere", heard, meant)


def offered(transcript: Transcript, remembered: Iterable[Replacement]) -> Iterator[tuple[Replacement, tuple[Hit, ...]]]:
    """Of what is remembered, what was heard in this lecture again, and where."""
    for replacement in remembered:
        if found := hits(transcript, replacement.heard, replacement.meant):
            yield replacement, found


def _hit(number: int, segment: Segment, span: Span) -> Hit:
    begin, end = span
    text, words = segment.text, word_places(segment) or []
    own = [word for word, (a, b) in zip(segment.words, words, strict=False) if a < end and begin < b]
    start, stop = (own[0].start, own[-1].end) if own else (segment.start, segment.end)
    return Hit(number, begin, start, stop, _end(text[:begin]), text[begin:end], _beginning(text[end:]))


def _end(text: str) -> str:
    return text if len(text) <= AROUND else "…" + text[-AROUND:].partition(" ")[2]


def _beginning(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + "…"
