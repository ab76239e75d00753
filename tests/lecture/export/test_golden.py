"""A small lecture in every format, compared whole.

`python -m tests.lecture.export.test_golden` writes the files anew; read the difference before it is committed.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from lecture.export import FORMATS
from tests.lecture.export.said import text_of
from tests.lecture.export.tides import TIDES

GOLDEN = Path(__file__).parent / "golden"
OF_THEIR_OWN = {"report.md": "tides.md", "report.html": "tides.html", "report.docx": "tides.docx.txt"}  # in their tests
EVERY = [name for name in FORMATS if name not in OF_THEIR_OWN]


def golden(name: str) -> Path:
    return GOLDEN / (name if name.endswith((".txt", ".srt", ".vtt", ".json", ".csv")) else f"{name}.txt")


def whole(name: str) -> str:
    """All that the file says, as text; of a PDF page by page."""
    written = FORMATS[name].write(TIDES)
    if name.endswith(".pdf"):
        return "\n\f\n".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages) + "\n"
    return text_of(name, written) + "\n" if name.endswith(".apkg") else written.decode()


@pytest.mark.parametrize("name", EVERY)
def test_a_small_lecture_reads_so(name: str) -> None:
    with golden(name).open(encoding="utf-8", newline="") as file:  # every line end as it is
        assert whole(name) == file.read()


def test_every_format_has_its_golden_file() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {*OF_THEIR_OWN.values(), *(golden(name).name for name in EVERY)}


if __name__ == "__main__":
    for each in EVERY:
        golden(each).write_text(whole(each), encoding="utf-8", newline="")
