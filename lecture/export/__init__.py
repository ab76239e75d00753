"""What a student can take away: one small file a format, one line each in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lecture.export import (
    flashcards_json,
    flashcards_txt,
    lecture_json,
    report_txt,
    summary_txt,
    transcript_txt,
    wording,
)
from lecture.tongue import N_, _
from lecture.values import Lecture


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name, its media type, how the page calls it (to be said by `_`), and what writes it."""

    file_name: str
    mime: str
    label: str
    write: Callable[[Lecture], bytes]

    def name_for(self, lecture: Lecture) -> str:
        """A name to save it under beside those of other lectures: "How tides work - report.pdf"."""
        title = "".join(" " if letter in '<>:"/\\|?*' else letter for letter in wording.title(lecture))
        name = " ".join(title[:80].split()).strip(". ") or _("Lecture")
        return f"{name} - {self.file_name}"


def _report_pdf(lecture: Lecture) -> bytes:
    from lecture.export import report_pdf  # fpdf2 takes 0.4 s to import: only who wants a PDF waits

    return report_pdf.write(lecture)


FORMATS = {
    made.file_name: made
    for made in (
        Format("report.pdf", "application/pdf", N_("Report (PDF)"), _report_pdf),
        Format("report.txt", "text/plain", N_("Report (TXT)"), report_txt.write),
        Format("transcript.txt", "text/plain", N_("Transcript (TXT)"), transcript_txt.write),
        Format("summary.txt", "text/plain", N_("Summary (TXT)"), summary_txt.write),
        Format("flashcards.txt", "text/plain", N_("Flashcards (TXT)"), flashcards_txt.write),
        Format("flashcards.json", "application/json", N_("Flashcards (JSON)"), flashcards_json.write),
        Format("lecture.json", "application/json", N_("Everything (JSON)"), lecture_json.write),
    )
}
