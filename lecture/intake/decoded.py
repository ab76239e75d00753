"""The bytes of a text file -> its text, whichever program wrote it."""

from __future__ import annotations

import codecs
import unicodedata

from lecture.intake.latin import latin

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LAYOUT = "\n\t\f\v"
BROKEN = 0.3  # of the letters beyond ASCII may be torn in a text that is UTF-8: of another, nearly all would be
ODD = 0.002  # of the characters that may be controls in a text


def decoded(data: bytes) -> str | None:
    """The text with a line feed at the end of each line; None where the bytes are none, such as a recording's."""
    text = _decoded(data)
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    odd = sum(1 for letter in text if unicodedata.category(letter) == "Cc" and letter not in LAYOUT)
    return None if "\0" in text or odd > ODD * len(text) else text


def _decoded(data: bytes) -> str | None:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    if wide := _utf_16(data):
        return data.decode(wide, "replace")
    text = data.decode("utf-8", "replace")
    beyond, torn = sum(letter > "\x7f" for letter in text), text.count("\ufffd")
    if torn <= BROKEN * beyond:
        return text
    return None if b"\0" in data else _of_old(data)


def _utf_16(data: bytes) -> str:
    """UTF-16 without a mark: of every two bytes one is 0 in most, and the same one."""
    head = data[:4000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) or min(even, odd) * 20 > len(head):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _of_old(data: bytes) -> str | None:
    """One of the encodings from before Unicode, by which languages the letters would then be of."""
    if (text := latin(data)) is not None:
        return text
    from charset_normalizer import from_bytes  # only the file that needs it waits for it

    best = from_bytes(data).best()
    return None if best is None else str(best)
