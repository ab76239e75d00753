"""Whose page asks, and by which name: as browsers and proxies say it."""

from __future__ import annotations

import logging

import pytest
import streamlit as st
from starlette.datastructures import Headers

from server import guard
from server.guard import Guard, is_own, why_not

HOME = "notes.example.edu"


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "only_here", lambda: False)


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "only_here", lambda: True)


def allow(monkeypatch: pytest.MonkeyPatch, **options: object) -> None:
    known = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name.partition(".")[2], known(name)))


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        (f"https://{HOME}", HOME, True),
        (f"https://{HOME}:8443", f"{HOME}:8443", True),  # nginx's $http_host
        (f"https://{HOME}:8443", HOME, True),  # its $host
        (f"https://{HOME}", f"{HOME}:443", True),  # its $host:$server_port
        (f"http://{HOME}", f"{HOME}:80", True),
        (f"https://{HOME}.", HOME, True),
        (f"https://{HOME.upper()}", f"{HOME}.", True),
        (f"https://{HOME}:8443", f"{HOME}:9443", False),
        (f"https://{HOME}", f"{HOME}:8501", False),
        ("https://hostile.example", HOME, False),
        (f"https://{HOME}.hostile.example", HOME, False),
        (f"https://{HOME}@hostile.example", HOME, False),
        (f"https://a@{HOME}", HOME, False),
        (f"https://{HOME}:x", HOME, False),
        ("https://", "", False),
        ("null", HOME, False),
    ],
)
def test_a_page_is_own_by_the_name_that_a_proxy_passes_on(origin: str, host: str, own: bool) -> None:
    assert is_own(origin, host) == own


@pytest.mark.usefixtures("laptop")
@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://localhost:8501", "localhost:8501", True),
        ("http://localhost", "localhost", True),
        ("http://localhost", "localhost:80", True),
        ("https://notes.tailnet.example", "notes.tailnet.example", True),
        ("http://localhost:3000", "localhost", False),
        ("http://localhost:3000", "localhost:8501", False),
        ("http://localhost", "localhost:8501", False),
        ("chrome-extension://localhost", "localhost", False),
    ],
)
def test_another_port_of_this_machine_is_another_app(origin: str, host: str, own: bool) -> None:
    assert is_own(origin, host) == own


@pytest.mark.usefixtures("laptop")
@pytest.mark.parametrize(
    ("allowed", "host", "answers"),
    [
        ([], "notes.example.com", False),
        (["notes.example.com"], "notes.example.com:443", True),
        (["Notes.Example.com."], "notes.example.com", True),
        (["*.example.com"], "notes.example.com", True),
        (["*.example.com"], "example.com", False),
        (["*.example.com"], "hostile-example.com", False),
        (["*"], "anything.example", True),
        (["*"], "", False),
        (["*"], "a@localhost", False),
    ],
)
def test_a_laptop_answers_to_the_names_that_its_owner_allows(
    allowed: list[str], host: str, answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, allowedHosts=allowed)
    refused = why_not(Headers({"host": host}), changes=False)
    assert (refused is None) == answers
    assert answers or (refused and refused[0] == 421 and "server.allowedHosts" in refused[1])


@pytest.mark.usefixtures("shared")
def test_the_log_says_once_whose_page_was_refused(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_told", set())
    asked = {"host": f"{HOME}:8501", "origin": f"https://{HOME}"}
    for _ in range(3):
        assert why_not(Headers(asked), changes=True) == (403, guard.OTHER_PAGE)
    assert [(f"'https://{HOME}'" in said, f"'{HOME}:8501'" in said) for said in caplog.messages] == [(True, True)]
    for number in range(300):  # whoever wants to fill the disk
        why_not(Headers(asked | {"origin": f"https://{number}.example"}), changes=True)
    assert len(caplog.messages) == guard.TOLD


def test_who_lets_pages_of_any_site_ask_is_told_at_the_start(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.WARNING):
        Guard(None)  # type: ignore[arg-type]
        assert caplog.messages == []
        allow(monkeypatch, enableCORS=False)
        Guard(None)  # type: ignore[arg-type]
    assert [said.partition(":")[0] for said in caplog.messages] == ["server.enableCORS is off"]
