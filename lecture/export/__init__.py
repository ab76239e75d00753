"""What a student can take away: one small file a format, one line each in `FORMATS`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

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


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name, its media type, how the page calls it (to be said by `_`), and what writes it."""

    file_name: str
    mime: str
    label: str
    write: Write

    def name_for(self, lecture: Lecture) -> str:
        """A name to save it under beside those of other lectures: "How tides work - report.pdf"."""
        title = "".join(" " if letter in '<>:"/\\|?*' else letter for letter in wording.title(lecture))
        name = " ".join(title[:80].split()).strip(". ") or _("Lecture")
        return f"{name} - {self.file_name}"


class Write(Protocol):
    """What writes a file. The same lecture and options give the same bytes."""

    def __call__(self, lecture: Lecture, options: Options = USUAL, /) -> bytes: ...


def _late(module: str, name: str = "write") -> Write:
    """What writes, from a file in here that is imported when it is wanted: fpdf2 alone takes 0.4 s."""

    def write(lecture: Lecture, options: Options = USUAL) -> bytes:
        written: bytes = getattr(import_module(f"{__name__}.{module}"), name)(lecture, options)
        return written

    return write


FORMATS = {
    made.file_name: made
    for made in (
        Format("report.pdf", "application/pdf", N_("Report (PDF)"), _late("report_pdf")),
        Format("report.txt", "text/plain", N_("Report (TXT)"), report_txt.write),
        Format("transcript.txt", "text/plain", N_("Transcript (TXT)"), transcript_txt.write),
        Format("summary.txt", "text/plain", N_("Summary (TXT)"), summary_txt.write),
        Format("flashcards.txt", "text/plain", N_("Flashcards (TXT)"), flashcards_txt.write),
        Format("flashcards.apkg", "application/apkg", N_("Flashcards for Anki"), _late("anki")),
        Format("subtitles.srt", "application/x-subrip", N_("Subtitles (SRT)"), _late("srt")),
        Format("subtitles.vtt", "text/vtt", N_("Subtitles (WebVTT)"), _late("vtt")),
        Format("chapters.vtt", "text/vtt", N_("Chapters (WebVTT)"), _late("vtt", "write_chapters")),
        Format("flashcards.json", "application/json", N_("Flashcards (JSON)"), flashcards_json.write),
        Format("lecture.json", "application/json", N_("Everything (JSON)"), lecture_json.write),
    )
}
