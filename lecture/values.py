"""The values a lecture is made of. All frozen; every time is in seconds from the start of the recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import groupby
from pathlib import PurePosixPath
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["transcribe", "translate"]
Stage = Literal["start", "speech", "read", "summary", "cards"]
CardKind = Literal["question", "cloze", "definition"]
Detail = Literal["short", "medium", "detailed"]
# Of our own. English: statements and questions, the best by what was learned from judged lectures; other languages:
# central sentences; definitions and gaps.
# Of a transcript: the words that were given with the recording.
Method = Literal["ranked_statements", "ranked_questions", "lexrank", "rules", "captions"]

KEPT_APART = {"kept_apart": True}  # of a field that codec leaves out: the store has a place of its own for it
UNSURE = 0.8  # probability below which a word is marked: of those marked, a third and more are wrong
CARDS = range(5, 61)  # how many cards a student may ask for
DEFAULT_CARDS = 20


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide that was shown: its title, empty where it has none, and what else stands on it, a line each."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What the student chose before the work began. The same recording and options give the same lecture."""

    language: str | None = None  # a Whisper code such as "en"; None: find out
    task: Task = "transcribe"
    prompt: str = ""  # course words and names, between commas or in a sentence; they are heard more readily
    cards: int = DEFAULT_CARDS
    track: int | None = None  # which of the file's sound tracks, from 1; None: find out
    model: str = ""  # the Whisper to hear with; empty: the one of the settings
    slides: tuple[Slide, ...] = ()  # that were shown, in their order: for their words, and for titles of chapters
    captions: str = ""  # the text of the subtitles or transcript that was given with the recording


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who made something: models, and methods of our own where no model did, or not all of it."""

    models: tuple[str, ...] = ()  # as the student knows them, e.g. "Whisper base"
    methods: tuple[Method, ...] = ()
    without: tuple[str, ...] = ()  # models that would have done better, and could not be had


# What is heard


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word. `text` keeps its punctuation and has no spaces around it."""

    start: float
    end: float
    text: str
    probability: float = 1.0  # that this is what was said, as calibrated on lectures
    perhaps: str = ""  # the course word that this, or this and what follows, may have been

    @property
    def unsure(self) -> bool:
        """Whether it is worth a second listen."""
        return self.probability < UNSURE


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
class Track:
    """A sound track of a file that has several. `name` is what the file calls it, or its language; may be empty."""

    number: int  # from 1, in the order of the file
    name: str = ""


@dataclass(frozen=True, slots=True)
class Unheard:
    """A stretch in which something was said that no words could be made of."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the file itself says that a chapter begins, as audiobooks and podcasts do."""

    start: float
    title: str = ""  # empty where the file names it by no more than a number


@dataclass(frozen=True, slots=True)
class Transcript:
    """The ordered segments. It grows while the recording is heard: `heard` of `duration` seconds so far."""

    VERSION: ClassVar[int] = 4  # of its shape as stored; versions.py reads the older ones

    segments: tuple[Segment, ...]
    language: str  # the Whisper code of most of the speech
    duration: float
    heard: float
    task: Task = "transcribe"
    remark: str = ""  # a sentence for the student, e.g. where a damaged recording breaks off
    made_by: Provenance = Provenance()
    tracks: tuple[Track, ...] = ()  # the file's sound tracks, where there are several
    track: int = 0  # the number of the one that was heard; 0 where there is but one
    unheard: tuple[Unheard, ...] = ()
    marks: tuple[Mark, ...] = ()  # the file's own chapters in their order, once all is heard

    @property
    def finished(self) -> bool:
        return self.heard >= self.duration

    @property
    def written_in(self) -> str:
        """The code of the text's language: a translation is in English, whatever was spoken."""
        return "en" if self.task == "translate" else self.language

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


# What is read in it


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was said, and how sure Whisper was of it. Doubtful where any of its segments is."""

    text: str
    start: float
    end: float
    doubtful: bool = False
    confidence: float = 1.0  # the mean probability of a token of the segment it begins in
    aside: bool = False  # about the course or the room, or an advertisement: nothing to learn from
    unsure: frozenset[str] = frozenset()  # words of it that may have been misheard, folded
    unsure_names: frozenset[str] = frozenset()  # the names and figures among them

    def moment(self, offset: int) -> float:
        """The second at which its character `offset` is said, taking speech to be even within a sentence."""
        return self.start + (self.end - self.start) * offset / max(len(self.text), 1)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words of a lecture do in it."""

    function_words: frozenset[str]  # they carry grammar rather than matter
    language: str


