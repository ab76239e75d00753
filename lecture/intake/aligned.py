"""A transcript that somebody wrote, laid upon what Whisper heard: its words, with the times of those that were heard.

Where both say the same, a word has the very times that it was heard at. Between such words the captions' have the time
of what was heard in their place or, in a stretch where both share nothing, their own times, moved as the words around
it are: so subtitles of an edited video may be off by any time that grows or jumps.

What captions leave out is left out where it is short: a filler, a stutter, a false start, which a typist drops on
purpose. A longer stretch is missing from them, and stays as it was heard. What they say that was not recorded, such as
a title or a scene that was cut, is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from lecture.clauses import sentences
from lecture.hunks import core
from lecture.intake.captions import PACE, Captions, Said
from lecture.punctuation import ends_sentence
from lecture.rewording import cut, runs, word_places
from lecture.scripts import is_unspaced
from lecture.values import Segment, Transcript, Unheard, Word

AGREED = 1 / 3  # of the words of the shorter of the two, for the captions to be of this recording
STRONG = 3  # words in a row that agree do so by no chance
NEAR = 4  # words from such a row, within which fewer agree by no chance either
STRETCH = 8  # words, from which on captions that share nothing with what was heard keep their own times
MISSING = 10.0  # s of what was heard that captions leave out, from which on it is missing from them
FASTEST = 0.1  # s that a word takes at least; captions with less time were not said in this recording
STOPS = 0.01  # of the words end a sentence, at least; else nobody put the marks
CAPITALS = 0.8  # of the letters, from which on they tell nothing

Row = tuple[range, range]  # words of what was heard and of the captions that agree


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with a space before it where one stands there, and the segment it was heard in; None: of the captions."""

    start: float
    end: float
    text: str
    probability: float = 1.0
    perhaps: str = ""
    heard_in: Segment | None = None


@dataclass(frozen=True, slots=True)
class _Gap:
    """Words of both between two rows that agree, and the time between these in the recording.

    offsets : by how much the captions come too early, at its beginning and at its end
    """

    heard: Sequence[_Word]
    said: Sequence[Said]
    begins: float
    ends: float
    offsets: tuple[float, float]


def aligned(heard: Transcript, captions: Captions) -> Transcript | None:
    """What was heard, in the words of the captions; None where these are of another lecture, or another language.

    It takes less than a second for three hours.
    """
    was, said = list(_heard(heard)), captions.words
    rows = list(_rows([_key(word.text) for word in was], [_key(word.text) for word in said]))
    agreed = sum(len(here) for here, _ in rows if len(here) >= STRONG)
    if not agreed or agreed < AGREED * min(len(was), len(said)):
        return None
    words = list(_in_order(_laid(was, captions, rows, heard.duration)))
    segments = tuple(_segment(group, heard) for group in sentences(words))
    unheard = tuple(place for place in heard.unheard if not _told(place, words))
    return replace(heard, segments=segments, unheard=unheard)


def _key(text: str) -> str:
    """By what a word is known as the same."""
    return core(text.strip()).casefold().replace("’", "'")


# What was heard


def _heard(transcript: Transcript) -> Iterator[_Word]:
    for segment in transcript.segments:
        places, end = word_places(segment), 0
        for at, word in enumerate(segment.words):
            first, last = places[at] if places else (end + 1, end + 1)
            lead, end = " " if first > end or not at else "", last
            yield from _units(word, lead, segment)


def _units(word: Word, lead: str, segment: Segment) -> Iterator[_Word]:
    """A word as captions are cut: by letters where a script puts no spaces between words."""
    parts = cut(word.text) if any(map(is_unspaced, word.text)) else [word.text]
    for number, (part, (start, end)) in enumerate(zip(parts, _shares(parts, word.start, word.end), strict=True)):
        text = part if number else lead + part
        yield _Word(start, end, text, word.probability, word.perhaps, segment)


def _shares(texts: Sequence[str], start: float, end: float) -> Iterator[tuple[float, float]]:
    """The time from start to end, divided by the letters of these."""
    *done, whole = accumulate((len(text.strip()) for text in texts), initial=0)
    return pairwise([*(start + (end - start) * part / max(whole, 1) for part in done), end])


# Where both agree


def _rows(heard: Sequence[str], said: Sequence[str]) -> Iterator[Row]:
    """The rows of words in which both agree by no chance."""
    found = list(runs(heard, said))
    for at, (same, here, there) in enumerate(found):
        if same and (len(here) >= STRONG or _leans(found, at)):
            yield here, there


def _leans(found: Sequence[tuple[bool, range, range]], at: int) -> bool:
    """Whether a short row stands near to a long one, or to the beginning or the end of both."""
    for step in (-1, 1):
        between, beyond = at + step, at + 2 * step
        if not 0 <= between < len(found):
            return True
        if max(len(found[between][1]), len(found[between][2])) <= NEAR and (
            not 0 <= beyond < len(found) or len(found[beyond][1]) >= STRONG
        ):
            return True
    return False


# Laying the one upon the other


def _laid(was: Sequence[_Word], captions: Captions, rows: Sequence[Row], duration: float) -> Iterator[_Word]:
    said, marked = captions.words, _marked(captions)
    for gap, (here, there) in zip(_gaps(was, said, rows, duration), [*rows, (range(0), range(0))], strict=True):
        yield from _between(gap, timed=captions.timed)
        for heard, word in zip(was[here.start : here.stop], said[there.start : there.stop], strict=True):
            lead = word.text[: -len(word.text.lstrip())]
            yield _Word(heard.start, heard.end, word.text if marked else lead + heard.text.strip())


