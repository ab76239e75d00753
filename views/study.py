"""A finished lecture is open: everything that was made of it, and what the student does with it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import streamlit as st

import models
from lecture.errors import LectureError, NotFinished, NothingToHear, RecordingError, RecordingGone, UnknownLecture
from lecture.store.edition import edition
from lecture.store.intact import RecordingDamaged
from lecture.store.library import Library, Right
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAYS
from lecture.store.queue import Queue
from lecture.store.storage import NoRecording
from lecture.tongue import _, ngettext
from lecture.transcripts import is_transcript
from lecture.values import Lecture, Options
from lecture.whispers import Choice
from panels import busy, header, missing, player, state
from panels.hear_again import HearAgain
from panels.wording import plain, small
from server import sound
from server.routes import captions_of, read_address, sound_of
from views import tabs, taking
from views.where import place


def draw(library: Library, mine: Notebook, queue: Queue, shown: str) -> None:
    try:
        lecture = state.finished(edition(mine, shown), partial(mine.lecture, shown))
    except NotFinished:  # what was kept of it cannot be read any more: it is being made anew
        st.rerun()
    courses = tuple(course.name for course in mine.courses() if course.name)
    address = read_address(library, shown, st.context.url or "")
    around = header.Surroundings(courses, address, _whispers(mine, shown), place())
    wanted = header.draw(lecture, mine.entry(shown), state.form_version(), around)
    _listen(library, mine, shown, lecture)
    tabs.draw(library, mine, queue, shown)
    match wanted:
        case header.Edit():
            with busy.doing():
                mine.edit(shown, **asdict(wanted))
            state.show(shown)
        case header.Delete():
            put_away(mine, shown)
        case header.StopSharing():
            _stop_sharing(library, mine, shown)
        case HearAgain(options):
            _hear_again(mine, shown, options)


def _whispers(mine: Notebook, shown: str) -> tuple[Choice, ...]:
    """Those that may hear the lecture again: none where it came without its recording."""
    if is_transcript(mine.file_name(shown)):
        return ()
    try:
        mine.recording(shown)
    except NoRecording:
        return ()
    except RecordingGone:  # it was here, and can be given again
        pass
    return models.choices()


def draw_alone(library: Library, shown: str, key: str) -> None:
    """The address of one lecture was opened: it can be read and heard, and nothing else: no cards either."""
    try:
        theirs = library.opened(shown, key, "read")
        lecture = state.finished(edition(theirs, shown), partial(theirs.lecture, shown))
    except (UnknownLecture, NotFinished):
        missing.draw_closed()
        return
    bare = state.made_of(lecture, taking.without_cards)
    header.draw_alone(bare, theirs.entry(shown))
    _listen(library, theirs, shown, bare, "read", player.WRITING)
    tabs.draw_alone(library, shown, key)


def _listen(
    library: Library, mine: Notebook, shown: str, lecture: Lecture, may: Right = "hear", without: str = ""
) -> None:
    """The player, or why there is nothing to play. `may` is the right by which it gets sound and captions."""
    if is_transcript(lecture.file_name):
        st.markdown(small(plain(str(NothingToHear(lecture.file_name)))))
        return
    said = any(segment.text for segment in lecture.transcript.segments)
    captions = captions_of(library, shown, mine.revision(shown), may) if said else ""
    try:
        recording, entry = mine.recording(shown), mine.entry(shown)
        try:
            mine.storage.intact.look(recording, entry.size, entry.file_name)
        except RecordingDamaged as damaged:  # what can still be heard of it can be
            st.warning(plain(str(damaged)))
        sound.prepare(mine, shown)
        heard_at = sound_of(library, shown, may)
        player.draw(shown, lecture, heard_at, state.to_be_played(), captions=captions, without=without)
    except NoRecording as never_came:
        st.info(plain(str(never_came)))
    except RecordingError as gone:
        st.warning(plain(str(gone)))


def _hear_again(mine: Notebook, shown: str, options: Options) -> None:
    """Make a second version of the lecture, heard otherwise, and open it; this one stays."""
    try:
        with busy.doing():
            lecture = mine.hear_again(shown, options, models=models.identity(options.model))
    except LectureError as error:
        state.flash(str(error), wrong=True)
        state.show(shown)
    if lecture == shown:
        state.flash(_("It was heard like this already. Choose another model, language or course words."), wrong=True)
    state.show(lecture)


def _stop_sharing(library: Library, mine: Notebook, shown: str) -> None:
    """What was shared opens nothing any more; the student's own pages go on as they are."""
    with busy.doing():
        library.stop_sharing(mine, shown)
    state.flash(_("Nobody can open this lecture by the old address any more."))
    state.show(shown)


def put_away(mine: Notebook, shown: str) -> None:
    """Delete the lecture, with a way back."""
    title = mine.entry(shown).title
    with busy.doing():
        mine.put_away(shown)
    state.flash(
        ngettext(
            "“{title}” is deleted. It can be brought back for {n} day.",
            "“{title}” is deleted. It can be brought back for {n} days.",
            DAYS,
            title=title,
        ),
        back=shown,
    )
    state.show(None)
