"""The sound's route, asked as a browser asks it: the recording where every browser plays it, else its copy."""

from __future__ import annotations

import errno
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import pipeline
from lecture.errors import Cancelled, NoSpeech, NothingToHear
from lecture.speech import copies as speech
from lecture.store.notebook import Notebook
from lecture.values import Lecture, Options
from server import sound
from server.copies import Copies, copies
from server.routes import routes
from server.services import services
from tests.lecture.done_apart import crash
from tests.lecture.speech.bursts import bursts, write

PATIENCE = 60.0  # seconds


class Page:
    """What a page knows: its notebook, its lectures, and a key to hear each."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.library, _ = services()
        self.mine: Notebook = self.library.notebook(self.library.new_notebook())

    def give(self, path: Path, options: Options | None = None) -> str:
        with path.open("rb") as file:
            return self.mine.add(path.name, file, options)

    def address(self, lecture: str) -> str:
        return f"/lecture/{lecture}/sound?key={self.library.lecture_key(lecture, 'read')}"

    def asks(self, lecture: str, method: str = "GET", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, self.address(lecture), headers=named)


def nothing(recording: Path, options: Options, *, name: str, **_: object) -> Lecture:
    """What a lecture becomes is no matter here."""
    raise NoSpeech(name, 0)


@pytest.fixture
def page(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setattr(pipeline, "study", nothing)
    with TestClient(Starlette(routes=routes(""))) as client:
        yield Page(client)


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """What a browser records: without a length and an index."""
    return write(tmp_path / "Microphone.webm", "libopus", [bursts(20)], options={"live": "1"})


def all_made() -> None:
    """Wait until whatever was asked for before is made, or has failed."""
    over = threading.Event()
    copies().begin(Path(secrets.token_hex()), lambda report: over.set())
    assert over.wait(PATIENCE)


def files(page: Page, folder: str) -> list[str]:
    return sorted(path.name for path in (page.library.folder / folder).iterdir())


def test_what_every_browser_plays_is_sent_as_what_it_is(page: Page, tmp_path: Path) -> None:
    lecture = page.give(write(tmp_path / "named as it likes.ogg", "aac", [bursts(3)], container="mp4"))
    answer = page.asks(lecture)
    assert (answer.status_code, answer.content) == (200, page.mine.recording(lecture).read_bytes())
    told = {name: answer.headers[name] for name in ("content-type", "accept-ranges", "x-content-type-options")}
    assert told == {"content-type": "audio/mp4", "accept-ranges": "bytes", "x-content-type-options": "nosniff"}
    assert answer.headers["cache-control"] == "private, max-age=3600"
    assert files(page, "playable") == []


def test_ranges_heads_and_what_the_browser_has_already(page: Page, tmp_path: Path) -> None:
    lecture = page.give(write(tmp_path / "a.mp3", "libmp3lame", [bursts(3)]))
    whole = page.mine.recording(lecture).read_bytes()
    some = page.asks(lecture, range="bytes=100-199")
    assert (some.status_code, some.content) == (206, whole[100:200])
    assert some.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert page.asks(lecture, range="bytes=-7").content == whole[-7:]
    assert page.asks(lecture, range=f"bytes={len(whole)}-").status_code == 416
    head = page.asks(lecture, "HEAD")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole)))
    again = page.asks(lecture, if_none_match=head.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert page.asks(lecture, range="bytes=0-9", if_range='"another"').status_code == 200


def test_a_range_is_sent_without_reading_the_options_which_may_be_long(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.mp3", "libmp3lame", [bursts(3)])
    lecture = page.give(path, Options(captions="A tide rises. " * 1000))
    assert page.mine.file_name(lecture) == "a.mp3"
    monkeypatch.setattr(Notebook, "entry", lambda *_: pytest.fail("the options were read"))
    assert page.asks(lecture, range="bytes=100-199").content == path.read_bytes()[100:200]


def test_what_some_browser_does_not_play_is_copied_once_and_then_sent(page: Page, live: Path) -> None:
    lecture = page.give(live)
    first = page.asks(lecture)
    assert (first.status_code, first.json()) == (503, {"preparing": 0.0})
    assert (first.headers["retry-after"], first.headers["cache-control"]) == ("1", "no-store")
    all_made()
    answer = page.asks(lecture)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mp4")
    name = f"{page.mine.recording(lecture).name}.0"
    assert files(page, "playable") == [name]
    assert answer.content == (page.library.folder / "playable" / name).read_bytes()
    assert page.asks(lecture, range="bytes=4-7").content == b"ftyp"
    assert files(page, "incoming") == []


def test_it_is_ready_when_the_page_asked_for_it_before(page: Page, live: Path) -> None:
    lecture = page.give(live)
    sound.prepare(page.mine, lecture)
    all_made()
    assert page.asks(lecture).status_code == 200


def test_a_copy_that_somebody_deleted_is_made_anew(page: Page, live: Path) -> None:
    lecture = page.give(live)
    sound.prepare(page.mine, lecture)
    all_made()
    before = page.asks(lecture).content
    for path in (page.library.folder / "playable").iterdir():
        path.unlink()
    while page.asks(lecture).status_code == 503:
        all_made()
    assert page.asks(lecture).content == before


def test_each_track_that_was_chosen_has_a_copy_of_its_own(page: Page, tmp_path: Path) -> None:
    path = write(tmp_path / "two.mp4", "aac", [bursts(3), bursts(4)])
    first, second = (page.give(path, Options(track=track)) for track in (1, 2))
    assert page.asks(first).headers["content-type"] == "audio/mp4"
    assert page.asks(second).status_code == 503
    all_made()
    assert page.asks(second).content != page.asks(first).content
    assert files(page, "playable") == [f"{page.mine.recording(second).name}.2"]


def test_what_cannot_be_heard_is_answered_with_its_sentence(page: Page, tmp_path: Path) -> None:
    (tmp_path / "words.mp3").write_text("nobody says this\n" * 100)
    lecture = page.give(tmp_path / "words.mp3")
    page.asks(lecture)
    all_made()
    answer = page.asks(lecture)
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("“words.mp3” is not a recording that can be read.")
    page.mine.recording(lecture).unlink()
    assert page.asks(lecture).json()["error"].startswith("The recording of “words.mp3” is no longer")
    sound.prepare(page.mine, lecture)  # says nothing: the player will


def test_of_a_transcript_nothing_is_played_and_nothing_is_copied(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "tides.srt"
    file.write_text("1\n00:00:01,000 --> 00:00:03,000\nA tide rises.\n")
    lecture = page.give(file)
    sound.prepare(page.mine, lecture)
    answer = page.asks(lecture)
    assert (answer.status_code, answer.json()["error"]) == (409, str(NothingToHear("tides.srt")))
    assert files(page, "playable") == []


def test_another_key_hears_nothing(page: Page, live: Path) -> None:
    lecture = page.give(live)
    for key in ("", page.library.lecture_key("another", "read")):
        answer = page.client.get(f"/lecture/{lecture}/sound?key={key}")
        assert (answer.status_code, list(answer.json())) == (404, ["error"])
    all_made()
    assert files(page, "playable") == []


def full(*_: object) -> None:
    """In place of `copy`."""
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_leaves_nothing_and_is_tried_again(
    page: Page, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = page.give(live)
    with monkeypatch.context() as changed:
        changed.setattr(speech, "copy", full)
        sound.prepare(page.mine, lecture)
        all_made()
    answer = page.asks(lecture)
    assert (answer.status_code, answer.json()["error"][:16]) == (503, "The disk is full")
    assert (files(page, "playable"), files(page, "incoming")) == ([], [])
    assert page.asks(lecture).status_code == 503
    all_made()
    assert page.asks(lecture).status_code == 200


def test_a_lecture_that_is_deleted_meanwhile_leaves_no_copy(page: Page, live: Path) -> None:
    lecture = page.give(live)
    begun, deleted = threading.Event(), threading.Event()

    def wait(report: Callable[[float], None]) -> None:
        begun.set()
        assert deleted.wait(PATIENCE)

    copies().begin(Path("before"), wait)
    assert begun.wait(PATIENCE)
    sound.prepare(page.mine, lecture)
    page.mine.delete(lecture)
    deleted.set()
    all_made()
    assert (files(page, "playable"), files(page, "incoming"), files(page, "recordings")) == ([], [], [])


def test_a_file_is_judged_once(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lecture.speech import playable

    lecture = page.give(write(tmp_path / "once.m4a", "aac", [bursts(2)]))
    assert page.asks(lecture).status_code == 200
    monkeypatch.delattr(playable, "playable")
    assert page.asks(lecture).status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="a crash is told otherwise there")
def test_a_recording_that_crashes_what_reads_it_is_said_and_the_server_goes_on(
    page: Page, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = page.give(live)
    with monkeypatch.context() as changed:
        changed.setattr("lecture.speech.playable.playable", crash)
        changed.setattr(speech, "copy", crash)
        sound.prepare(page.mine, lecture)
        all_made()
        answer = page.asks(lecture)
    assert (answer.status_code, f"“{live.name}” is damaged" in answer.json()["error"]) == (409, True)
    assert (files(page, "playable"), files(page, "incoming")) == ([], [])
    assert page.asks(lecture).status_code == 503
    all_made()
    assert page.asks(lecture).status_code == 200


# The copies of the process


def test_one_copy_is_made_at_a_time_and_none_twice() -> None:
    working, going = Copies(), threading.Event()
    made: list[str] = []

    def make(name: str, report: Callable[[float], None]) -> None:
        made.append(f"{name} begins")
        report(0.5)
        assert going.wait(PATIENCE)
        made.append(f"{name} ends")

    def ask(name: str) -> float:
        return working.done(Path(name), lambda report: make(name, report))

    assert {ask("a") for _ in range(3)} <= {0.0, 0.5}
    assert ask("b") == 0.0
    going.set()
    over = threading.Event()
    working.begin(Path("last"), lambda report: over.set())
    assert over.wait(PATIENCE)
    assert made == ["a begins", "a ends", "b begins", "b ends"]
    assert ask("a") == 1.0
    working.close()


def test_what_ended_an_attempt_is_told_once() -> None:
    working = Copies()
    told: list[bool] = []

    def fail(report: Callable[[float], None]) -> None:
        raise Cancelled

    while not told:
        try:
            assert working.done(Path("a"), fail) == 0.0
        except Cancelled:
            told.append(True)
    assert working.done(Path("a"), lambda report: None) in (0.0, 1.0)
    working.close()


def test_the_routes_lie_below_the_path_of_the_page() -> None:
    assert [route.path for route in routes("/notes/")] == [f"/notes{route.path}" for route in routes("")]
