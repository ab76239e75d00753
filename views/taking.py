"""What is taken away: the lectures as they stand when the button is pressed, and what only the store knows of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import streamlit as st

import pipeline
from lecture.apart_errors import ReadingInterrupted
from lecture.errors import RecordingError
from lecture.export import bundle
from lecture.export.options import Options, Origin
from lecture.local import paper
from lecture.store import cards, review
from lecture.store.finished import finished
from lecture.store.library import Library, Right
from lecture.store.notebook import Notebook
from lecture.tongue import _, speaking
from lecture.values import Cards, Lecture
from panels import download
from panels.download import Wanted
from server.routes import video_of
from server.subtitles import has_video


def draw(library: Library, mine: Notebook, shown: str, lecture: Lecture) -> None:
    """All of the student's own."""
    build = partial(_build, mine, as_it_stands)
    usual, video = paper(st.context.locale), _video(library, mine, shown)
    download.draw(lecture, shown, build, finished(mine), usual=usual, video=video)


def draw_shared(library: Library, theirs: Notebook, shown: str, lecture: Lecture) -> None:
    """One lecture of somebody else's, without their cards."""
    build = partial(_build, theirs, _shared)
    usual, video = paper(st.context.locale), _video(library, theirs, shown, "read")
    download.draw(lecture, shown, build, usual=usual, video=video, cards=False)


def _video(library: Library, mine: Notebook, lecture: str, may: Right = "hear") -> str:
    """The address of a copy of the video with its subtitles; empty where there is no video."""
    with suppress(RecordingError, ReadingInterrupted):
        if has_video(mine, lecture):
            return video_of(library, lecture, may)
    return ""


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
    now = mine.lecture(lecture)
    try:
        cut = pipeline.cutter(mine.recording(lecture), now)
    except RecordingError:  # it came without, or is gone
        cut = None
    origin = Origin(
        id=lecture,
        course=mine.entry(lecture).course,
        cut=cut,
        memories=review.memories(mine, lecture),
        changed=cards.last_changed(mine, lecture),
    )
    return now, origin


def _shared(theirs: Notebook, lecture: str) -> tuple[Lecture, Origin]:
    return without_cards(theirs.lecture(lecture)), Origin(lecture)
