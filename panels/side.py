"""The side of the page on a phone, where it lies over everything: it closes when a lecture was chosen there."""

from __future__ import annotations

import streamlit as st

# Streamlit can neither be told to close it nor asked whether it is open: its own button is pressed, as a student would.
# 768 px is where Streamlit begins to lay it over the page.
CLOSE = """
const seen = globalThis.lectureDrawings ??= {};
export default function ({ data }) {
    const before = seen.last;
    seen.last = data.drawing;
    if (before === undefined || before === data.drawing || innerWidth > 768) return;
    const side = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
    side?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}
"""

_mount = st.components.v2.component("side", js=CLOSE)


def close(drawing: int) -> None:
    """Closes it on a narrow screen whenever `drawing` is another one than before."""
    with st.container(height=1, border=False, key="side-closer"):
        _mount(key="side", data={"drawing": drawing})
