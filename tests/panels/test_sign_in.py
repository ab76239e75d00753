"""Which notebook a visitor gets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

import app
from lecture.store.library import Library
from panels import state


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path)
    yield opened
    opened.close()


class Visitor:
    """Somebody's connection: what Streamlit says of it, and the address in their browser."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.context = SimpleNamespace(headers={}, ip_address=None, url="http://localhost:8501/")
        self.address: dict[str, str] = {}
        self.user: dict[str, object] = {}
        monkeypatch.delenv("LECTURE_SHARED", raising=False)
        monkeypatch.setattr(st, "context", self.context)
        monkeypatch.setattr(st, "query_params", self.address)
        monkeypatch.setattr(st, "user", _User(self.user))

    def comes_back_without_an_address(self) -> None:
        self.address.clear()


class _User(dict[str, object]):
    def __init__(self, claims: dict[str, object]) -> None:
        super().__init__()
        self.claims = claims

    def __contains__(self, name: object) -> bool:
        return name in self.claims

    def __getitem__(self, name: str) -> object:
        return self.claims[name]

    @property
    def is_logged_in(self) -> object:
        return self.claims["is_logged_in"]


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Visitor:
    return Visitor(monkeypatch)


def test_a_laptop_has_one_notebook(library: Library, visitor: Visitor) -> None:
    first = app.notebook_key(library)
    assert visitor.address == {"notebook": first}
    visitor.comes_back_without_an_address()
    assert app.notebook_key(library) == first


@pytest.mark.parametrize(
    "change",
    [
        {"ip_address": "203.0.113.7"},
        {"url": "https://notes.example.edu/"},
        {"headers": {"X-Forwarded-For": "203.0.113.7"}},
        {"headers": {"Forwarded": "for=203.0.113.7"}},
        {"headers": {"Host": "hostile.example:8501", "Origin": "http://hostile.example:8501"}},
        {"headers": {"Host": "localhost:8501", "Origin": "http://localhost:9000"}},
        {"headers": {"Host": "localhost:8501", "Origin": "null"}},
    ],
    ids=[
        "from afar",
        "by another name",
        "through a proxy",
        "through a newer proxy",
        "by another name that leads here, whatever address its page says it has",
        "from another page of this machine",
        "from a page of nowhere",
    ],
)
def test_whoever_comes_from_elsewhere_gets_a_notebook_of_their_own(
    library: Library, visitor: Visitor, change: dict[str, object]
) -> None:
    laptop = library.first_notebook()
    vars(visitor.context).update(change)
    one = app.notebook_key(library)
    visitor.comes_back_without_an_address()
    two = app.notebook_key(library)
    assert len({laptop, one, two}) == 3


def test_an_operator_can_say_that_the_server_is_shared(
    library: Library, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LECTURE_SHARED", "1")
    assert app.notebook_key(library) != library.first_notebook()


def test_the_address_opens_its_notebook_from_anywhere(library: Library, visitor: Visitor) -> None:
    mine = library.new_notebook()
    visitor.context.ip_address = "203.0.113.7"
    visitor.address["notebook"] = mine
    assert app.notebook_key(library) == mine


def test_who_signs_in_has_their_own_notebook_whatever_the_address(library: Library, visitor: Visitor) -> None:
    visitor.address["notebook"] = library.new_notebook()
    visitor.user.update(is_logged_in=True, iss="https://id.example.edu", sub="amara")
    amara = app.notebook_key(library)
    assert amara == library.notebook_of("https://id.example.edu amara")
    visitor.user["sub"] = "bela"
    assert app.notebook_key(library) not in (amara, visitor.address["notebook"])


def test_nothing_opens_before_signing_in(library: Library, visitor: Visitor) -> None:
    visitor.user["is_logged_in"] = False
    assert app.notebook_key(library) == ""
    assert state.open_lecture() is None
