"""A student puts a transcript right: what is written is kept, mends all that was made of it, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Opener
from tests.browser.served import Desk
from tests.browser.steps import cards, has_sound, is_silent, notes, open_, take, transcript

SENTENCE = "A tide is the slow rise and fall of the sea."
WRITTEN = "A tide is the slow rise and fall of the ocean."


@pytest.fixture
def page(opener: Opener, student: Desk) -> Page:
    """The transcript of the sample lecture, to be corrected."""
    opened = opener().new_page()
    open_(opened, student.address("Tides"))
    notes(opened)
    has_sound(opened)
    transcript(opened)
    opened.keyboard.press("e")
    return opened


def sentence(page: Page, text: str) -> Locator:
    return page.locator(".lt-s", has_text=text)


def write(page: Page, before: str, after: str) -> None:
    """Write a sentence anew and save it."""
    sentence(page, before).click()
    page.locator(".lt-area").fill(after)
    with page.expect_response(lambda answer: "/text" in answer.url and answer.ok):
        page.keyboard.press("Control+Enter")
    expect(sentence(page, after)).to_be_visible()
    expect(page.locator(".lt-saved")).to_have_text("Saved")


def test_an_edit_is_in_the_pdf_and_in_the_card(page: Page, tmp_path: Path) -> None:
    write(page, SENTENCE, WRITTEN)
    cards(page)
    page.keyboard.press("Space")
    expect(page.locator(".lc-evidence")).to_contain_text(WRITTEN)
    expect(page.locator(".lc-answer")).to_have_text("The slow rise and fall of the ocean")
    pdf = PdfReader(take(page, "Report (PDF)", tmp_path))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert (WRITTEN in text, SENTENCE in text) == (True, False)


def test_a_name_replaced_everywhere_is_mended_in_transcript_summary_and_card(page: Page) -> None:
    page.get_by_label("Heard", exact=True).fill("moon")
    page.get_by_label("Meant", exact=True).fill("Luna")
    act = page.locator(".lt-act")
    expect(act).to_be_visible()
    hits = page.get_by_role("checkbox").count()
    assert hits > 3
    act.click()
    expect(sentence(page, "Luna")).to_have_count(len({*sentence(page, "Luna").all_inner_texts()}))
    expect(sentence(page, "moon")).to_have_count(0)
    page.get_by_role("tab", name="Summary").click()
    summary = page.get_by_role("tabpanel")
    expect(summary).to_contain_text("Luna")
    expect(summary).not_to_contain_text("moon")
    cards(page)
    page.get_by_text("All cards").click()
    expect(page.locator(".lc-evidence", has_text="gravity of the Luna").first).to_be_visible()
    expect(page.locator(".lc-card", has_text="the moon and")).to_have_count(0)


def test_an_edit_is_undone_and_done_again(page: Page) -> None:
    write(page, SENTENCE, WRITTEN)
    page.get_by_role("button", name="Undo").click()
    expect(sentence(page, SENTENCE)).to_be_visible()
    page.get_by_role("button", name="Redo").click()
    expect(sentence(page, WRITTEN)).to_be_visible()
    page.reload()
    expect(sentence(page, WRITTEN)).to_be_visible()


def test_escape_leaves_the_sentence_as_it_was(page: Page, student: Desk) -> None:
    sentence(page, SENTENCE).click()
    with page.expect_response(lambda answer: "/text" in answer.url):  # it is saved as one writes
        page.locator(".lt-area").fill(WRITTEN)
    with page.expect_response(lambda answer: "/text" in answer.url):  # and taken back
        page.keyboard.press("Escape")
    expect(sentence(page, SENTENCE)).to_be_focused()
    segments = student.notebook().lecture(student.lecture("Tides")).transcript.segments
    assert SENTENCE in [segment.text.strip() for segment in segments]


def test_tab_goes_on_to_the_next_sentence_and_keys_are_letters(page: Page) -> None:
    sentence(page, SENTENCE).click()
    page.keyboard.press("Tab")
    field = page.locator(".lt-area")
    expect(field).to_have_value("Tides are caused by the gravity of the moon and the sun.")
    page.keyboard.press("End")
    page.keyboard.type(" jkl e?/ ")
    expect(field).to_have_value("Tides are caused by the gravity of the moon and the sun. jkl e?/ ")
    assert is_silent(page)
    page.keyboard.press("Escape")


def test_what_is_written_while_the_server_is_away_arrives_when_it_is_back(page: Page, student: Desk) -> None:
    student.server.kill()
    sentence(page, SENTENCE).click()
    page.locator(".lt-area").fill(WRITTEN)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lt-saved")).to_contain_text("kept here and sent")
    student.server.start()
    expect(page.locator(".lt-saved")).to_have_text("Saved", timeout=30_000)
    segments = student.notebook().lecture(student.lecture("Tides")).transcript.segments
    assert WRITTEN in [segment.text.strip() for segment in segments]
