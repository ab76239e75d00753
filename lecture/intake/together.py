"""What of the files that a student gives makes one lecture: a recording, and the subtitles and slides that are of it.

They are known by their names, as “Lecture 3.mp4”, “Lecture 3.en.srt” and “Lecture 3 slides.pdf”: the words of the one
begin the other. Where a folder holds one recording only, or only one was given, what has no better place belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, Protocol, TypeVar

from lecture.intake import slides as readable
from lecture.intake import whole
from lecture.transcripts import is_transcript

SLIDES = readable.KINDS
_WORDS = re.compile(r"\d+|[^\W\d_]+")


class Named(Protocol):
    """A file, by its name; a folder's files have its path in theirs."""

    @property
    def name(self) -> str: ...


File = TypeVar("File", bound=Named)


@dataclass(frozen=True, slots=True)
class Group(Generic[File]):
    """What makes one lecture. `recording` may be a transcript without one, or a lecture.json, which is one already."""

    recording: File
    captions: File | None = None
    slides: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted(Generic[File]):
    """The lectures that files make, in the order of their recordings; and what makes none.

    spare : transcripts of a recording that has another, such as those in other languages
    lonely : slides without a recording that they are of
    """

    groups: tuple[Group[File], ...]
    spare: tuple[File, ...] = ()
    lonely: tuple[File, ...] = ()


def together(files: Sequence[File]) -> Sorted[File]:
    """Each file in one place: with the recording that it is of, by itself, or among what makes no lecture."""
    transcripts = [file for file in files if is_transcript(file.name)]
    slides = [file for file in files if is_slides(file.name)]
    finished = {id(file) for file in files if _ends(file.name, (whole.ENDING,))}
    others = {id(file) for file in (*transcripts, *slides)} | finished
    recordings = [file for file in files if id(file) not in others]
    captions, spare, alone = _captioned(transcripts, recordings)
    heads = [file for file in files if id(file) not in others or id(file) in alone]
    shown = {id(file): _owner(file, heads) or _only(file, heads) for file in slides}
    groups = (
        Group(file, captions.get(id(file)), tuple(one for one in slides if shown[id(one)] is file))
        for file in files
        if id(file) in finished or any(file is head for head in heads)
    )
    return Sorted(tuple(groups), spare, tuple(file for file in slides if shown[id(file)] is None))


def _captioned(
    transcripts: Sequence[File], recordings: Sequence[File]
) -> tuple[dict[int, File], tuple[File, ...], set[int]]:
    """The transcript of each recording, by the recording's id, as there may be two of a name; those that are spare; and
    the ids of those that are of no recording."""
    owners = {id(file): _owner(file, recordings) for file in transcripts}
    captions: dict[int, File] = {}
    spare: list[File] = []
    alone: set[int] = set()
    for file in sorted(transcripts, key=lambda one: (owners[id(one)] is None, *_plainness(one))):
        owner = owners[id(file)]
        if owner and id(owner) in captions:
            spare.append(file)
        elif owner or ((owner := _only(file, recordings)) and id(owner) not in captions):
            captions[id(owner)] = file
        else:
            alone.add(id(file))
    return captions, tuple(spare), alone


def _plainness(file: Named) -> tuple[bool, int]:
    """Subtitles before a text without times, and what is called as the recording before “Lecture 3.fr.srt”."""
    return file.name.lower().endswith(".txt"), len(_words(file.name))


def is_slides(name: str) -> bool:
    return _ends(name, SLIDES)


def _ends(name: str, endings: Sequence[str]) -> bool:
    return PurePosixPath(name).suffix.lower().removeprefix(".") in endings


def _only(file: File, heads: Sequence[File]) -> File | None:
    """The only one in the file's folder, else the only one there is."""
    beside = [head for head in heads if _folder(head) == _folder(file)]
    found = beside or heads
    return found[0] if len(found) == 1 else None


def _owner(file: File, heads: Sequence[File]) -> File | None:
    """The one whose name shares most with the file's, of those that begin with it or with which it begins.

    Of two that share as much, the one in the same folder; None where that tells nothing.
    """
    worth = {id(head): (_shared(file.name, head.name), _folder(head) == _folder(file)) for head in heads}
    best = max(worth.values(), default=(0, False))
    found = [head for head in heads if worth[id(head)] == best]
    return found[0] if best[0] and len(found) == 1 else None


def _shared(name: str, other: str) -> int:
    """How many words the one begins with that are the whole of the other; 0 where they are not."""
    here, there = _words(name), _words(other)
    count = min(len(here), len(there))
    return count if here[:count] == there[:count] else 0


def _words(name: str) -> list[str]:
    """Of “Lecture_03.mp4”: “lecture” and “3”."""
    found: list[str] = _WORDS.findall(PurePosixPath(name).stem.casefold())
    return [word.lstrip("0") or "0" if word.isdecimal() else word for word in found]


def _folder(file: Named) -> str:
    return str(PurePosixPath(file.name).parent)
