"""Text of the lecture, made safe to stand in Markdown."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])")


def plain(text: str) -> str:
    """`text` so that Markdown shows it letter for letter, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
