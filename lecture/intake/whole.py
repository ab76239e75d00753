"""A whole lecture from the file lecture.json, as export/lecture_json.py wrote it, here or on another machine.

A file from outside is trusted in nothing: its size, numbers and texts are checked before any of it is used.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date as Date  # noqa: N812
from hashlib import sha256
from typing import BinaryIO, ClassVar

from lecture import codec
from lecture.errors import DamagedData, RecordingError
from lecture.tongue import N_, Sentence
from lecture.values import Lecture

ENDING = "json"
EVERYTHING = N_("Everything (JSON)")  # how the page calls the file, where it makes it
LARGEST = 64 * 2**20  # bytes; a day of speech with the times of its words is below it
FARTHEST = 1e7  # seconds: no recording lasts for months
RANGES = {
    **dict.fromkeys(("start", "end", "duration", "heard", "times"), (0.0, FARTHEST)),
    "probability": (0.0, 1.0),
}  # of the numbers in fields of these names
NAMES = frozenset({"title", "file_name", "transcript", "summary", "cards"})  # what every lecture.json has had


class NotALecture(RecordingError):
    """A JSON file that no lecture can be taken from. `kind` says which of the sentences it is."""

    sentences: ClassVar[dict[str, Sentence]] = {
        "broken": N_(
            "“{name}” cannot be read: it breaks off, or is no JSON. "
            "Copy the file again, or make it again by “{button}”, and give that."
        ),
        "other": N_(
            "“{name}” holds something else than a lecture of this app. Give the file that “{button}” made of a lecture."
        ),
        "changed": N_(
            "“{name}” holds a lecture, but not as this app wrote it: something in it cannot be right. "
            "Nothing was taken from it; make the file again by “{button}”, and give that."
        ),
        "large": N_(
            "“{name}” is larger than all that is said in a day. Give the file that “{button}” made of a lecture."
        ),
    }

    def __init__(self, name: str, kind: str, detail: str = "") -> None:
        self.sentence = self.sentences.get(kind, self.sentences["other"])
        super().__init__(name, detail, button=EVERYTHING)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Whole:
    """A lecture that came as a file, and the sha256 of the file, by which it is known when it comes again."""

    lecture: Lecture
    sha256: str


def read(name: str, file: BinaryIO) -> Whole:
    """The lecture in a file; also one that an older version of the app wrote.

    Raises NotALecture, where it is none or not as it was written, or NewerData.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise NotALecture(name, "large")
    try:
        text = data.decode("utf-8-sig")  # some editors put a mark before it
        return Whole(_sound(codec.load(Lecture, text)), sha256(data).hexdigest())
    except (ValueError, DamagedData) as error:  # also UnicodeDecodeError
        raise NotALecture(name, _kind(data), str(getattr(error, "detail", error))) from error


def _sound(lecture: Lecture) -> Lecture:
    """The lecture, if it can be kept and shown. Raises ValueError."""
    lecture = replace(lecture, said=None, title=_storable(lecture.title), file_name=_storable(lecture.file_name))
    for name, leaf in _leaves("", lecture):
        if isinstance(leaf, str):
            leaf.encode("utf-8")  # raises UnicodeEncodeError
        else:
            low, high = RANGES.get(name, (-math.inf, math.inf))
            if not (math.isfinite(leaf) and low <= leaf <= high):
                raise ValueError(f"{name} is {leaf}")
    if not lecture.transcript.finished:
        raise ValueError("it was not heard to its end")
    return replace(lecture, date=Date.fromisoformat(lecture.date).isoformat())


def _leaves(name: str, value: object) -> Iterator[tuple[str, str | float]]:
    """Every text and number within, with the name of the field that it stands in."""
    if isinstance(value, (str, float, int)):
        yield name, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _leaves(field.name, getattr(value, field.name))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(name, key)
            yield from _leaves(name, one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _leaves(name, one)


def _storable(text: str) -> str:
    """Without the surrogates by which Python spells what a file's name may hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _kind(data: bytes) -> str:
    """What is wrong with a file that holds no sound lecture: it is no JSON, holds something else, or was changed."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return "broken"
    return "changed" if isinstance(found, dict) and found.keys() >= NAMES else "other"
