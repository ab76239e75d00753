"""What may have been misheard, told in the transcript: which words, and how many; and what else to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lecture.export.wording import ASIDE_NOTE, Paragraph, how_much_unheard, one_line, unheard
from lecture.punctuation import CLOSERS, FULL_STOPS, STOPS
from lecture.tongue import _, ngettext
from lecture.values import Lecture, Segment, Transcript, Unheard

WORD_MARK, SENTENCE_MARK = "(?)", "[?]"

_AROUND = STOPS + FULL_STOPS + CLOSERS + " ,;:—–、，；：“‘«‹([「『（¿¡"  # what stands at a word and was not said


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a text: the characters and the seconds at which they begin and end, and what they may have been."""

    begin: int
    until: int
    start: float
    end: float
    perhaps: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a segment's text, with the spaces around it. `mark` is for what may have been misheard, else empty."""

    text: str
    mark: str = ""
    perhaps: str = ""  # course words that it may have been
    start: float = 0.0  # seconds; only of what is marked
    end: float = 0.0

    @property
    def marked(self) -> str:
        return f"{self.text} {self.mark}" if self.mark == SENTENCE_MARK else self.text + self.mark


def pieces(segment: Segment) -> tuple[Piece, ...]:
    """The segment's text as one line, in pieces: unsure words in a row are one, and a doubtful segment is one whole."""
    text = one_line(segment.text)
    unsure = _unsure(segment, text)
    if unsure is None:
        return (Piece(text, SENTENCE_MARK, start=segment.start, end=segment.end),)
    if not unsure:
        return (Piece(text),) if text else ()
    found: list[Piece] = []
    at = 0
    for row in _in_a_row(unsure, text):
        marked = Piece(text[row.begin : row.until], WORD_MARK, row.perhaps, row.start, row.end)
        found += [Piece(text[at : row.begin]), marked]
        at = row.until
    return tuple(piece for piece in (*found, Piece(text[at:])) if piece.text)


def said(segment: Segment) -> str:
    """What a segment says, with a mark after whatever is doubtful in it."""
    return "".join(piece.marked for piece in pieces(segment))


def told(one: Paragraph | Unheard) -> str:
    """A paragraph of a transcript of mere letters, in parentheses where it is an aside."""
    if isinstance(one, Unheard):
        return unheard(one)
    text = " ".join(map(said, one.segments))
    return f"({text})" if one.aside else text


def notes(lecture: Lecture, of_marks: str | None = None, of_asides: str = ASIDE_NOTE) -> list[str]:
    """What is to be known before one reads the transcript: of its marks, of what was not made out, and of asides.

    of_marks : where they are others than those of `said`, what to say of them; empty where there is none
    of_asides : how they are told from the rest (by `_`)
    """
    marks = note(lecture.transcript) if of_marks is None else of_marks
    found = (marks, how_much_unheard(lecture.transcript), _(of_asides) if lecture.asides else "")
    return [one for one in found if one]


def note(transcript: Transcript) -> str:
    """A sentence on the marks that stand in the transcript; empty where none does."""
    words, sentences = _count(transcript.segments)
    if not words and not sentences:
        return ""
    if not sentences:
        return ngettext(
            "{n} word may have been misheard: look for (?).", "{n} words may have been misheard: look for (?).", words
        )
    if not words:
        return ngettext(
            "{n} whole sentence may have been misheard: look for [?].",
            "{n} whole sentences may have been misheard: look for [?].",
            sentences,
        )
    if words == 1:
        return ngettext(
            "1 word and {n} whole sentence may have been misheard: look for (?) and [?].",
            "1 word and {n} whole sentences may have been misheard: look for (?) and [?].",
            sentences,
        )
    return ngettext(
        "{words} words and {n} whole sentence may have been misheard: look for (?) and [?].",
        "{words} words and {n} whole sentences may have been misheard: look for (?) and [?].",
        sentences,
        words=words,
    )


def _count(segments: Sequence[Segment]) -> tuple[int, int]:
    """How many words, and how many whole segments."""
    found = [_unsure(segment, text) for segment in segments if (text := one_line(segment.text))]
    return sum(len(unsure) for unsure in found if unsure is not None), found.count(None)


def _unsure(segment: Segment, text: str) -> list[Place] | None:
    """Where the unsure words stand in the text, without what is around them, and what they may have been.

    None: the whole of it is doubtful, also where an unsure word is in a segment whose words are not those of its text.
    """
    if segment.doubtful:
        return None
    if not any(word.unsure for word in segment.words):
        return []
    placed = words_in(segment, text)
    return placed and [
        _bare(place, text)
        for place, word in zip(placed, segment.words, strict=True)
        if word.unsure and _says_something(text[place.begin : place.until])
    ]


def between_spaces(segment: Segment, text: str) -> bool:
    """Whether the segment's words are what stands between the spaces of its text: nearly always, and found at once."""
    return [word.text for word in segment.words] == text.split(" ")


def words_in(segment: Segment, text: str) -> list[Place] | None:
    """Where each of the segment's words stands in its text; None where they are not the words of this text."""
    found: list[Place] = []
    at = 0
    if between_spaces(segment, text):
        for word in segment.words:
            until = at + len(word.text)
            found.append(Place(at, until, word.start, word.end, word.perhaps and one_line(word.perhaps)))
            at = until + 1
        return found
    for word in segment.words:
        spoken = one_line(word.text)
        begin = text.find(spoken, at)
        if begin < 0 or _says_something(text[at:begin]):
            return None
        at = begin + len(spoken)
        found.append(Place(begin, at, word.start, word.end, word.perhaps and one_line(word.perhaps)))
    return found


def _bare(place: Place, text: str) -> Place:
    """Without what stands around the word."""
    spoken = text[place.begin : place.until]
    begin = place.begin + len(spoken) - len(spoken.lstrip(_AROUND))
    return replace(place, begin=begin, until=begin + len(spoken.strip(_AROUND)))


def _in_a_row(places: Sequence[Place], text: str) -> Iterator[Place]:
    """The places, those with no word between them as one."""
    row: Place | None = None
    for place in places:
        if row and not _says_something(text[row.until : place.begin]):
            perhaps = ", ".join(filter(None, (row.perhaps, place.perhaps)))
            row = Place(row.begin, place.until, row.start, place.end, perhaps)
            continue
        if row:
            yield row
        row = place
    if row:
        yield row


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
