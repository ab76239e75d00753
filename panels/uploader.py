"""Streamlit's uploader with words of ours: which files it takes, what did not arrive, and its button in German.

Streamlit knows only English, lists all fifty endings of names, of which a line shows the first ten, and says of an
upload that broke off "AxiosError: Network Error", where a mouse points at it.
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

# Nobody but the browser knows of a file that did not arrive.
BROKEN = """
[data-testid=stFileUploader]:has([data-testid=stFileChip][aria-invalid=true])::after {
    content: %s;
    display: block;
    margin-top: 0.5rem;
    font-size: 0.875rem;
}
"""


def draw(
    label: str, hint: str, *, kinds: Sequence[str], several: Any = False, key: str, more: str | None = None
) -> Any:
    """Returns what Streamlit's own does. `hint` says what may be given, `several` is its accept_multiple_files."""
    broken = _(
        "What is red has not arrived. If the connection broke off, give it again; else it is of a kind or a size that "
        "is not taken."
    )
    button = BUTTON % _quoted(_("Upload")) if spoken() != "en" else ""
    css(STYLE + BROKEN % _quoted(broken) + button)
    given = st.file_uploader(label, type=list(kinds), accept_multiple_files=several, key=key, help=more)
    st.markdown(small(hint))
    return given


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
