"""A finished lecture is open: everything that was made of it, and what the student does with it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import models
import pipeline
from lecture.edits import Edit
from lecture.errors import (
    LectureError,
    NotFinished,
    NothingToHear,
    RecordingError,
    RecordingGone,
    UnknownLecture,
)
from lecture.misheard import offered
from lecture.store import cards, putting_right, replacements
from lecture.store.edition import edition
from lecture.store.intact import RecordingDamaged
from lecture.store.library import Library, Right
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAYS
from lecture.store.queue import Queue
from lecture.store.storage import NoRecording
from lecture.tongue import _, again, ngettext, pgettext, spoken
from lecture.transcripts import is_transcript
from lecture.values import Card, Chapter, Lecture, Options, Provenance
from lecture.whispers import Choice
from panels import (
    anew,
    busy,
    chapter_titles,
    flashcards,
    header,
    missing,
    model_notice,
    player,
    state,
    summary,
    transcript,
)
from panels.hear_again import HearAgain
from panels.wording import plain, small
from server import sound
from server.routes import captions_of, read_address, sound_of, writing_to
from views import asking, taking
from views.where import place

OWN = ("Summary", "Flashcards", "Transcript", "Ask", "Download")
ALONE = ("Summary", "Transcript", "Download")  # for somebody who may read and hear it, and do nothing to it


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
    if _notes(library, mine, shown, lecture, OWN):
        with busy.doing():
            queue.remake(mine, shown)
        state.show(shown)
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
    _notes(library, theirs, shown, bare, ALONE)


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


def _notes(library: Library, mine: Notebook, shown: str, lecture: Lecture, names: tuple[str, ...]) -> bool:
    """The tabs, of which only the open one is drawn. Returns whether the notes are to be made anew."""
    own, remade = names == OWN, False
    opened, tab = _tab(names)
    with tab:
        match opened:
            case "Summary":
                titles = partial(chapter_titles.draw, shown, lecture, putting_right.history(mine, shown).of_titles.undo)
                if wished := summary.draw(lecture, titles) if own else summary.draw(lecture):
                    _title(mine, shown, wished)
                remade = own and _made_by(mine, shown, lecture.summary.made_by, "summary")
            case "Flashcards":
                deck = cards.deck(mine, shown, utc_offset=state.utc_offset())
                write = partial(writing_to, library, what="cards")
                if wanted := flashcards.draw(shown, deck, again(lecture.cards.remark), write, lecture.chapters):
                    _more_cards(mine, shown, lecture, [one.card for one in deck], wanted.chapter)
                remade = _made_by(mine, shown, lecture.cards.made_by, "cards")
            case "Transcript":
                writing = _writing(library, mine, shown, lecture) if own else None
                asked = cards.deck(mine, shown) if own else ()
                transcript.draw(shown, lecture, writing, asked, state.find())
            case "Ask":
                asking.draw(mine, shown)
            case "Download":
                taking.draw(library, mine, shown, lecture) if own else taking.draw_shared(library, mine, shown, lecture)
    return remade


def _title(mine: Notebook, shown: str, wanted: Edit | chapter_titles.TakeBack) -> None:
    """Give chapters the titles that the student wants, or those they had before."""
    with busy.doing():
        if isinstance(wanted, chapter_titles.TakeBack):
            putting_right.take_back(mine, shown, wanted.edit)
        else:
            putting_right.keep(mine, shown, wanted)
    st.rerun()


def _tab(names: tuple[str, ...]) -> tuple[str, DeltaGenerator]:
    """Draw the tabs. Returns the name and the place of the one that is open, which stays open in another tongue.

    Streamlit knows a tab by what it is called on the page; the state and the address know it by its name.
    """
    said = _called()
    key, labels, opened = f"tabs-{spoken()}", [said[name] for name in names], state.open_tab(names)
    state.stand_at(key, said[opened])
    turned = (key, dict(zip(labels, names, strict=True)))
    drawn = st.tabs(labels, key=key, on_change=state.turn_tab, args=turned)
    state.keep_tab(opened, names[0])
    return opened, drawn[names.index(opened)]


def _called() -> dict[str, str]:
    """What each tab is called on the page."""
    return {
        "Summary": _("Summary"),
        "Flashcards": _("Flashcards"),
        "Transcript": _("Transcript"),
        "Ask": pgettext("tab", "Ask"),
        "Download": pgettext("tab", "Download"),
    }


def _made_by(mine: Notebook, shown: str, provenance: Provenance, what: str) -> bool:
    """What the notes were made with; whether to make them anew, since the text was edited or a T5 can be fetched."""
    edited = putting_right.edited_since_made(mine, shown) and anew.draw(f"anew-{what}")
    if model_notice.draw(provenance, place(), f"try-{what}", tried=state.tried(shown)):
        models.try_again()
        state.keep_tried(shown)
        return True
    return edited


def _writing(library: Library, mine: Notebook, shown: str, lecture: Lecture) -> transcript.Writing:
    history = putting_right.history(mine, shown).of_text
    known = replacements.known(mine, mine.entry(shown).course)
    offers = [(one, len(hits)) for one, hits in offered(lecture.transcript, known)]
    text, own_cards = (writing_to(library, shown, what) for what in ("text", "cards"))
    return transcript.Writing(text, own_cards, history.undo is not None, history.redo is not None, offers)


def _more_cards(mine: Notebook, shown: str, lecture: Lecture, deck: list[Card], chapter: Chapter) -> None:
    """Make a few more cards of a chapter, and say how many there were."""
    with st.spinner(_("Looking for more to ask …")):
        made = pipeline.more_cards(lecture.transcript, deck, chapter)
    with busy.doing():
        new = cards.want(mine, shown, made.cards)
    found = ngettext(
        "{n} card more, as proposals: they stand where they were said.",
        "{n} cards more, as proposals: they stand where they were said.",
        len(new),
    )
    state.flash(" ".join(sentence for sentence in (found if new else "", again(made.remark)) if sentence))
    st.rerun()


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
