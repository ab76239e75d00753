"""Text made safe to stand in Markdown, and dates, lengths and places as the panels say them."""

from __future__ import annotations

import re
from datetime import date

from lecture import local
from lecture.tongue import pgettext

GAP = "\N{NO-BREAK SPACE}"
SEAM = ":small[]"  # nothing, in Streamlit's Markdown: what stands before and behind it are two texts
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])")
# Streamlit looks for these in each text that Markdown has made, escapes and all: for addresses, icons and arrows.
_FOUND_LATER = re.compile(
    r"https?\\:(?=//)|www(?=\\\.)|(?<=[-.\w+])\\@(?=\\?[-\w])|\\:(?=material(?:/|\\_)|streamlit\\:)|\\[-<>~](?=\\[->]|=)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """`text` so that Markdown shows it letter for letter, on one line, and makes no link, picture or sign of it.

    What is copied from the page is `text` again, without an unseen letter.
    """
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _FOUND_LATER.sub(rf"\g<0>{SEAM}", escaped)


def small(*lines: str) -> str:
    """Markdown in small print; Streamlit's own captions are too pale to be read by all."""
    return "  \n".join(f":small[{line}]" for line in lines if line)


def length(seconds: float) -> str:
    """How long recordings are: "40 s", "48 min", "1 h 24 min"; empty where it is not known. It stays on one line."""
    if seconds < 60:
        return f"{seconds:.0f}{GAP}s" if seconds else ""
    hours, minutes = divmod(round(seconds / 60), 60)
    return GAP.join([f"{hours}{GAP}h"] * bool(hours) + [f"{minutes}{GAP}min"] * bool(minutes))


def short_day(iso: str, today: date | None = None) -> str:
    """ "2026-11-24" as "24 Nov"; with its year where that is another than today's."""
    day = date.fromisoformat(iso[:10])
    return local.short_day(day, year=day.year != (today or date.today()).year)


def here(place: str) -> str:
    """Where the work is done, as it stands in a sentence: "this {place}"."""
    words = {
        "computer": pgettext("place", "computer"),
        "server": pgettext("place", "server"),
        "cluster": pgettext("place", "cluster"),
    }
    return words[place]


def size(octets: float) -> str:
    """How large a file is: "650 MB", "1.5 GB"."""
    if octets < 2**30:
        return f"{local.number(octets / 2**20)} MB"
    return f"{local.number(octets / 2**30, 0 if octets % 2**30 == 0 else 1)} GB"
