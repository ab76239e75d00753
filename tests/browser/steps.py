"""What a student does on the page, a step each: open it, give a recording, turn to a tab, play, take a file away."""

from __future__ import annotations

import re
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import Locator, Page, expect

from lecture.export import FORMATS

PATIENCE = 240_000  # ms; two busy cores, and the first lecture loads Whisper
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def open_(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")


def give(page: Page, recording: Path) -> None:
    page.locator("[data-testid=stMain] input[type=file]").set_input_files(recording)
    page.get_by_role("button", name="Make notes").click()


def notes(page: Page) -> None:
    """Wait until the notes are there."""
    page.get_by_role("tab", name="Summary").wait_for(timeout=PATIENCE)


def side(page: Page, *, open_: bool) -> Locator:
    return page.locator(f"[data-testid=stSidebar][data-collapsed={'false' if open_ else 'true'}]")


def listed(page: Page, title: str) -> Locator:
    """The lecture in the side."""
    return page.locator("[data-testid=stSidebar]").get_by_role("button", name=re.compile(f"^{title} "))


def study(page: Page, title: str) -> None:
    listed(page, title).click()
    notes(page)
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def transcript(page: Page) -> Locator:
    page.get_by_role("tab", name="Transcript").click()
    text = page.locator(".lt-text")
    expect(text).to_contain_text("to produce electricity")  # it is all there
    return text


def heard(page: Page) -> Locator:
    """The field for what was heard and is to be replaced everywhere, unfolded where the page is narrow."""
    field = page.get_by_label("Heard", exact=True)
    if not field.is_visible():
        page.get_by_role("heading", name="Replace everywhere").click()
    return field


def cards(page: Page) -> Locator:
    page.get_by_role("tab", name="Flashcards").click()
    shown = page.locator(".lc")
    shown.get_by_text(re.compile(r"Card \d+ of")).click()  # the tab itself keeps the arrows while it has the focus
    return shown


def take(page: Page, label: str, into: Path) -> Path:
    """A file of this format, taken away."""
    page.get_by_role("tab", name="Download").click()
    page.get_by_role("combobox", name="Format").click()
    page.get_by_role("option", name=label, exact=True).click()
    (name,) = (name for name, format_ in FORMATS.items() if format_.label == label)
    button = page.get_by_role("button", name=f"Download {name}")  # not the one of the format before
    with page.expect_download() as started:
        button.click()
    saved = into / started.value.suggested_filename
    started.value.save_as(saved)
    return saved


# The player

TIME = "document.querySelector('audio').currentTime"


def comes_true(page: Page, condition: str, *, arg: object = None, timeout: float = 30_000) -> None:
    """Wait until this JavaScript, or function of `arg`, is true; milliseconds. Playwright's own wait has the page's
    content security policy against it, which lets no text become code."""
    end = monotonic() + timeout / 1000
    while not page.evaluate(condition, arg):
        assert monotonic() < end, f"{condition} ({arg}) is not true after {timeout:.0f} ms"
        page.wait_for_timeout(50)


def has_sound(page: Page) -> None:
    comes_true(page, "() => document.querySelector('audio')?.readyState >= 2")


def sounds(page: Page) -> float:
    """Wait until it sounds; where it is then, in seconds."""
    comes_true(page, "() => { const a = document.querySelector('audio'); return a.currentTime > 0 && !a.paused }")
    return time(page)


def is_silent(page: Page) -> bool:
    return bool(page.evaluate("document.querySelector('audio').paused"))


def time(page: Page) -> float:
    at: float = page.evaluate(TIME)
    return at
