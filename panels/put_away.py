"""The panel of what was deleted and can still be brought back, folded away at the side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from lecture.store.put_away import DAYS, PutAway
from lecture.tongue import _
from panels.wording import plain, short_day, small


@dataclass(frozen=True, slots=True)
class BringBack:
    """The student wants this lecture back."""

    lecture: str


@dataclass(frozen=True, slots=True)
class DeleteForGood:
    """The student wants nothing of this lecture left."""

    lecture: str


Wanted = BringBack | DeleteForGood


def draw(away: tuple[PutAway, ...]) -> Wanted | None:
    """Returns what the student wants of one of them."""
    if not away:
        return None
    wanted: Wanted | None = None
    with st.expander(_("Recently deleted ({count})", count=len(away)), icon=":material/delete:", key="put-away"):
        st.markdown(small(_("Each can be brought back for {days} days.", days=DAYS)))
        for lecture in away:
            day = short_day(date.fromtimestamp(lecture.until).isoformat())
            until = _("until {day}", day=plain(day))
            st.markdown(f"{plain(lecture.title)}  \n{small(until)}")
            wanted = buttons(lecture.id) or wanted
    return wanted


def buttons(lecture: str, kind: str = "side") -> Wanted | None:
    """`kind` tells those at one place of the page from those at another."""
    with st.container(horizontal=True, key=f"{kind}-away-{lecture}"):
        back = st.button(
            _("Bring it back"),
            icon=":material/undo:",
            type="primary" if kind == "page" else "secondary",
            key=f"{kind}-back-{lecture}",
        )
        with st.popover(_("Delete for good"), key=f"{kind}-sure-{lecture}"):
            st.markdown(_("The recording and all that was made of it are deleted. There is no way back."))
            gone = st.button(_("Delete it now"), key=f"{kind}-gone-{lecture}")
    return BringBack(lecture) if back else DeleteForGood(lecture) if gone else None
