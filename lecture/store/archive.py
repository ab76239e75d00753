"""A whole notebook as one file, to take to another machine.

    notebook.txt            says what it is
    lectures/<n>.json       a Packed each
    recordings/<sha256>

A file from outside is trusted in nothing: names, sizes, hashes and values are checked before any of it is taken.
"""

from __future__ import annotations

import lzma
import math
import re
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from lecture import codec
from lecture.errors import DamagedData, EmptyRecording, NewerData, NotANotebook
from lecture.misheard import Replacement
from lecture.settings import Limits
from lecture.store import jobs
from lecture.store.database import store_errors
from lecture.store.edits import Record, history, put, sound_records
from lecture.store.files import file_name_of, receive, storable
from lecture.store.keys import new_id
from lecture.store.notebook import Notebook
from lecture.store.replacements import put_from_outside, remembered, sound_replacements
from lecture.store.rows import About, about_of, finish, insert, lecture_in
from lecture.store.search import index
from lecture.store.storage import ABSENT, Storage
from lecture.store.study import Study, keep_study, sound_study, study_of
from lecture.tongue import N_, speaking
from lecture.values import Lecture, identified

MANIFEST = "notebook.txt"
FORMAT = "Lecture Voice-to-Notes: a notebook, version 1\n"
LECTURE_BYTES = 64 * 2**20  # of one lecture without its recording; a day of speech with word times is below it
LECTURES_BYTES = 2**30  # of all of them
CARD_ID = r"[0-9a-f]{16}|own-[0-9A-Za-z_-]{16}"  # of one that was made, or that a student wrote


@dataclass(frozen=True, slots=True)
class Packed:
    """A lecture as it travels in a notebook's file: `lectures/<n>.json`, its recording beside it under its sha256."""

    about: About
    course: str
    notes: str
    lecture: Lecture | None
    study: Study = Study()  # noqa: RUF009  (frozen)
    edits: tuple[Record, ...] = ()
    replacements: tuple[Replacement, ...] = ()  # remembered for its course


def export(notebook: Notebook, target: Path) -> None:
    """The whole notebook as one zip file at `target`, which is there whole or not at all."""
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with store_errors(target.parent):
            with part.open("xb") as file:
                _write(notebook, file)
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def packed(notebook: Notebook) -> bytes:
    """The whole notebook as one zip file, in memory: a full disk has room for no other."""
    file = BytesIO()
    with store_errors(notebook.storage.folder):
        _write(notebook, file)
    return file.getvalue()


