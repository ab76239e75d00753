"""What was made of a lecture, in tabs. Turning one draws nothing of the page around them anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import models
import pipeline
from lecture.edits import Edit
from lecture.errors import NotFinished, UnknownLecture
from lecture.misheard import offered
from lecture.store import cards, putting_right, replacements
from lecture.store.edition import edition
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from lecture.tongue import _, again, ngettext, pgettext, spoken
from lecture.values import Card, Chapter, Lecture, Provenance
from panels import anew, busy, chapter_titles, flashcards, model_notice, state, summary, transcript
from server.routes import writing_to
from server.services import services
from views import asking, review, taking
from views.telling import telling
from views.where import place

OWN = ("Summary", "Flashcards", "Transcript", "Ask", "Download")
ALONE = ("Summary", "Transcript", "Download")  # for somebody who may read and hear it, and do nothing to it


def draw(library: Library, mine: Notebook, queue: Queue, shown: str) -> None:
    """All of the student's own."""

    def notes(opened: str) -> None:
        lecture = state.finished(edition(mine, shown), partial(mine.lecture, shown))
        if _own(library, mine, shown, lecture, opened):
            with busy.doing():
                queue.remake(mine, shown)
            state.show(shown)

    _alive(library, OWN, notes, lambda: (edition(mine, shown), review.counts(mine)))


def draw_alone(library: Library, shown: str, key: str) -> None:
    """What somebody else may see of it, for as long as the key that they were given opens it."""
    opened_by_key = partial(library.opened, shown, key, "read")

    def notes(opened: str) -> None:
        theirs = opened_by_key()
        whole = state.finished(edition(theirs, shown), partial(theirs.lecture, shown))
        lecture = state.made_of(whole, taking.without_cards)
        match opened:
            case "Summary":
                summary.draw(lecture)
            case "Transcript":
                transcript.draw(shown, lecture, None, (), state.find())
            case "Download":
                taking.draw_shared(library, theirs, shown, lecture)

    _alive(library, ALONE, notes, lambda: edition(opened_by_key(), shown))


def _alive(
    library: Library, names: tuple[str, ...], notes: Callable[[str], None], around: Callable[[], object]
) -> None:
    """Draw the tabs as a part that runs by itself, for as long as the page around it shows what there is.

    notes : draws what is in the tab of this name
    around : of what the page around is drawn; where it has become another, the whole page is drawn anew
    """
    drawn = around()

    def live() -> None:
        opened, tab = _tab(names)
        with tab, telling():
            try:
                if services()[0] is not library or around() != drawn:
                    st.rerun()
                notes(opened)
            except (UnknownLecture, NotFinished):  # it was deleted or is shared no more, or is being made anew
                st.rerun()

    state.fragment(live)()


def _own(library: Library, mine: Notebook, shown: str, lecture: Lecture, opened: str) -> bool:
    """What is in the open tab. Returns whether the notes are to be made anew."""
    match opened:
        case "Summary":
            titles = partial(chapter_titles.draw, shown, lecture, putting_right.history(mine, shown).of_titles.undo)
            if wished := summary.draw(lecture, titles):
                _title(mine, shown, wished)
            return _made_by(mine, shown, lecture.summary.made_by, "summary")
        case "Flashcards":
            deck = cards.deck(mine, shown, utc_offset=state.utc_offset())
            write = partial(writing_to, library, what="cards")
            if wanted := flashcards.draw(shown, deck, again(lecture.cards.remark), write, lecture.chapters):
                _more_cards(mine, shown, lecture, [one.card for one in deck], wanted.chapter)
            return _made_by(mine, shown, lecture.cards.made_by, "cards")
        case "Transcript":
            writing = _writing(library, mine, shown, lecture)
            transcript.draw(shown, lecture, writing, cards.deck(mine, shown), state.find())
        case "Ask":
            asking.draw(mine, shown)
        case "Download":
            taking.draw(library, mine, shown, lecture)
    return False


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
