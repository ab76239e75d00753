"""A server with models in its own process, which were asked a question, ends at a signal as any other does."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.served import Desk, Server, desk
from tests.browser.steps import PATIENCE, notes, open_


@pytest.fixture
def passing(tmp_path: Path, tides: bytes) -> Iterator[Desk]:
    """A notebook of a server of this test's own."""
    server = Server(tmp_path / "data")
    server.start()
    yield desk(server, tides)
    if server.lives:
        server.kill()


def test_a_server_that_was_asked_a_question_ends_at_once_with_its_page_open(opener: Opener, passing: Desk) -> None:
    page, server = opener().new_page(), passing.server
    open_(page, passing.address("Tides"))
    notes(page)
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("textbox", name="Ask your lectures").fill("What causes the tides?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("0:0"))).not_to_have_count(0, timeout=PATIENCE)
    assert server.process
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
    assert time.monotonic() - began < 3
    said = (server.data.parent / "server.log").read_text()
    assert not re.search(r"Traceback|terminate called|Fatal", said), said
