"""The page's own components: HTML, CSS and JavaScript from panels/study/, mounted without an iframe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

STUDY = Path(__file__).parent / "study"


def component(name: str, *scripts: str) -> ComponentRenderer:
    """What mounts the component of this name. It lies in the page itself: its styles are prefixed, not isolated.

    `scripts` are read in after small.js and its own, as parts of one module.
    """
    js = "\n".join(_read(f"{script}.js") for script in ("small", name, *scripts))
    html, css = _read(f"{name}.html"), _read(f"{name}.css")
    return st.components.v2.component(name, html=html, css=css, js=js, isolate_styles=False)


def _read(file: str) -> str:
    return (STUDY / file).read_text(encoding="utf-8")
