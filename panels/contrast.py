"""What of Streamlit's own look has to be seen better: its accent colour in the dark, and what has the focus."""

from __future__ import annotations

from panels.component import css

# A frame round all of the page would say that this has the focus, where nothing of it can be pressed.
STYLE = """
[data-testid=stButtonGroup] :is([kind$=Active], [aria-checked=true], [aria-pressed=true]) p,
[data-testid=stSliderThumbValue] p {
    color: light-dark(#2b5fc7, #8fb3ff);
}
[data-testid=stMain]::before {box-shadow: none !important}
"""


def draw() -> None:
    css(STYLE)
