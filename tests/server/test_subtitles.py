"""The routes of the subtitles: captions as they stand now, and the video with them as a file to be saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import pipeline
from lecture.edits import written
from lecture.export import FORMATS
from lecture.export.cues import cues
from lecture.speech import subtitled as speech
from lecture.store import putting_right
from lecture.store.rows import finish
from lecture.store.storage import SUBTITLED
from lecture.values import Lecture
from server import subtitles
from server.copies import ManyWait, copies
from server.routes import captions_of, routes, video_of
from tests.lecture.export.tides import TIDES
from tests.lecture.speech.test_subtitled import SECONDS, film
from tests.server.test_sound import Page, nothing

SHORT = replace(TIDES, transcript=replace(TIDES.transcript, segments=TIDES.transcript.segments[:2], duration=SECONDS))


class Study(Page):
    """A page of a student who has finished lectures."""

    def study(self, path: Path, lecture: Lecture = SHORT) -> str:
        made = self.give(path)
        with self.library.database.writing() as rows:
            finish(rows, self.mine.number(rows, made), replace(lecture, file_name=path.name))
        self.mine.edit(made, title="Ebb/Flut: Tag 1")
        return made

    def captions(self, lecture: str) -> str:
        return "/" + captions_of(self.library, lecture, self.mine.revision(lecture))

    def video(self, lecture: str) -> str:
        return "/" + video_of(self.library, lecture)

    def correct(self, lecture: str, number: int, text: str) -> None:
        segment = self.mine.lecture(lecture).transcript.segments[number]
        putting_right.keep(self.mine, lecture, written(segment, text))

    def copies(self, lecture: str) -> list[Path]:
        return sorted(self.library.work_folder(lecture).glob(f"{SUBTITLED}*"))


@pytest.fixture
def page(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    monkeypatch.setattr(pipeline, "study", nothing)
    with TestClient(Starlette(routes=routes(""))) as client:
        yield Study(client)


def said(path: Path) -> list[str]:
    with av.open(str(path)) as file:
        packets = [bytes(packet)[2:].decode() for packet in file.demux(file.streams.subtitles[0])]
    return [text for text in packets if text]


def lines(lecture: Lecture) -> list[str]:
    return ["\n".join(cue.lines) for cue in cues(lecture.transcript)]


# Captions


def test_captions_are_the_subtitles_as_they_stand_now(page: Study, sample: Path) -> None:
    lecture = page.study(sample)
    first = page.client.get(page.captions(lecture))
    assert (first.status_code, first.content) == (200, FORMATS["subtitles.vtt"].write(page.mine.lecture(lecture)))
    told = {name: first.headers[name] for name in ("content-type", "cache-control", "x-content-type-options")}
    assert told == {
        "content-type": "text/vtt; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    before = page.captions(lecture)
    page.correct(lecture, 0, "Guten Morgen <script>.")
    assert page.captions(lecture) != before
    text = page.client.get(page.captions(lecture)).text
    assert ("Guten Morgen &lt;script&gt;." in text, "Good morning" in text) == (True, False)


def test_who_may_hear_a_lecture_may_read_along_and_nobody_else(page: Study, sample: Path) -> None:
    lecture = page.study(sample)
    for right in ("hear", "read", "write"):
        key = page.library.lecture_key(lecture, right)
        assert page.client.get(f"/lecture/{lecture}/captions?key={key}").status_code == 200
    for key in ("", page.library.lecture_key("another", "hear")):
        for what in ("captions", "video"):
            answer = page.client.get(f"/lecture/{lecture}/{what}?key={key}")
            assert (answer.status_code, list(answer.json())) == (404, ["error"])
    shared = page.library.lecture_key(lecture, "read")
    page.library.stop_sharing(page.mine, lecture)
    assert page.client.get(f"/lecture/{lecture}/captions?key={shared}").status_code == 404
    assert page.client.get(page.captions(lecture)).status_code == 200


def test_a_lecture_that_is_not_finished_has_no_captions(page: Study, sample: Path) -> None:
    lecture = page.give(sample)
    assert page.client.get(page.captions(lecture)).status_code == 409


# The video


def test_the_video_is_saved_with_its_subtitles_under_the_lectures_title(page: Study, tmp_path: Path) -> None:
    lecture = page.study(film(tmp_path / "film.mp4", "mpeg4", "aac"))
    assert subtitles.has_video(page.mine, lecture)
    answer = page.client.get(page.video(lecture))
    told = (answer.status_code, answer.headers["content-type"], answer.headers["content-disposition"])
    assert told == (200, "video/mp4", "attachment; filename*=utf-8''Ebb%20Flut%20Tag%201%20-%20video.mp4")
    (tmp_path / "saved").write_bytes(answer.content)
    assert said(tmp_path / "saved") == lines(SHORT)
    with av.open(str(tmp_path / "saved")) as file:
        assert file.streams.subtitles[0].metadata["language"] == "eng"
        assert len(list(file.decode(video=0))) == SECONDS * 25
    assert page.client.get(page.video(lecture), headers={"range": "bytes=4-7"}).content == b"ftyp"
    assert not any((page.library.folder / "incoming").iterdir())


def test_it_is_made_once_and_anew_after_an_edit(page: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lecture = page.study(film(tmp_path / "film.mp4", "mpeg4", "aac"))
    first = page.client.get(page.video(lecture)).content
    (made,) = page.copies(lecture)
    with monkeypatch.context() as changed:
        changed.delattr(speech, "subtitled")
        assert page.client.get(page.video(lecture)).content == first
    page.correct(lecture, 0, "Good evening.")
    (tmp_path / "saved").write_bytes(page.client.get(page.video(lecture)).content)
    assert said(tmp_path / "saved") == lines(page.mine.lecture(lecture))
    assert "Good evening." in said(tmp_path / "saved")[0]
    (anew,) = page.copies(lecture)
    assert anew != made


def test_it_goes_after_a_day_and_with_the_lecture(page: Study, tmp_path: Path) -> None:
    video = film(tmp_path / "film.mp4", "mpeg4", "aac")
    lecture = page.study(video)
    first = page.client.get(page.video(lecture)).content
    (made,) = page.copies(lecture)
    page.library.sweep()
    assert page.copies(lecture) == [made]
    os.utime(made, (0, 0))
    page.library.sweep()
    assert page.copies(lecture) == []
    assert page.client.get(page.video(lecture)).content == first
    page.mine.delete(lecture)
    assert not list((page.library.folder / "lectures").iterdir())
    assert page.client.get(page.video(lecture)).status_code == 404


def test_what_has_no_picture_has_no_such_copy(page: Study, sample: Path) -> None:
    lecture = page.study(sample)
    assert not subtitles.has_video(page.mine, lecture)
    answer = page.client.get(page.video(lecture))
    assert (answer.status_code, list(answer.json())) == (409, ["error"])
    assert page.copies(lecture) == []
    assert not any((page.library.folder / "incoming").iterdir())


def full(*_: object) -> str:
    """In place of `subtitled`."""
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_and_it_is_tried_again(
    page: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = page.study(film(tmp_path / "film.mp4", "mpeg4", "aac"))
    with monkeypatch.context() as changed:
        changed.setattr(speech, "subtitled", full)
        answer = page.client.get(page.video(lecture))
    assert (answer.status_code, answer.json()["error"][:16]) == (503, "The disk is full")
    assert page.client.get(page.video(lecture)).status_code == 200


def test_a_recording_is_looked_at_once(page: Study, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lecture = page.study(sample)
    assert not subtitles.has_video(page.mine, lecture)
    monkeypatch.delattr(speech, "has_picture")
    assert not subtitles.has_video(page.mine, lecture)


def test_those_who_wait_for_copies_leave_threads_for_the_others(
    page: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = page.study(film(tmp_path / "film.mp4", "mpeg4", "aac"))
    with monkeypatch.context() as changed:
        changed.setattr(copies(), "_waiters", threading.Semaphore(0))
        answer = page.client.get(page.video(lecture))
        assert (answer.status_code, answer.json()["error"]) == (409, str(ManyWait()))
        assert page.client.get(page.captions(lecture)).status_code == 200
    assert page.client.get(page.video(lecture)).status_code == 200


def test_readers_of_two_tongues_share_one_copy(page: Study, tmp_path: Path) -> None:
    lecture = page.study(film(tmp_path / "film.mp4", "mpeg4", "aac"))
    english = page.client.get(page.video(lecture)).content
    (made,) = page.copies(lecture)
    assert page.client.get(page.video(lecture) + "&lang=de").content == english
    assert page.copies(lecture) == [made]
