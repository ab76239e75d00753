"""The panel that asks, and the lecture that the student goes to from there."""

from __future__ import annotations

from functools import partial

import pipeline
from lecture.store.notebook import Notebook
from lecture.store.shelf import Within
from panels import ask, state


def draw(mine: Notebook, shown: str = "") -> None:
    course = mine.entry(shown).course if shown else ""
    if place := ask.draw(partial(pipeline.ask, mine), shown, course):
        state.show(place.lecture, at=(place.start, place.end))


def begun() -> bool:
    """Whether all lectures were asked last: who comes back from one of them finds the answer where it was."""
    last = state.answered()
    return bool(last.question) and last.within == Within()
