"""Which files the command line writes. What it hears and makes is in tests/test_pipeline.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from lecture import cli
from lecture.export import FORMATS
from lecture.export.options import Options
from lecture.values import Lecture
from tests.lecture.export.tides import TIDES


def write(folder: Path, *arguments: str) -> dict[str, bytes]:
    """What there is after the notes of a lecture were written to this folder."""
    recording = folder / "tides.m4a"
    recording.write_bytes(b"sound")

    def study(*_: object, **__: object) -> Lecture:
        return TIDES

    assert cli.main(study, [str(recording), "--out", str(folder / "notes"), *arguments]) == 0
    return {file.name: file.read_bytes() for file in (folder / "notes").iterdir()}


@pytest.mark.parametrize(
    ("wanted", "files"),
    [
        ("srt", {"subtitles.srt"}),
        ("pdf, txt", {"report.pdf", "report.txt"}),
        ("vtt,chapters.vtt", {"subtitles.vtt", "chapters.vtt"}),
        ("JSON,flashcards.json,json", {"lecture.json", "flashcards.json"}),
        ("self-test,cornell,apkg", {"self-test.pdf", "cornell.pdf", "flashcards.apkg"}),
        ("csv", {"flashcards-anki.csv"}),
        ("all", set(FORMATS)),
        ("srt,all", set(FORMATS)),
    ],
)
def test_the_formats_that_are_named_are_written(tmp_path: Path, wanted: str, files: set[str]) -> None:
    assert set(write(tmp_path, "--formats", wanted)) == files


def test_without_a_wish_every_format_is_written(tmp_path: Path) -> None:
    assert set(write(tmp_path)) == set(FORMATS)


def test_what_is_printed_is_laid_out_for_the_paper_that_is_asked_for(tmp_path: Path) -> None:
    written = write(tmp_path, "--formats", "pdf", "--paper", "Letter")["report.pdf"]
    assert written == FORMATS["report.pdf"].write(TIDES, Options(paper="Letter"))
    assert written != FORMATS["report.pdf"].write(TIDES)
