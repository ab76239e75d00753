"""Transcript -> sentences with their times, and passages of whole sentences that fit a token limit."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from lecture.notes.unsure import in_sentences, unsure_places
from lecture.notes.words import ALL_STOPS, joined, word_list
from lecture.punctuation import CLOSERS, STOPS, abbreviated
from lecture.values import Segment, Sentence, Transcript

LONGEST_SENTENCE = 1000  # characters; beyond it nobody put the stops, and we look for places to cut
LONGEST_UNMARKED = 300  # the same where not even commas stand
MARKED = 200  # characters, at most, to a comma
PIECE = range(40, 201)  # characters in the pieces that such a sentence is cut into, where possible
LONGEST_PIECE = 300
PAUSE = 0.6  # seconds of silence after which a sentence may begin
LONGEST_ABBREVIATION = 16  # characters
PASSAGE_TOKENS = 480  # T5 was trained on 512; the rest is for its prompt and </s>

TOLD = 3  # words between a verb such as “say” and the clause that it tells, at most

Boundaries = Callable[[str], Sequence[int]]  # text without stops -> the characters at which a sentence may begin

_CLOSERS = re.escape(CLOSERS)
_SURE_CLOSERS = re.escape(CLOSERS.strip("\"'"))  # where no space follows, a straight quote may open what comes next
_FULL_STOPS = re.escape("".join(stop for stop in ALL_STOPS if stop not in STOPS))
_STOP = re.compile(rf"[{re.escape(ALL_STOPS)}]+[{_CLOSERS}]*(?=\s)|[{_FULL_STOPS}]+[{_SURE_CLOSERS}]*")
_CLAUSE, _COMMA = re.compile(r"[;:—–](?=\s)|\s--\s?|[；：]"), re.compile(r"[,،、，](?=\s|\w)")
# In these “3.” is “third”: the stop behind a small number before a word ends no sentence.
_ORDINAL_STOPS = word_list("az bs cs da de et eu fi fo hr hu is lb lv nn no pl sk sl sr tk tr")
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}\.")
_ABBREVIATIONS = word_list(
    """
    abb bijv bspw bzw ca dhr dott dra etw evtl fr gen ggf hl hr inkl mevr min mio nr np núm např pág resp sig sog sr
    sra tzn tzv tzw ul vgl zb
    """
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences that fit a token limit."""

    text: str
    start: float
    end: float


def sentences(transcript: Transcript, boundaries: Boundaries | None = None) -> tuple[Sentence, ...]:
    """The sentences of a transcript in order; joined, they are its text but for white space.

    Where no stop comes for long (Whisper and captions sometimes leave them out), it is cut where `boundaries` says that
    a sentence may begin, in pauses, at clauses, at the ends of segments or, if nothing else offers itself, between
    words.
    """
    laid = _laid_out(transcript)
    spans = list(_spans(laid, transcript.written_in, boundaries))
    own = [_segments_of(span, laid, transcript.segments) for span in spans]
    trusted = [not _doubtful(segments) for segments in own]
    misheard = in_sentences(laid.text, spans, trusted, laid.unsure, transcript.written_in)
    found = []
    for (begin, end), segments, unsure in zip(spans, own, misheard, strict=True):
        start = laid.clock.at(begin)
        found.append(
            Sentence(
                laid.text[begin:end],
                start,
                max(start, laid.clock.at(end)),
                _doubtful(segments),
                math.exp(min(0.0, segments[0].mean_log_probability)),
                unsure=unsure.words,
                unsure_names=unsure.names,
            )
        )
    return tuple(found)


def _segments_of(span: tuple[int, int], laid: _Laid, segments: Sequence[Segment]) -> Sequence[Segment]:
    first = bisect_right(laid.segment_starts, span[0]) - 1
    last = bisect_right(laid.segment_starts, span[1] - 1) - 1
    return segments[first : last + 1]


def _doubtful(segments: Sequence[Segment]) -> bool:
    return any(segment.doubtful for segment in segments if segment.text.strip())


class _Clock:
    """Characters to seconds, straight lines between the moments that are known."""

    def __init__(self) -> None:
        self.characters: list[int] = []
        self.seconds: list[float] = []

    def add(self, character: int, second: float) -> None:
        self.characters.append(character)
        self.seconds.append(max(second, self.seconds[-1]) if self.seconds else second)

    def at(self, character: int) -> float:
        after = bisect_right(self.characters, character)
        if after == 0:
            return self.seconds[0]
        if after == len(self.characters) or self.characters[after - 1] == character:
            return self.seconds[after - 1]
        left, right = self.characters[after - 1], self.characters[after]
        share = (character - left) / (right - left)
        return self.seconds[after - 1] + share * (self.seconds[after] - self.seconds[after - 1])


