"""The library in a real Chromium: the side on a phone, a folder of recordings, a new course, one lecture shared.

The lectures are in the notebook before the page is opened; nothing here waits for Whisper.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Lecture, Options
from tests.test_browser import CHROMIUM, Server, notes, open_

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing = f"no browser at {CHROMIUM}; install Chromium, or name another by CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def server(tmp_path: Path, studied: Lecture, sample: Path) -> Iterator[Server]:
    """A server whose notebook holds two finished lectures, of one course."""
    served = Server(tmp_path / "data")
    library = Library(served.data)
    mine = library.notebook(library.first_notebook())
    for number, title in enumerate(("Waves", "Currents")):
        made = mine.add(f"{title}.mp3", BytesIO(sample.read_bytes() + bytes([number])), Options())
        with library.database.writing() as rows:
            finish(rows, mine.number(rows, made), replace(studied, title=title))
        mine.move(made, "Oceans")
    library.close()
    served.start()
    yield served
    served.kill()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    yield from _opened(browser, server, viewport={"width": 1280, "height": 900})


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    yield from _opened(browser, server, **PHONE)


def _opened(browser: Browser, server: Server, **how: object) -> Iterator[Page]:
    context = browser.new_context(**how)  # type: ignore[arg-type]
    opened = context.new_page()
    open_(opened, server.url)
    yield opened
    context.close()


def side(page: Page, *, open_: bool) -> Locator:
    return page.locator(f"[data-testid=stSidebar][data-collapsed={'false' if open_ else 'true'}]")


def listed(page: Page, title: str) -> Locator:
    return page.locator("[data-testid=stSidebar]").get_by_role("button", name=re.compile(f"^{title} "))


def test_on_a_phone_the_side_closes_when_a_lecture_is_chosen_and_opens_again(phone: Page) -> None:
    phone.get_by_test_id("stExpandSidebarButton").tap()
    listed(phone, "Waves").tap()
    notes(phone)
    expect(phone.get_by_role("heading", name="Waves")).to_be_in_viewport()
    expect(side(phone, open_=False)).to_have_count(1)
    phone.get_by_test_id("stExpandSidebarButton").tap()
    expect(side(phone, open_=True)).to_have_count(1)
    phone.get_by_text("Oceans", exact=False).first.tap()  # what is done in the side leaves it open
    expect(listed(phone, "Currents")).to_have_count(0)
    phone.get_by_text("Oceans", exact=False).first.tap()
    listed(phone, "Currents").tap()
    expect(phone.get_by_role("heading", name="Currents")).to_be_in_viewport()
    expect(side(phone, open_=False)).to_have_count(1)


def test_on_a_phone_the_side_stays_closed_while_one_works_and_opens_after_it(phone: Page) -> None:
    phone.get_by_test_id("stExpandSidebarButton").tap()
    listed(phone, "Waves").tap()
    notes(phone)
    phone.get_by_role("button", name="Edit").tap()
    phone.get_by_label("Title").fill("Waves at the coast")
    phone.get_by_role("button", name="Save").tap()
    expect(phone.get_by_role("heading", name="Waves at the coast")).to_be_visible()
    phone.get_by_test_id("stExpandSidebarButton").tap()
    expect(listed(phone, "Waves at the coast")).to_be_in_viewport()
    expect(side(phone, open_=True)).to_have_count(1)


def test_on_a_wide_screen_the_side_stays(page: Page) -> None:
    listed(page, "Waves").click()
    notes(page)
    expect(page.get_by_role("heading", name="Waves")).to_be_visible()
    expect(side(page, open_=True)).to_have_count(1)


def test_a_lecture_is_moved_into_a_course_that_is_new(page: Page) -> None:
    listed(page, "Waves").click()
    notes(page)
    page.get_by_role("button", name="Edit").click()
    course = page.get_by_role("combobox", name="Course")
    course.fill("Physics")
    course.press("Enter")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("stSidebar").get_by_text("Physics 1")).to_be_visible()


def test_a_folder_joins_the_queue_under_its_name(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "Marine biology"
    folder.mkdir()
    for number in (10, 2, 1):
        (folder / f"Lecture {number}.mp3").write_bytes(bytes([number]))
    (folder / "notes.txt").write_text("no recording")
    page.get_by_text("A whole folder").click()
    page.locator("[data-testid=stMain] input[webkitdirectory]").set_input_files(folder)
    page.get_by_role("button", name="Make notes of 3 recordings").click()
    expect(page.get_by_test_id("stSidebar").get_by_text("Marine biology 3")).to_be_visible()


def test_what_is_shared_opens_in_a_browser_that_knows_nothing_else(page: Page, browser: Browser) -> None:
    listed(page, "Waves").click()
    notes(page)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_test_id("stCode").locator("code").inner_text()
    stranger = browser.new_context().new_page()
    open_(stranger, link)
    notes(stranger)
    expect(stranger.get_by_role("heading", name="Waves")).to_be_visible()
    expect(stranger.get_by_test_id("stSidebar")).to_have_count(0)
    expect(stranger.get_by_role("button", name="Edit")).to_have_count(0)
    assert stranger.url == link
    stranger.context.close()


def test_a_deleted_lecture_is_undone_where_one_stands(page: Page) -> None:
    listed(page, "Waves").click()
    notes(page)
    address = page.url
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    notes(page)
    expect(page.get_by_role("heading", name="Waves")).to_be_visible()
    assert page.url == address
