"""A finished lecture is open: everything that was made of it, and what the student does with it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import streamlit as st

import models
import pipeline
from lecture.errors import LectureError, NotFinished, RecordingError, UnknownLecture
from lecture.export.wording import counted
from lecture.misheard import offered
from lecture.store import cards, putting_right, replacements
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAYS
from lecture.store.queue import Queue
from lecture.values import Card, Chapter, Lecture, Options, Provenance
from panels import anew, flashcards, header, missing, model_notice, player, report, state, summary, transcript
from panels.hear_again import HearAgain
from panels.wording import plain
from server import sound
from server.routes import read_address, sound_of, writing_to
from views import asking
from views.where import place

OWN = ("Summary", "Flashcards", "Transcript", "Ask", "Report")
ALONE = ("Summary", "Transcript", "Report")  # for somebody who may read and hear it, and do nothing to it


def draw(library: Library, mine: Notebook, queue: Queue, shown: str) -> None:
    try:
        lecture = state.finished(shown, mine.revision(shown), mine.lecture)
    except NotFinished:  # what was kept of it cannot be read any more: it is being made anew
        st.rerun()
    courses = tuple(course.name for course in mine.courses() if course.name)
    address = read_address(library, shown, st.context.url or "")
    around = header.Surroundings(courses, address, models.choices(), place())
    wanted = header.draw(lecture, mine.entry(shown), state.form_version(), around)
    _listen(library, mine, shown, lecture)
    if _notes(library, mine, shown, lecture, OWN):
        queue.remake(mine, shown)
        state.show(shown)
    match wanted:
        case header.Edit():
            mine.edit(shown, **asdict(wanted))
            state.show(shown)
        case header.Delete():
            put_away(mine, shown)
        case HearAgain(options):
            _hear_again(mine, shown, options)


def draw_alone(library: Library, shown: str, key: str) -> None:
    """The address of one lecture was opened: it can be read and heard, and nothing else."""
    try:
        theirs = library.opened(shown, key, "read")
        lecture = state.finished(shown, theirs.revision(shown), theirs.lecture)
    except (UnknownLecture, NotFinished):
        missing.draw_closed()
        return
    header.draw_alone(lecture, theirs.entry(shown))
    _listen(library, theirs, shown, lecture)
    _notes(library, theirs, shown, lecture, ALONE)


def _listen(library: Library, mine: Notebook, shown: str, lecture: Lecture) -> None:
    """The player, or why the recording cannot be played."""
    try:
        mine.recording(shown)
        sound.prepare(mine, shown)
        player.draw(shown, lecture, sound_of(library, shown), state.to_be_played())
    except RecordingError as gone:
        st.warning(plain(str(gone)))


def _notes(library: Library, mine: Notebook, shown: str, lecture: Lecture, names: tuple[str, ...]) -> bool:
    """The tabs, of which only the open one is drawn. Returns whether the notes are to be made anew."""
    state.remember_tab(names)
    tabs = dict(zip(names, st.tabs(names, key="tabs", on_change="rerun"), strict=True))
    opened = next((name for name, tab in tabs.items() if tab.open), "Summary")
    state.keep_tab(opened, names[0])
    own, again = names == OWN, False
    with tabs[opened]:
        match opened:
            case "Summary":
                summary.draw(lecture)
                again = own and _made_by(mine, shown, lecture.summary.made_by, "summary")
            case "Flashcards":
                deck = cards.deck(mine, shown, utc_offset=state.utc_offset())
                write = partial(writing_to, library, what="cards")
                if wanted := flashcards.draw(shown, deck, lecture.cards.remark, write, lecture.chapters):
                    _more_cards(mine, shown, lecture, [one.card for one in deck], wanted.chapter)
                again = _made_by(mine, shown, lecture.cards.made_by, "cards")
            case "Transcript":
                writing = _writing(library, mine, shown, lecture) if own else None
                transcript.draw(shown, lecture, writing, cards.deck(mine, shown), state.find())
            case "Ask":
                asking.draw(mine, shown)
            case "Report":
                report.draw(lecture, partial(mine.lecture, shown))
    return again


def _made_by(mine: Notebook, shown: str, provenance: Provenance, what: str) -> bool:
    """What the notes were made with; whether to make them anew, since the text was edited or a T5 can be fetched."""
    edited = putting_right.edited_since_made(mine, shown) and anew.draw(f"anew-{what}")
    if model_notice.draw(provenance, place(), f"try-{what}", tried=state.tried(shown)):
        models.try_again()
        state.keep_tried(shown)
        return True
    return edited


def _writing(library: Library, mine: Notebook, shown: str, lecture: Lecture) -> transcript.Writing:
    history = putting_right.history(mine, shown)
    known = replacements.known(mine, mine.entry(shown).course)
    offers = [(one, len(hits)) for one, hits in offered(lecture.transcript, known)]
    text, own_cards = (writing_to(library, shown, what) for what in ("text", "cards"))
    return transcript.Writing(text, own_cards, history.undo is not None, history.redo is not None, offers)


def _more_cards(mine: Notebook, shown: str, lecture: Lecture, deck: list[Card], chapter: Chapter) -> None:
    """Make a few more cards of a chapter, and say how many there were."""
    with st.spinner("Looking for more to ask …"):
        made = pipeline.more_cards(lecture.transcript, deck, chapter)
    new = cards.want(mine, shown, made.cards)
    found = f"{counted(len(new), 'card')} more, as proposals: they stand where they were said. " if new else ""
    state.flash(f"{found}{made.remark}".strip())
    st.rerun()


def _hear_again(mine: Notebook, shown: str, options: Options) -> None:
    """Make a second version of the lecture, heard otherwise, and open it; this one stays."""
    try:
        lecture = mine.hear_again(shown, options, models=models.identity(options.model))
    except LectureError as error:
        state.flash(str(error), wrong=True)
        state.show(shown)
    if lecture == shown:
        state.flash("It was heard like this already. Choose another model, language or course words.", wrong=True)
    state.show(lecture)


def put_away(mine: Notebook, shown: str) -> None:
    """Delete the lecture, with a way back."""
    title = mine.entry(shown).title
    mine.put_away(shown)
    state.flash(f"“{title}” is deleted. It can be brought back for {DAYS} days.", back=shown)
    state.show(None)
