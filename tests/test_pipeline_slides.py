"""Slides through the whole of the work: from the command line into the options, and as offers into the lecture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import pipeline
from lecture import cli
from lecture.values import Lecture, Options, Slide
from tests.lecture.intake.decks import AS_SLIDES, ENZYMES, pdf, pptx

TIDES = (
    Slide("Sediments", "Clay and sand in layers"),
    Slide("The pull of the Moon on the sea", "High tide and low tide\nThe water rises and falls on the coast"),
)


def run(tmp_path: Path, lecture: Lecture, *arguments: object) -> tuple[int, list[Options]]:
    """The command line with a recording that needs no hearing: its exit code, and the options of the work."""
    asked: list[Options] = []

    def study(recording: Path, options: Options, *, on_progress: object) -> Lecture:
        asked.append(options)
        return lecture

    (tmp_path / "lecture.mp3").write_bytes(b"sound")
    given = [tmp_path / "lecture.mp3", "--out", tmp_path / "notes", *arguments]
    return cli.main(study, [str(one) for one in given]), asked


def test_the_command_line_takes_slides_of_both_kinds_in_their_order(tmp_path: Path, studied: Lecture) -> None:
    (tmp_path / "one.pptx").write_bytes(pptx(ENZYMES[:2]))
    (tmp_path / "two.pdf").write_bytes(pdf(ENZYMES[2:]))
    done = run(tmp_path, studied, "--slides", tmp_path / "one.pptx", "--slides", tmp_path / "two.pdf")
    assert done == (0, [Options(slides=AS_SLIDES)])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("words.pdf", "“words.pdf” is not slides that can be read"),
        ("nowhere.pptx", "There is no file “nowhere.pptx”."),
    ],
)
def test_slides_that_cannot_be_read_get_one_sentence_before_the_work(
    tmp_path: Path, studied: Lecture, capsys: pytest.CaptureFixture[str], name: str, sentence: str
) -> None:
    (tmp_path / "words.pdf").write_text("These are words.")
    assert run(tmp_path, studied, "--slides", tmp_path / name) == (2, [])
    (line,) = capsys.readouterr().err.splitlines()
    assert sentence in line
    assert not (tmp_path / "notes").exists()


def test_the_lecture_is_made_with_the_titles_of_its_slides_and_no_others(sample: Path, studied: Lecture) -> None:
    def made(slides: tuple[Slide, ...]) -> Lecture:
        lecture = pipeline.study(sample, Options(slides=slides), name="Tides.mp3", so_far=studied.transcript)
        return replace(lecture, date=studied.date)  # midnight may lie between the two

    found = made(TIDES)
    assert TIDES[1].title in [chapter.offered for chapter in found.chapters]
    bare = tuple(replace(chapter, offered="") for chapter in found.chapters)
    assert replace(found, chapters=bare) == studied == made(AS_SLIDES)
