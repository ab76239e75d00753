"""Which files the command line writes. What it hears and makes is in tests/test_pipeline.py."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import av
import pytest

import pipeline
from lecture import cli
from lecture.errors import NotARecording
from lecture.export import FORMATS
from lecture.export.options import Options
from lecture.values import Lecture
from tests.lecture.export.tides import TIDES
from tests.lecture.speech.test_subtitled import film

SOUND = cli.Sound(pipeline.check_video, pipeline.cutter, pipeline.subtitled)


def study(*_: object, **__: object) -> Lecture:
    return TIDES


def write(folder: Path, *arguments: str) -> dict[str, bytes]:
    """What there is after the notes of a lecture were written to this folder."""
    recording = folder / "tides.m4a"
    recording.write_bytes(b"sound")
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


def test_the_package_for_anki_has_the_sound_of_each_sentence(tmp_path: Path, sample: Path, studied: Lecture) -> None:
    arguments = [str(sample), "--out", str(tmp_path / "notes"), "--formats", "apkg"]
    assert cli.main(lambda *_, **__: studied, arguments, sound=SOUND) == 0
    with zipfile.ZipFile(tmp_path / "notes" / "flashcards.apkg") as package:
        media = json.loads(package.read("media"))
        for number, name in media.items():
            assert name.endswith(".mp3")
            with av.open(io.BytesIO(package.read(number)), "r") as heard:
                assert 1.9 < (heard.duration or 0) / 1e6 < 15.2
    assert len(media) == len({(card.start, card.end) for card in studied.cards.cards})


def test_a_copy_of_a_video_has_the_subtitles_as_a_track(tmp_path: Path) -> None:
    video = film(tmp_path / "tides.mp4", "mpeg4", "aac")
    arguments = [str(video), "--out", str(tmp_path / "notes"), "--formats", "srt", "--video"]
    assert cli.main(study, arguments, sound=SOUND) == 0
    assert {file.name for file in (tmp_path / "notes").iterdir()} == {"subtitles.srt", "video.mp4"}
    with av.open(tmp_path / "notes" / "video.mp4") as copy:
        assert [stream.type for stream in copy.streams] == ["video", "audio", "subtitle"]


def test_what_has_no_picture_is_told_before_the_work(
    tmp_path: Path, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*_: object, **__: object) -> Lecture:
        raise AssertionError

    arguments = [str(sample), "--out", str(tmp_path / "notes"), "--formats", "srt", "--video"]
    assert cli.main(never, arguments, sound=SOUND) == 2
    assert "has no picture, so there is no video of it" in capsys.readouterr().err
    assert not (tmp_path / "notes").exists()


def test_the_notes_are_there_where_the_copy_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(video: Path, lecture: Lecture, folder: Path) -> None:
        raise NotARecording(video.name)

    video = film(tmp_path / "tides.mp4", "mpeg4", "aac")
    arguments = [str(video), "--out", str(tmp_path / "notes"), "--formats", "srt", "--video"]
    assert cli.main(study, arguments, sound=replace(SOUND, subtitled=broken)) == 2
    assert "“tides.mp4” is not a recording that can be read" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "notes").iterdir()] == ["subtitles.srt"]
