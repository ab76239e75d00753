"""Everything as JSON, named as in `values.Lecture`, times in seconds; `codec.load(Lecture, text)` reads it back."""

from __future__ import annotations

from lecture import codec
from lecture.export.options import USUAL, Options
from lecture.values import Lecture


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    return (codec.dump(lecture, indent=2) + "\n").encode("utf-8")