def _write(notebook: Notebook, file: IO[bytes]) -> None:
    """A recording that is damaged here stays behind: whoever takes the file in would refuse all of it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST, FORMAT)
        for number, lecture in enumerate(pack(notebook)):
            packed.writestr(f"lectures/{number}.json", codec.dump(lecture))
            recording = notebook.storage.recording(lecture.about.recording)
            inside = f"recordings/{recording.name}"
            if inside not in packed.NameToInfo and notebook.storage.is_whole(recording.name):
                packed.write(recording, inside, zipfile.ZIP_STORED)  # sound is compressed already


def pack(notebook: Notebook) -> Iterator[Packed]:
    """Its lectures, oldest first, without those put away.

    A result that cannot be read stays behind: it is made anew on the other machine. While one is written, which takes
    as long as its recording, nothing of the database is held.
    """
    with notebook.storage.database.reading() as rows:
        found = rows.execute(
            "SELECT id FROM lectures WHERE notebook = ? AND deleted IS NULL ORDER BY added, number", (notebook.name,)
        ).fetchall()
    for (lecture,) in found:
        with notebook.storage.database.reading() as rows:
            row = rows.execute("SELECT * FROM lectures WHERE id = ? AND deleted IS NULL", (lecture,)).fetchone()
            if not row:  # the student has deleted it meanwhile
                continue
            body = None
            with suppress(NewerData):
                body = lecture_in(row)
            edits = history(rows, row["number"]).records
            known = remembered(rows, notebook.name, row["course"])
            study = study_of(rows, row)
        yield Packed(about_of(row), row["course"], row["notes"], body, study, edits, known)


def take_in(notebook: Notebook, file_name: str, file: BinaryIO) -> int:
    """Add the lectures of a file that `export` wrote, and bring back those put away; returns how many were not here.

    All are taken or none. Unfinished ones come as cancelled: the student starts those that are still wanted.
    Raises NotANotebook, NotebookFull or a leaf of StoreError.
    """
    storage = notebook.storage
    arrived = storage.arriving()
    away = {lecture.id for lecture in notebook.put_away_list()}
    taken: list[str] = []
    try:
        with store_errors(storage.folder):
            arrived.mkdir()
        with _no_notebook(file_name), zipfile.ZipFile(file) as packed:
            check(packed, storage.limits)
            recordings = unpack_recordings(packed, arrived, storage)
            for member in packed.namelist():
                if member.startswith("lectures/"):
                    lecture = read_lecture(packed, member, storage.clock.now())
                    taken += take(notebook, lecture, arrived, recordings)
    except BaseException:
        if new := [lecture for lecture in taken if lecture not in away]:
            notebook.delete(*new)
        raise
    finally:
        shutil.rmtree(arrived, ignore_errors=True)
    for one in away.intersection(taken):
        notebook.bring_back(one)
    return len(taken)


def check(packed: zipfile.ZipFile, limits: Limits) -> None:
    """Look at names and sizes before anything is unpacked; zipfile reads no more of a member than its size says."""
    members = packed.infolist()
    if len({member.filename for member in members}) < len(members):
        raise ValueError(N_("it holds something twice"))
    for member in members:
        largest = next((size for name, size in _allowed(limits) if re.fullmatch(name, member.filename)), None)
        if largest is None:
            raise ValueError(N_("it holds “{name}”").format(name=member.filename[:80]))
        if member.file_size > largest:
            large = N_("“{name}” in it is larger than {size} bytes")
            raise ValueError(large.format(name=member.filename, size=largest))
        if member.filename.startswith("recordings/") and member.compress_type != zipfile.ZIP_STORED:
            raise ValueError(N_("“{name}” in it is compressed").format(name=member.filename))
    if sum(member.file_size for member in members if member.compress_type != zipfile.ZIP_STORED) > LECTURES_BYTES:
        raise ValueError(N_("the lectures in it are too long"))
    if MANIFEST not in packed.namelist() or packed.read(MANIFEST) != FORMAT.encode():
        raise ValueError(N_("it is of another kind or version"))


def _allowed(limits: Limits) -> tuple[tuple[str, int], ...]:
    """Names in the file, and the most bytes of each."""
    return (
        (re.escape(MANIFEST), len(FORMAT)),
        (r"lectures/[0-9]{1,9}\.json", LECTURE_BYTES),
        (r"recordings/[0-9a-f]{64}", limits.upload_bytes),
    )


def unpack_recordings(packed: zipfile.ZipFile, arrived: Path, storage: Storage) -> dict[str, int]:
    """Put the recordings into `arrived`; their sizes by their names."""
    sizes = {}
    for member in packed.namelist():
        folder, _, name = member.rpartition("/")
        if folder == "recordings":
            with packed.open(member) as chunks, store_errors(storage.folder):
                digest, sizes[name] = receive(name, chunks, arrived / name, storage.limits.upload_bytes)
            if digest != name:
                raise ValueError(N_("the recording {name} in it is not what it was").format(name=name))
    return sizes


def read_lecture(packed: zipfile.ZipFile, member: str, now: float) -> Packed:
    """One lecture, its fields made fit to be stored. Raises ValueError or DamagedData."""
    lecture = codec.load(Packed, packed.read(member).decode("utf-8"))
    about = lecture.about
    if not re.fullmatch("(absent-)?[0-9a-f]{64}", about.recording):
        raise ValueError(N_("its recording “{name}” has no name of ours").format(name=about.recording[:80]))
    if f"recordings/{about.recording}" not in packed.NameToInfo and not about.recording.startswith(ABSENT):
        about = replace(about, recording=ABSENT + about.recording)  # else it might name somebody's who is here
    about = replace(
        about,
        models=storable(about.models),
        file_name=file_name_of(about.file_name),
        title=storable(about.title),
        date=Date.fromisoformat(about.date).isoformat(),
        added=min(about.added, now),
    )
    if not math.isfinite(about.added):
        raise ValueError(N_("a moment in it is none"))
    return replace(
        lecture,
        about=about,
        course=storable(lecture.course),
        notes=storable(lecture.notes),
        lecture=lecture.lecture and made_sound(lecture.lecture),
        study=sound_study(lecture.study, now),
        edits=sound_records(lecture.edits, now),
        replacements=sound_replacements(lecture.replacements),
    )


def made_sound(lecture: Lecture) -> Lecture:
    """Its cards with ids as we make them, each its own; and no sentences to be asked, which are made here."""
    lecture = replace(lecture, said=None)
    ids = {card.id for card in lecture.cards.cards if re.fullmatch(CARD_ID, card.id)}
    if len(ids) == len(lecture.cards.cards):
        return lecture
    return replace(lecture, cards=replace(lecture.cards, cards=identified(lecture.cards.cards)))


def take(notebook: Notebook, packed: Packed, arrived: Path, recordings: dict[str, int]) -> list[str]:
    """Keep one lecture and its recording; its id. None where it is here already, or there is nothing to keep.

    One that was put away here is only named.
    """
    storage, recording = notebook.storage, packed.about.recording
    with storage.database.reading() as rows:
        here = notebook.same(rows, packed.about)
    if recording in recordings and not storage.is_whole(recording) and here:
        with storage.database.writing():  # it was damaged or gone
            storage.put_in_place(arrived / recording, recording)
    if here and here["deleted"] is not None:
        return [here["id"]]
    if here or (recording not in recordings and not packed.lecture):
        return []
    about = replace(packed.about, id=new_id(), notebook=notebook.name, size=recordings.get(recording, 0))
    with storage.adding(about) as rows:
        notebook.make_room(rows, about.size, about.recording)
        if recording in recordings:
            storage.put_in_place(arrived / recording, recording)
        number = insert(rows, about, storage.clock.now())
        jobs.cancel(rows, number)
        rows.execute(
            "UPDATE lectures SET taken_in = 1, course = ?, notes = ? WHERE number = ?",
            (packed.course, packed.notes, number),
        )
        for record in packed.edits:
            put(rows, number, record)
        put_from_outside(rows, notebook.name, packed.course, packed.replacements, storage.clock.now())
        if packed.lecture:
            finish(rows, number, packed.lecture)
        else:
            index(rows, number)
        keep_study(rows, number, packed.study)
    return [about.id]


@contextmanager
def _no_notebook(name: str) -> Iterator[None]:
    """Whatever a file that is none of ours makes zipfile, zlib or codec say is one error for the student."""
    try:
        yield
    except (
        ValueError,  # also UnicodeDecodeError
        OverflowError,
        EOFError,
        RuntimeError,  # zipfile: it is encrypted; NotImplementedError: an odd compression
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        DamagedData,
        EmptyRecording,
    ) as error:
        with speaking("en"):
            detail = str(error) or type(error).__name__
        raise NotANotebook(name, detail) from error
