"""The deck of a lecture: the cards that were made, as they stand with what the student says of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from lecture import codec
from lecture.store.database import Database
from lecture.store.days import before_exam, day_of, number_of
from lecture.store.schedule import WRONG, Review, reviews_of
from lecture.values import Card, Cards, Lecture

State = Literal["proposed", "kept", "dropped"]
Thumb = Literal[-1, 0, 1]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Source:
    """A card as it was before any edit of what it rests on, and the texts of the segments that this was."""

    card: Card
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What the student says of a card, or that it was reviewed. It stays when the notes are made anew."""

    card: str  # Card.id
    state: State = "proposed"
    thumb: Thumb = 0
    body: Card | None = None  # as the student wrote it
    made: Card | None = None  # as it was made; None: the student's own
    merged_into: str = ""  # the twin that stayed, for which its reviews count
    at: float = 0.0  # when the student last said something of it
    wanted: bool = False  # it was made when the student asked for more cards
    apart: tuple[str, ...] = ()  # cards that look like twins of it and are none, as the student says
    source: Source | None = None  # of a card that is not made with the others and was mended

    @property
    def outlives(self) -> bool:
        """Whether it is in the deck also where no such card is made any more."""
        return bool(self.body) or ((self.state == "kept" or self.wanted) and self.made is not None)

    @property
    def texts(self) -> set[tuple[str, str]]:
        return {text_of(card) for card in (self.body, self.made) if card}


@dataclass(frozen=True, slots=True)
class Owned:
    """A card as it stands now."""

    card: Card
    state: State = "proposed"
    thumb: Thumb = 0
    own: bool = False  # the student wrote it
    edited: bool = False
    due: float | None = None  # Unix time; None: it is new, or does not come again before an exam
    reviews: int = 0
    missed: int = 0  # how often it was answered wrongly
    missed_since: int = 0  # … since the student last said something of it
    over: bool = False  # the exam that its course ends with has been
    apart: tuple[str, ...] = ()  # cards that look like twins of it and are none


@dataclass(frozen=True, slots=True)
class Now:
    """The moment at which a deck is looked at; `utc_offset` is by how many minutes the student's clock is ahead."""

    at: float
    utc_offset: int = 0

    @property
    def today(self) -> int:
        return day_of(self.at, self.utc_offset)


# What was made


def keep_deck(rows: sqlite3.Connection, number: int, cards: Cards) -> None:
    """The cards of the lecture are these from now on, before anything that the student says of them.

    To be called wherever what the cards say changes: when they are made, and when a name in them is mended. Records
    are told what their cards say now, by which they know them in a later making.
    """
    records = records_of(rows, number)
    known = _records_for(made_cards(rows, number), records) | records
    rows.execute("INSERT OR REPLACE INTO decks VALUES (?, ?)", (number, codec.dump(cards)))
    for card in cards.cards:
        record = known.get(card.id)
        if record and record.made:
            write_record(rows, number, replace(record, made=replace(card, id=record.card), source=None))


def mend_besides(
    rows: sqlite3.Connection, number: int, texts: Callable[[Card], tuple[str, ...]], mend: Callable[[Source], Card]
) -> None:
    """Mend the cards that are not made with the others, where what they rest on was edited: more that were asked for,
    and of what the student wrote themselves the evidence. Their words stay.

    texts : of the segments that a card rests on, before this edit
    """
    records = records_of(rows, number)
    for record in _besides(_records_for(made_cards(rows, number), records), records):
        if card := record.made or record.body:
            source = record.source or Source(card, texts(card))
            now = mend(source)
            if record.source or now != card:
                body = record.body and replace(record.body, evidence=now.evidence)
                made = now if record.made else None
                write_record(rows, number, replace(record, made=made, body=body, source=source))


def forget_deck(rows: sqlite3.Connection, number: int) -> None:
    rows.execute("DELETE FROM decks WHERE lecture = ?", (number,))


def made_cards(rows: sqlite3.Connection, number: int) -> tuple[Card, ...]:
    row = rows.execute("SELECT body FROM decks WHERE lecture = ?", (number,)).fetchone()
    return codec.load(Cards, row["body"]).cards if row else ()


# What the student says of it


def records_of(rows: sqlite3.Connection, number: int) -> dict[str, Record]:
    found = rows.execute("SELECT * FROM cards WHERE lecture = ? ORDER BY rowid", (number,))
    return {row["card"]: _record(row) for row in found}


def write_record(rows: sqlite3.Connection, number: int, record: Record) -> None:
    rows.execute(
        "INSERT INTO cards (lecture, card, state, thumb, body, made, merged_into, at, wanted, apart, source)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (lecture, card) DO UPDATE SET state = excluded.state, thumb = excluded.thumb,"
        " body = excluded.body, made = excluded.made, merged_into = excluded.merged_into, at = excluded.at,"
        " wanted = excluded.wanted, apart = excluded.apart, source = excluded.source",
        (
            number,
            record.card,
            record.state,
            record.thumb,
            codec.dump(record.body) if record.body else None,
            codec.dump(record.made) if record.made else None,
            record.merged_into,
            record.at,
            record.wanted,
            " ".join(record.apart),
            codec.dump(record.source) if record.source else None,
        ),
    )


