"""The page: open the student's notebook, then draw the panels in order. Run it with `streamlit run app.py`."""

from __future__ import annotations

import logging
from dataclasses import asdict
from functools import partial
from pathlib import Path

import streamlit as st

import models
import pipeline
from lecture import settings
from lecture.errors import LectureError, NotFinished, RecordingError, StoreDamaged
from lecture.store import archive, cards, exams
from lecture.store import review as due
from lecture.store import archive
from lecture.store.growing import Recorder
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from lecture.values import Lecture, Options
from panels import (
    ask,
    backup,
    flashcards,
    header,
    model_notice,
    notebook,
    player,
    progress,
    report,
    review,
    sign_in,
    state,
    summary,
    transcript,
    upload,
)
from panels.hear_again import HearAgain
from panels.recorder import Discard, Microphone
from panels.wording import plain
from server.routes import ROUTES, sound_of, writing_to
from server.services import services

ICON = str(Path(__file__).parent / "panels" / "icon.png")  # a symbol by name would be fetched from the network


# `streamlit run` finds this and serves the routes beside the page, which is this file again.
app = st.App(__file__, routes=ROUTES)


def main() -> None:
    st.set_page_config("Lecture notes", ICON, layout="wide")
    try:
        page(*services())
    except LectureError as error:
        st.error(plain(str(error)))
        if isinstance(error, StoreDamaged):
            services.clear()  # the next run opens the library anew, which restores what can be read and says so
    except Exception:
        logging.exception("the page could not be drawn")
        st.error("Something went wrong in the app; its log says what. Nothing of yours is lost: load the page again.")


def page(library: Library, queue: Queue) -> None:
    if library.remark:
        st.warning(plain(library.remark))
    key = notebook_key(library)
    if not key:
        return
    mine, shown = library.notebook(key), state.open_lecture()
    with st.sidebar:
        wanted = notebook.draw(mine.page, shown)
        counts = due.counts(mine, mine.storage.clock.now(), utc_offset=state.utc_offset())
        if st.button(review.label(counts.total), icon=":material/school:", key="review", width="stretch"):
            state.show_review()
        brought = backup.draw(partial(archive.packed, mine), mine.size(), state.form_version())
    if said := state.flashed():
        (st.error if said.wrong else st.success)(plain(said.text))
    if brought:
        new = archive.take_in(mine, brought.name, brought)
        state.let_go(brought)
        added = f"{new} lecture{'' if new == 1 else 's'} added from “{brought.name}”."
        state.flash(f"{added} What was here already stays as it was.")
        state.show(shown)
    if wanted is not None:
        state.show(wanted or None)
    if shown is None and state.at_review():
        review_all(library, mine)
    elif not shown:
        receive(mine)
    elif queue.status(mine, shown).state == "done":
        study(library, queue, mine, shown)
    else:
        watch(mine, queue, shown)


def notebook_key(library: Library) -> str:
    """The key of the visitor's notebook; empty where there is none, or until they have signed in.

    Without one in the address it is, on a laptop, the laptop's only notebook; on a server that others reach, a new one.
    """
    visitor = sign_in.draw(settings.current().shared)
    if not visitor:
        return ""
    if visitor.person:
        return library.notebook_of(visitor.person)
    if not visitor.key:
        key = library.first_notebook() if visitor.at_home else library.new_notebook()
        state.keep_address_key(key)
        return key
    if library.knows(visitor.key):
        return visitor.key
    sign_in.draw_unknown()
    return ""


def receive(library: Library, mine: Notebook) -> None:
    """No lecture is open: take a recording. It is on disk and in the queue before anything else happens."""
    growing = Recorder(mine)
    microphone = Microphone(mine.name, library.recorder_key(mine), growing.waiting())
    with st.container():  # one place: the next page's title takes it, and no old form is left below to be pressed
        given = upload.draw(state.form_version(), models.names(), models.languages(), place(), microphone)
    try:
        match given:
            case upload.Given(name, sound, options):
                lecture = mine.add(name, sound, options, models=models.identity(options.model))
                state.let_go(sound)
                state.show(lecture)
            case upload.Recorded(recording, options):
                state.show(growing.make(recording, options, models=models.identity(options.model)))
            case Discard(recording):
                growing.discard(recording)
                state.show(None)
    except LectureError as error:
        state.flash(str(error), wrong=True)
        st.rerun()  # what was given stays in its place
    if mine.page(count=1).total:
        with st.expander("Ask your lectures", icon=":material/search:"):
            ask_lectures(mine)


