"""The page's own components: HTML, CSS and JavaScript from panels/study/, mounted without an iframe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.bidi_component import ComponentResult

STUDY = Path(__file__).parent / "study"


class Later(int):
    """How many of something there are, as far as a sentence's form depends on it: JavaScript writes the number."""

    def __format__(self, _: str) -> str:
        return "{n}"


FORMS = (Later(1), Later(2))  # that a sentence with a number is handed over in


def later(*places: str) -> dict[str, str]:
    """Values for a sentence's places that JavaScript fills in."""
    return {place: f"{{{place}}}" for place in places}


def component(name: str, *scripts: str, isolated: bool = False) -> Callable[..., ComponentResult]:
    """What mounts the component of this name. `scripts` are read in before its own, as parts of one module.

    isolated : whether its styles are its own, in a shadow root; else they are prefixed, and what is in it is a part of
        the page that links, marks and selections reach
    """
    js = "\n".join(_read(f"{script}.js") for script in (*scripts, name))
    html, rules = _read(f"{name}.html"), _read(f"{name}.css")
    made = st.components.v2.component(name, html=html, css=rules, js=js, isolate_styles=isolated)

    def mount(*, key: str, **more: Any) -> ComponentResult:
        return made(
            key=key.replace("_", "."), **more
        )  # Streamlit refuses two underscores, which a lecture's id may hold

    return mount


def css(rules: str) -> None:
    """What the page looks like beyond Streamlit's theme, while this is drawn."""
    st.html(f"<style>{rules}</style>")


def _read(file: str) -> str:
    return (STUDY / file).read_text(encoding="utf-8")
