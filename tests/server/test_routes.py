"""The routes' addresses as the page hands them out, and the tongue that is answered in."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from lecture.errors import LectureError
from lecture.store.library import Library
from lecture.tongue import _, speaking
from server.routes import answering, sound_of, writing_to


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
