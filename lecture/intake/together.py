"""What of the files that a student gives makes one lecture: a recording, and the subtitles and slides that are of it.

They are known by their names, as “Lecture 3.mp4”, “Lecture 3.en.srt” and “Lecture 3 slides.pdf”: the words of the one
begin the other. Where “Slides 3.pdf” shares no first word with it, what is left of both names without the words for
what a file is may say it, and so may the numbers in them. Where a folder holds one recording only, or only one was
given, what has no better place belongs to it; but a text only if it calls itself a transcript, as a README may lie
anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, Protocol, TypeVar
from unicodedata import normalize

from lecture.intake import slides as readable
from lecture.intake import whole
from lecture.transcripts import is_transcript

SLIDES = readable.KINDS
_WORDS = re.compile(r"\d+|[^\W\d_]+")
# Words for what a file is, which tell nothing of the lecture that it is of.
_TEXT = {"caption", "captions", "subtitle", "subtitles", "subs", "transcript", "transcripts", "transcription"}
_TEXT |= {"untertitel", "transkript", "transkription", "mitschrift"}
_SHOWN = {"slide", "slides", "deck", "handout", "presentation"}
_SHOWN |= {"folie", "folien", "foliensatz", "präsentation", "skript"}
_SOUND = {"recording", "audio", "video", "aufnahme", "aufzeichnung"}
_KIND = _TEXT | _SHOWN | _SOUND


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
    lonely : slides without a recording that they are of; beside recordings, texts whose names are of none of these
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
    captions, spare, alone, lonely = _captioned(transcripts, recordings)
    heads = [file for file in files if id(file) not in others or id(file) in alone]
    shown = {id(file): _shown(file, heads) for file in slides}
    groups = (
        Group(file, captions.get(id(file)), tuple(one for one in slides if shown[id(one)] is file))
        for file in files
        if id(file) in finished or any(file is head for head in heads)
    )
    left = tuple(file for file in files if id(file) in lonely or (id(file) in shown and not shown[id(file)]))
    return Sorted(tuple(groups), spare, left)


def _captioned(
    transcripts: Sequence[File], recordings: Sequence[File]
) -> tuple[dict[int, File], tuple[File, ...], set[int], set[int]]:
    """The transcript of each recording, by the recording's id, as there may be two of a name; those that are spare; and
    the ids of those that are of no recording, first of what is a lecture by itself, then of what is left out."""
    named = {id(file): _owner(file, recordings) for file in transcripts}
    meant = {id(file): _meant(file, _near(file, recordings)) for file in transcripts}
    captions: dict[int, File] = {}
    spare: list[File] = []
    alone: set[int] = set()
    lonely: set[int] = set()
    for file in sorted(transcripts, key=lambda one: (not named[id(one)], not meant[id(one)], *_plainness(one))):
        owner, text = named[id(file)] or meant[id(file)], _is_text(file)
        if owner and id(owner) in captions:
            spare.append(file)
            continue
        if not owner and (not text or _is_called_transcript(file)):
            owner = _only(_near(file, recordings))
        if owner and id(owner) not in captions:
            captions[id(owner)] = file
        else:
            (lonely if text and recordings else alone).add(id(file))
    return captions, tuple(spare), alone, lonely


def _is_text(transcript: Named) -> bool:
    """Whether it may hold anything: subtitles are nothing else."""
    return transcript.name.lower().endswith(".txt")


def _is_called_transcript(file: Named) -> bool:
    return not _TEXT.isdisjoint(_words(file.name))


def _shown(slides: File, heads: Sequence[File]) -> File | None:
    """What they are slides of: a recording before a transcript that is a lecture by itself."""
    near = _near(slides, heads)
    recordings = [head for head in near if not is_transcript(head.name)]
    return _owner(slides, heads) or _meant(slides, recordings) or _meant(slides, near) or _only(recordings or near)


def _plainness(file: Named) -> tuple[bool, int]:
    """Subtitles before a text without times, and what is called as the recording before “Lecture 3.fr.srt”."""
    return _is_text(file), len(_words(file.name))


def is_slides(name: str) -> bool:
    return _ends(name, SLIDES)


def _ends(name: str, endings: Sequence[str]) -> bool:
    return PurePosixPath(name).suffix.lower().removeprefix(".") in endings


def _near(file: File, heads: Sequence[File]) -> Sequence[File]:
    """Those in the file's folder; all where there is none."""
    return [head for head in heads if _folder(head) == _folder(file)] or heads


def _only(heads: Sequence[File]) -> File | None:
    return heads[0] if len(heads) == 1 else None


def _owner(file: File, heads: Sequence[File], *, bare: bool = False) -> File | None:
    """The one whose name shares most with the file's, of those that begin with it or with which it begins.

    Of two that share as much, the one of the same name, else the one in the same folder; None where that tells nothing.
    With `bare` the words for what a file is count for nothing.
    """
    own = _bare if bare else _words
    here = own(file.name)
    worth = {
        id(head): (_shared(here, own(head.name)), here == own(head.name), _folder(head) == _folder(file))
        for head in heads
    }
    best = max(worth.values(), default=(0, False, False))
    return _only([head for head in heads if worth[id(head)] == best]) if best[0] else None


def _meant(file: File, heads: Sequence[File]) -> File | None:
    """The one that the file may be of by the rest of their names, without the words for what a file is."""
    return _owner(file, heads, bare=True) or _numbered(file, heads)


def _numbered(file: File, heads: Sequence[File]) -> File | None:
    """The only one with the same numbers; for a transcript only if its name says no more than these.

    “Interview 1.srt” beside “Lecture 1.mp4” would put other words into the lecturer's mouth.
    """
    numbers = _numbers(file.name)
    if not numbers or (is_transcript(file.name) and numbers != _bare(file.name)):
        return None
    return _only([head for head in heads if _numbers(head.name) == numbers])


def _shared(here: Sequence[str], there: Sequence[str]) -> int:
    """How many words the one begins with that are the whole of the other; 0 where they are not."""
    count = min(len(here), len(there))
    return count if here[:count] == there[:count] else 0


def _bare(name: str) -> list[str]:
    return [word for word in _words(name) if word not in _KIND]


def _numbers(name: str) -> list[str]:
    return [word for word in _words(name) if word.isdecimal()]


def _words(name: str) -> list[str]:
    """Of “Lecture_03.mp4”: “lecture” and “3”."""
    found: list[str] = _WORDS.findall(normalize("NFC", PurePosixPath(name).stem.casefold()))
    return [word.lstrip("0") or "0" if word.isdecimal() else word for word in found]


def _folder(file: Named) -> str:
    return str(PurePosixPath(file.name).parent)
