"""What the page says where the address names a lecture that is not there, and what there is instead."""

from __future__ import annotations

import streamlit as st

from lecture.errors import LecturePutAway, UnknownLecture
from lecture.store.notebook import Entry
from lecture.tongue import _
from panels import put_away
from panels.notebook import ICONS, Open
from panels.wording import plain


def draw(lecture: str, why: UnknownLecture, latest: tuple[Entry, ...]) -> Open | put_away.Wanted | None:
    """`latest` are lectures that are there. Returns what the student wants."""
    wanted: Open | put_away.Wanted | None = None
    if isinstance(why, LecturePutAway):
        st.title(_("This lecture was deleted"), anchor=False)
        st.markdown(_("“{title}” and all that was made of it can still be brought back.", title=plain(why.title)))
        wanted = put_away.buttons(lecture, "page")
    else:
        st.title(_("This lecture is not here"), anchor=False)
        st.markdown(plain(str(why)))
    if latest:
        st.header(_("Your latest lectures"), anchor=False)
    with st.container(gap=None):
        for entry in latest:
            if st.button(plain(entry.title), icon=ICONS[entry.state], key=f"latest-{entry.id}", type="tertiary"):
                wanted = Open(entry.id)
    if st.button(_("New lecture"), icon=":material/add:", key="new-instead"):
        wanted = Open("")
    return wanted


def draw_closed() -> None:
    """The address of one lecture to read opens none."""
    st.title(_("This address opens no lecture"), anchor=False)
    st.markdown(
        _("It may be incomplete, or the lecture is not shared any more. Ask whoever gave it to you for a new one.")
    )
