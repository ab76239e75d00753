"""The door of the wing: a recording -> a Transcript that grows, with times and doubts."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from whisper import Whisper

from lecture.errors import LanguageUnknown, NoSpeech
from lecture.languages import LANGUAGES
from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.chunks import chunks
from lecture.speech.engine import Engine
from lecture.speech.language import main_language, spoken_most
from lecture.speech.segments import segments
from lecture.speech.slide_words import with_slide_words
from lecture.speech.source import Source
from lecture.speech.workers import PATIENCE, hear
from lecture.values import Options, Transcript, Unheard

UNKNOWN = 1.0  # s that a recording counts as longer than what was heard of it, while nobody knows how long it is
TICK = 0.01  # s; the same where it turns out longer than its file said


class Recognizer:
    """openai-whisper's own loaded model, made ready for fast decoding. Built once per process.

    Not for two threads at once. `name` is what the reports say, such as "Whisper base".
    """

    def __init__(self, model: Whisper, name: str = "Whisper") -> None:
        self.model = model
        self.name = name
        self.device = model.device
        self.engine = Engine(model)


def transcribe(
    recognizer: Recognizer,
    recording: Path,
    options: Options,
    *,
    so_far: Transcript | None = None,
    name: str | None = None,
    words: bool = True,
) -> Iterator[Transcript]:
    """Hear a recording; yields the transcript as it grows, the last one heard to its end.

    so_far : any Transcript that this yielded before for the same recording and options; the work goes on from there.
    name : what the student calls the file, for errors; the path's own name if None.
    words : whether segments carry the times of their words.

    It yields as soon as the recording is opened, and then every second or two of work, sometimes the same transcript
    again, so that a caller can stop.
    Raises EmptyRecording, NotARecording, NoSound, NoSuchTrack, NoSpeech, LanguageUnknown, and leaves of
    apart_errors.py.
    """
    engine = recognizer.engine
    options = with_slide_words(options, engine.tokenizer)
    if options.language and engine.languages and options.language not in engine.languages:
        raise LanguageUnknown(recognizer.name, LANGUAGES.get(options.language, options.language))
    known = options.track or (so_far.track if so_far else 0) or None
    source = Source(recording, name or recording.name, known)
    heard = so_far.heard if so_far else 0.0
    found = list(so_far.segments) if so_far else []
    unheard = list(so_far.unheard) if so_far else []
    level = noise = -math.inf

    def transcript(duration: float, remark: str = "") -> Transcript:
        spoken = options.language or spoken_most(found)
        tracks, number = source.tracks, (source.track or 0) if source.tracks else 0
        return Transcript(
            tuple(found),
            spoken,
            duration,
            heard,
            options.task,
            remark,
            tracks=tracks,
            track=number,
            unheard=tuple(unheard),
        )

    yielded = time.monotonic()
    for _ in source.look():
        if time.monotonic() - yielded > PATIENCE:
            yield transcript(heard + UNKNOWN)
            yielded = time.monotonic()
    expected = source.expected
    more = UNKNOWN if not expected else TICK  # that is left to be heard, at least
    yield transcript(max(expected, heard + more))
    language = options.language or ""
    for guess in [] if language else main_language(source, engine):
        language = guess
        yield transcript(max(expected, heard + more))
    yielded = time.monotonic()
    for chunk in hear(chunks(iter(source), round(heard * SAMPLE_RATE)), engine, options, language):
        if chunk:
            found += segments(chunk, engine, options, words)
            unheard += [Unheard(round(start, 2), round(end, 2)) for start, end in sorted(chunk.unheard)]
            level, noise = max(level, chunk.chunk.level), max(noise, chunk.chunk.noise)
            heard = chunk.chunk.end / SAMPLE_RATE
        if chunk or time.monotonic() - yielded > PATIENCE:
            yield transcript(max(expected, heard + more))
            yielded = time.monotonic()
    if not found:
        raise NoSpeech(source.name, source.seconds, level, noise)
    heard = source.seconds
    yield replace(transcript(heard, source.remark), marks=source.marks())
