"""The page: open the student's notebook, then draw the panels in order. Run it with `streamlit run app.py`."""

from __future__ import annotations

import logging
from dataclasses import asdict
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

import models
from lecture import settings
from lecture.errors import LectureError, NotFinished, RecordingError, StoreDamaged, UnknownLecture
from lecture.store import archive
from lecture.store.library import Library
from lecture.store.notebook import Entry, Notebook
from lecture.store.put_away import DAYS
from lecture.store.queue import Queue
from lecture.values import Lecture, Options
from panels import (
    backup,
    flash,
    flashcards,
    header,
    missing,
    model_notice,
    notebook,
    player,
    progress,
    put_away,
    report,
    side,
    sign_in,
    state,
    summary,
    transcript,
    upload,
    waiting,
)
from panels.hear_again import HearAgain
from panels.wording import counted, plain
from server.routes import ROUTES
from server.services import services

LATEST = 5  # lectures that are offered in place of one that is not there
ICON = str(Path(__file__).parent / "panels" / "icon.png")  # a symbol by name would be fetched from the network


# `streamlit run` finds this and serves the routes beside the page, which is this file again.
app = st.App(__file__, routes=ROUTES)


def main() -> None:
    st.set_page_config("Lecture notes", ICON, layout="centered")
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
    if link := state.read_address():
        read_only(library, *link)
        return
    key = notebook_key(library)
    if not key:
        return
    mine, shown = library.notebook(key), state.open_lecture()
    if back := state.wanted_back():
        organize(mine, put_away.BringBack(back), shown)
    found = look_up(mine, shown)
    with st.sidebar:
        side.close(state.form_version())
        entry = found if isinstance(found, Entry) else None
        wanted = notebook.draw(mine.page, mine.courses(), entry, empty=not shown)
        brought = backup.draw(partial(archive.packed, mine), mine.size(), state.form_version())
        unwanted = put_away.draw(mine.put_away_list())
    if said := state.flashed():
        flash.draw(said)
    if brought:
        new = archive.take_in(mine, brought.name, brought)
        state.let_go(brought)
        added = f"{new} lecture{'' if new == 1 else 's'} added from “{brought.name}”."
        state.flash(f"{added} What was here already stays as it was.")
        state.show(shown)
    if wanted or unwanted:
        organize(mine, wanted or unwanted, shown)
    match found:
        case None:
            receive(mine, queue)
        case UnknownLecture():
            organize(mine, missing.draw(shown or "", found, mine.page(count=LATEST).entries), shown)
        case Entry(id, state="done"):
            study(library, mine, queue, id)
        case Entry(id):
            watch(mine, queue, id)


def look_up(mine: Notebook, shown: str | None) -> Entry | UnknownLecture | None:
    """The lecture that the address names, or why there is none; None where the address names none."""
    try:
        return mine.entry(shown) if shown else None
    except UnknownLecture as unknown:
        return unknown


def organize(mine: Notebook, wanted: notebook.Wanted | put_away.Wanted | None, shown: str | None) -> None:
    """Do what the student wants of their lectures, and draw the page anew."""
    match wanted:
        case notebook.Open(lecture, find):
            state.show(lecture or None, find=find)
        case notebook.RenameCourse(course, name):
            mine.rename_course(course, name)
            state.show(shown)
        case put_away.BringBack(lecture):
            mine.bring_back(lecture)
            state.show(lecture)
        case put_away.DeleteForGood(lecture):
            mine.delete(lecture)
            state.flash("It is deleted for good.")
            state.show(None if lecture == shown else shown)


def read_only(library: Library, shown: str, key: str) -> None:
    """The address of one lecture was opened: it can be read and heard, and nothing else."""
    try:
        theirs = library.opened(shown, key, "read")
        lecture = state.finished(shown, theirs.lecture)
    except (UnknownLecture, NotFinished):
        missing.draw_closed()
        return
    header.draw_alone(lecture, theirs.entry(shown))
    listen(theirs, shown, lecture)
    wish, _ = notes(lecture, own=False)
    if wish:
        state.play(wish)


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