def watch(mine: Notebook, queue: Queue, shown: str) -> None:
    """A lecture is open that is not finished: draw how far it is."""
    match progress.draw(mine.entry(shown).title, partial(queue.status, mine, shown)):
        case "stop":
            queue.cancel(mine, shown)
            st.rerun()
        case "go on":
            queue.retry(mine, shown)
            st.rerun()
        case "delete":
            delete(mine, shown)


def study(library: Library, queue: Queue, mine: Notebook, shown: str) -> None:
    """A finished lecture is open: draw everything that was made of it, and do what the student asks."""
    try:
        lecture = state.finished(shown, mine.revision(shown), mine.lecture)
    except NotFinished:  # what was kept of it cannot be read any more: it is being made anew
        st.rerun()
    wanted = header.draw(lecture, mine.entry(shown), state.form_version(), models.choices(), place())
    try:
        mine.recording(shown)
        player.draw(shown, lecture, sound_of(library, shown), state.to_be_played())
    except RecordingError as gone:
        st.warning(plain(str(gone)))
    if notes(library, mine, shown, lecture):
        models.try_again()
        queue.remake(mine, shown)
        state.show(shown)
    match wanted:
        case header.Edit():
            mine.edit(shown, **asdict(wanted))
            state.show(shown)
        case header.Delete():
            delete(mine, shown)
        case HearAgain(options):
            hear_again(mine, shown, options)
        case header.StartOver():
            state.show(None)


def review_all(library: Library, mine: Notebook) -> None:
    """What is due over all lectures, or in the course that is chosen."""
    now, offset = mine.storage.clock.now(), state.utc_offset()
    counts = due.counts(mine, now, utc_offset=offset)
    course = review.choose(sorted({entry.course for entry in mine.page(count=1000).entries}))
    queue = due.due(mine, now, course=course, utc_offset=offset)
    plan = due.plan(mine, now, course=course, utc_offset=offset)
    kept = due.kept(mine, now, course=course, utc_offset=offset)
    exam = exams.exams(mine).get(course or "")
    write, sound = partial(writing_to, library, what="cards"), partial(sound_of, library)
    match review.draw(review.Due(queue, counts.total, plan, kept, exam), course, write, sound):
        case review.Exam(name, date):
            exams.set_exam(mine, name, date)
            st.rerun()


def ask_lectures(mine: Notebook, shown: str = "") -> None:
    """Draw the panel that asks, and open the lecture that the student goes to from there."""
    course = mine.entry(shown).course if shown else ""
    if place := ask.draw(partial(pipeline.ask, mine), shown, course):
        state.show(place.lecture, at=(place.start, place.end))


def hear_again(mine: Notebook, shown: str, options: Options) -> None:
    """Make a second version of the lecture, heard otherwise, and open it; this one stays."""
    try:
        lecture = mine.hear_again(shown, options, models=models.identity(options.model))
    except LectureError as error:
        state.flash(str(error), wrong=True)
        state.show(shown)
    if lecture == shown:
        state.flash("It was heard like this already. Choose another model, language or course words.", wrong=True)
    state.show(lecture)


def delete(mine: Notebook, shown: str) -> None:
    mine.delete(shown)
    state.show(None)


def notes(library: Library, mine: Notebook, shown: str, lecture: Lecture) -> bool:
    """The tabs, of which only the open one is drawn. Returns whether T5 is to be tried again."""
    names = ("Summary", "Flashcards", "Transcript", "Ask", "Report")
    tabs = dict(zip(names, st.tabs(names, key="tabs", on_change="rerun"), strict=True))
    opened = next((name for name, tab in tabs.items() if tab.open), "Summary")
    again = False
    with tabs[opened]:
        match opened:
            case "Summary":
                summary.draw(lecture)
                again = model_notice.draw(lecture.summary.made_by, place(), "try-summary")
            case "Flashcards":
                deck = cards.deck(mine, shown, utc_offset=state.utc_offset())
                flashcards.draw(shown, deck, lecture.cards.remark, partial(writing_to, library, what="cards"))
                again = model_notice.draw(lecture.cards.made_by, place(), "try-cards")
            case "Transcript":
                transcript.draw(shown, lecture)
            case "Ask":
                ask_lectures(mine, shown)
            case "Report":
                report.draw(lecture, partial(mine.lecture, shown))
    return again


def place() -> str:
    """Where the work is done, in a word."""
    wanted = settings.current()
    if wanted.scheduler:
        return "cluster"
    return "computer" if not wanted.shared and sign_in.on_this_machine() else "server"


if __name__ == "__main__":
    main()