def tidy(rows: sqlite3.Connection, number: int, card: str) -> None:
    """Delete a record that says nothing."""
    rows.execute(
        "DELETE FROM cards WHERE lecture = ? AND card = ? AND state = 'proposed' AND thumb = 0 AND body IS NULL"
        " AND at = 0 AND NOT wanted AND apart = ''"
        " AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.lecture = cards.lecture AND r.card = cards.card)",
        (number, card),
    )


def _record(row: sqlite3.Row) -> Record:
    cards = {name: codec.load(Card, row[name]) if row[name] else None for name in ("body", "made")}
    said = row["state"], row["thumb"], cards["body"], cards["made"], row["merged_into"], row["at"]
    source = codec.load(Source, row["source"]) if row["source"] else None
    return Record(row["card"], *said, bool(row["wanted"]), tuple(row["apart"].split()), source)


# Both together


def standing(made: Sequence[Card], records: Mapping[str, Record]) -> list[tuple[Card, Record]]:
    """Each card with the record on it, in the order of the lecture.

    A record whose card is not made any more stands for the one that says the same, if there is one. Where there is
    none, what the student kept or wrote is there all the same.
    """
    found = _records_for(made, records)
    deck = []
    for card in made:
        if record := found.get(card.id, Record(card.id, made=card)):
            deck.append((_as_written(card, record), record))
    for record in _besides(found, records):
        if itself := record.body or record.made:
            deck.append((itself, record))
    return sorted(deck, key=lambda one: one[0].start) if records else deck


def _besides(found: Mapping[str, Record | None], records: Mapping[str, Record]) -> list[Record]:
    """Of these records those of cards that are in the deck also without being made; `found` are the others."""
    there = {record.card for record in found.values() if record}
    return [record for record in records.values() if record.card not in there and record.outlives]


def _records_for(made: Sequence[Card], records: Mapping[str, Record]) -> dict[str, Record | None]:
    """By the id of each card that was made, the record on it. None: the record on another card says the same."""
    ids = {card.id for card in made}
    those_left_last = sorted(records.values(), key=lambda record: record.card not in ids)
    by_text = {text: record for record in those_left_last for text in record.texts}
    found: dict[str, Record | None] = {id: record for id, record in records.items() if id in ids}
    taken = set(found)
    for card in made:
        record = by_text.get(text_of(card))
        if card.id not in found and record:
            found[card.id] = None if record.card in taken else record
            taken.add(record.card)
    return found


def as_decided(database: Database, number: int, lecture: Lecture) -> Lecture:
    """The lecture for whoever reads it or takes it away: without the dropped cards, as the student wrote the others."""
    with database.reading() as rows:
        deck = standing(lecture.cards.cards, records_of(rows, number))
    cards = tuple(card for card, record in deck if record.state != "dropped")
    return replace(lecture, cards=replace(lecture.cards, cards=cards))


def cards_of(rows: sqlite3.Connection, number: int) -> list[tuple[Card, Record]]:
    """Each card of the lecture, the dropped ones too, with the record on it."""
    return standing(made_cards(rows, number), records_of(rows, number))


def owned(rows: sqlite3.Connection, number: int, now: Now) -> list[Owned]:
    """The deck of the lecture as it stands now, the dropped cards too."""
    reviews, exam = reviews_of(rows, number), _exam_of(rows, number)
    due = dict(rows.execute("SELECT card, due FROM schedules WHERE lecture = ?", (number,)).fetchall())
    return [
        _owned(card, record, reviews.get(record.card, []), due.get(record.card), exam, now)
        for card, record in cards_of(rows, number)
    ]


def _owned(card: Card, record: Record, reviews: list[Review], due: float | None, exam: int | None, now: Now) -> Owned:
    if due is not None and exam is not None:
        last = day_of(reviews[-1].at, reviews[-1].utc_offset)
        due = before_exam(card.id, due, last, exam, now.at, now.utc_offset)
    missed = [review.at for review in reviews if review.rating == WRONG]
    return Owned(
        card=card,
        state=record.state,
        thumb=record.thumb,
        own=record.made is None,
        edited=record.made is not None and record.body is not None,
        due=due,
        reviews=len(reviews),
        missed=len(missed),
        missed_since=sum(at > record.at for at in missed),
        over=exam is not None and now.today > exam,
        apart=record.apart,
    )


def _exam_of(rows: sqlite3.Connection, number: int) -> int | None:
    """The day of the exam that the lecture's course ends with."""
    row = rows.execute(
        "SELECT c.exam FROM lectures l JOIN courses c ON c.notebook = l.notebook AND c.name = l.course"
        " WHERE l.number = ? AND c.exam != ''",
        (number,),
    ).fetchone()
    return number_of(row["exam"]) if row else None


def _as_written(card: Card, record: Record) -> Card:
    """The card as it was made now, under the id of its record, in the student's words; their own as they wrote it."""
    body = record.body
    if not body:
        return replace(card, id=record.card)
    if not record.made:
        return body
    return replace(card, id=record.card, kind=body.kind, question=body.question, answer=body.answer, wrong=body.wrong)


def text_of(card: Card) -> tuple[str, str]:
    """By which a card is known again when the notes are made anew."""
    return _folded(card.question), _folded(card.answer)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
