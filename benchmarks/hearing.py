"""What one system hears in some recordings, in a process of its own: what benchmarks/robustness.py calls.

    PYTHONPATH=CHECKOUT python -P benchmarks/hearing.py SYSTEM < JOB

JOB is JSON: the recordings, by name, with the language that the system is told (null: it finds out), and for
faster-whisper its model's folder. Each line printed is JSON: first the versions, then a Heard. The `lecture` imported
is CHECKOUT's, also an older one; a peer may run in another interpreter, without `lecture`.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Hear = Callable[[Path, str | None], "Heard"]


@dataclass
class Heard:
    """What a system made of one recording. Times in seconds."""

    text: str
    words: list[tuple[float, float, str]] = field(default_factory=list)  # start, end, word
    segments: list[tuple[float, float, str]] = field(default_factory=list)  # start, end, text
    unheard: list[tuple[float, float]] = field(default_factory=list)  # where it says itself that it made out nothing
    seconds: float = 0.0  # that it took
    name: str = ""
    error: str = ""  # why it heard nothing, in the system's own words


def spread(start: float, end: float, text: str) -> list[tuple[float, float, str]]:
    """The words of a segment without word times, evenly over it."""
    words = text.split()
    each = (end - start) / max(len(words), 1)
    return [(start + each * at, start + each * (at + 1), word) for at, word in enumerate(words)]


def ours() -> tuple[str, Hear]:
    import models
    from lecture.errors import LectureError
    from lecture.speech.transcribe import transcribe
    from lecture.values import Options

    recognizer = models.load_whisper()

    def hear(recording: Path, language: str | None) -> Heard:
        try:
            *_, transcript = transcribe(recognizer, recording, Options(language=language))
        except LectureError as error:  # such as NoSpeech: the student reads a sentence instead of a transcript
            return Heard("", error=str(error))
        heard = Heard(transcript.text)
        for one in transcript.segments:
            heard.segments.append((one.start, one.end, one.text))
            heard.words += [(w.start, w.end, w.text) for w in one.words] or spread(one.start, one.end, one.text)
        heard.unheard = [(one.start, one.end) for one in getattr(transcript, "unheard", ())]
        return heard

    return "torch", hear


def openai_whisper() -> tuple[str, Hear]:
    import torch
    import whisper

    import models

    model = models.load_whisper().model

    def hear(recording: Path, language: str | None) -> Heard:
        torch.manual_seed(0)  # where it is unsure of what it heard, it draws words by lot
        # It reads the file itself, so that its channels are mixed as its users have them. Without a printed language
        # it finds out silently: verbose=None.
        sound = whisper.load_audio(str(recording))
        found = model.transcribe(sound, fp16=False, language=language, word_timestamps=True, verbose=None)
        heard = Heard(str(found["text"]))
        for one in found["segments"]:
            heard.segments.append((one["start"], one["end"], one["text"].strip()))
            words = [(float(w["start"]), float(w["end"]), w["word"].strip()) for w in one.get("words", ())]
            heard.words += words or spread(one["start"], one["end"], one["text"])
        return heard

    return "openai-whisper", hear


def faster_whisper(folder: str, batched: bool) -> tuple[str, Hear]:
    """Batched as in benchmarks/speech.py, or as its own README begins: one window after the other, five beams."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1)
    how: dict[str, Any] = {"batch_size": 8, "beam_size": 1} if batched else {"beam_size": 5}
    transcribe = BatchedInferencePipeline(model=model).transcribe if batched else model.transcribe

    def hear(recording: Path, language: str | None) -> Heard:
        told: dict[str, Any] = {"language": language} if language else {"multilingual": True}
        found, _ = transcribe(str(recording), word_timestamps=True, **how, **told)
        heard = Heard("")
        for one in found:
            heard.segments.append((one.start, one.end, one.text.strip()))
            words = [(float(w.start), float(w.end), w.word.strip()) for w in one.words or ()]
            heard.words += words or spread(one.start, one.end, one.text)
        heard.text = " ".join(text for _, _, text in heard.segments)
        return heard

    return "faster-whisper", hear


def run(package: str, hear: Hear, jobs: Iterable[tuple[str, str, str | None]]) -> None:
    print(json.dumps(f"{package} {importlib.metadata.version(package)}"), flush=True)
    for name, recording, language in jobs:
        start = time.perf_counter()
        heard = hear(Path(recording), language)
        heard.name, heard.seconds = name, time.perf_counter() - start
        print(json.dumps(asdict(heard)), flush=True)


def main() -> None:
    given = json.load(sys.stdin)
    systems: dict[str, Callable[[], tuple[str, Hear]]] = {
        "ours": ours,
        "openai-whisper": openai_whisper,
        "faster-whisper": lambda: faster_whisper(given["model"], batched=True),
        "faster-whisper-beams": lambda: faster_whisper(given["model"], batched=False),
    }
    run(*systems[sys.argv[1]](), given["jobs"])


if __name__ == "__main__":
    main()
