"""A part of the page that scrolls by itself, within reach of the keyboard and told to a screen reader by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

# Streamlit's container of a fixed height cannot be reached by Tab where nothing in it can.
REACH = """
export default function ({ data, parentElement }) {
    const inside = parentElement.getRootNode().host ?? parentElement;
    const part = inside.closest(`.st-key-${data.key}`);
    part.tabIndex = 0;
    part.role = "region";
    part.ariaLabel = data.name;
}
"""

_mount = st.components.v2.component("scroller", js=REACH)


@contextmanager
def scroller(key: str, name: str, height: int) -> Iterator[None]:
    """What is drawn within it is `height` px high, and its end stays in sight while it grows."""
    with st.container(height=height, border=True, autoscroll=True, key=key):
        yield
        with st.container(height=1, border=False):
            _mount(key=f"{key}-reach", data={"key": key, "name": name})
