"""The page: open the student's notebook, and draw what is shown of it. Run it with `streamlit run app.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from lecture import settings
from lecture.errors import UnknownLecture
from lecture.store import archive
from lecture.store.library import Library
from lecture.store.notebook import Entry, Notebook
from lecture.store.queue import Queue
from lecture.store.restored import read, restorations
from lecture.tongue import _, ngettext
from panels import (
    backup,
    busy,
    connection,
    contrast,
    flash,
    missing,
    notebook,
    put_away,
    restored,
    side,
    sign_in,
    state,
    tongues,
)
from panels import review as review_panel
from panels.wording import plain
from server.doors import doors, refused
from server.guard import guard
from server.routes import routes
from server.services import services
from server.stopping import lifespan
from server.visitors import visitors
from views import review, start, study, watch
from views.telling import telling

LATEST = 5  # lectures that are offered in place of one that is not there
ICON = str(Path(__file__).parent / "panels" / "icon.png")  # a symbol by name would be fetched from the network

# `streamlit run` finds this and serves the routes beside the page, which is this file again.
app = st.App(
    __file__,
    routes=routes(st.get_option("server.baseUrlPath")),
    middleware=[guard(), doors()],
    lifespan=lifespan,
)


def main() -> None:
    shown = state.open_lecture()  # first: what the browser says of Back it says once
    state.speak()
    called()
    contrast.draw()
    connection.draw()
    with telling():
        if over := sign_in.over():
            raise visitors().error(over)
        page(*services(), shown)


def called() -> None:
    """What the browser calls the page."""
    st.set_page_config(_("Lecture notes"), ICON, layout="wide")


def page(library: Library, queue: Queue, shown: str | None) -> None:
    """`shown` is the lecture that is open, if one is."""
    if link := state.read_address():
        study.draw_alone(library, *link)
        choose_tongue()
        return
    key = notebook_key(library)
    if not key:
        return
    mine = library.notebook(key, visitors().admit(st.context.ip_address))
    state.speak(mine.tongue())
    called()
    if back := state.wanted_back():
        organize(mine, put_away.BringBack(back), shown)
    found = look_up(mine, shown)
    beside(mine, found, shown)
    for told in restorations(mine)[:1]:
        if restored.draw(told, at_home=not settings.current().shared):
            with busy.doing():
                read(mine, told.at)
            state.show_again()
    match found:
        case None if state.at_review():
            review.draw(library, mine)
        case None:
            start.draw(library, mine, queue)
        case UnknownLecture():
            organize(mine, missing.draw(shown or "", found, mine.page(count=LATEST).entries), shown)
        case Entry(id, state="done"):
            study.draw(library, mine, queue, id)
        case Entry(id):
            watch.draw(library, mine, queue, id)
    choose_tongue(mine.choose_tongue)


def beside(mine: Notebook, found: Entry | UnknownLecture | None, shown: str | None) -> None:
    """The side of the page: the lectures, the review, and the notebook as a whole. Says what was done before."""
    with st.sidebar:
        side.close(state.form_version())
        entry = found if isinstance(found, Entry) else None
        counts = review.counts(mine)
        due = {lecture: count.due for lecture, count in counts.lectures.items()}
        wanted = notebook.draw(mine.page, mine.courses(), entry, empty=not shown and not state.at_review(), due=due)
        review_panel.button(counts.total, state.show_review)
        brought = backup.draw(partial(archive.packed, mine), mine.size(), state.form_version())
        unwanted = put_away.draw(mine.put_away_list())
    if said := state.flashed():
        flash.draw(said)
    if why := refused():
        st.error(plain(str(why)))
    if brought:
        with busy.doing():
            new = archive.take_in(mine, brought.name, brought)
        state.let_go(brought)
        added = ngettext(
            "{n} lecture added from “{file}”. What was here already stays as it was.",
            "{n} lectures added from “{file}”. What was here already stays as it was.",
            new,
            file=brought.name,
        )
        state.flash(added)
        state.show_again()
    if wanted or unwanted:
        organize(mine, wanted or unwanted, shown)


def choose_tongue(keep: Callable[[str], None] | None = None) -> None:
    """The language of the page: last in the side, or below the one lecture that a page without a side shows."""
    with st.sidebar if keep else st.container():
        chosen = tongues.draw()
    if chosen:
        if keep:
            keep(chosen)
        state.choose_tongue(chosen)


def look_up(mine: Notebook, shown: str | None) -> Entry | UnknownLecture | None:
    """The lecture that is shown, or why it cannot be; None where none is."""
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
            with busy.doing():
                mine.rename_course(course, name)
            state.show_again()
        case put_away.BringBack(lecture):
            with busy.doing():
                mine.bring_back(lecture)
            state.show(lecture)
        case put_away.DeleteForGood(lecture):
            with busy.doing():
                mine.delete(lecture)
            state.flash(_("It is deleted for good."))
            if lecture == shown:
                state.show(None)
            state.show_again()


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


if __name__ == "__main__":
    main()
