"""What the page says once, of what was done: a sentence, and a way to undo it where there is one."""

from __future__ import annotations

import streamlit as st

from lecture.tongue import _
from panels import state
from panels.state import Flash
from panels.wording import plain


def draw(said: Flash) -> None:
    if not said.back:
        (st.error if said.wrong else st.success)("  \n".join(map(plain, said.text.splitlines())))
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="flash"):
        st.markdown(plain(said.text), width="stretch")
        st.button(_("Undo"), icon=":material/undo:", key="undo", on_click=state.want_back, args=(said.back,))
