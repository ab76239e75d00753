"""The sign-in panel: who comes in, by their signing in, their address, or where they sit."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from lecture.errors import UnknownNotebook
from lecture.tongue import _
from panels import state
from panels.wording import plain


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes in: somebody who has signed in, or holds a notebook's key, or neither."""

    person: str = ""  # what the identity provider calls them
    key: str = ""  # in the page's address
    at_home: bool = False  # they sit at the machine that serves the page


def draw(shared: bool) -> Visitor | None:
    """Returns who comes in; None until they have signed in, where the operator wants them to.

    shared : whether the operator says that nobody sits at this machine
    """
    if "is_logged_in" in st.user:  # the operator has set up OpenID Connect
        return _signed_in()
    return Visitor(key=state.address_key() or "", at_home=not shared and on_this_machine())


def _signed_in() -> Visitor | None:
    if not st.user.is_logged_in:
        st.title(_("Lecture notes"), anchor=False)
        st.markdown(_("Sign in to open your notebook."))
        st.button(_("Sign in"), type="primary", on_click=st.login)
        return None
    with st.sidebar:
        st.button(_("Sign out"), icon=":material/logout:", on_click=st.logout)
    return Visitor(person=f"{st.user['iss']} {st.user['sub']}")


def draw_unknown() -> None:
    """The address names a notebook that is not here."""
    st.error(plain(str(UnknownNotebook())))
    st.button(_("Start a new notebook"), on_click=state.forget_address)


def over() -> str:
    """What this page is one too many of, as the server's doors say it: "address" or "all"; empty where it is not."""
    return st.context.headers.get("x-lecture-over") or ""


def on_this_machine() -> bool:
    """Whether the visitor sits at the machine that serves the page.

    A proxy on the same machine would look like that too, but names whom it speaks for, or the name it is called by. So
    would another site's page in a browser there; the browser says whose page it is, and by which name it found it.
    """
    told = {name.lower(): value for name, value in st.context.headers.items()}
    forwarded = told.keys() & {"forwarded", "x-forwarded-for", "x-real-ip"}
    host = told.get("host", "localhost")
    origin = urlsplit(told.get("origin", f"//{host}")).netloc
    names = [urlsplit(address).hostname for address in (f"//{host}", st.context.url or "//localhost")]
    at_home = all(name in ("localhost", "127.0.0.1", "::1") for name in names)
    return st.context.ip_address is None and not forwarded and origin == host and at_home
