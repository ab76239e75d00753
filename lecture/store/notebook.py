"""A notebook: the lectures of one student, given, listed, opened, edited, put away and deleted."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812
from pathlib import Path

from lecture import codec
from lecture.edits import edited
from lecture.errors import LecturePutAway, NotFinished, RecordingGone, UnknownLecture
from lecture.store import courses, put_away
from lecture.store.attempt import withdraw_lease
from lecture.store.beginning import Admit, begin
from lecture.store.courses import Course, course_name
from lecture.store.database import store_errors
from lecture.store.deck import as_decided
from lecture.store.edits import carry_over, history
from lecture.store.files import Chunks, file_name_of, receive, storable
from lecture.store.jobs import State, requeue
from lecture.store.keys import new_id
from lecture.store.put_away import PutAway
from lecture.store.room import check_library, check_notebook, check_queue
from lecture.store.rows import About, insert, lecture_in, options_text, work_again
from lecture.store.search import excerpt, hits, index, words_of
from lecture.store.storage import Storage
from lecture.values import Lecture, Options, title_of

LISTED = (
    "SELECT l.number, l.id, l.title, l.course, l.date, l.notes, l.file_name, l.size, l.duration, l.added,"
    # No list waits for the text of its lectures' subtitles and slides.
    " json_remove(l.options, '$.captions', '$.slides') AS options,"
    " coalesce(json_array_length(l.options, '$.slides'), 0) AS slides,"
    " j.state, j.reason"
    " FROM lectures l JOIN jobs j ON j.lecture = l.number"
)
PRESENT = "l.notebook = ? AND l.deleted IS NULL"
OF_COURSE = "AND l.course = ?"
FOUND = "AND l.number IN (SELECT value FROM json_each(?))"
TRACK = (
    "coalesce(CASE WHEN json_valid(body) THEN json_extract(body, '$.transcript.track') END,"
    " json_extract(options, '$.track'), 0)"
)
NEWEST_FIRST = "ORDER BY l.added DESC, l.number DESC"
UNFINISHED = "AND j.state IN ('queued', 'running') ORDER BY j.state = 'queued', j.queued, l.number"


@dataclass(frozen=True, slots=True)
class Entry:
    """A lecture as a list shows it."""

    id: str
    title: str
    course: str
    date: str  # ISO 8601
    notes: str
    file_name: str
    size: int  # bytes
    duration: float  # seconds; 0 until it is known
    added: float  # Unix time
    state: State
    reason: str = ""  # why it failed, a sentence
    found: str = ""  # where a search found it: a few words of the transcript
    options: Options = Options()  # noqa: RUF009  (frozen); in a list without captions and slides, which may be long
    slides: int = 0  # how many were given


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a notebook's lectures, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


class Notebook:
    """The lectures of one student. Another notebook's lectures are unknown to it: UnknownLecture."""

    def __init__(self, storage: Storage, name: str, admit: Admit = lambda name: None) -> None:
        """`name` is the hash of the key; pages come here through `Library.notebook(key)`.

        It need not be in the database: it begins with the first that is kept in it, if it is admitted then.
        """
        self.storage, self.name, self._admit = storage, name, admit

    # In

    def add(
        self, file_name: str, chunks: Chunks, options: Options | None = None, *, models: str = "", grown: int = 0
    ) -> str:
        """Keep a recording as it arrives and put it in the queue. Returns the lecture's id.

        The same recording with the same options and models is the same lecture; where that one was put away it comes
        back, and where it had failed or was cancelled it is queued again. `models` names what the work will be done
        with; `grown` bytes of it are a growing recording's, which goes. Raises EmptyRecording, TooLarge, NotebookFull,
        QueueFull, or a leaf of LimitError or StoreError.
        """
        name = file_name_of(file_name)
        self._check_queue()
        arrived = self.storage.arriving()
        try:
            with store_errors(self.storage.folder):
                digest, size = receive(name, chunks, arrived, self.storage.limits.upload_bytes)
            return self._keep(arrived, self._about(name, digest, size, options or Options(), models), grown)
        finally:
            with suppress(OSError):
                arrived.unlink(missing_ok=True)

    def hear_again(self, lecture: str, options: Options, *, models: str = "") -> str:
        """A lecture of the same recording with other options beside this one, which stays. Returns its id.

        It has the title, course, date, notes and edits of this one. Where those options were used before it is that
        lecture. Raises UnknownLecture, RecordingGone, NotebookFull, QueueFull, or a leaf of LimitError or StoreError.
        """
        entry, recording = self.entry(lecture), self.recording(lecture)
        self.storage.intact.look(recording, entry.size, entry.file_name)
        self._check_queue()
        about = self._about(entry.file_name, recording.name, entry.size, options, models)
        about = replace(about, title=entry.title, date=entry.date)
        with self.storage.database.writing() as rows:
            same = self.same(rows, about)
            if same:
                put_away.bring_back(rows, same["number"])
                requeue(rows, same["number"], ("failed", "cancelled"), about.added)
                return str(same["id"])
        try:
            with self.storage.adding(about) as rows:
                self.make_room(rows, about.size, about.recording)
                if not recording.exists():  # the student has deleted the lecture meanwhile
                    raise RecordingGone(entry.file_name)
                number = insert(rows, about, about.added)
                kept = (entry.course, entry.notes, number)
                rows.execute("UPDATE lectures SET course = ?, notes = ? WHERE number = ?", kept)
                carry_over(rows, self.number(rows, lecture), number)
                index(rows, number)
        except sqlite3.IntegrityError:  # another page of the same student was faster
            return self.hear_again(lecture, options, models=models)
        return about.id

    def _about(self, name: str, digest: str, size: int, options: Options, models: str) -> About:
        now = self.storage.clock.now()
        return About(
            id=new_id(),
            notebook=self.name,
            recording=digest,
            size=size,
            options=options,
            models=models,
            file_name=name,
            added=now,
            title=title_of(name),
            date=Date.fromtimestamp(now).isoformat(),
        )

    def _keep(self, arrived: Path, about: About, grown: int) -> str:
        """Move the recording to its place and make its row, in one transaction."""
        now = self.storage.clock.now()
        self.storage.is_whole(about.recording)  # read before the transaction, which keeps all others waiting
        with self.storage.database.writing() as rows:
            same = self.same(rows, about)
            if same:
                self.storage.put_in_place(arrived, about.recording)
                put_away.bring_back(rows, same["number"])
                requeue(rows, same["number"], ("failed", "cancelled"), now)
                return str(same["id"])
        try:
            with self.storage.adding(about) as rows:
                self.make_room(rows, about.size, about.recording, grown)
                self.storage.put_in_place(arrived, about.recording)
                insert(rows, about, now)
        except sqlite3.IntegrityError:  # another page of the same student was faster
            return self._keep(arrived, about, grown)
        return about.id

    def same(self, rows: sqlite3.Connection, about: About) -> sqlite3.Row | None:
        """The lecture of this notebook that this one would be; it may have been put away."""
        row: sqlite3.Row | None = rows.execute(
            "SELECT id, number, deleted FROM lectures"
            " WHERE notebook = ? AND recording = ? AND options = ? AND models = ?",
            (self.name, about.recording, options_text(about.options), about.models),
        ).fetchone()
        return row

    def _check_queue(self) -> None:
        with self.storage.database.reading() as rows:
            check_queue(rows, self.storage.limits)

    def size(self) -> int:
        """The bytes of its recordings, without those put away."""
        query = "SELECT coalesce(sum(size), 0) FROM lectures WHERE notebook = ? AND deleted IS NULL"
        with self.storage.database.reading() as rows:
            (total,) = rows.execute(query, (self.name,)).fetchone()
        return int(total)

    def begin(self, rows: sqlite3.Connection) -> None:
        """Whatever keeps something in the notebook begins it, where nothing was before."""
        begin(rows, self.name, self.storage.clock.now(), self._admit)

    def make_room(self, rows: sqlite3.Connection, size: int, recording: str = "", grown: int = 0) -> None:
        """Begin it, if there is room for `size` bytes more. Raises NotebookFull, LibraryFull, or why it may not."""
        check_notebook(rows, self.name, size, self.storage.limits)
        check_library(rows, self.storage.folder, recording, size, self.storage.limits, grown)
        self.begin(rows)

    # The list

    def page(self, search: str = "", *, course: str | None = None, start: int = 0, count: int = 25) -> Page:
        """Newest first; with `search`, those whose title, course, notes or transcript hold words that begin so.

        With `course`, only its lectures; "" for those in none.
        """
        words = words_of(search)
        if search.strip() and not words:
            return Page((), 0)
        with self.storage.database.reading() as rows:
            chosen, values = PRESENT, [self.name]
            if course is not None:
                chosen, values = f"{chosen} {OF_COURSE}", [*values, course]
            if words:
                chosen, values = f"{chosen} {FOUND}", [*values, json.dumps(hits(rows, self.name, words))]
            (total,) = rows.execute(f"SELECT count(*) FROM lectures l WHERE {chosen}", values).fetchone()
            listed = rows.execute(f"{LISTED} WHERE {chosen} {NEWEST_FIRST} LIMIT ? OFFSET ?", [*values, count, start])
            found = listed.fetchall()
            excerpts = [excerpt(rows, row["number"], words) for row in found]
        entries = (replace(_entry(row), found=text) for row, text in zip(found, excerpts, strict=True))
        return Page(tuple(entries), total)

    def unfinished(self) -> tuple[Entry, ...]:
        """What is being worked on, then what waits, in the order in which it joined the line."""
        with self.storage.database.reading() as rows:
            found = rows.execute(f"{LISTED} WHERE {PRESENT} {UNFINISHED}", (self.name,)).fetchall()
        return tuple(map(_entry, found))

    def entry(self, lecture: str) -> Entry:
        with self.storage.database.reading() as rows:
            options = codec.load(Options, self._row(rows, lecture, ", options")["options"])
            row = rows.execute(f"{LISTED} WHERE {PRESENT} AND l.id = ?", (self.name, lecture)).fetchone()
        return replace(_entry(row), options=options)

    def tongue(self) -> str:
        """The tongue that the student has chosen for their page; empty until they do."""
        with self.storage.database.reading() as rows:
            row = rows.execute("SELECT tongue FROM notebooks WHERE id = ?", (self.name,)).fetchone()
        return str(row["tongue"]) if row else ""

    def choose_tongue(self, tongue: str) -> None:
        with self.storage.database.writing() as rows:
            self.begin(rows)
            rows.execute("UPDATE notebooks SET tongue = ? WHERE id = ?", (tongue, self.name))

    def courses(self) -> tuple[Course, ...]:
        """The one that was last given a lecture first; last, named "", what is in none."""
        with self.storage.database.reading() as rows:
            return courses.courses_of(rows, self.name)

    def rename_course(self, course: str, name: str) -> None:
        """All that lies under `course` lies under `name`; two courses of one name become one."""
        if course_name(name) != course:
            with self.storage.database.writing() as rows:
                courses.rename(rows, self.name, course, course_name(name), self.storage.clock.now())

    # One lecture

    def lecture(self, lecture: str) -> Lecture:
        """The finished lecture with all that the student has edited. Raises UnknownLecture or NotFinished."""
        heard = self.heard(lecture)
        with self.storage.database.reading() as rows:
            number = self.number(rows, lecture)
            done = history(rows, number).done
        return as_decided(self.storage.database, number, edited(heard, done))

    def heard(self, lecture: str) -> Lecture:
        """The lecture as it was heard and made, with the student's title and date.

        Raises UnknownLecture or NotFinished. One that can no longer be read is not finished: it is queued to be made
        anew from its recording.
        """
        with self.storage.database.reading() as rows:
            row = self._row(rows, lecture, ", body")
        if row["body"] is None:
            raise NotFinished
        made = lecture_in(row)
        if not made:
            with self.storage.database.writing() as rows:
                work_again(rows, row["number"], self.storage.clock.now())
            raise NotFinished
        return replace(made, title=row["title"], date=row["date"])

    def revision(self, lecture: str) -> int:
        """Grows with each record that the student puts upon the lecture. Raises UnknownLecture."""
        with self.storage.database.reading() as rows:
            return int(self._row(rows, lecture, ", revision")["revision"])

    def file_name(self, lecture: str) -> str:
        """The name of the recording's file, without reading the options. Raises UnknownLecture."""
        with self.storage.database.reading() as rows:
            return str(self._row(rows, lecture)["file_name"])

    def recording(self, lecture: str) -> Path:
        """Where the recording lies, to be played. Raises UnknownLecture, RecordingGone or, of its kind, NoRecording."""
        with self.storage.database.reading() as rows:
            row = self._row(rows, lecture)
        return self.storage.present(row["recording"], row["file_name"])

    def track(self, lecture: str) -> int:
        """The number of the sound track that was heard, or is to be; 0 where there is but one, or it is not known yet.

        Raises UnknownLecture.
        """
        with self.storage.database.reading() as rows:
            return int(self._row(rows, lecture, f", {TRACK} AS track")["track"])

    def edit(
        self,
        lecture: str,
        *,
        title: str | None = None,
        course: str | None = None,
        date: str | None = None,
        notes: str | None = None,
    ) -> None:
        """Change what is given. `date` is ISO 8601 (ValueError otherwise); an empty title stays as it was."""
        if date is not None:
            Date.fromisoformat(date)
        course = None if course is None else course_name(course)
        given = {"title": (title or "").strip() or None, "course": course, "date": date, "notes": notes}
        changes: dict[str, str | float] = {name: storable(value) for name, value in given.items() if value is not None}
        with self.storage.database.writing() as rows:
            number = self.number(rows, lecture)
            row = rows.execute("SELECT title, course, date FROM lectures WHERE number = ?", (number,)).fetchone()
            if any(changes.get(name, row[name]) != row[name] for name in row.keys()):  # noqa: SIM118  a Row is no dict
                changes["renamed"] = self.storage.clock.now()
            for name, value in changes.items():
                rows.execute(f"UPDATE lectures SET {name} = ? WHERE number = ?", (value, number))
            index(rows, number)

    def move(self, lecture: str, course: str) -> None:
        """Into this course; "" for none."""
        self.edit(lecture, course=course)

    def put_away(self, *lectures: str) -> None:
        """Delete them with a way back: for some days they can be brought back with all that was made of them."""

        def act(rows: sqlite3.Connection) -> None:
            for lecture in lectures:
                put_away.put_away(rows, self.number(rows, lecture), self.storage.clock.now())

        self.storage.database.freeing(act)
        with store_errors(self.storage.folder):
            for lecture in lectures:
                withdraw_lease(self.storage.work_folder(lecture))  # work that runs stops at its next report

    def bring_back(self, lecture: str) -> None:
        """Undo `put_away`. Work that it stopped goes on when the student says so. Raises UnknownLecture."""
        self.storage.database.freeing(lambda rows: put_away.bring_back(rows, self._kept(rows, lecture)["number"]))

    def put_away_list(self) -> tuple[PutAway, ...]:
        """What can be brought back; what was put away last comes first."""
        with self.storage.database.reading() as rows:
            return put_away.put_away_in(rows, self.name)

    def delete(self, *lectures: str) -> None:
        """Delete them really: rows, words, unfinished work; a recording too where nobody else has it."""

        def act(rows: sqlite3.Connection) -> None:
            put_away.delete(rows, self.storage, [self._kept(rows, lecture) for lecture in lectures])

        self.storage.database.freeing(act)
        self.storage.database.scrub()

    def number(self, rows: sqlite3.Connection, lecture: str) -> int:
        """The row's number, for other tables. Raises UnknownLecture."""
        return int(self._row(rows, lecture)["number"])

    def _row(self, rows: sqlite3.Connection, lecture: str, more: str = "") -> sqlite3.Row:
        """The lecture's row, without what is long. Raises UnknownLecture or, of its kind, LecturePutAway."""
        row = self._kept(rows, lecture, more)
        if row["deleted"] is not None:
            raise LecturePutAway(row["title"])
        return row

    def _kept(self, rows: sqlite3.Connection, lecture: str, more: str = "") -> sqlite3.Row:
        """The same, also of one that was put away."""
        row: sqlite3.Row | None = rows.execute(
            "SELECT number, id, recording, file_name, title, date, deleted"
            f" {more} FROM lectures WHERE notebook = ? AND id = ?",
            (self.name, lecture),
        ).fetchone()
        if row is None:
            raise UnknownLecture
        return row


def _entry(row: sqlite3.Row) -> Entry:
    fields = {name: row[name] for name in row.keys() if name != "number"}  # noqa: SIM118  a Row is no dict
    return Entry(**{**fields, "options": codec.load(Options, row["options"])})
