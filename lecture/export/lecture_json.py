"""Everything as JSON, named as in `values.Lecture`, times in seconds; `codec.load(Lecture, text)` reads it back.

It names its schema, which lies in `docs/schema/`.
"""

from __future__ import annotations

from lecture import codec
from lecture.export.options import USUAL, Options
from lecture.values import Lecture

SCHEMA = f"urn:lecture-voice-to-notes:lecture:{Lecture.VERSION}"


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    found = codec.dump(lecture, indent=2).removeprefix("{")
    return (f'{{\n  "$schema": "{SCHEMA}",{found}\n').encode()
