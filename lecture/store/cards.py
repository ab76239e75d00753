"""What the student does to the cards of a lecture: keep, drop, edit, write, merge, and take the last of it back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lecture import codec
from lecture.errors import EmptyCard, UnknownCard
from lecture.store.deck import (
    Now,
    Owned,
    Record,
    State,
    Thumb,
    cards_of,
    owned,
    records_of,
    text_of,
    tidy,
    write_record,
)
from lecture.store.edits import history
from lecture.store.files import storable
from lecture.store.keys import new_id
from lecture.store.notebook import Notebook
from lecture.store.rows import changed
from lecture.store.schedule import reschedule
from lecture.twins import near_twins
from lecture.values import Card, CardKind

UNDONE = 100  # decisions of a lecture that can be taken back
GAP = "_____"  # what a cloze hides its answer behind


@dataclass(frozen=True, slots=True)
class Before:
    """How a card stood before a decision. `record` is None where nothing was said of it yet."""

    card: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision changed, as it stood before."""

    before: tuple[Before, ...]


def deck(notebook: Notebook, lecture: str, *, now: float | None = None, utc_offset: int = 0) -> tuple[Owned, ...]:
    """The cards of a lecture as they stand now, in its order, the dropped ones too. Raises UnknownLecture.

    now : Unix time; None: the notebook's clock
    utc_offset : by how many minutes the student's clock is ahead of UTC; their days begin at 4 o'clock by it
    """
    moment = notebook.storage.clock.now() if now is None else now
    with notebook.storage.database.reading() as rows:
        return tuple(owned(rows, notebook.number(rows, lecture), Now(moment, utc_offset)))


def last_changed(notebook: Notebook, lecture: str) -> dict[str, float]:
    """When the student last changed a card of the lecture, or what it rests on or is called after, as Unix time.

    Raises UnknownLecture.
    """
    with notebook.storage.database.reading() as rows:
        number = notebook.number(rows, lecture)
        (renamed,) = rows.execute("SELECT renamed FROM lectures WHERE number = ?", (number,)).fetchone()
        edited = max((record.at for record in history(rows, number).records), default=0.0)
        moments = {card.id: max(record.at, edited, renamed) for card, record in cards_of(rows, number)}
    return {card: at for card, at in moments.items() if at}


def look_alike(deck: Iterable[Owned]) -> tuple[tuple[str, str], ...]:
    """The ids of cards that seem to ask the same, in pairs, but those that the student has told apart."""
    there = {one.card.id: one for one in deck if one.state != "dropped"}
    pairs = near_twins(one.card for one in there.values())
    return tuple((one.id, other.id) for one, other in pairs if other.id not in there[one.id].apart)


# Decisions; each raises UnknownLecture, and UnknownCard where the card is not in the deck


def keep(notebook: Notebook, lecture: str, card: str) -> None:
    _set_state(notebook, lecture, card, "kept")


def drop(notebook: Notebook, lecture: str, card: str) -> None:
    """It is studied no more, and in no export; `keep` and `propose` bring it back with its reviews."""
    _set_state(notebook, lecture, card, "dropped")


def propose(notebook: Notebook, lecture: str, card: str) -> None:
    """Back to a card that the student has not decided on yet."""
    _set_state(notebook, lecture, card, "proposed")


def thumb(notebook: Notebook, lecture: str, card: str, value: Thumb) -> None:
    """1: good, -1: bad, 0: neither."""
    with notebook.storage.database.writing() as rows:
        number, _, record = _found(rows, notebook, lecture, card)
        _decide(rows, notebook, number, replace(record, thumb=value))


def edit(
    notebook: Notebook, lecture: str, card: str, *, question: str | None = None, answer: str | None = None
) -> None:
    """Write what is given anew; what is written is kept. Raises EmptyCard."""
    with notebook.storage.database.writing() as rows:
        number, now, record = _found(rows, notebook, lecture, card)
        body = _rewritten(now, now.question if question is None else question, now.answer if answer is None else answer)
        same = record.made and (record.made.question, record.made.answer) == (body.question, body.answer)
        _decide(rows, notebook, number, replace(record, state="kept", body=None if same else body))


def add(
    notebook: Notebook, lecture: str, question: str, answer: str, *, evidence: str = "", start: float, end: float
) -> str:
    """A card of the student's own on a stretch of the lecture. Returns its id. Raises EmptyCard."""
    kind: CardKind = "cloze" if GAP in question else "question"
    card = Card(_fit(question), _fit(answer), storable(evidence), start, end, kind, 1.0, id=f"own-{new_id()}")
    with notebook.storage.database.writing() as rows:
        _decide(rows, notebook, notebook.number(rows, lecture), Record(card.id, "kept", body=card))
    return card.id


def merge(notebook: Notebook, lecture: str, stays: str, goes: str) -> None:
    """Of two cards that ask the same one stays, and is kept; the other is dropped, its reviews count for the first."""
    if stays == goes:
        raise ValueError("a card is no twin of itself")
    with notebook.storage.database.writing() as rows:
        number, _, staying = _found(rows, notebook, lecture, stays)
        _, _, going = _found(rows, notebook, lecture, goes)
        handed_over = [record for record in records_of(rows, number).values() if record.merged_into == goes]
        gone = [replace(record, merged_into=stays) for record in handed_over]
        gone.append(replace(going, state="dropped", merged_into=stays))
        _decide(rows, notebook, number, replace(staying, state="kept", merged_into=""), *gone)


