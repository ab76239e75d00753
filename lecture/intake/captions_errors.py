"""What makes a transcript one that cannot be taken in."""

from __future__ import annotations

from lecture.errors import RecordingError
from lecture.tongue import N_


class NotATranscript(RecordingError):
    sentence = N_("“{name}” holds no transcript that can be read. Give subtitles (SRT, VTT), or a text file (TXT).")


class TranscriptTooLong(RecordingError):
    """`limit` in words."""

    sentence = N_(
        "“{name}” is too long: a transcript may have {limit} words at most, more than are said in a day. "
        "Cut it in two, and give each part by itself."
    )

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(name, limit=limit)
        self.limit = limit
