"""The search: each lecture's words in SQLite's full-text index, also where a script puts no spaces between them."""

from __future__ import annotations

import re
import sqlite3

UNFINISHED = 3  # letters from which on a word may be the beginning of one; below, every lecture has some
AROUND = 60  # letters shown before and after what was found

# Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Chinese.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


def index(rows: sqlite3.Connection, number: int, transcript: str | None = None) -> None:
    """Bring the words that a search finds up to date. Without `transcript` its words stay as they are."""
    row = rows.execute("SELECT notebook, title, course, notes FROM lectures WHERE number = ?", (number,)).fetchone()
    texts = [row["notebook"], *map(spaced, row[1:])]
    rows.execute(
        "INSERT INTO words (rowid, notebook, title, course, notes, transcript)"
        " SELECT ?, '', '', '', '', '' WHERE NOT EXISTS (SELECT 1 FROM words WHERE rowid = ?)",
        (number, number),
    )
    rows.execute("UPDATE words SET notebook = ?, title = ?, course = ?, notes = ? WHERE rowid = ?", (*texts, number))
    if transcript is not None:
        rows.execute("UPDATE words SET transcript = ? WHERE rowid = ?", (spaced(transcript), number))


def words_of(search: str) -> list[str]:
    """What to search for; without words that have no letter in them."""
    words = [spaced(word.replace('"', "").replace("\0", "")) for word in search.split()]
    return [word for word in words if any(map(str.isalnum, word))]


def hits(rows: sqlite3.Connection, notebook: str, words: list[str]) -> list[int]:
    """The numbers of the lectures of this notebook that hold all `words`."""
    wanted = " ".join(f'"{word}"{"*" * (len(word) >= UNFINISHED)}' for word in words)
    query = f'notebook : "{notebook}" AND {{title course notes transcript}} : ({wanted})'
    return [number for (number,) in rows.execute("SELECT rowid FROM words WHERE words MATCH ?", (query,))]


def excerpt(rows: sqlite3.Connection, number: int, words: list[str]) -> str:
    """A few words of the transcript around the first that was searched for; empty where they stand elsewhere."""
    if not words:
        return ""
    (transcript,) = rows.execute("SELECT transcript FROM words WHERE rowid = ?", (number,)).fetchone()
    places = (re.search(rf"(?<!\w){re.escape(word)}", transcript, re.IGNORECASE) for word in words)
    place = next(filter(None, places), None)
    return unspaced(_around(transcript, *place.span())) if place else ""


def _around(text: str, start: int, end: int) -> str:
    """Whole words around `text[start:end]`, with a mark where more stands before or after."""
    first, last = max(start - AROUND, 0), end + AROUND
    found = text[first:last]
    if first:
        found = "…" + found.partition(" ")[2]
    if last < len(text):
        found = found.rpartition(" ")[0] + "…"
    return found


def spaced(text: str) -> str:
    """`text` with a space after each letter of a script without spaces, so that a search finds words within."""
    return re.sub(f"([{UNSPACED}])(?=\\S)", r"\1 ", text)


def unspaced(text: str) -> str:
    """`spaced` taken back, as far as a reader minds."""
    return re.sub(f"(?<=[{UNSPACED}]) (?=[{UNSPACED}])", "", text)