def receive(mine: Notebook, queue: Queue) -> None:
    """No lecture is open: take recordings. They are on disk and in the queue before anything else happens."""
    with st.container():  # one place: the next page's title takes it, and no old form is left below to be pressed
        waiting.draw(mine.unfinished, partial(queue.status, mine))
        courses = tuple(course.name for course in mine.courses() if course.name)
        given = upload.draw(state.form_version(), models.names(), models.languages(), place(), courses)
    if given:
        take(mine, given)


def take(mine: Notebook, given: upload.Given) -> None:
    """Keep each recording that can be kept, say of each other why not, and show the one or all that wait."""
    taken, refused = [], []
    for file in given.files:
        try:
            taken.append(mine.add(file.name, file.sound, given.options, models=models.identity(given.options.model)))
            state.let_go(file.sound)
            if given.course:
                mine.move(taken[-1], given.course)
        except LectureError as error:
            refused.append(str(error) if file.name in str(error) else f"“{file.name}”: {error}")
    if refused:
        others = [f"{counted(len(taken), 'other')} joined the queue."] if taken else []
        state.flash("\n".join([*refused, *others]), wrong=True)
    if not taken:
        st.rerun()  # what was given stays in its place
    for file in given.files:
        state.let_go(file.sound)
    state.show(taken[0] if len(given.files) == 1 else None)


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


def study(library: Library, mine: Notebook, queue: Queue, shown: str) -> None:
    """A finished lecture is open: draw everything that was made of it, and do what the student asks."""
    try:
        lecture = state.finished(shown, mine.lecture)
    except NotFinished:  # what was kept of it cannot be read any more: it is being made anew
        st.rerun()
    courses = tuple(course.name for course in mine.courses() if course.name)
    around = header.Surroundings(courses, read_address(library, shown), models.choices(), place())
    wanted = header.draw(lecture, mine.entry(shown), state.form_version(), around)
    listen(mine, shown, lecture)
    wish, again = notes(lecture)
    if again:
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
    if wish:
        state.play(wish)


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


def listen(mine: Notebook, shown: str, lecture: Lecture) -> None:
    """The player, or why the recording cannot be played."""
    try:
        heard = lecture.transcript
        player.draw(mine.recording(shown), lecture.file_name, state.playing(), heard.duration, heard.track)
    except RecordingError as unplayable:
        st.warning(plain(str(unplayable)))


def read_address(library: Library, shown: str) -> str:
    """The address at which this lecture alone can be read."""
    query = urlencode({"read": shown, "key": library.lecture_key(shown, "read")})
    return f"{(st.context.url or '').rstrip('/')}/?{query}"


def delete(mine: Notebook, shown: str) -> None:
    """Put the lecture away, with a way back."""
    title = mine.entry(shown).title
    mine.put_away(shown)
    state.flash(f"“{title}” is deleted. It can be brought back for {DAYS} days.", back=shown)
    state.show(None)


def notes(lecture: Lecture, *, own: bool = True) -> tuple[player.Play | None, bool]:
    """The tabs. Only the open one is drawn: an hour's transcript alone is a thousand elements.

    Returns the place that the student wants to hear, and whether T5 is to be tried again, for a lecture of their `own`.
    """
    names = ("Summary", "Flashcards", "Transcript", "Report")
    tabs = dict(zip(names, st.tabs(names, key="tabs", on_change="rerun"), strict=True))
    shown = next((name for name, tab in tabs.items() if tab.open), "Summary")
    wish, again = None, False
    with tabs[shown]:
        match shown:
            case "Summary":
                wish = summary.draw(lecture)
                again = own and model_notice.draw(lecture.summary.made_by, place(), "try-summary")
            case "Flashcards":
                wish = flashcards.draw(lecture)
                again = own and model_notice.draw(lecture.cards.made_by, place(), "try-cards")
            case "Transcript":
                wish = transcript.draw(lecture)
            case "Report":
                report.draw(lecture)
    return wish, again


def place() -> str:
    """Where the work is done, in a word."""
    wanted = settings.current()
    if wanted.scheduler:
        return "cluster"
    return "computer" if not wanted.shared and sign_in.on_this_machine() else "server"


if __name__ == "__main__":
    main()