def _gaps(was: Sequence[_Word], said: Sequence[Said], rows: Sequence[Row], duration: float) -> Iterator[_Gap]:
    """What stands before each row, and behind the last."""
    begins = [(0, 0), *((here.stop, there.stop) for here, there in rows)]
    ends = [*((here.start, there.start) for here, there in rows), (len(was), len(said))]
    before = [was[here - 1].end - said[there - 1].end for here, there in begins[1:]]
    after = [was[here].start - said[there].start for here, there in ends[:-1]]
    offsets = zip([after[0], *before], [*after, before[-1]], strict=True)  # at its edges they run as beside them
    for (here, there), (here_end, there_end), moved in zip(begins, ends, offsets, strict=True):
        begin = was[here - 1].end if here else 0.0
        end = was[here_end].start if here_end < len(was) else duration
        yield _Gap(was[here:here_end], said[there:there_end], begin, end, moved)


def _marked(captions: Captions) -> bool:
    """Whether somebody put the marks and capitals; else they are as Whisper heard them, where both agree."""
    cased = [letter for letter in captions.text if letter.upper() != letter.lower()]
    if cased and sum(map(str.isupper, cased)) > CAPITALS * len(cased):
        return False
    return sum(ends_sentence(word.text) for word in captions.words) >= STOPS * len(captions.words)


def _between(gap: _Gap, *, timed: bool) -> Iterator[_Word]:
    """What is said where both do not agree."""
    count = len(gap.said)
    if _is_missing(gap):
        lead = _nearer_to_its_beginning(gap) if timed else count
        tail = len(gap.heard) - (count - lead)
        yield from _replaced(gap.said[:lead], gap.heard[:lead], gap)
        yield from (word for word in gap.heard[lead:tail] if word.heard_in and not word.heard_in.doubtful)
        yield from _replaced(gap.said[lead:], gap.heard[tail:], gap)
    elif count >= STRETCH and gap.ends - gap.begins < FASTEST * count:
        return
    elif timed and count >= STRETCH:
        yield from _moved(gap)
    else:
        yield from _replaced(gap.said, gap.heard, gap)


def _is_missing(gap: _Gap) -> bool:
    """Whether captions say nothing, or next to nothing, where much was heard."""
    if not gap.heard or 3 * len(gap.said) > len(gap.heard):
        return False
    return gap.heard[-1].end - gap.heard[0].start - PACE * len(gap.said) >= MISSING


def _nearer_to_its_beginning(gap: _Gap) -> int:
    """How many of the captions' words are nearer to what stands before the gap than to what stands behind it."""
    middle = (gap.begins - gap.offsets[0] + gap.ends - gap.offsets[1]) / 2
    return sum((word.start + word.end) / 2 < middle for word in gap.said)


def _replaced(said: Sequence[Said], heard: Sequence[_Word], gap: _Gap) -> Iterator[_Word]:
    """Words in the time of what was heard in their place: one for one, or by their letters."""
    times = [(word.start, word.end) for word in heard]
    if len(said) != len(heard):
        soon = min(gap.ends, gap.begins + PACE * len(said))
        start, end = (heard[0].start, heard[-1].end) if heard else (gap.begins, soon)
        times = list(_shares([word.text for word in said], start, end))
    for word, (start, end) in zip(said, times, strict=True):
        yield _Word(start, end, word.text)


def _moved(gap: _Gap) -> Iterator[_Word]:
    """Words at their own times, moved as those before and behind them are; without those that fall outside."""
    first, length = gap.said[0].start, max(gap.said[-1].end - gap.said[0].start, 0.01)
    before, after = gap.offsets
    for word in gap.said:
        start, end = (at + before + (after - before) * (at - first) / length for at in (word.start, word.end))
        if start < gap.ends and end > gap.begins:
            yield _Word(max(start, gap.begins), min(end, gap.ends), word.text)


def _in_order(words: Iterator[_Word]) -> Iterator[_Word]:
    """None begins before the one before it, and each ends after it begins."""
    last = 0.0
    for word in words:
        last = max(last, round(word.start, 2))
        yield replace(word, start=last, end=max(last, round(word.end, 2)))


# What comes of it


def _segment(words: Sequence[_Word], heard: Transcript) -> Segment:
    kept = [word.heard_in for word in words if word.heard_in]
    around = _at(heard.segments, words[0].start)
    return Segment(
        words[0].start,
        max(word.end for word in words),
        "".join(word.text for word in words).strip(),
        tuple(Word(word.start, word.end, word.text.strip(), word.probability, word.perhaps) for word in words),
        around.language,
        mean_log_probability=min((segment.mean_log_probability for segment in kept), default=0.0),
    )


def _at(segments: Sequence[Segment], moment: float) -> Segment:
    """The last segment that has begun."""
    return segments[max(0, bisect_right(segments, moment, key=lambda segment: segment.start) - 1)]


def _told(place: Unheard, words: Sequence[_Word]) -> bool:
    """Whether the captions say what was spoken there."""
    first = bisect_right(words, place.start, key=lambda word: word.end)
    return first < len(words) and words[first].start < place.end and words[first].heard_in is None
