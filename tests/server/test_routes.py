"""The routes' addresses as the page hands them out, and the tongue that is answered in."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

import server.routes
from lecture.errors import LectureError
from lecture.store.library import Library
from lecture.tongue import _, speaking
from server.routes import answering, sound_of, writing_to
from tests.held import held


class Wrong(LectureError):
    def __str__(self) -> str:
        return _("This recording cannot be played here.")


def refuse(_request: Request) -> Response:
    raise Wrong


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/", "This recording cannot be played here."),
        ("/?key=1&lang=de", "Diese Aufnahme lässt sich hier nicht abspielen."),
        ("/?lang=nobody-speaks-it", "This recording cannot be played here."),
    ],
)
def test_what_went_wrong_is_said_in_the_tongue_of_the_address(address: str, said: str) -> None:
    with TestClient(Starlette(routes=[Route("/", answering(refuse))])) as client:
        assert client.get(address).json() == {"error": said}


def test_addresses_name_the_tongue_of_the_page_but_for_english(tmp_path: Path) -> None:
    library = Library(tmp_path)
    english = sound_of(library, "tides"), writing_to(library, "tides", "text")
    with speaking("de"):
        german = sound_of(library, "tides"), writing_to(library, "tides", "text")
    library.close()
    assert german == tuple(f"{address}&lang=de" for address in english)
    assert not any("lang" in address for address in english)


def test_where_another_program_holds_the_database_the_browser_is_told_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its outboxes do at any answer of 500 or above; no thread of the server waits meanwhile."""
    monkeypatch.setattr(server.routes, "QUIET", 0.2)
    library = Library(tmp_path)

    def write(_request: Request) -> Response:
        with library.database.writing():
            return Response("kept")

    with TestClient(Starlette(routes=[Route("/", answering(write))])) as client:
        with held(tmp_path):
            refused = client.get("/?lang=de")
        assert client.get("/").text == "kept"
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert refused.json()["error"]
    library.close()
