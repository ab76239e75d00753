"""Cards in a real Chromium: a quiz by the keyboard, a chapter's question, a card of a marked sentence, and twins."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lecture.store import cards
from lecture.values import Lecture
from tests.browser.conftest import Opener
from tests.browser.served import Desk
from tests.browser.steps import comes_true, has_sound, notes, open_


@pytest.fixture
def page(opener: Opener, student: Desk, studied: Lecture) -> Page:
    """The student's page, with a card that asks what another asks."""
    first, library = studied.cards.cards[0], student.library()
    mine, made = library.notebook(student.key), student.lecture("Tides")
    cards.add(mine, made, f"{first.question} ", f"{first.answer}!", start=first.start, end=first.end)
    library.close()
    opened = opener().new_page()
    open_(opened, student.address("Tides"))
    notes(opened)
    return opened


def tab(page: Page, name: str, how: str = "") -> None:
    page.get_by_role("tab", name=name).click()
    if how:
        page.get_by_role("radio", name=how).click()


MARK = """([first, last]) => {
    const spans = document.querySelectorAll('.lt-s');
    getSelection().setBaseAndExtent(spans[first].firstChild, 2, spans[last].firstChild, 5);
}"""


def test_a_marked_sentence_becomes_a_card_of_ones_own(page: Page) -> None:
    tab(page, "Transcript")
    make = page.get_by_role("button", name="Make a card")
    expect(page.locator(".lt-s").first).to_be_visible()
    expect(make).to_have_count(0)
    page.evaluate(MARK, [1, 2])
    said = [page.locator(".lt-s").nth(i).text_content() for i in (1, 2)]
    make.click()
    expect(page.locator(".lt-rests")).to_contain_text(f"“{' '.join(map(str, said))}”")
    page.get_by_label("Question").fill("What did I mark?")
    page.get_by_label("Answer").fill("Two sentences")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The card is in your deck.")).to_be_visible()
    tab(page, "Flashcards", "All cards")
    mine = page.locator(".lc-item").filter(has_text="What did I mark?")
    expect(mine).to_contain_text("Two sentences")
    expect(mine).to_contain_text(str(said[1]))


def test_a_card_of_ones_own_is_written_with_the_keyboard_alone(page: Page) -> None:
    tab(page, "Transcript")
    expect(page.locator(".lt-s").first).to_be_visible()
    has_sound(page)
    page.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("l")
    page.keyboard.press("c")
    expect(page.get_by_label("Question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.type("What is said at second ten?")
    page.keyboard.press("Tab")
    page.keyboard.type("This")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The card is in your deck.")).to_be_visible()
    tab(page, "Flashcards", "All cards")
    mine = page.locator(".lc-item").filter(has_text="What is said at second ten?")
    expect(mine).to_contain_text("This")


def test_each_chapter_ends_with_a_question_whose_answer_is_shown_when_it_is_asked_for(page: Page) -> None:
    tab(page, "Transcript")
    check = page.locator(".lt-check").first
    show = check.get_by_role("button", name="Show the answer")
    expect(show).to_be_hidden()
    check.get_by_text("Check yourself").click()
    show.click()
    expect(check.locator("strong")).to_be_visible()
    check.get_by_role("link").click()
    comes_true(page, "() => document.querySelector('audio').currentTime > 0")


@pytest.mark.parametrize(("press", "left"), [("Keep this one", 1), ("Keep both", 2)])
def test_of_twins_one_stays_or_both_and_they_are_not_offered_again(page: Page, press: str, left: int) -> None:
    tab(page, "Flashcards", "All cards")
    twins = page.locator(".lc-twins")
    expect(twins).to_have_count(1)
    question = str(twins.locator(".lc-question").first.text_content()).strip()
    with page.expect_response(lambda answer: "/cards?" in answer.url):
        twins.get_by_role("button", name=press).first.click()
    expect(twins).to_have_count(0)
    tab(page, "Summary")
    tab(page, "Flashcards", "All cards")
    expect(page.locator(".lc-item:not(.dropped) .lc-question").filter(has_text=question)).to_have_count(left)
    expect(twins).to_have_count(0)


def test_a_quiz_is_answered_with_the_keyboard(page: Page) -> None:
    tab(page, "Flashcards", "Quiz")
    for at in (1, 2):
        expect(page.get_by_text(f"Question {at} of")).to_be_visible()
        field, choice = page.get_by_label("Your answer"), page.get_by_role("radiogroup", name="Your choice")
        expect(field.or_(choice)).to_be_visible()
        if field.is_visible():
            field.fill("nobody knows")
            field.press("Enter")
        else:
            choice.get_by_role("radio").first.focus()
            page.keyboard.press("Space")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        expect(page.get_by_text("The answer:")).to_be_visible()
        page.keyboard.press("Enter")
