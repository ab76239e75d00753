"""A lecture's transcript as somebody wrote it, in subtitles (SRT, VTT) or a text file (TXT): the words, and when.

Times stand in the file at cues, lines or paragraphs; within these the words share the time by their letters. A text
without times is spread at the pace of a calm speaker, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from unicodedata import east_asian_width

from lecture.errors import EmptyRecording
from lecture.intake.captions_errors import NotATranscript, TranscriptTooLong
from lecture.intake.cues import Cue, cues, seconds
from lecture.intake.decoded import decoded
from lecture.intake.markup import MOMENT, said, speakers, unmarked
from lecture.intake.rolling import repeated
from lecture.intake.stamps import paragraphs, stamped
from lecture.rewording import units
from lecture.scripts import is_letter, is_unspaced

LARGEST = 8 * 2**20  # bytes; subtitles of three hours that roll, with a time at each word, are a third of it
MOST = 200_000  # words, more than are said in a day; a lecture of more might be too large for a notebook's backup

PACE, PACE_UNSPACED = 0.4, 0.22  # s that a word takes, and a letter where a script puts no spaces between words
SLOWEST = 2.0  # s that a word takes at most, however long its cue stands
PARAGRAPH = 2.0  # s between two paragraphs of a text without times


@dataclass(frozen=True, slots=True)
class Said:
    """A word and when it is said; a space stands at the beginning of `text` where one stands before the word."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of a transcript in their order. `timed`: by the times in the file; else these are guesses."""

    words: tuple[Said, ...]
    timed: bool

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()


@dataclass(frozen=True, slots=True)
class _Heard:
    """A word in a cue, and the moment that stands before it, if one does."""

    text: str
    moment: float | None = None


def text_of(name: str, data: bytes) -> str:
    """The text of such a file, as `Options.captions` carries it.

    Raises EmptyRecording, NotATranscript, TranscriptTooLong.
    """
    text = _text(name, data)
    _checked(name, text)
    return text


def captions_of(name: str, data: bytes) -> Captions:
    """What is said in such a file. Raises EmptyRecording, NotATranscript, TranscriptTooLong."""
    return _checked(name, _text(name, data))


def _text(name: str, data: bytes) -> str:
    if not data:
        raise EmptyRecording(name)
    text = decoded(data[:LARGEST])
    if text is None:
        raise NotATranscript(name)
    if len(data) > LARGEST:
        raise TranscriptTooLong(name, MOST)
    return text


def _checked(name: str, text: str) -> Captions:
    found = captions(text)
    if not found.words:
        raise NotATranscript(name)
    if len(found.words) > MOST:
        raise TranscriptTooLong(name, MOST)
    return found


def captions(text: str) -> Captions:
    """What is said in the text of such a file."""
    timed = cues(text) or stamped(text)
    if timed or text.lstrip().startswith("WEBVTT"):
        return Captions(tuple(_by_cues(timed)), True)
    blocks = paragraphs(text)
    return Captions(tuple(_by_pace(_words(blocks))), False)


def _words(blocks: Sequence[Sequence[str]]) -> list[list[_Heard]]:
    """The words that were said in each block of lines."""
    plain = [[unmarked(line) for line in block] for block in blocks]
    known = speakers(line for block in plain for line in block)
    return [_joined([said(line, known) for line in block]) for block in plain]


def _joined(lines: Sequence[str]) -> list[_Heard]:
    found: list[_Heard] = []
    for line in filter(None, lines):
        for at, word in enumerate(_cut(line)):
            if not at:
                word = _Heard(_lead(found[-1].text if found else "", word.text) + word.text.lstrip(), word.moment)
            found.append(word)
    return found


def _lead(before: str, word: str) -> str:
    """What stands between the last word of a line and the first of the next."""
    wide = before and (is_unspaced(before[-1]) or east_asian_width(before[-1]) in "WF")
    return "" if wide and is_unspaced(word.lstrip()[:1]) else " "


def _cut(line: str) -> Iterator[_Heard]:
    """The words of a line; a mark that touches the word before belongs to it."""
    pieces = MOMENT.split(line)  # every second one is a moment
    held: _Heard | None = None
    gap = False  # whether a space stands at the end of what was before
    for at in range(0, len(pieces), 2):
        piece, moment = pieces[at], seconds(pieces[at - 1]) if at else None
        end = 0
        for first, last in units(piece):
            lead, unit = " " if gap or first > end or (not first and not held) else "", piece[first:last]
            end, gap = last, False
            if held and not lead and not any(map(is_letter, unit)):
                held = _Heard(held.text + unit, held.moment)
                continue
            if held:
                yield held
            held, moment = _Heard(lead + unit, moment), None
        gap = gap or end < len(piece)
    if held:
        yield held


# When each is said


def _by_cues(found: Sequence[Cue]) -> Iterator[Said]:
    spoken = [(cue, words) for cue, words in zip(found, _words([cue.lines for cue in found]), strict=True) if words]
    again = repeated([[word.text.strip() for word in words] for _, words in spoken])
    new = [(cue, words[count:]) for (cue, words), count in zip(spoken, again, strict=True) if words[count:]]
    for at, (cue, words) in enumerate(new):
        following = new[at + 1][0].start if at + 1 < len(new) else float("inf")
        end = cue.end if cue.end > cue.start else cue.start + sum(map(_needed, words))
        yield from _within(words, cue.start, min(end, following, cue.start + SLOWEST * len(words)))


def _within(words: Sequence[_Heard], start: float, end: float) -> Iterator[Said]:
    """The words in the time of their cue, those between two moments in the time between these."""
    firsts = [0, *(at for at, word in enumerate(words) if at and _inside(word.moment, start, end))]
    moments = [start, *(words[at].moment or start for at in firsts[1:]), end]
    moments = list(accumulate(moments, max))
    for (first, last), (begin, until) in zip(pairwise([*firsts, len(words)]), pairwise(moments), strict=True):
        own = words[first:last]
        *done, whole = accumulate((len(word.text.strip()) for word in own), initial=0)
        times = [*(begin + (until - begin) * part / whole for part in done), until]
        for word, (one, other) in zip(own, pairwise(times), strict=True):
            yield Said(round(one, 2), round(other, 2), word.text)


def _inside(moment: float | None, start: float, end: float) -> bool:
    return moment is not None and start <= moment < end


def _by_pace(blocks: Sequence[Sequence[_Heard]]) -> Iterator[Said]:
    at = 0.0
    for words in blocks:
        for word in words:
            until = at + _needed(word)
            yield Said(round(at, 2), round(until, 2), word.text)
            at = until
        at += PARAGRAPH if words else 0.0


def _needed(word: _Heard) -> float:
    return PACE_UNSPACED if is_unspaced(word.text.strip()[:1]) else PACE
