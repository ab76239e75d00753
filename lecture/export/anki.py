"""A package for Anki: the cards as notes, each with its sentence, its place and its sound.

All ids come from the card's own and from the lecture's, so that a package that is taken in again after edits updates
the notes that are there, doubles none and keeps what was reviewed. Two note types: questions, with answers to choose
from where there are any (unfold "A B C D"), and gaps.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import genanki

from lecture.clock import span
from lecture.export import anki_text
from lecture.export.anki_text import GAP_TYPE, QUESTION_TYPE, html, number
from lecture.export.options import USUAL, Cut, Options, Origin
from lecture.export.wording import midnight, title
from lecture.export.zipped import zipped
from lecture.memory import Memory
from lecture.quiz import GAP, quiz
from lecture.values import Card, Lecture

FIELDS = ("Evidence", "Time", "Lecture", "Course", "Sound", "Id")  # of both types, behind their own
SHORTEST, LONGEST = 2.0, 15.0  # s of sound
DAY = 24 * 60 * 60  # s

CSS = """
.card {font: 20px/1.45 sans-serif; max-width: 40em; margin: 1em auto; padding: 0 1em; text-align: left}
.answer, .cloze {font-weight: bold}
.choices {margin-top: .8em; font-size: .9em}
.choices summary {cursor: pointer; color: gray}
blockquote {margin: 1em 0 .4em; padding-left: .8em; border-left: 3px solid #5d87d8; font-size: .85em}
.source {color: gray; font-size: .75em}
"""
SOURCE = """
{{#Evidence}}<blockquote>{{Evidence}}</blockquote>{{/Evidence}}
<div class="source">{{Lecture}}{{#Course}} · {{Course}}{{/Course}} · {{Time}} {{Sound}}</div>
"""
FRONT = """{{Question}}
{{#Choices}}<details class="choices"><summary>A B C D</summary>{{Choices}}</details>{{/Choices}}"""

QUESTION = genanki.Model(
    1_607_392_101,
    QUESTION_TYPE,
    fields=[{"name": name} for name in ("Question", "Answer", "Choices", *FIELDS)],
    templates=[
        {
            "name": "Question",
            "qfmt": FRONT,
            "afmt": f'{{{{FrontSide}}}}<hr id="answer"><div class="answer">{{{{Answer}}}}</div>{SOURCE}',
        }
    ],
    css=CSS,
)
CLOZE = genanki.Model(
    1_607_392_102,
    GAP_TYPE,
    fields=[{"name": name} for name in ("Text", *FIELDS)],
    templates=[{"name": "Gap", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}" + SOURCE}],
    css=CSS,
    model_type=genanki.Model.CLOZE,
)


def write(lecture: Lecture, options: Options = USUAL) -> bytes:
    return write_all([(lecture, options)])


def write_all(lectures: Sequence[tuple[Lecture, Options]]) -> bytes:
    """One package of several lectures: a deck each, those of a course under a deck of its name."""
    decks = [_Deck(lecture, options.origin) for lecture, options in lectures]
    rows = sqlite3.connect(":memory:")
    try:
        cursor = rows.cursor()
        cursor.executescript(genanki.apkg_schema.APKG_SCHEMA)
        cursor.executescript(genanki.apkg_col.APKG_COL)
        # genanki's collection is one of Anki's first scheduler, of which Anki would translate the ratings.
        cursor.execute("UPDATE col SET conf = json_set(conf, '$.schedVer', 2)")
        for deck in decks:
            deck.put(cursor)
        rows.commit()
        collection = rows.serialize()
    finally:
        rows.close()
    return zipped(_files(collection, [sound for deck in decks for sound in deck.heard if sound]))


@dataclass(frozen=True, slots=True)
class _Sound:
    """A stretch of the recording, and the name of its file in Anki's media folder."""

    name: str
    mp3: bytes


class _Deck:
    """The deck of one lecture."""

    def __init__(self, lecture: Lecture, origin: Origin) -> None:
        self.lecture, self.origin = lecture, origin
        self.cards = lecture.cards.cards
        self.day = midnight(lecture.date).timestamp()
        self.key = anki_text.key(lecture, origin)
        self.heard = [_sound(card, origin.cut) if origin.cut else None for card in self.cards]

    def put(self, cursor: sqlite3.Cursor) -> None:
        path = anki_text.path(self.lecture, self.origin)
        deck = genanki.Deck(number(f"deck {self.key}", 1 << 30, 1 << 31), "::".join(path))
        for model in (QUESTION, CLOZE):
            deck.add_model(model)
        notes = list(self._notes(path))
        for note in notes:
            deck.add_note(note)
        deck.write_to_db(cursor, self.day, self._numbers())
        for card, note in zip(self.cards, notes, strict=True):
            if changed := self.origin.changed.get(card.id):  # Anki updates what is newer than it has
                cursor.execute("UPDATE notes SET mod = ? WHERE guid = ?", (int(max(changed, self.day)), note.guid))
            if memory := self.origin.memories.get(card.id):
                _remember(cursor, note.guid, memory)

    def _notes(self, path: Sequence[str]) -> Iterator[genanki.Note]:
        asked = {(item.card.question, item.card.answer): item.choices for item in quiz(self.cards, len(self.cards), 0)}
        guids = anki_text.guids(self.lecture, self.origin)
        for place, (card, guid, sound) in enumerate(zip(self.cards, guids, self.heard, strict=True)):
            choices = "".join(f"<li>{html(choice)}</li>" for choice in asked[card.question, card.answer])
            about = {
                "Evidence": html(card.evidence),
                "Time": span(card.start, card.end),
                "Lecture": html(title(self.lecture)),
                "Course": html(self.origin.course),
                "Sound": f"[sound:{sound.name}]" if sound else "",
                "Id": html(card.id),
                "Question": html(card.question) or "…",
                "Answer": html(card.answer),
                "Choices": choices and f'<ol type="A">{choices}</ol>',
                "Text": _gapped(card),
            }
            model = CLOZE if about["Text"] else QUESTION
            yield genanki.Note(
                model,
                [about[field["name"]] for field in model.fields],
                guid=guid,
                tags=[anki_text.tag(path), card.kind],
                due=place,
            )

    def _numbers(self) -> Iterator[int]:
        """Of each note, and of its only card: the lecture's day, which Anki shows, and a moment of it from the card."""
        for id in anki_text.ids(self.cards):
            moment = round(1000 * self.day) + number(f"note {self.key} {id}", 0, 1000 * DAY)
            yield moment
            yield moment


# Fields


def _gapped(card: Card) -> str:
    """The sentence with the answer as a cloze deletion; empty where it has no gap."""
    answer = html(card.answer).replace(":", "&#58;") or "…"
    question = html(card.question)
    return question.replace(GAP, f"{{{{c1::{answer}}}}}") if GAP in question else ""


# Sounds


def _sound(card: Card, cut: Cut) -> _Sound | None:
    """The sentence of a card, with what is around it where it is short; its beginning where it is long."""
    short = max(0.0, SHORTEST - (card.end - card.start)) / 2
    start = max(0.0, card.start - short)
    end = min(max(card.end + short, start + SHORTEST), start + LONGEST)
    mp3 = cut(start, end)
    return _Sound(f"lecture-{sha256(mp3).hexdigest()[:20]}.mp3", mp3) if mp3 else None


# What was reviewed


def _remember(cursor: sqlite3.Cursor, guid: str, memory: Memory) -> None:
    """Write the reviews of a note's card, and what FSRS made of them, as Anki keeps them.

    After the schema of collections: https://github.com/ankidroid/Anki-Android/wiki/Database-Structure
    """
    (card,) = cursor.execute(
        "SELECT c.id FROM cards c JOIN notes n ON n.id = c.nid WHERE n.guid = ?", (guid,)
    ).fetchone()
    (created,) = cursor.execute("SELECT crt FROM col").fetchone()
    last = memory.reviews[-1]
    learnt = last.interval > 0
    cursor.execute(
        "UPDATE cards SET type = ?, queue = ?, due = ?, ivl = ?, factor = 2500, reps = ?, lapses = ?, left = ?,"
        " data = ? WHERE id = ?",
        (
            *((2, 2, int(memory.due - created) // DAY) if learnt else (1, 1, int(memory.due))),
            last.interval,
            len(memory.reviews),
            sum(review.rating == 1 for review in memory.reviews),
            0 if learnt else 1001,
            json.dumps({"s": round(memory.stability, 4), "d": round(memory.difficulty, 3), "dr": 0.9}),
            card,
        ),
    )
    before = 0
    for review in memory.reviews:
        kind = 1 if before else 0  # reviewed, or learnt
        cursor.execute(
            "INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_free(cursor, round(1000 * review.at)), card, -1, review.rating, review.interval, before, 2500, 0, kind),
        )
        before = review.interval


def _free(cursor: sqlite3.Cursor, moment: int) -> int:
    """The first millisecond from `moment` on in which nothing was reviewed: it is the review's id."""
    while cursor.execute("SELECT 1 FROM revlog WHERE id = ?", (moment,)).fetchone():
        moment += 1
    return moment


# The file


def _files(collection: bytes, sounds: Sequence[_Sound]) -> dict[str, bytes]:
    """As genanki names them. A sound that several cards share is there once."""
    media = {sound.name: sound.mp3 for sound in sounds}
    named = {str(number): mp3 for number, mp3 in enumerate(media.values())}
    return {"collection.anki2": collection, "media": json.dumps(dict(enumerate(media))).encode(), **named}
