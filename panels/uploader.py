"""Streamlit's uploader with words of ours: which files it takes, how large, and in German what its button says.

Streamlit knows only English, and lists all fifty endings of names, of which a line shows the first ten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from lecture.tongue import _, spoken
from panels.component import css
from panels.wording import small

STYLE = "[data-testid=stFileUploaderDropzoneInstructions] {display: none}"

# Both words are the button's name, so that it has one also where generated content counts for nothing.
BUTTON = """
[data-testid=stFileUploaderDropzone] button p {font-size: 0}
[data-testid=stFileUploaderDropzone] button [data-testid=stMarkdownContainer]::after {content: %s}
"""


def draw(
    label: str, hint: str, *, kinds: Sequence[str], several: Any = False, key: str, more: str | None = None
) -> Any:
    """Returns what Streamlit's own does. `hint` says what may be given, `several` is its accept_multiple_files."""
    button = BUTTON % json.dumps(_("Upload"), ensure_ascii=False) if spoken() != "en" else ""
    css(STYLE + button)
    given = st.file_uploader(label, type=list(kinds), accept_multiple_files=several, key=key, help=more)
    st.markdown(small(hint))
    return given
