"""What Streamlit writes in the accent colour: in the dark it wants a lighter one than what white is written on."""

from __future__ import annotations

import streamlit as st

STYLE = """
[data-testid=stButtonGroup] :is([kind$=Active], [aria-checked=true], [aria-pressed=true]) p,
[data-testid=stSliderThumbValue] p {
    color: light-dark(#2b5fc7, #8fb3ff);
}
"""


def draw() -> None:
    st.html(f"<style>{STYLE}</style>")
