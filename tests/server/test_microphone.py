"""The microphone's routes, asked as the page asks them, of the app as it is served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lecture.errors import DiskFull, LectureError, NotebookFull, RecorderFull
from lecture.store import growing
from lecture.store.growing import Recorder
from lecture.store.library import Library
from lecture.store.limits_errors import LibraryFull, TooManyNotebooks
from server import microphone
from server.routes import routes
from server.services import services

NAME = "6edd4869-ae8a-4870-a066-1fed918bba7c"


class Page:
    """What a page knows: its notebook, and a key to record into it."""

    def __init__(self, client: TestClient, library: Library) -> None:
        mine = library.notebook(library.new_notebook())
        self.client, self.recorder = client, Recorder(mine)
        self.path, self.key = f"/notebook/{mine.name}/recordings/{NAME}", library.recorder_key(mine)

    def send(self, at: int | str, part: bytes, **other: str) -> tuple[int, dict[str, object]]:
        asked = {"key": self.key, "at": str(at), "kind": "audio/webm", "begun": "2026-11-26T10:15:04", "seconds": "2"}
        answer = self.client.post(self.path, params=asked | other, content=part)
        return answer.status_code, answer.json() if answer.headers["content-type"] == "application/json" else {}

    def end(self) -> int:
        return self.client.post(f"{self.path}/end", params={"key": self.key}).status_code

    @property
    def sound(self) -> bytes:
        return (self.recorder.folder / NAME / "sound").read_bytes()


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(""))) as client:
        yield client


@pytest.fixture
def page(data: Path, client: TestClient) -> Page:
    return Page(client, services()[0])


def test_a_recording_comes_in_parts_and_is_ended(page: Page) -> None:
    assert page.send(0, b"so") == (200, {"size": 2})
    assert page.send(2, b"und", seconds="4") == (200, {"size": 5})
    assert page.end() == 200
    assert page.sound == b"sound"
    (one,) = page.recorder.waiting()
    assert (one.id, one.begun, one.seconds, one.ended) == (NAME, "2026-11-26T10:15:04", 4.0, True)


def test_a_part_of_which_the_answer_was_lost_is_sent_again_and_kept_once(page: Page) -> None:
    page.send(0, b"so")
    page.send(2, b"und")
    assert page.send(2, b"und") == (200, {"size": 5})
    assert page.sound == b"sound"


def test_a_gap_is_refused_with_where_to_go_on(page: Page) -> None:
    page.send(0, b"so")
    assert page.send(4, b"d") == (
        409,
        {"error": "A part is missing: 2 bytes of the recording are kept. Send on from there.", "size": 2},
    )


def test_what_is_unknown_is_not_found_and_what_is_refused_says_why(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = {"error": "There is no such recording here. Notes may have been made of it, or it was discarded."}
    assert page.send(2, b"und") == (404, unknown)
    assert page.end() == 404
    status, said = page.send(0, b"so", kind="text/plain")
    assert (status, "is not a recording" in str(said["error"])) == (409, True)


@pytest.mark.parametrize(
    "error",
    [LibraryFull(1), TooManyNotebooks(1), NotebookFull(lectures=1), NotebookFull(megabytes=1), RecorderFull(20)],
    ids=lambda error: type(error).__name__,
)
def test_a_limit_that_is_reached_is_said_and_leaves_the_recording_to_be_sent_again(
    error: LectureError, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser forgets what is refused for good."""

    def full(*_: object) -> int:
        raise error

    with monkeypatch.context() as limit:
        limit.setattr(Recorder, "_begin", full)
        assert page.send(0, b"so") == (503, {"error": str(error)})
    assert page.send(0, b"so") == (200, {"size": 2})


def test_only_its_own_key_records_into_a_notebook(page: Page, client: TestClient) -> None:
    stranger = Page(client, services()[0])
    for key in ("", "a guess", "é", stranger.key):
        status, said = page.send(0, b"so", key=key)
        assert (status, "no such notebook" in str(said["error"])) == (404, True)
    assert page.recorder.waiting() == ()


def test_where_the_disk_is_full_the_page_tries_again(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise DiskFull(page.recorder.folder, "no space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(growing, "_write", full)
        status, said = page.send(0, b"so")
        assert (status, str(said["error"])[:16]) == (503, "The disk is full")
    assert page.send(0, b"so") == (200, {"size": 2})


def test_a_part_is_of_some_seconds_and_a_place_is_a_number(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "PART_BYTES", 3)
    assert page.send(0, b"sou") == (200, {"size": 3})
    assert page.send(3, b"nd!!")[0] == 413
    for at in ("", "-1", "1.5", "x", "9" * 99):
        assert page.send(at, b"nd")[0] == 400
    assert page.sound == b"sou"