@dataclass(frozen=True, slots=True)
class _Laid:
    """The text with single spaces, and what is known of its characters.

    segment_starts : at which each segment begins; pauses : at which speech goes on after a pause
    unsure : where the words stand that may have been misheard
    """

    text: str
    segment_starts: list[int]
    pauses: frozenset[int]
    clock: _Clock
    unsure: list[tuple[int, int]]


def _laid_out(transcript: Transcript) -> _Laid:
    text = ""
    starts: list[int] = []
    pauses: set[int] = set()
    unsure: list[tuple[int, int]] = []
    clock = _Clock()
    before = 0.0  # when speech was last heard
    for segment in transcript.segments:
        said = " ".join(segment.text.split())
        if not said:
            starts.append(len(text))
            continue
        length = len(joined([text, said])) - len(said)
        text = f"{text:<{length}}{said}"
        starts.append(length)
        clock.add(length, segment.start)
        unsure += [(length + begin, length + end) for begin, end in unsure_places(segment, said)]
        at = 0
        for word in segment.words:
            place = said.find(word.text, at) if word.text else -1
            if place > at:
                clock.add(length + place, min(word.start, segment.end))
            if place >= 0 and word.start - before >= PAUSE:
                pauses.add(length + place)
            before = max(before, word.end)
            at = max(at, place + len(word.text))
        if not segment.words:
            if segment.start - before >= PAUSE:
                pauses.add(length)
            before = segment.end
        clock.add(len(text), segment.end)
    return _Laid(text, starts, frozenset(pauses), clock, unsure)


def _spans(laid: _Laid, language: str, boundaries: Boundaries | None) -> Iterator[tuple[int, int]]:
    text, begin = laid.text, 0
    for match in _STOP.finditer(text):
        end = match.end()
        if not text[begin:end].strip() or _goes_on(text, begin, end, language):
            continue
        yield from _cut_long(laid, begin, end, boundaries)
        begin = end + (text[end : end + 1] == " ")
    if text[begin:].strip():
        yield from _cut_long(laid, begin, len(text), boundaries)


def _goes_on(text: str, begin: int, end: int, language: str) -> bool:
    """Whether the stop before `end` does not end the sentence after all."""
    following = text[end : end + 2].strip()[:1]
    last = text[max(begin, end - LONGEST_ABBREVIATION) : end].split()
    if following.islower() or not last:
        return following.islower()
    ordinal = language in _ORDINAL_STOPS and _ORDINAL.fullmatch(last[-1]) and following.isalpha()
    known = language != "en" and last[-1].lower().removesuffix(".") in _ABBREVIATIONS and last[-1].endswith(".")
    return abbreviated(last[-1], following) or bool(ordinal) or known


# Where no stop comes for long


def _cut_long(laid: _Laid, begin: int, end: int, boundaries: Boundaries | None) -> Iterator[tuple[int, int]]:
    text = laid.text[begin:end]
    marks = sum(1 for _ in _COMMA.finditer(text))
    if len(text) <= (LONGEST_SENTENCE if marks * MARKED >= len(text) else LONGEST_UNMARKED):
        yield begin, end
        return
    for first, last in pairwise(_cheapest(_cut_places(laid, begin, end, boundaries))):
        stop = begin + len(laid.text[begin:last].rstrip())
        if first < stop:
            yield first, stop


def _cut_places(laid: _Laid, begin: int, end: int, boundaries: Boundaries | None) -> dict[int, float]:
    """Where a piece may begin, and what it costs to cut there. No two are further apart than the longest piece."""
    text = laid.text[begin:end]
    known = boundaries is not None
    places = {begin + place: 20.0 for place in range(0, len(text), LONGEST_PIECE - 1)}
    places |= {begin + match.end(): 8.0 for match in re.finditer(r"\s+", text)}
    for mark, cost in ((_COMMA, 3.0), (_CLAUSE, 1.0)):
        places |= {_past_space(laid.text, begin + match.end()): cost for match in mark.finditer(text)}
    segments = laid.segment_starts[bisect_left(laid.segment_starts, begin) : bisect_left(laid.segment_starts, end)]
    places |= dict.fromkeys(segments, 8.0 if known else 1.0)
    places |= {pause: 3.0 if known else -1.0 for pause in laid.pauses if begin < pause < end}
    if boundaries is not None:
        places |= {begin + offset: -2.0 for offset in boundaries(text) if _begins_word(text, offset)}
    return places | {begin: 0.0, end: 0.0}


def _begins_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isspace() and not text[at].isspace()


def _past_space(text: str, place: int) -> int:
    return place + (text[place : place + 1] == " ")


