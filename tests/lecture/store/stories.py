"""What students do, as stories of a few acts each: every one can be refused, and be done again.

What they then see is compared whole. Ids are left out of it: they are drawn anew at each try.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lecture.edits import written
from lecture.errors import LectureError
from lecture.store import archive, cards, putting_right, replacements, review
from lecture.store.exams import exams, set_exam
from lecture.store.growing import Recorder, Told
from lecture.store.keys import hashed
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.put_away import DAY
from lecture.store.queue import Queue
from lecture.store.taken_in import take_in_lecture
from lecture.values import Options, identified
from tests.lecture.export.tides import TIDES
from tests.lecture.store.hand_made import lecture_with, some_cards
from tests.lecture.store.hands import ByHand, Standing, work_off
from tests.lecture.store.script import Script, add, hear, worked_on

ONE, TWO = Script(1, seconds=2), Script(2, seconds=2)
WEBM = Told("audio/webm", "2026-11-26T10:15:04")
GROWING = "one-0000-0000-0000"
ROUNDS = 8  # of the queue, until a test gives up on a job


@dataclass
class Student:
    """A student of a server, and what the test moves of it."""

    folder: Path
    clock: Standing
    server: tuple[Library, Queue] | None = None
    names: dict[str, str] = field(default_factory=dict)  # of the notebooks that this server has opened
    hand: ByHand = field(default_factory=ByHand)

    def start(self) -> None:
        """The server starts."""
        library = Library(self.folder, clock=self.clock.clock)
        self.server, self.names = (library, Queue(library, hear, self.hand, by_itself=False)), {}

    def stop(self) -> None:
        if self.server:
            library, queue = self.server
            queue.close()
            library.close()
        self.server = None

    @property
    def library(self) -> Library:
        assert self.server
        return self.server[0]

    @property
    def queue(self) -> Queue:
        assert self.server
        return self.server[1]

    @property
    def mine(self) -> Notebook:
        return self._notebook("mine", self.library.first_notebook)

    @property
    def theirs(self) -> Notebook:
        return self._notebook("theirs", lambda: self.library.notebook_of("another"))

    def _notebook(self, whose: str, key: Callable[[], str]) -> Notebook:
        if whose not in self.names:
            self.names[whose] = hashed(key())
        return Notebook(self.library, self.names[whose])

    def id(self, name: str, options: Options | None = None) -> str:
        """The id of the lecture of this file."""
        return next(
            entry.id
            for entry in self.mine.page(count=99).entries
            if entry.file_name == name and options in (None, entry.options)
        )

    def work(self) -> None:
        """The queue works until nothing waits. What goes wrong meanwhile it minds as little as its own thread does."""
        for _ in range(ROUNDS):
            try:
                work_off(self.queue, self.hand)
                if not self.mine.unfinished():
                    return
            except LectureError:
                pass
            self.clock.move(10)
        raise Waits


class Waits(LectureError):
    """Something is not done yet, as a student sees it."""

    sentence = "It is still being worked on."


Act = Callable[[Student], object]


@dataclass(frozen=True)
class Story:
    """`before` is there when it begins, without a fault. `parts`: acts of several steps, each whole in itself."""

    before: Act
    acts: tuple[Act, ...]
    parts: tuple[Act, ...] = ()


def nothing(student: Student) -> None:
    """The student comes for the first time."""


# Given and worked on


def give(student: Student) -> None:
    add(student.mine, ONE, "one.mp3")


def work(student: Student) -> None:
    student.work()


def give_with_course_words(student: Student) -> None:
    student.mine.add("one.mp3", [ONE.recording()], Options(prompt="sluice"))


def give_another(student: Student) -> None:
    add(student.mine, TWO, "two.mp3")


def cancel(student: Student) -> None:
    student.queue.cancel(student.mine, student.id("two.mp3"))


def retry(student: Student) -> None:
    student.queue.retry(student.mine, student.id("two.mp3"))


def remake(student: Student) -> None:
    student.queue.remake(student.mine, student.id("one.mp3"))


def hear_again(student: Student) -> None:
    student.mine.hear_again(student.id("one.mp3", Options()), Options(prompt="sluice"))


def finished(student: Student) -> None:
    """A finished lecture with a course, notes, an edit, a card's review and an exam, and another student with the same
    recording."""
    mine = student.mine
    one = worked_on(mine, ONE, "one.mp3")
    mine.edit(one, course="Tides", notes="ebb")
    putting_right.keep(mine, one, written(mine.lecture(one).transcript.segments[0], "Tides are said."))
    review.grade(mine, one, cards.deck(mine, one)[0].card.id, 3, student.clock.now())
    set_exam(mine, "Tides", "2031-01-15")
    add(student.theirs, ONE, "theirs.mp3")
    student.queue.cancel(student.theirs, student.theirs.page().entries[0].id)


# Put right


def write_sentence(student: Student) -> None:
    one = student.id("one.mp3")
    segment = student.mine.lecture(one).transcript.segments[1]
    putting_right.keep(student.mine, one, written(segment, "Ebb is said."))


def undo(student: Student) -> None:
    putting_right.undo(student.mine, student.id("one.mp3"))


def redo(student: Student) -> None:
    putting_right.redo(student.mine, student.id("one.mp3"))


def rename(student: Student) -> None:
    student.mine.edit(student.id("one.mp3"), title="Tides at sea", date="2026-01-02", notes="flood")


def remember(student: Student) -> None:
    replacements.remember(student.mine, "Tides", "ebb tied", "ebb tide")


def rename_course(student: Student) -> None:
    student.mine.rename_course("Tides", "Seas")


def set_another_exam(student: Student) -> None:
    set_exam(student.mine, "Seas", "2031-02-15")


def choose_tongue(student: Student) -> None:
    student.mine.choose_tongue("de")


def stop_sharing(student: Student) -> None:
    student.library.stop_sharing(student.mine, student.id("one.mp3"))


# Put away


def two_finished(student: Student) -> None:
    finished(student)
    two = worked_on(student.mine, TWO, "two.mp3")
    copy = student.library.arriving()
    copy.write_bytes(b"sound")
    student.library.put_copy_in_place(copy, student.mine.recording(two).name, 0)


def put_away(student: Student) -> None:
    student.mine.put_away(student.id("one.mp3"), student.id("two.mp3"))


def _away(student: Student) -> dict[str, str]:
    return {one.title: one.id for one in student.mine.put_away_list()}


def bring_back(student: Student) -> None:
    student.mine.bring_back(_away(student)["one"])


def put_away_again(student: Student) -> None:
    student.mine.put_away(student.id("one.mp3"))


def delete(student: Student) -> None:
    student.mine.delete(*_away(student).values())


def wait_a_month(student: Student) -> None:
    student.clock.move(31 * DAY)
    student.library.sweep()


# The microphone


def speak(at: int, part: bytes, seconds: float) -> Act:
    def send(student: Student) -> None:
        Recorder(student.mine).take(GROWING, at, part, replace(WEBM, seconds=seconds))

    return send


def end(student: Student) -> None:
    Recorder(student.mine).end(GROWING)


def make_of_it(student: Student) -> None:
    recorder = Recorder(student.mine)
    if recorder.waiting():  # else the button is not there
        recorder.make(GROWING)


def begin_another(student: Student) -> None:
    Recorder(student.mine).take("two-0000-0000-0000", 0, b"sound", WEBM)


def discard(student: Student) -> None:
    Recorder(student.mine).discard("two-0000-0000-0000")


# Cards


def with_cards(student: Student) -> None:
    lecture_with(student.mine, some_cards(), course="Canals")


def card(act: Callable[[Notebook, str, list[str]], object]) -> Act:
    """An act on the cards of the only lecture."""

    def do(student: Student) -> None:
        (entry,) = student.mine.page().entries
        act(student.mine, entry.id, [one.card.id for one in cards.deck(student.mine, entry.id)])

    return do


# Taken in


def packed_elsewhere(folder: Path, clock: Standing) -> bytes:
    """The file of a notebook of another machine: two lectures with all that a student makes of them."""
    other = Student(folder, clock)
    other.start()
    two_finished(other)
    data = archive.packed(other.mine)
    other.stop()
    return data


def take_in(student: Student) -> None:
    data = (student.folder.parent / "notebook.zip").read_bytes()
    archive.take_in(student.mine, "notebook.zip", io.BytesIO(data))


def take_in_one(student: Student) -> None:
    lecture = replace(TIDES, cards=replace(TIDES.cards, cards=identified(TIDES.cards.cards)))
    take_in_lecture(student.mine, lecture, "3" * 64, 99)


def take_away(student: Student) -> None:
    archive.packed(student.mine)


ONE_PART, OTHER_PART = speak(0, ONE.recording()[:9], 1.0), speak(9, ONE.recording()[9:], 3.0)

STORIES = {
    "the first start, and a recording": Story(nothing, (Student.start, give)),
    "given, worked on and given again": Story(finished, (give, give_with_course_words, work)),
    "stopped and gone on": Story(nothing, (give_another, cancel, retry, work)),
    "put right": Story(finished, (write_sentence, undo, redo, rename, remember, choose_tongue)),
    "a course renamed": Story(two_finished, (remember, rename_course, set_another_exam)),
    "sharing stopped": Story(finished, (stop_sharing, stop_sharing)),
    "put away and deleted": Story(two_finished, (put_away, bring_back, put_away_again, delete), parts=(delete,)),
    "put away and forgotten": Story(two_finished, (put_away, wait_a_month), parts=(wait_a_month,)),
    "spoken": Story(
        nothing,
        (
            ONE_PART,
            OTHER_PART,
            end,
            make_of_it,
            begin_another,
            discard,
        ),
        parts=(ONE_PART, OTHER_PART, make_of_it, begin_another),
    ),
    "cards": Story(
        with_cards,
        (
            card(lambda mine, one, ids: cards.keep(mine, one, ids[0])),
            card(lambda mine, one, ids: cards.edit(mine, one, ids[1], answer="A wall")),
            card(lambda mine, one, ids: cards.add(mine, one, "What floats?", "A barge", start=1.0, end=2.0)),
            card(lambda mine, one, ids: cards.merge(mine, one, ids[2], ids[3])),
            card(lambda mine, one, ids: cards.undo(mine, one)),
            card(lambda mine, one, ids: review.grade(mine, one, ids[0], 3, mine.storage.clock.now())),
            card(lambda mine, one, ids: review.grade(mine, one, ids[1], 1, mine.storage.clock.now())),
            card(lambda mine, one, ids: review.undo(mine)),
        ),
    ),
    "taken in": Story(nothing, (take_in, take_in_one, take_away), parts=(take_in,)),
    "made anew and heard again": Story(finished, (remake, work, hear_again)),
}


# What is seen


def seen(student: Student) -> dict[str, Any]:
    """All that the students have, by what it is."""
    mine, theirs = student.mine, student.theirs
    found = {f"mine/{name}": what for name, what in _lectures(student, mine)}
    found |= {f"theirs/{name}": what for name, what in _lectures(student, theirs)}
    found |= {f"put away/{one.title}": (one.course, one.at) for one in mine.put_away_list()}
    found["courses"] = (exams(mine), [replacements.known(mine, name) for name in ("Tides", "Seas")])
    found["growing"] = [(one.begun, one.seconds, one.size, one.ended) for one in Recorder(mine).waiting()]
    found["tongue"] = mine.tongue()
    return dict(json.loads(json.dumps(found, default=repr, sort_keys=True)))


def _lectures(student: Student, notebook: Notebook) -> Iterable[tuple[str, Any]]:
    for entry in notebook.page(count=99).entries:
        state = "queued" if entry.state == "running" else entry.state
        shown = replace(entry, id="", state=state, reason="", added=0.0)
        with student.library.database.reading() as rows:
            (unshared,) = rows.execute("SELECT unshared FROM lectures WHERE id = ?", (entry.id,)).fetchone()
        edits = [(one.edit.changes, bool(one.taken_back)) for one in putting_right.history(notebook, entry.id).records]
        what = [shown, unshared, edits, _there(notebook, entry.id)]
        if entry.state == "done":
            deck = cards.deck(notebook, entry.id)
            own = [replace(one, card=replace(one.card, id="")) for one in deck]
            lecture = notebook.lecture(entry.id)
            nameless = tuple(replace(one, id="") for one in lecture.cards.cards)
            what += [replace(lecture, said=None, cards=replace(lecture.cards, cards=nameless)), own]
        yield f"{entry.file_name} {entry.options.prompt}", [repr(one) for one in what]


def _there(notebook: Notebook, lecture: str) -> bool:
    try:
        return notebook.recording(lecture).exists()
    except LectureError:
        return False
