"""Transcripts of lectures from files that others wrote: `.srt` with its times, `.txt` with a line a paragraph."""

from __future__ import annotations

import re
from pathlib import Path

from lecture.notes.sentences import sentences
from lecture.values import Segment, Transcript

LETTERS_PER_SECOND = 15.5  # of speech, to give a text without sound its times
_TIMES = re.compile(r"(?:(\d+):)?(\d+):(\d+)[.,](\d+)")


def transcript_of(path: Path, language: str = "") -> Transcript:
    """What the file holds, as if it had been heard. The language is the name's first two letters, or as given."""
    language = language or path.name[:2]
    text = path.read_text(encoding="utf-8")
    return _subtitles(text, language) if path.suffix == ".srt" else plain(text, language)


def plain(text: str, language: str = "en") -> Transcript:
    """A text without times: a segment for each line or sentence."""
    whole = Transcript((Segment(0.0, len(text) / LETTERS_PER_SECOND, text),), language, 0.0, 0.0)
    segments = tuple(Segment(s.start, s.end, s.text, language=language) for s in sentences(whole))
    return Transcript(segments, language, segments[-1].end, segments[-1].end)


def _subtitles(text: str, language: str) -> Transcript:
    segments = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        at = next((i for i, line in enumerate(lines) if "-->" in line), None)
        if at is not None:
            start, end = map(_seconds, lines[at].split("-->"))
            segments.append(Segment(start, end, " ".join(lines[at + 1 :]), language=language))
    return Transcript(tuple(segments), language, segments[-1].end, segments[-1].end)


def _seconds(time: str) -> float:
    found = _TIMES.search(time)
    if found is None:
        raise ValueError(f"no time of day in {time!r}")
    hours, minutes, seconds, part = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part}")