def _cheapest(places: dict[int, float]) -> list[int]:
    """The places to cut at: those that cost least, with what each piece costs that is too short or too long."""
    order = sorted(places)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(order)):
        ways: list[tuple[float, int]] = []
        for first in range(last - 1, -1, -1):
            length = order[last] - order[first]
            if length > LONGEST_PIECE and ways:
                break
            short, long = max(0, PIECE.start - length), max(0, length - PIECE.stop)
            ways.append((best[first][0] + places[order[last]] + short / 8 + long / 15, first))
        best.append(min(ways))
    chosen = [len(order) - 1]
    while chosen[-1]:
        chosen.append(best[chosen[-1]][1])
    return [order[at] for at in reversed(chosen)]


def clause_starts(doc: Doc) -> list[int]:
    """Where a sentence may begin in English without stops, parsed: at sentences, and at clauses beside their like."""
    starts = {sentence.start for sentence in doc.sents}
    starts |= {word.i for word in doc[:-1] if word.lower_ == "so" and word.nbor().pos_ not in ("ADJ", "ADV")}
    for verb in doc:
        own = [child for child in verb.lefts if not _clausal(child)]
        subject = next((child for child in own if child.dep_ in ("nsubj", "nsubjpass", "expl")), None)
        asked = any(child.dep_ == "mark" or child.tag_ in ("WDT", "WP", "WRB") for child in own)
        if subject is None or asked or not _beside(verb, subject):
            continue
        start = min(child.left_edge.i for child in own)
        leading = [mark.i for child in verb.lefts if child.dep_ == "advcl" for mark in child.lefts if _marks(mark)]
        start = min([start, *leading])
        while start and doc[start - 1].lower_ in _OPENERS:
            start -= 1
        starts.add(start)
    return sorted(doc[start].idx for start in starts if start == 0 or not _holds(doc[start - 1], doc[start]))


def _beside(verb: Token, subject: Token) -> bool:
    """Whether a clause is told by none: parsed as one that is told, it stands too far from who would tell it."""
    told = verb.dep_ == "ccomp" and 0 <= subject.left_edge.i - verb.head.i <= TOLD
    return verb.dep_ in ("ROOT", "conj", "parataxis", "ccomp") and not told


def _marks(token: Token) -> bool:
    return token.dep_ == "mark" or token.tag_ == "WRB"


def _holds(before: Token, token: Token) -> bool:
    """Whether a phrase goes on here that has only begun: “when we | are”, “the first | case”."""
    verb_of = before.tag_ in ("PRP", "EX") and token.pos_ in ("AUX", "VERB")
    return verb_of or before.tag_ in ("DT", "IN", "JJ", "TO", "CC", "PRP$", "WRB", "WDT", "WP", "MD")


_OPENERS = word_list("and but so then or because")


def _clausal(token: Token) -> bool:
    return token.dep_ in ("ccomp", "advcl", "conj", "parataxis", "csubj")


# Passages


def passages(
    sentences: Sequence[Sentence], count: Callable[[Sequence[str]], Sequence[int]], limit: int = PASSAGE_TOKENS
) -> tuple[Passage, ...]:
    """Whole sentences in runs of at most `limit` tokens as `count` counts them; joined, they are the sentences.

    A sentence that is longer than the limit by itself is split at clauses.
    """
    fitting = [piece for sentence, size in _counted(sentences, count) for piece in _split(sentence, size, count, limit)]
    runs: list[list[Sentence]] = []
    room = 0
    for sentence, size in fitting:
        if size > room:
            runs.append([])
            room = limit
        runs[-1].append(sentence)
        room -= size
    return tuple(Passage(joined(s.text for s in run), run[0].start, run[-1].end) for run in runs)


def _counted(
    sentences: Sequence[Sentence], count: Callable[[Sequence[str]], Sequence[int]]
) -> Iterator[tuple[Sentence, int]]:
    return zip(sentences, count([sentence.text for sentence in sentences]), strict=True) if sentences else iter(())


def _split(
    sentence: Sentence, size: int, count: Callable[[Sequence[str]], Sequence[int]], limit: int
) -> Iterator[tuple[Sentence, int]]:
    if size <= limit or len(sentence.text) < 2:
        yield sentence, size
        return
    half = len(sentence.text) // 2
    cut = min(
        (match.end() for mark in (_CLAUSE, _COMMA) for match in mark.finditer(sentence.text)),
        key=lambda place: abs(place - half),
        default=0,
    )
    if not len(sentence.text) // 5 < cut < len(sentence.text) * 4 // 5:  # no clause: between words, or anywhere
        space = sentence.text.find(" ", half)
        cut = space if space > 0 else half
    left, right = sentence.text[:cut].strip(), sentence.text[cut:].strip()
    middle = sentence.moment(cut)
    halves = [replace(sentence, text=left, end=middle), replace(sentence, text=right, start=middle)]
    for part, part_size in _counted([part for part in halves if part.text], count):
        yield from _split(part, part_size, count, limit)
