"""No lecture is open: take recordings. They are on disk and in the queue before anything else happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import streamlit as st

import models
from lecture import apart
from lecture.errors import LectureError
from lecture.intake import slides, whole
from lecture.intake.captions import text_of
from lecture.store.growing import Recorder
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from lecture.store.taken_in import take_in_lecture
from lecture.tongue import _, ngettext
from lecture.transcripts import is_transcript
from lecture.values import Options, Slide
from panels import recorder, state, upload, waiting
from panels.recorder import Discard, Microphone
from views import asking
from views.where import place


def draw(library: Library, mine: Notebook, queue: Queue) -> None:
    growing = Recorder(mine)
    microphone = Microphone(mine.name, library.recorder_key(mine), growing.waiting())
    with st.container():  # one place: the next page's title takes it, and no old form is left below to be pressed
        waiting.draw(mine.unfinished, mine.entry, partial(queue.status, mine))
        courses = tuple(course.name for course in mine.courses() if course.name)
        largest = library.limits.upload_bytes
        given = upload.draw(
            state.form_version(), models.names(), models.languages(), place(), courses, microphone, largest
        )
    match given:
        case upload.Given():
            _take(mine, given)
        case upload.Recorded() | Discard():
            _decide(mine, growing, given)
    if mine.page(count=1).total:
        with st.expander(_("Ask your lectures"), icon=":material/search:", expanded=asking.begun()):
            asking.draw(mine)


def _take(mine: Notebook, given: upload.Given) -> None:
    """Keep each recording that can be kept, say of each other why not, and show the one or all that wait.

    What is not kept stays in its place, so that nobody has to upload it again.
    """
    taken, said, whole_ones = [], [], 0
    for file in given.files:
        try:
            lecture, without = _kept(mine, file, given.options)
            if given.course:
                mine.move(lecture, given.course)
        except LectureError as error:
            said.append(_named(file.name, str(error)))
            continue
        taken.append(lecture)
        said.extend(without)
        whole_ones += not without
        for held in file.every():
            state.let_go(held)
    if said:
        others = [ngettext("{n} other joined the queue.", "{n} others joined the queue.", whole_ones)]
        state.flash("\n".join([*said, *(others if whole_ones else [])]), wrong=True)
    if len(taken) < len(given.files):
        st.rerun()
    state.show(taken[0] if len(taken) == 1 else None)


def _kept(mine: Notebook, file: upload.File, options: Options) -> tuple[str, list[str]]:
    """The id of what comes of a file, and a sentence on each file beside it that could not be read.

    Of a recording there comes a lecture in the queue, of a lecture.json a finished one.
    """
    if file.name.lower().endswith(f".{whole.ENDING}"):
        found = whole.read(file.name, file.sound)
        return take_in_lecture(mine, found.lecture, found.sha256, found.size), []
    by = models.identity_without_whisper() if is_transcript(file.name) else models.identity(options.model)
    own, without = options_with(options, file)
    return mine.add(file.name, file.sound, own, models=by), without


def options_with(options: Options, file: upload.File) -> tuple[Options, list[str]]:
    """The options for this recording, with what can be read of what was given beside it; and what is said of the rest.

    A recording is not refused for slides that are pictures: it took long to upload, and is worth notes by itself.
    """
    without: list[str] = []
    captions, shown = "", list[Slide]()
    if file.captions:
        with _or_without(file, file.captions, without):
            captions = apart.call(text_of, file.captions.name, file.captions.sound.read(), name=file.captions.name)
    for one in file.slides:
        with _or_without(file, one, without):
            shown += apart.call(slides.read, one.name, one.sound.read(slides.LARGEST + 1), name=one.name)
    return replace(options, captions=captions, slides=tuple(shown)), without


@contextmanager
def _or_without(recording: upload.File, file: upload.File, said: list[str]) -> Iterator[None]:
    try:
        yield
    except LectureError as error:
        names = {"recording": recording.name, "file": file.name}
        said.append(_("“{recording}” was added without “{file}”: {why}", why=error, **names))


def _named(file: str, why: str) -> str:
    return why if file in why else _("“{file}”: {why}", file=file, why=why)


def _decide(mine: Notebook, growing: Recorder, given: upload.Recorded | Discard) -> None:
    """Make a lecture of what the microphone recorded, or discard it."""
    try:
        if isinstance(given, upload.Recorded):
            title = next((recorder.file_title(one) for one in growing.waiting() if one.id == given.id), "")
            lecture = growing.make(given.id, given.options, models=models.identity(given.options.model))
            mine.edit(lecture, title=title)
            state.show(lecture)
        growing.discard(given.id)
        state.show(None)
    except LectureError as error:
        state.flash(str(error), wrong=True)
        st.rerun()
