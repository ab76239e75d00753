"""What is taken away: the lectures as they stand when the button is pressed, and what only the store knows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from lecture.export import bundle
from lecture.export.options import Options, Origin
from lecture.local import paper
from lecture.store import cards, review
from lecture.store.finished import finished
from lecture.store.notebook import Notebook
from lecture.tongue import _, speaking
from lecture.values import Cards, Lecture
from panels import download
from panels.download import Wanted


def draw(mine: Notebook, shown: str, lecture: Lecture) -> None:
    """All of the student's own."""
    download.draw(lecture, shown, partial(_build, mine, as_it_stands), finished(mine), usual=paper(st.context.locale))


def draw_shared(theirs: Notebook, shown: str, lecture: Lecture) -> None:
    """One lecture of somebody else's, without their cards."""
    download.draw(lecture, shown, partial(_build, theirs, _shared), usual=paper(st.context.locale), cards=False)


def without_cards(lecture: Lecture) -> Lecture:
    return replace(lecture, cards=Cards((), remark=_("The cards are not shared.")))


Look = Callable[[Notebook, str], tuple[Lecture, Origin]]


def _build(mine: Notebook, look: Look, wanted: Wanted, tongue: str) -> bytes:
    """The file. Streamlit builds it in a thread of its own, which is told what it speaks."""
    with speaking(tongue):
        lectures = [look(mine, lecture) for lecture in wanted.lectures]
        given = [(lecture, Options(wanted.parts, wanted.paper, origin)) for lecture, origin in lectures]
        return bundle.write(given, wanted.formats)


def as_it_stands(mine: Notebook, lecture: str) -> tuple[Lecture, Origin]:
    """The lecture as the student has it now, and what other programs are told of it."""
    origin = Origin(
        id=lecture,
        course=mine.entry(lecture).course,
        memories=review.memories(mine, lecture),
        changed=cards.last_changed(mine, lecture),
    )
    return mine.lecture(lecture), origin


def _shared(theirs: Notebook, lecture: str) -> tuple[Lecture, Origin]:
    return without_cards(theirs.lecture(lecture)), Origin(lecture)
