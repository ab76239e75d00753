"""The library in a real Chromium: the side on a phone, a folder of recordings, a new course, one lecture shared.

The lectures are in the notebook before the page is opened; nothing here waits for Whisper.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.served import Desk, Server, desk
from tests.browser.steps import listed, notes, open_, side


@pytest.fixture
def student(server: Server, oceans: bytes) -> Desk:
    """A notebook with two finished lectures, of one course."""
    return desk(server, oceans)


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
    expect(page.get_by_test_id("stSidebar").get_by_text("Physics 1 lecture")).to_be_visible()


def test_a_folder_joins_the_queue_under_its_name(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "Marine biology"
    folder.mkdir()
    for number in (10, 2, 1):
        (folder / f"Lecture {number}.mp3").write_bytes(bytes([number]))
    (folder / "notes.txt").write_text("no recording")
    page.get_by_text("A whole folder").click()
    page.locator("[data-testid=stMain] input[webkitdirectory]").set_input_files(folder)
    page.get_by_role("button", name="Make notes of 3 recordings").click()
    expect(page.get_by_test_id("stSidebar").get_by_text("Marine biology 3 lectures")).to_be_visible()


def test_what_is_shared_opens_in_a_browser_that_knows_nothing_else(page: Page, opener: Opener) -> None:
    listed(page, "Waves").click()
    notes(page)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_test_id("stCode").locator("code").inner_text()
    stranger = opener().new_page()
    open_(stranger, link)
    notes(stranger)
    expect(stranger.get_by_role("heading", name="Waves")).to_be_visible()
    expect(listed(stranger, "Waves")).to_have_count(0)  # in the side is nothing but the page's language
    expect(stranger.get_by_role("button", name="Edit")).to_have_count(0)
    assert stranger.url == link


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
