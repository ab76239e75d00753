"""Who comes in, and which notebook is theirs."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import streamlit as st

from lecture.errors import UnknownNotebook
from lecture.store.library import Library
from panels import state


def notebook_key(library: Library) -> str | None:
    """The key of the visitor's notebook; None where there is none, or until they have signed in.

    Signed in: the person's own. Else the one in the page's address. Without one, on a laptop, the laptop's only
    notebook; on a server that others reach, a new one.
    """
    if "is_logged_in" in st.user:  # the operator has set up OpenID Connect
        if not st.user.is_logged_in:
            st.title("Lecture notes")
            st.markdown("Sign in to open your notebook.")
            st.button("Sign in", type="primary", on_click=st.login)
            return None
        with st.sidebar:
            st.button("Sign out", icon=":material/logout:", on_click=st.logout)
        return library.notebook_of(f"{st.user['iss']} {st.user['sub']}")
    key = state.address_key()
    if key is not None and not library.knows(key):
        st.error(str(UnknownNotebook()))
        st.button("Start a new notebook", on_click=state.forget_address)
        return None
    if key is None:
        key = library.first_notebook() if on_laptop() else library.new_notebook()
        state.keep_address_key(key)
    return key


def on_laptop() -> bool:
    """Whether the visitor sits at the machine that serves the page. LECTURE_SHARED=1 says that nobody does.

    A proxy on the same machine would look like that too, but names whom it speaks for, or the name it is called by.
    """
    if os.environ.get("LECTURE_SHARED", "0") != "0":
        return False
    forwarded = any(name.lower() in ("forwarded", "x-forwarded-for", "x-real-ip") for name in st.context.headers)
    host = urlsplit(st.context.url or "//localhost").hostname
    return st.context.ip_address is None and not forwarded and host in ("localhost", "127.0.0.1", "::1")