@dataclass(frozen=True, slots=True)
class Term:
    """A key term and the times at which it is said."""

    text: str
    times: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the lecture on one topic, titled from its own key terms, or as the file calls it."""

    start: float
    end: float
    title: str
    terms: tuple[Term, ...] = ()
    aside: bool = False  # nothing but talk about the course or the room
    offered: str = ""  # another title for it: that of the slide which was shown for most of it


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch that teaches nothing: a greeting, an exam date, a licence notice, an advertisement."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Question:
    """What asks for a part of a fact. `worth` is how likely a student would study it as it is, 0 to 1."""

    kind: CardKind
    text: str
    answer: str
    worth: float
    wrong: tuple[str, ...] = ()  # answers to choose from beside the right one: of its kind, and not also right


@dataclass(frozen=True, slots=True)
class Fact:
    """What a sentence states. `worth` is how likely it stands on its own feet and is worth remembering, 0 to 1."""

    text: str
    sentence: Sentence
    worth: float
    questions: tuple[Question, ...] = ()
    answers: tuple[str, ...] = ()  # what of it a model that writes may be asked to ask for


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over a transcript found, for the summary and the cards to be made from."""

    language: str  # the code of the text's language
    sentences: tuple[Sentence, ...]
    vocabulary: Vocabulary
    terms: tuple[Term, ...]  # all that is said more than once, the weightiest first
    chapters: tuple[Chapter, ...]
    facts: tuple[Fact, ...]  # in the order of their sentences
    vectors: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)  # of sentences, (n, 384)

    @property
    def asides(self) -> tuple[Aside, ...]:
        """The stretches of one sentence after another that teaches nothing."""
        stretches = [list(group) for aside, group in groupby(self.sentences, lambda s: s.aside) if aside]
        return tuple(Aside(group[0].start, group[-1].end) for group in stretches)


# What is made of it


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
    made_by: Provenance = Provenance()
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
    wrong: tuple[str, ...] = ()  # answers to choose from beside the right one, where there are good ones
    id: str = ""  # by which the student's records know it; no two cards of a lecture have the same


def card_ids(said: Iterable[tuple[str, str, str, float]]) -> Iterator[str]:
    """The ids of a lecture's cards by their kinds, questions, answers and starts: the same wherever the same cards are
    made, and none twice."""
    times: Counter[str] = Counter()
    for kind, question, answer, start in said:
        text = "\0".join((kind, question, answer, f"{start:.2f}"))
        digest = sha256(f"{text}\0{times[text]}".encode("utf-8", "surrogatepass"))
        times[text] += 1
        yield digest.hexdigest()[:16]


def identified(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The cards of a lecture, each with its id."""
    each = tuple(cards)
    ids = card_ids((card.kind, card.question, card.answer, card.start) for card in each)
    return tuple(replace(card, id=id) for card, id in zip(each, ids, strict=True))


@dataclass(frozen=True, slots=True)
class Cards:
    """The flashcards of one lecture, and why they are fewer than asked if so."""

    cards: tuple[Card, ...]
    made_by: Provenance = Provenance()
    remark: str = ""  # a sentence for the student
    rejected: dict[str, int] = field(default_factory=dict)  # reason: how many candidates it turned down


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of a lecture in order, to be asked for by their meaning and by their words."""

    language: str
    texts: tuple[str, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    vectors: bytes = b""  # half floats at unit length, (n, 384); empty: the encoder does not know the language


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Lecture:
    """Everything made from one recording."""

    VERSION: ClassVar[int] = 4  # with an id for each card

    title: str
    file_name: str
    date: str  # ISO 8601, the day it was worked on
    transcript: Transcript
    chapters: tuple[Chapter, ...]
    terms: tuple[Term, ...]
    summary: Summary
    cards: Cards
    asides: tuple[Aside, ...] = ()  # stretches of which neither summary nor cards were made
    said: Said | None = field(default=None, compare=False, repr=False, metadata=KEPT_APART)  # None: not found yet


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a lecture something is said that comes near to a question, and its words."""

    lecture: str  # its id in the store
    title: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said on a question: the nearest place first, none where nothing is near. `lectures` were asked."""

    places: tuple[Place, ...]
    lectures: int


def title_of(file_name: str) -> str:
    """The title of a lecture that nobody has named yet."""
    return PurePosixPath(file_name).stem.replace("_", " ").strip() or file_name


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: `done` of `total`, in seconds of audio for speech, else in pieces of work.

    "start" is before the first word: the speech model is loaded, and first fetched where `total` is not 0, in MB.
    "read" is after the last: what was said is being understood, 0 of 0.
    """

    stage: Stage
    done: float
    total: float
    transcript: Transcript | None = None  # what has been heard so far, while stage is "speech"
