"""What the page says while it cannot reach the app, in place of what Streamlit would say to its developer."""

from __future__ import annotations

import streamlit as st

from lecture.tongue import _
from panels.component import component, css

# Streamlit's own lie over the page, and say which command starts a server.
THEIRS = """
body:has([data-test-connection-state=PINGING_SERVER], [data-test-connection-state=CONNECTING]) [data-testid=stDialog],
[data-testid=stConnectionStatus] {
    display: none;
}
"""

_mount = component("connection", isolated=True)


def draw() -> None:
    """Nothing is to be seen of it while the app can be reached. The browser knows when: the words are there before."""
    css(THEIRS)
    with st.container(height=1, border=False, key="connection-watch"):
        _mount(key="connection", data=say())


def say() -> dict[str, str]:
    return {
        "away": _("The app cannot be reached just now. This page tries again by itself."),
        "kept": _(
            "Keep it open: what you write or record meanwhile waits here, and lectures that are worked on lose nothing."
        ),
        "closed": _("If you have closed the app, start it again."),
    }
