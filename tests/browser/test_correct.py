"""A student puts a transcript right: what is written is kept, mends all that was made of it, and can be taken back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from lecture.values import Lecture
from tests.browser.conftest import Opener
from tests.browser.served import Desk, Server, desk, packed
from tests.browser.steps import PHONE, cards, comes_true, has_sound, is_silent, notes, open_, take, transcript

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


@pytest.fixture(scope="package")
def unsure(tmp_path_factory: pytest.TempPathFactory, studied: Lecture) -> bytes:
    """The file of a notebook whose lecture has a doubtful word in the middle of each of its first five sentences, and
    no other."""
    segments = []
    for number, segment in enumerate(studied.transcript.segments):
        middle = len(segment.words) // 2 if number < 5 else None
        words = [replace(word, probability=0.1 if n == middle else 1.0) for n, word in enumerate(segment.words)]
        segments.append(replace(segment, words=tuple(words), doubt=""))
    doubted = replace(studied, transcript=replace(studied.transcript, segments=tuple(segments)))
    return packed(tmp_path_factory.mktemp("unsure") / "data", [doubted])


def doubtful(opener: Opener, server: Server, unsure: bytes, **how: object) -> Page:
    """The transcript of that lecture, to be corrected."""
    opened = opener(**how).new_page()
    open_(opened, desk(server, unsure).address("Tides"))
    notes(opened)
    transcript(opened)
    opened.get_by_role("button", name="Correct").click()
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
    assert page.get_by_role("checkbox").count() > 3
    told = len(set(sentence(page, "moon").all_inner_texts()))
    act.click()
    expect(sentence(page, "moon")).to_have_count(0)
    assert len(set(sentence(page, "Luna").all_inner_texts())) == told
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


def test_keys_undo_and_redo_an_edit_wherever_one_does_not_write(page: Page) -> None:
    write(page, SENTENCE, WRITTEN)
    for keys, stands in (("z", SENTENCE), ("Shift+Z", WRITTEN), ("z", SENTENCE), ("y", WRITTEN)):
        page.keyboard.press(f"Control+{keys}")
        expect(sentence(page, stands)).to_be_visible()
        expect(page.locator(".lt-saved")).to_have_text("Saved")
    page.keyboard.press("/")
    page.keyboard.type("x")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(sentence(page, WRITTEN)).to_be_visible()


def test_enter_replaces_a_name_once_its_places_are_seen(page: Page) -> None:
    heard = page.get_by_label("Heard", exact=True)
    heard.click()
    page.keyboard.type("moon")
    expect(page.get_by_role("checkbox")).not_to_have_count(0)
    expect(heard).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Luna")
    page.keyboard.press("Enter")
    act = page.get_by_role("button", name="Replace in")
    expect(act).to_be_visible()
    boxes = act.bounding_box(), page.get_by_role("checkbox").first.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] < boxes[1]["y"]
    page.keyboard.press("Enter")
    expect(sentence(page, "moon")).to_have_count(0)


def test_what_stands_around_a_place_is_whole_words(opener: Opener, server: Server, unsure: bytes) -> None:
    page = doubtful(opener, server, unsure)
    page.get_by_label("Heard", exact=True).fill("the")
    page.get_by_role("checkbox").nth(9).wait_for()
    whole = set(" ".join(page.locator(".lt-s").all_inner_texts()).split())
    shown = page.locator(".lt-list li > span:not(.lt-acts), .lt-hit span").all_inner_texts()
    assert len(shown) > 14
    assert any("…" in text for text in shown)
    assert {word for text in shown for word in text.replace("…", " ").split()} - whole == set()


def test_doubtful_places_are_listed_until_none_is_left(opener: Opener, server: Server, unsure: bytes) -> None:
    page = doubtful(opener, server, unsure)
    note = page.get_by_text("What is underlined may have been misheard, in 5 places: press “Correct” to check them.")
    expect(note).to_be_hidden()
    for left in (5, 4, 3, 2):
        expect(page.get_by_role("heading", name=f"Check these ({left})")).to_be_visible()
        page.get_by_role("button", name="Right").first.click()
    page.get_by_role("heading", name="Check this (1)").wait_for()
    expect(page.locator(".lt-list button").first).to_be_focused()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Right").click()
    expect(page.get_by_role("heading", name="Check th")).to_have_count(0)
    page.get_by_role("button", name="Correct").click()
    expect(page.get_by_text("may have been misheard")).to_have_count(0)


def test_on_a_phone_what_is_to_check_is_folded_and_keys_are_not_spoken_of(
    opener: Opener, server: Server, unsure: bytes
) -> None:
    page = doubtful(opener, server, unsure, **PHONE)
    right = page.get_by_role("button", name="Right")
    expect(right.first).to_be_hidden()
    page.get_by_role("heading", name="Check these (5)").tap()
    expect(right).to_have_count(5)
    page.locator(".lt-s").nth(7).tap()
    expect(page.locator(".lt-area")).to_be_visible()
    expect(page.get_by_text("Ctrl+Space")).to_be_hidden()
    page.get_by_role("button", name="What the marks mean").tap()
    expect(page.get_by_text("perhaps misheard")).to_be_visible()
    expect(page.get_by_text("play or pause")).to_be_hidden()


@pytest.mark.parametrize("tongue", ["en", "de"])
def test_on_a_phone_all_is_in_sight_and_large_enough_for_a_finger(phone: Page, student: Desk, tongue: str) -> None:
    student.notebook().choose_tongue(tongue)
    open_(phone, f"{student.address('Tides')}&tab=Transcript")
    phone.locator(".lt-s").first.wait_for()
    phone.get_by_role("searchbox").fill("tide")
    phone.get_by_role("button", name="Correct" if tongue == "en" else "Korrigieren").tap()
    phone.locator(".lt-fold").first.wait_for(state="attached")
    phone.locator("[data-testid=stMain]").evaluate("main => main.scrollTop = 600")
    phone.locator(".lp.stuck").wait_for()
    for wrong in (WIDE, TOO_SMALL):
        with suppress(AssertionError):  # while it is drawn some of it is; what stays is told below
            comes_true(phone, f"() => !({wrong})().length", timeout=5000)
        assert phone.evaluate(wrong) == []


# What reaches out of the window, and what in the player and the transcript's bar is smaller than 40 by 40 px.
WIDE = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
    .map(one => one.scrollWidth).filter(width => width > innerWidth)"""
TOO_SMALL = """() => [...document.querySelectorAll(
    '.lp button, .lp select, .lp [role=slider], .lt-bar button, .lt-bar input'
)].filter(one => one.checkVisibility()).map(one => [one.className, one.getBoundingClientRect()])
    .filter(([, box]) => box.width < 40 || box.height < 40)
    .map(([name, box]) => `${name}: ${box.width} by ${box.height}`)"""
