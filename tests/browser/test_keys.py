"""Keys and hands on the study page in a real Chromium: what they reach, and what stays where it is."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import comes_true, sounds, study


def test_the_review_has_the_keys_as_soon_as_it_is_opened(page: Page) -> None:
    page.get_by_role("button", name="Review").click()
    show = page.get_by_role("button", name="Show the answer")
    expect(show).to_be_visible()
    page.keyboard.press("Space")
    expect(show).to_have_count(0)
    with page.expect_response(lambda answer: "/cards?" in answer.url) as graded:
        page.keyboard.press("3")
    assert graded.value.ok


def test_three_presses_close_together_turn_three_cards(page: Page) -> None:
    study(page, "Tides")
    page.get_by_role("tab", name="Flashcards").click()
    page.get_by_text("Card 1 of").click()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Card 4 of")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Show the answer")).to_have_count(0)
    assert page.evaluate("document.querySelector('audio').paused")


def test_what_one_writes_in_stays_in_its_place_while_the_lecture_goes_on(page: Page) -> None:
    study(page, "Tides")
    page.get_by_role("tab", name="Transcript").click()
    page.get_by_role("button", name="Correct").click()
    page.locator(".lt-s").nth(2).click()
    field = page.locator(".lt-area")
    expect(field).to_be_focused()
    before = field.bounding_box()
    page.evaluate("document.dispatchEvent(new CustomEvent('lecture:play', {detail: {start: 20}}))")
    at = sounds(page)
    comes_true(page, "at => document.querySelector('audio').currentTime > at + 6", arg=at)
    assert field.bounding_box() == before
    page.keyboard.type("jkl ")  # letters, and no commands
    expect(field).to_have_value(re.compile("jkl "))
    assert not page.evaluate("document.querySelector('audio').paused")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
