"""A lecture's row: how it is made, filled, emptied to be made anew, and found again in another notebook."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

from lecture import codec
from lecture.edits import Edit, edited, edited_transcript, followed, rests_on
from lecture.errors import DamagedData, NewerData, NotFinished
from lecture.store.deck import forget_deck, keep_deck, mend_besides
from lecture.store.edits import history
from lecture.store.jobs import enqueue, requeue
from lecture.store.search import index
from lecture.store.sentences import as_made, keep
from lecture.values import Lecture, Options, Transcript

HELD = 4  # lectures that are not read anew while what is kept of them stays the same; three hours take some 20 MB
LATER = ("track", "model", "slides", "captions")  # fields of Options that earlier apps did not have


@dataclass(frozen=True, slots=True)
class About:
    """What makes a row of `lectures`, and is kept beside it too."""

    id: str
    notebook: str
    recording: str
    size: int
    options: Options
    models: str
    file_name: str
    added: float
    title: str
    date: str


def about_of(row: sqlite3.Row) -> About:
    fields = {name: row[name] for name in About.__slots__}
    return About(**{**fields, "options": codec.load(Options, row["options"])})


def options_text(options: Options) -> str:
    """The options as rows hold them, by which the same lecture is known.

    Fields that came later are left out while nothing is chosen there, so that the text is the one of an earlier app.
    """
    usual, chosen = Options(), json.loads(codec.dump(options))
    later = [name for name in LATER if getattr(options, name) == getattr(usual, name)]
    return json.dumps({name: value for name, value in chosen.items() if name not in later}, ensure_ascii=False)


def insert(rows: sqlite3.Connection, about: About, now: float) -> int:
    """A row for the lecture, in a notebook that has begun, and a queued job for it. Returns the row's number."""
    values = {name: getattr(about, name) for name in About.__slots__} | {"options": options_text(about.options)}
    marks = ", ".join(f":{name}" for name in values)
    number = rows.execute(f"INSERT INTO lectures ({', '.join(values)}) VALUES ({marks})", values).lastrowid
    assert number is not None
    enqueue(rows, number, now)
    index(rows, number)
    return number


def finish(rows: sqlite3.Connection, number: int, lecture: Lecture) -> None:
    """Keep the finished lecture, under the names of this row: it may have been made for another student's file.

    Where one was kept before, the notes are made anew, of what the student has made of the transcript: what was heard
    stays as it is.
    """
    row = rows.execute("SELECT title, file_name, body FROM lectures WHERE number = ?", (number,)).fetchone()
    lecture = replace(lecture, title=row["title"], file_name=row["file_name"])
    with suppress(NewerData):
        if former := lecture_in(row):
            lecture = replace(lecture, transcript=former.transcript)
    rows.execute(
        "UPDATE lectures SET body = ?, duration = ? WHERE number = ?",
        (codec.dump(lecture), lecture.transcript.duration, number),
    )
    keep_deck(rows, number, lecture.cards)
    rows.execute("UPDATE jobs SET state = 'done', reason = '', attempts = 0 WHERE lecture = ?", (number,))
    index_heard(rows, number, lecture.transcript)
    keep(rows, number, lecture.said)


def changed(rows: sqlite3.Connection, number: int) -> None:
    """The student has put a record upon the lecture, or taken one back: pages that hold it read it anew."""
    rows.execute("UPDATE lectures SET revision = revision + 1 WHERE number = ?", (number,))


def keep_to_oneself(rows: sqlite3.Connection, number: int) -> None:
    """What comes of the lecture is made with the student's own words, and not passed on to others."""
    rows.execute("UPDATE lectures SET own = 1 WHERE number = ?", (number,))


def follow_edits(rows: sqlite3.Connection, number: int, before: Sequence[Edit]) -> None:
    """The student has edited the lecture, on which these edits stood before: the search, the review and all cards have
    what stands there now. Raises NotFinished."""
    made = lecture_in(rows.execute("SELECT body FROM lectures WHERE number = ?", (number,)).fetchone())
    if not made:
        raise NotFinished
    done = history(rows, number).done
    mended = edited(made, done)
    index(rows, number, mended.transcript.text)
    keep_deck(rows, number, mended.cards)
    former = cache(partial(edited_transcript, made.transcript, before))  # rarely asked for
    mend_besides(
        rows,
        number,
        lambda card: rests_on(card, former()),
        lambda source: followed(source.card, source.texts, mended.transcript, done),
    )


def index_heard(rows: sqlite3.Connection, number: int, heard: Transcript) -> None:
    """Bring the words that a search finds up to date, with the student's edits of what was heard."""
    index(rows, number, edited_transcript(heard, history(rows, number).done).text)


def work_again(rows: sqlite3.Connection, number: int, now: float) -> None:
    """Forget a result that cannot be read, and queue the lecture."""
    rows.execute("UPDATE lectures SET body = NULL WHERE number = ?", (number,))
    forget_deck(rows, number)
    requeue(rows, number, ("done",), now)


def lecture_in(row: sqlite3.Row) -> Lecture | None:
    """The finished lecture of the row, if there is one and it can be read. Raises NewerData."""
    with suppress(DamagedData):
        return _read(row["body"]) if row["body"] else None
    return None


@lru_cache(HELD)
def _read(body: str) -> Lecture:
    """An edit asks for its lecture several times, and three hours take a tenth of a second each time."""
    return codec.load(Lecture, body)


def twin(rows: sqlite3.Connection, row: sqlite3.Row) -> Lecture | None:
    """The same recording with the same options and models, if it is finished in any notebook and can be read here."""
    found = rows.execute(
        "SELECT number, body FROM lectures WHERE recording = ? AND options = ? AND models = ?"
        " AND body IS NOT NULL AND NOT taken_in AND NOT own",
        (row["recording"], row["options"], row["models"]),
    ).fetchone()
    with suppress(NewerData):
        made = lecture_in(found) if found else None
        return made and replace(made, said=as_made(rows, found["number"]))
    return None