def tell_apart(notebook: Notebook, lecture: str, one: str, other: str) -> None:
    """Two cards look alike, and the student wants both."""
    with notebook.storage.database.writing() as rows:
        number, _, first = _found(rows, notebook, lecture, one)
        _, _, second = _found(rows, notebook, lecture, other)
        both = ((first, other), (second, one))
        _decide(rows, notebook, number, *(replace(each, apart=(*each.apart, from_)) for each, from_ in both))


def want(notebook: Notebook, lecture: str, more: Iterable[Card]) -> tuple[str, ...]:
    """More cards that the student asked for join the deck, as proposals; the ids of those that it lacked.

    They are records, since the notes are theirs alone who asked: they stay when the lecture's cards are made anew.
    """
    with notebook.storage.database.writing() as rows:
        number = notebook.number(rows, lecture)
        there = [card for card, _ in cards_of(rows, number)]
        ids, texts = {card.id for card in there} | set(records_of(rows, number)), set(map(text_of, there))
        new = [card for card in more if card.id not in ids and text_of(card) not in texts]
        if new:
            _decide(rows, notebook, number, *(Record(card.id, made=card, wanted=True) for card in new))
    return tuple(card.id for card in new)


def undo(notebook: Notebook, lecture: str) -> tuple[str, ...]:
    """Take back the last decision on cards of this lecture. Returns their ids; empty where there is none."""
    with notebook.storage.database.writing() as rows:
        number = notebook.number(rows, lecture)
        row = rows.execute(
            "SELECT number, body FROM decisions WHERE lecture = ? ORDER BY number DESC", (number,)
        ).fetchone()
        if not row:
            return ()
        rows.execute("DELETE FROM decisions WHERE number = ?", (row["number"],))
        before = codec.load(Decision, row["body"]).before
        for one in before:
            _put_back(rows, number, one)
        _follow(rows, number)
        return tuple(one.card for one in before)


# How


def _set_state(notebook: Notebook, lecture: str, card: str, state: State) -> None:
    with notebook.storage.database.writing() as rows:
        number, _, record = _found(rows, notebook, lecture, card)
        _decide(rows, notebook, number, replace(record, state=state, merged_into=""))


def _found(rows: sqlite3.Connection, notebook: Notebook, lecture: str, card: str) -> tuple[int, Card, Record]:
    number = notebook.number(rows, lecture)
    for found, record in cards_of(rows, number):
        if found.id == card:
            return number, found, record
    raise UnknownCard(card)


def _decide(rows: sqlite3.Connection, notebook: Notebook, number: int, *records: Record) -> None:
    """Write these records, and how they stood before, to be taken back."""
    old = records_of(rows, number)
    before = Decision(tuple(Before(record.card, old.get(record.card)) for record in records))
    rows.execute("INSERT INTO decisions (lecture, body) VALUES (?, ?)", (number, codec.dump(before)))
    rows.execute(
        "DELETE FROM decisions WHERE lecture = ? AND number NOT IN"
        " (SELECT number FROM decisions WHERE lecture = ? ORDER BY number DESC LIMIT ?)",
        (number, number, UNDONE),
    )
    now = notebook.storage.clock.now()
    for record in records:
        write_record(rows, number, replace(record, at=now))
    _follow(rows, number)


def _put_back(rows: sqlite3.Connection, number: int, before: Before) -> None:
    now = records_of(rows, number).get(before.card)
    if before.record:
        write_record(rows, number, _as_mended(before.record, now) if now else before.record)
    elif now and now.made:
        write_record(rows, number, Record(before.card, made=now.made))
        tidy(rows, number, before.card)
    else:  # the student's own, as if it had never been written
        for table in ("cards", "reviews", "schedules"):
            rows.execute(f"DELETE FROM {table} WHERE lecture = ? AND card = ?", (number, before.card))


def _as_mended(record: Record, now: Record) -> Record:
    """The record of before, with what was mended since."""
    body = record.body and replace(record.body, evidence=now.body.evidence if now.body else record.body.evidence)
    return replace(record, body=body, made=now.made, source=now.source)


def _follow(rows: sqlite3.Connection, number: int) -> None:
    """What follows from a decision: schedules, as reviews may count for another card now; and pages read it anew."""
    reschedule(rows, number)
    changed(rows, number)


def _rewritten(card: Card, question: str, answer: str) -> Card:
    """In the student's words. Wrong answers beside another right one may be right, too."""
    question, answer = _fit(question), _fit(answer)
    kind = "question" if card.kind == "cloze" and GAP not in question else card.kind
    return replace(card, question=question, answer=answer, kind=kind, wrong=card.wrong if answer == card.answer else ())


def _fit(text: str) -> str:
    text = storable(text).strip()
    if not text:
        raise EmptyCard
    return text
