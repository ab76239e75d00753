"""What becomes of work whose process died: one branch of the tree in errors.py, which reads as those there do.

WorkerDied      WorkerKilled
"""

from __future__ import annotations

from lecture.errors import LectureError
from lecture.tongue import N_


class WorkerDied(LectureError):
    """The process that worked on a lecture is gone, and the server is not. `how`: a signal's name, or an exit code."""

    sentence = N_(
        "The part of the app that listens broke down while it worked on this lecture ({how}). "
        "Try again; if it breaks down again, export the recording as MP3 or WAV and give that."
    )

    def __init__(self, how: str) -> None:
        super().__init__(how=how)
        self.how = how


class WorkerKilled(WorkerDied):
    """The system took it away, as it does where memory runs short."""

    sentence = N_(
        "The system stopped the part of the app that listens while it worked on this lecture ({how}), most likely "
        "because memory ran short. Close other programs or choose a smaller Whisper, and try again."
    )
