"""What became of a file that was read apart: leaves of the tree in errors.py, which each read as those there do.

RecordingError   ReadingFailed, ReadingTooLong, ReadingTooLarge
LectureError     ReadingInterrupted

A file of slides is a recording here: what a student gave, and cannot be used.
"""

from __future__ import annotations

from lecture.errors import LectureError, RecordingError
from lecture.tongue import N_


class ReadingFailed(RecordingError):
    """The process that read it died of it. `detail` is the signal or exit, and what the process said last."""

    sentence = N_(
        "“{name}” is damaged, and the program that reads it broke down. "
        "Open it where it was made, export a recording as MP3 or slides as PDF, and give that."
    )


class ReadingTooLong(RecordingError):
    """`detail` is the limit that was met."""

    sentence = N_(
        "“{name}” is damaged: reading it would take longer than any lecture does. "
        "Open it where it was made, export a recording as MP3 or slides as PDF, and give that."
    )


class ReadingTooLarge(RecordingError):
    """`detail` is the limit of memory, or of what is written, that was met."""

    sentence = N_(
        "“{name}” is damaged: reading it would take more memory than any lecture does. "
        "Open it where it was made, export a recording as MP3 or slides as PDF, and give that."
    )


class ReadingInterrupted(LectureError):
    """The process was ended from outside, or could not be begun; another try may do. `detail` says what happened."""

    sentence = N_("This computer had no room to read “{name}”. Try again in a minute.")

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(name=name)
        self.name, self.detail = name, detail
