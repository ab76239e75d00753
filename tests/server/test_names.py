"""Names of files as only a crafted request sends them, at a server that is a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.served import Server
from tests.server.shared import page, started

FILES = "Sound or video files"
ODD = [
    "a\0.mp3",
    "../../etc/passwd.mp3",
    "a" * 300 + ".mp3",
    "🎓‮3pm.mp3",
    "<img src=x onerror=alert(1)>.mp3",
    "=cmd|' /C calc'!A0.mp3",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one = started(tmp_path_factory.mktemp("names"))
    yield one
    one.kill()


@pytest.mark.parametrize("name", ODD)
def test_a_file_of_any_name_can_be_given(server: Server, sample: Path, name: str) -> None:
    async def gives() -> str:
        async with page(server) as student:
            await student.opens()
            await student.uploads(FILES, name, sample.read_bytes()[:20_000])
            assert student.has("Make notes")
            return student.text

    assert "Something went wrong" not in asyncio.run(asyncio.wait_for(gives(), 120))
