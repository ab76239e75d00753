"""What a student can take away: one small file a format, one line each in `FORMATS`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, Protocol

from lecture.export import (
    flashcards_json,
    flashcards_txt,
    lecture_json,
    report_txt,
    summary_txt,
    transcript_txt,
    wording,
)
from lecture.export.options import USUAL, Options
from lecture.tongue import N_, _
from lecture.values import Lecture

FORBIDDEN = '<>:"/\\|?*'  # in names of files, on one system or another
# What turns the letters behind it around, so that “exe.mp4” may be read as “4pm.exe”.
TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
RESERVED = re.compile(r"CON|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³]", re.IGNORECASE)  # Windows' own
NAME_BYTES = 160  # of the 255 that a name may have, with what comes behind it

Given = Sequence[tuple[Lecture, Options]]
Choice = Literal["parts", "paper"]  # what of Options means something to a format


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name, its media type, what the page calls it and says of it (by `_`), and what writes it."""

    file_name: str
    mime: str
    label: str
    about: str
    write: Write
    choices: frozenset[Choice] = frozenset()
    of_cards: bool = False  # nothing without flashcards
    write_all: WriteAll | None = None  # several lectures as one file; None: as a file each, in a ZIP

    def name_for(self, title: str) -> str:
        """A name to save it under beside those of other lectures: "How tides work - report.pdf"."""
        return f"{as_file_name(title)} - {self.file_name}"


class Write(Protocol):
    """What writes a file. The same lecture and options give the same bytes."""

    def __call__(self, lecture: Lecture, options: Options = USUAL, /) -> bytes: ...


class WriteAll(Protocol):
    """What writes one file of several lectures."""

    def __call__(self, lectures: Given, /) -> bytes: ...


def as_file_name(title: str) -> str:
    """As every system takes it; a title may hold anything."""
    composed = unicodedata.normalize("NFC", wording.one_line(title).translate(TURNS))
    letters = "".join(" " if letter in FORBIDDEN else letter for letter in composed)
    short = letters[:80].encode()[:NAME_BYTES].decode("utf-8", "ignore")
    name = " ".join(short.split()).strip(". ") or _("Lecture")
    return f"{name}_" if RESERVED.fullmatch(name.partition(".")[0]) else name


def _late(module: str, name: str = "write") -> Write:
    """What writes, from a file in here that is imported when it is wanted: fpdf2 alone takes 0.4 s."""

    def write(lecture: Lecture, options: Options = USUAL) -> bytes:
        written: bytes = getattr(import_module(f"{__name__}.{module}"), name)(lecture, options)
        return written

    return write


def _late_all(module: str) -> WriteAll:
    def write_all(lectures: Given) -> bytes:
        written: bytes = import_module(f"{__name__}.{module}").write_all(lectures)
        return written

    return write_all


_BOTH: frozenset[Choice] = frozenset({"parts", "paper"})
_PAPER: frozenset[Choice] = frozenset({"paper"})
_PARTS: frozenset[Choice] = frozenset({"parts"})

FORMATS = {
    made.file_name: made
    for made in (
        Format(
            "report.pdf",
            "application/pdf",
            N_("Report (PDF)"),
            N_("To print, or to hand in."),
            _late("report_pdf"),
            _BOTH,
            write_all=_late_all("report_pdf"),
        ),
        Format(
            "report.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            N_("Report (Word)"),
            N_("To go on writing in Word, LibreOffice or Google Docs."),
            _late("report_docx"),
            _BOTH,
        ),
        Format(
            "report.html",
            "text/html",
            N_("Report (web page)"),
            N_("Opens in any browser, with cards to turn. Put it beside the recording, and its times play it."),
            _late("report_html"),
            _PARTS,
        ),
        Format(
            "report.md",
            "text/markdown",
            N_("Report (Markdown)"),
            N_("For Obsidian and other notebooks."),
            _late("report_md"),
            _PARTS,
        ),
        Format(
            "report.txt",
            "text/plain",
            N_("Report (TXT)"),
            N_("Plain text, for any program."),
            report_txt.write,
            _PARTS,
        ),
        Format(
            "self-test.pdf",
            "application/pdf",
            N_("Self-test (PDF)"),
            N_("The questions on paper, the answers on later pages."),
            _late("self_test_pdf"),
            _PAPER,
            of_cards=True,
        ),
        Format(
            "cornell.pdf",
            "application/pdf",
            N_("Cornell notes (PDF)"),
            N_("Questions beside the points, and room for your own summary."),
            _late("cornell_pdf"),
            _PAPER,
            of_cards=True,
        ),
        Format(
            "transcript.txt",
            "text/plain",
            N_("Transcript (TXT)"),
            N_("What was said, a line each, with its time."),
            transcript_txt.write,
        ),
        Format("summary.txt", "text/plain", N_("Summary (TXT)"), N_("The summary alone."), summary_txt.write),
        Format(
            "subtitles.srt",
            "application/x-subrip",
            N_("Subtitles (SRT)"),
            N_("For video players and video sites."),
            _late("srt"),
        ),
        Format(
            "subtitles.vtt",
            "text/vtt",
            N_("Subtitles (WebVTT)"),
            N_("For videos on web pages."),
            _late("vtt"),
        ),
        Format(
            "chapters.vtt",
            "text/vtt",
            N_("Chapters (WebVTT)"),
            N_("The chapters as a track of a video on a web page."),
            _late("vtt", "write_chapters"),
        ),
        Format(
            "flashcards.apkg",
            "application/apkg",
            N_("Flashcards for Anki"),
            N_("With the sound of each sentence. Taken in again it updates your cards and keeps your reviews."),
            _late("anki"),
            of_cards=True,
            write_all=_late_all("anki"),
        ),
        Format(
            "flashcards-anki.csv",
            "text/csv",
            N_("Flashcards for Anki (CSV)"),
            N_("A table that Anki takes in, without sound."),
            _late("flashcards_csv", "write_anki"),
            of_cards=True,
        ),
        Format(
            "flashcards-quizlet.txt",
            "text/plain",
            N_("Flashcards for Quizlet"),
            N_("To be pasted into Quizlet's import."),
            _late("flashcards_csv", "write_quizlet"),
            of_cards=True,
        ),
        Format(
            "flashcards-remnote.csv",
            "text/csv",
            N_("Flashcards for RemNote"),
            N_("A table that RemNote takes in."),
            _late("flashcards_csv", "write_remnote"),
            of_cards=True,
        ),
        Format(
            "flashcards.txt",
            "text/plain",
            N_("Flashcards (TXT)"),
            N_("Questions and answers as plain text."),
            flashcards_txt.write,
            of_cards=True,
        ),
        Format(
            "lecture.json",
            "application/json",
            N_("Everything (JSON)"),
            N_("All that was made. It can be given to this page again, here or on another computer."),
            lecture_json.write,
        ),
        Format(
            "flashcards.json",
            "application/json",
            N_("Flashcards (JSON)"),
            N_("For programs of your own."),
            flashcards_json.write,
            of_cards=True,
        ),
    )
}
