"""What a lecture of three hours costs on the wire, in a real Chromium: runs of the script, and bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from benchmarks.made_up import put
from benchmarks.page import Seen, Student, Wire
from tests.browser.conftest import Opener
from tests.browser.served import Server
from tests.browser.steps import comes_true, open_, sounds


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Iterator[Server]:
    served = Server(tmp_path_factory.mktemp("served") / "data")
    put(served.data, sample, [180])
    served.start()
    yield served
    served.kill()


@pytest.fixture
def page(opener: Opener, server: Server) -> Page:
    opened = opener().new_page()
    open_(opened, server.url)
    opened.get_by_role("button", name="180 minutes").click()
    opened.get_by_role("tab", name="Transcript").wait_for()
    return opened


def transcript(page: Page) -> None:
    page.get_by_role("tab", name="Transcript").click()
    page.locator(".lt-s").first.wait_for()


def search(page: Page, words: str) -> None:
    """A widget that has nothing to do with the transcript."""
    field = page.get_by_placeholder("Search titles and what was said")
    field.fill(words)
    field.press("Enter")


def test_playing_marking_and_typing_cause_no_rerun(page: Page) -> None:
    transcript(page)
    wire = Wire(page)
    wire.end(0)
    wire.begin()
    page.locator(".lt-time").first.click()
    at = sounds(page)
    comes_true(page, "at => document.querySelector('audio').currentTime > at + 2", arg=at)
    assert page.evaluate("CSS.highlights.get('lecture-word').size") == 1
    page.keyboard.press("k")
    page.keyboard.press("e")
    page.locator(".lt-s").nth(2).focus()
    page.keyboard.press("Enter")
    with page.expect_response(lambda answer: "/text?" in answer.url) as answered:
        page.keyboard.type("Zebrafish ")
    assert answered.value.ok
    assert wire.end(0) == Seen(runs=0, bytes=0)


def test_a_rerun_sends_less_than_a_tenth_of_the_first(page: Page) -> None:
    wire = Wire(page)
    wire.end(0)
    wire.begin()
    transcript(page)
    first = wire.end(1)
    wire.begin()
    search(page, "nothing like it")
    second = wire.end(1)
    assert (first.runs, second.runs) == (1, 1)
    assert first.bytes < 300_000
    assert second.bytes < first.bytes / 10


def test_what_is_written_stands_after_reruns(page: Page) -> None:
    transcript(page)
    wire = Wire(page)
    sentence = page.locator(".lt-s").nth(4)
    page.keyboard.press("e")
    sentence.focus()
    page.keyboard.press("Enter")
    with page.expect_response(lambda answer: "/text?" in answer.url):
        page.keyboard.type("Quokkas ")
        page.keyboard.press("Control+Enter")
    page.evaluate("document.querySelector('.lt-s').stood = true")
    for words in ("zzz", ""):  # the page is told the new text, then the same again
        wire.begin()
        search(page, words)
        wire.end(1)
        expect(sentence).to_contain_text("Quokkas")
    assert not page.evaluate("Boolean(document.querySelector('.lt-s').stood)"), "it was never drawn anew"


def test_a_text_that_stands_is_not_drawn_anew(page: Page) -> None:
    transcript(page)
    wire = Wire(page)
    page.evaluate("document.querySelector('.lt-s').stood = true")
    wire.begin()
    search(page, "zzz")
    wire.end(1)
    assert page.evaluate("document.querySelector('.lt-s').stood")


def test_a_step_of_the_benchmark_that_does_not_end_is_told(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.page.PATIENCE", 300)
    student = Student(page, "180 minutes", lambda what, seen: None)
    for target, there, problem in (
        (".no-such-card", "true", "there is no .no-such-card to press"),
        ("h1", "false", "it never came to this: false"),
        ("h1", "true", "0 of 1 runs of the script have ended"),
    ):
        with pytest.raises((Error, TimeoutError), match=problem):
            student.press(problem, {"selector": target}, there)
        assert student.doing == problem
