"""The notes that one checkout makes of one lecture without T5, and what they cost: what benchmarks/study.py calls.

    PYTHONPATH=CHECKOUT python -P benchmarks/notes.py COUNT < TRANSCRIPT

TRANSCRIPT and what is printed are JSON. The `lecture` that it imports is CHECKOUT's, also one from before English was
parsed; so nothing newer may be imported here without a way around it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from lecture.errors import TooLittleText
from lecture.notes.cards import make_cards
from lecture.notes.reading import read
from lecture.notes.summary import summarize
from lecture.values import Cards, Reading, Segment, Summary, Transcript

Notes = dict[str, Any]  # what can be written as JSON


def as_json(transcript: Transcript) -> str:
    segments = [(segment.start, segment.end, segment.text) for segment in transcript.segments]
    return json.dumps({"language": transcript.language, "segments": segments})


def from_json(text: str) -> Transcript:
    given = json.loads(text)
    language = given["language"]
    segments = tuple(Segment(start, end, said, language=language) for start, end, said in given["segments"])
    return Transcript(segments, language, segments[-1].end, segments[-1].end)


def english(language: str) -> tuple[Any, ...]:
    """What `read` is given beside the transcript."""
    if language != "en":
        return ()
    try:
        from lecture.notes.facts import English
        from models import load_encoder, load_parser
    except ImportError:
        return ()  # an earlier version, which read English by its words
    return (English(load_parser(), load_encoder()),)


def megabytes() -> float:
    """The most memory this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux getrusage counts the process that started this one as well
        held = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(held.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def notes_of(reading: Reading, summary: Summary | None, cards: Cards) -> Notes:
    return {
        "chapters": [(c.start, c.end) for c in reading.chapters if not getattr(c, "aside", False)],
        "terms": [(term.text, len(term.times)) for term in reading.terms],
        "points": [(point.start, point.text) for point in summary.points] if summary else [],
        "cards": [(card.start, card.kind, len(getattr(card, "wrong", ()))) for card in cards.cards],
    }


def notes(transcript: Transcript, count: int) -> Notes:
    clock = [time.perf_counter()]
    models = english(transcript.language)
    clock.append(time.perf_counter())
    reading = read(transcript, *models)
    clock.append(time.perf_counter())
    summary = None
    with suppress(TooLittleText):  # no points: the table says so
        summary = summarize(reading, None)
    clock.append(time.perf_counter())
    cards = make_cards(reading, None, count=count)
    clock.append(time.perf_counter())
    names = ("models s", "reading s", "summary s", "cards s")
    seconds = {name: end - start for name, start, end in zip(names, clock, clock[1:], strict=False)}
    if not models:
        del seconds["models s"]
    return {**notes_of(reading, summary, cards), "seconds": seconds, "MB": megabytes()}


if __name__ == "__main__":
    print(json.dumps(notes(from_json(sys.stdin.read()), int(sys.argv[1]))))
