"""What a file to take away says, whatever its format."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import zipfile

from pypdf import PdfReader


def text_of(name: str, data: bytes) -> str:
    """All that a file to take away says, in one line."""
    match name.rpartition(".")[2]:
        case "pdf":
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        case "apkg":
            rows = sqlite3.connect(":memory:")
            rows.deserialize(zipfile.ZipFile(io.BytesIO(data)).read("collection.anki2"))
            text = " ".join(fields.replace("\x1f", " ") for (fields,) in rows.execute("SELECT flds FROM notes"))
            rows.close()
        case "docx":
            text = untagged(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"), paragraph="w:p")
        case "html":
            text = untagged(data, paragraph="p")
        case _:
            text = data.decode()
    return " ".join(text.split())


def untagged(markup: bytes, paragraph: str) -> str:
    apart = markup.decode().replace(f"</{paragraph}>", " ")
    return html.unescape(re.sub("<[^>]+>", "", apart))
