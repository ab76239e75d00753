"""The values a lecture is made of. All frozen; every time is in seconds from the start of the recording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Task = Literal["transcribe", "translate"]
Stage = Literal["speech", "summary", "cards"]
CardKind = Literal["question", "cloze", "definition"]
Detail = Literal["short", "medium", "detailed"]

CARDS = range(5, 61)  # how many cards a student may ask for
DEFAULT_CARDS = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What the student chose before the work began. The same recording and options give the same lecture."""

    language: str | None = None  # a Whisper code such as "en"; None: find out
    task: Task = "transcribe"
    prompt: str = ""  # course words and names that bias what is heard
    cards: int = DEFAULT_CARDS


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word. `text` keeps its punctuation and has no spaces around it."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One timed stretch of speech as recognized: a sentence or a clause, at most 15 s."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    language: str = ""
    mean_log_probability: float = 0.0  # natural log, over the segment's tokens
    no_speech_probability: float = 0.0
    compression_ratio: float = 1.0  # zlib: bytes of the text over bytes compressed
    doubt: str = ""  # why the words may be wrong; empty where nothing speaks against them

    @property
    def doubtful(self) -> bool:
        return bool(self.doubt)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The ordered segments. It grows while the recording is heard: `heard` of `duration` seconds so far."""

    segments: tuple[Segment, ...]
    language: str  # the Whisper code of most of the speech
    duration: float
    heard: float
    task: Task = "transcribe"
    remark: str = ""  # a sentence for the student, e.g. where a damaged recording breaks off
    made_with: str = ""  # e.g. "Whisper base"

    @property
    def finished(self) -> bool:
        return self.heard >= self.duration

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Term:
    """A key term and the times at which it is said."""

    text: str
    times: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the lecture on one topic, titled from its own key terms."""

    start: float
    end: float
    title: str
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the summary and the stretch it covers. It is shown from `detail` upwards."""

    text: str
    start: float
    end: float
    detail: Detail = "short"


@dataclass(frozen=True, slots=True)
class Summary:
    """A short overview over timed points, from `start` to `end` of the recording."""

    overview: str
    points: tuple[Point, ...]
    start: float
    end: float
    made_with: str  # e.g. "t5-small", or "central sentences (LexRank)"
    remark: str = ""  # a sentence for the student where there is nothing to sum up

    def at(self, detail: Detail) -> tuple[Point, ...]:
        """The points shown at this detail: short within medium within detailed."""
        order: tuple[Detail, ...] = ("short", "medium", "detailed")
        return tuple(point for point in self.points if order.index(point.detail) <= order.index(detail))


@dataclass(frozen=True, slots=True)
class Card:
    """Question, answer, the sentence it rests on, and when that was said."""

    question: str
    answer: str
    evidence: str
    start: float
    end: float
    kind: CardKind
    score: float
    score_parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cards:
    """The flashcards of one lecture, what they were made with, and why they are fewer than asked if so."""

    cards: tuple[Card, ...]
    made_with: str
    remark: str = ""  # a sentence for the student
    rejected: dict[str, int] = field(default_factory=dict)  # reason: how many candidates it turned down


@dataclass(frozen=True, slots=True)
class MadeWith:
    """Which model or method made each part, in words for the student."""

    speech: str
    summary: str
    cards: str
    without: tuple[str, ...] = ()  # models that would have done better, and could not be had


@dataclass(frozen=True, slots=True)
class Lecture:
    """Everything made from one recording."""

    title: str
    file_name: str
    date: str  # ISO 8601, the day it was worked on
    transcript: Transcript
    chapters: tuple[Chapter, ...]
    terms: tuple[Term, ...]
    summary: Summary
    cards: tuple[Card, ...]
    made_with: MadeWith
    cards_remark: str = ""  # why there are fewer cards than asked, where there are
    cards_rejected: dict[str, int] = field(default_factory=dict)  # reason: how many candidates it turned down


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: `done` of `total`, in seconds of audio for speech, else in pieces of work."""

    stage: Stage
    done: float
    total: float
    transcript: Transcript | None = None  # what has been heard so far, while stage is "speech"
