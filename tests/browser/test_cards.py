"""A student learns: cards are turned, shown, graded and kept by keys, by touch, and through a killed server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.served import Desk
from tests.browser.steps import cards, has_sound, is_silent, listed, notes, open_, take

SHOW = "Show the answer"


@pytest.fixture
def page(opener: Opener, student: Desk) -> Page:
    """The cards of the sample lecture."""
    opened = opener().new_page()
    open_(opened, student.address("Tides"))
    notes(opened)
    has_sound(opened)
    cards(opened)
    return opened


def test_cards_are_studied_with_the_keyboard(page: Page) -> None:
    show = page.get_by_role("button", name=SHOW)
    expect(show).to_be_visible()
    page.keyboard.press("Space")
    expect(show).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Card 2 of")).to_be_visible()
    expect(show).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Card 1 of")).to_be_visible()


def test_three_presses_close_together_turn_three_cards(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Card 4 of")).to_be_visible()


def test_space_shows_the_answer_and_leaves_the_player_alone(page: Page) -> None:
    page.get_by_text("Card 1 of").click()
    page.keyboard.press("Space")
    expect(page.get_by_text("The slow rise and fall of the sea", exact=True)).to_be_visible()
    assert is_silent(page)


def test_a_card_is_edited_and_its_keys_are_letters_then(page: Page) -> None:
    page.keyboard.press("e")
    question = page.get_by_label("Question")
    expect(question).to_be_focused()
    question.fill("xs u 1 ")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="xs u 1")).to_be_visible()
    expect(page.get_by_text("Card 1 of")).to_be_visible()


def test_who_opens_the_cards_by_their_tab_turns_them_by_arrows_at_once(page: Page) -> None:
    page.get_by_role("tab", name="Summary").click()
    expect(page.locator(".lc")).to_have_count(0)
    page.get_by_role("tab", name="Flashcards").click()
    expect(page.locator(".lc-body")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Card 2 of")).to_be_visible()


def test_a_page_that_is_loaded_at_the_cards_leaves_the_focus_alone(page: Page) -> None:
    open_(page, page.url)
    expect(page.get_by_text("Card 1 of")).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")


def test_thumbs_say_what_they_judge_and_are_given_by_their_keys(page: Page) -> None:
    thumbs = page.get_by_role("group", name="How is this card made?")
    well = thumbs.get_by_role("button", name="This card is well made")
    expect(well).to_have_attribute("title", "This card is well made (+)")
    page.keyboard.press("+")
    expect(well).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Keep", exact=True)).to_have_attribute("aria-pressed", "false")


def test_the_review_is_one_step_of_the_browsers_back_away(page: Page) -> None:
    page.wait_for_url(re.compile("tab=Flashcards"))
    before: int = page.evaluate("history.length")
    page.get_by_role("button", name=re.compile("^Review")).click()
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()
    page.wait_for_url(re.compile("review=all"))
    assert page.evaluate("history.length") == before + 1


def test_the_reviews_player_is_not_seen_before_it_plays_and_moves_nothing_then(page: Page, student: Desk) -> None:
    open_(page, f"{student.url}&review=all")
    page.get_by_role("button", name=SHOW).click()
    place, player = page.locator(".lc-place"), page.get_by_role("button", name="Play", exact=True)
    expect(place).to_be_visible()
    expect(player).to_be_hidden()
    before = place.bounding_box()
    place.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    assert place.bounding_box() == before


def test_a_graded_review_outlives_the_killed_app(page: Page, student: Desk) -> None:
    open_(page, f"{student.url}&review=all")
    left = page.get_by_text(re.compile(r"^\d+ left$"))
    all_ = int(left.inner_text().split()[0])
    asked = page.locator(".lc-question").inner_text()
    page.keyboard.press("Space")
    with page.expect_response(re.compile("/cards")):
        page.get_by_role("button", name="Good", exact=True).click()
    expect(left).to_have_text(f"{all_ - 1} left")
    student.server.kill()
    student.server.start()
    open_(page, f"{student.url}&review=all")
    expect(left).to_have_text(f"{all_ - 1} left")
    expect(page.locator(".lc-question")).not_to_have_text(asked)


def test_a_grade_that_is_given_while_the_server_is_away_arrives_when_it_is_back(page: Page, student: Desk) -> None:
    student.server.kill()
    page.keyboard.press("Space")
    page.keyboard.press("4")
    expect(page.locator(".lc-saved")).to_contain_text("kept here and sent")
    student.server.start()
    expect(page.locator(".lc-saved")).to_have_text("", timeout=30_000)
    open_(page, f"{student.url}&review=all")
    expect(page.get_by_text("6 left")).to_be_visible()


def test_on_a_phone_a_card_is_reviewed_by_touch_from_the_start_on(phone: Page) -> None:
    phone.get_by_test_id("stExpandSidebarButton").tap()
    listed(phone, "Tides").tap()
    notes(phone)
    phone.get_by_role("tab", name="Flashcards").tap()
    phone.get_by_role("button", name=SHOW).tap()
    expect(phone.get_by_role("button", name="Easy", exact=True)).to_be_in_viewport(ratio=1)
    phone.get_by_test_id("stExpandSidebarButton").tap()
    phone.get_by_role("button", name=re.compile("^Review")).tap()
    left = phone.get_by_text(re.compile(r"^\d+ left$"))
    expect(left).to_have_text("7 left")
    phone.get_by_role("button", name=SHOW).tap()
    phone.get_by_role("button", name="Easy", exact=True).tap()
    expect(left).to_have_text("6 left")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_edited_card_is_updated_in_anki(page: Page, tmp_path: Path) -> None:
    collection = Collection(str(tmp_path / "collection.anki2"))
    assert taken_in(collection, take(page, "Flashcards for Anki", tmp_path)) == (7, 0)
    cards(page)
    page.keyboard.press("Space")
    page.keyboard.press("e")
    page.get_by_label("Answer").fill("what nobody else says")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("what nobody else says")).to_be_visible()
    assert taken_in(collection, take(page, "Flashcards for Anki", tmp_path)) == (0, 1)
    assert len(collection.find_notes('"*what nobody else says*"')) == 1
    collection.close()


def taken_in(collection: Collection, package: Path) -> tuple[int, int]:
    """How many notes are new, and how many updated."""
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package))).log
    return len(log.new), len(log.updated)
