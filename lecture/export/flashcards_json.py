"""The flashcards as JSON: a list of objects, named as in `values.Card`, times in seconds."""

from __future__ import annotations

from lecture import codec
from lecture.export.options import USUAL, Options
from lecture.values import Lecture


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    return (codec.dump(lecture.cards.cards, indent=2) + "\n").encode("utf-8")
