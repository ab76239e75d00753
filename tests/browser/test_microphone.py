"""The microphone in a real Chromium: what it hears is kept while the tab, the network or the server goes away."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import av
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.served import Desk
from tests.browser.steps import comes_true, notes, open_

PASSED = """seconds => {
    const parts = [...document.querySelectorAll('.stBidiComponent > * > *')]
    const timer = parts.map(part => part.shadowRoot?.querySelector('.time')).find(Boolean)
    const [second, minute] = timer ? timer.textContent.split(':').reverse().map(Number) : [0, 0]
    return minute * 60 + second >= seconds
}"""


@pytest.fixture
def context(opener: Opener) -> BrowserContext:
    return opener()


def start_page(context: BrowserContext, newcomer: Desk) -> Page:
    page = context.new_page()
    open_(page, newcomer.url)
    expect(record(page)).to_be_enabled(timeout=60_000)  # the server may have just started
    return page


def record(page: Page) -> Locator:
    return page.get_by_role("button", name="Record", exact=True)


def until(page: Page, seconds: int) -> None:
    comes_true(page, PASSED, arg=seconds, timeout=60_000)


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("All of it is kept.")).to_be_visible(timeout=60_000)


def make_notes(page: Page) -> None:
    button = page.get_by_role("button", name="Make notes")
    expect(button).to_have_count(1)  # while the page learns that it is its own, it stands in two places
    button.click()
    notes(page)


def kept(newcomer: Desk) -> list[Path]:
    """What has arrived of the recordings, the earliest first."""
    mine = newcomer.server.data / "growing" / newcomer.notebook().name
    return sorted(mine.glob("*/sound"), key=lambda path: path.stat().st_mtime)


def heard(recording: Path) -> float:
    """How long it is, in seconds, with nothing missing in it."""
    with av.open(str(recording)) as file:
        spans = [
            (float(packet.pts * packet.time_base), float((packet.pts + packet.duration) * packet.time_base))
            for packet in file.demux(audio=0)
            if packet.pts is not None and packet.duration
        ]
    assert max(start - end for (_, end), (start, _) in pairwise([(0.0, 0.0), *spans])) < 0.15
    return spans[-1][1]


def test_what_the_microphone_records_becomes_notes(context: BrowserContext, newcomer: Desk) -> None:
    page = start_page(context, newcomer)
    record(page).click()
    until(page, 12)
    expect(page.get_by_text(re.compile("broken off|growing on another page"))).to_have_count(0)  # it is in hand
    stop(page)
    make_notes(page)
    assert kept(newcomer) == []
    page.get_by_role("tab", name="Transcript").click()
    expect(page.locator(".lt-text")).to_contain_text("rise and fall of the sea")
    page.get_by_role("button", name="New lecture").click()
    expect(record(page)).to_be_enabled()
    expect(page.get_by_role("button", name="Make notes")).to_have_count(0)


def test_what_a_killed_tab_recorded_is_offered_on_the_next_visit(context: BrowserContext, newcomer: Desk) -> None:
    page = start_page(context, newcomer)
    record(page).click()
    until(page, 10)
    page.close()
    assert heard(kept(newcomer)[0]) > 7
    page = start_page(context, newcomer)
    expect(page.get_by_text(re.compile(r"Recording of \d+ \w+, \d\d:\d\d · (8|9|10|11)\ss · "))).to_be_visible()
    make_notes(page)
    page.get_by_role("tab", name="Transcript").click()
    expect(page.locator(".lt-text")).to_contain_text("rise and fall of the sea")


def test_what_is_recorded_while_the_server_is_away_comes_when_it_is_back(
    context: BrowserContext, newcomer: Desk
) -> None:
    page = start_page(context, newcomer)
    record(page).click()
    until(page, 4)
    newcomer.server.kill()
    expect(page.get_by_text("cannot be reached just now").first).to_be_visible(timeout=30_000)
    until(page, 10)
    newcomer.server.start()
    expect(page.get_by_text("cannot be reached just now")).to_have_count(0, timeout=30_000)
    until(page, 16)
    stop(page)
    (recording,) = kept(newcomer)
    assert heard(recording) > 15.5
    make_notes(page)
    page.get_by_role("tab", name="Transcript").click()
    expect(page.locator(".lt-text")).to_contain_text("rise and fall of the sea")


def test_it_can_be_ended_while_the_server_is_away(context: BrowserContext, newcomer: Desk) -> None:
    """That the app cannot be reached stands over the page then."""
    page = start_page(context, newcomer)
    record(page).click()
    until(page, 4)
    newcomer.server.kill()
    expect(page.get_by_role("alert").filter(has_text="The app cannot be reached")).to_be_visible(timeout=30_000)
    until(page, 8)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Keeping the last of it").last).to_be_visible()
    newcomer.server.start()
    expect(page.get_by_role("button", name="Make notes")).to_have_count(1, timeout=60_000)
    expect(page.get_by_text("All of it is kept.")).to_be_visible()
    (recording,) = kept(newcomer)
    assert heard(recording) > 7.5


def test_what_waits_in_the_browser_is_sent_on_the_next_visit(context: BrowserContext, newcomer: Desk) -> None:
    page = start_page(context, newcomer)
    record(page).click()
    until(page, 4)
    newcomer.server.kill()
    until(page, 10)
    page.close()
    (recording,) = kept(newcomer)
    assert heard(recording) < 6
    newcomer.server.start()
    page = start_page(context, newcomer)
    expect(page.get_by_text(re.compile(r"Recording of \d+ \w+, \d\d:\d\d · (8|9|10|11)\ss · "))).to_be_visible()
    assert heard(recording) > 7


def test_a_recording_taken_on_another_page_goes_on_as_a_second_one(context: BrowserContext, newcomer: Desk) -> None:
    page = start_page(context, newcomer)
    record(page).click()
    until(page, 3)
    other = start_page(context, newcomer)
    other.get_by_role("button", name="Discard").click()
    other.get_by_role("button", name="Delete it").click()
    expect(other.get_by_role("button", name="Discard")).to_have_count(0)
    expect(page.get_by_text("or it was discarded there")).to_be_visible(timeout=30_000)
    until(page, 12)
    stop(page)
    (recording,) = kept(newcomer)
    assert heard(recording) > 4
    expect(page.get_by_role("button", name="Make notes")).to_have_count(1)


def test_it_records_on_while_another_panel_is_drawn_and_can_be_ended_there(
    context: BrowserContext, newcomer: Desk
) -> None:
    page = start_page(context, newcomer)
    page.get_by_role("button", name="Try the sample lecture").click()
    page.get_by_role("button", name="New lecture").click()
    record(page).click()
    until(page, 3)
    page.get_by_role("button", name=re.compile("^Sample lecture")).first.click()
    badge = page.get_by_role("button", name="Stop recording · ")
    expect(badge).to_contain_text(re.compile("0:0[6-9]"), timeout=30_000)
    badge.click()
    expect(badge).to_have_count(0)
    page.get_by_role("button", name="New lecture").click()
    expect(page.get_by_text("no notes yet")).to_be_visible()
    (recording,) = kept(newcomer)
    assert heard(recording) > 5


def test_it_is_used_with_the_keyboard_and_large_enough_for_a_thumb(context: BrowserContext, newcomer: Desk) -> None:
    page = start_page(context, newcomer)
    record(page).focus()
    page.keyboard.press("Enter")
    until(page, 2)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    resume = page.get_by_role("button", name="Go on")
    expect(resume).to_be_focused()
    expect(page.get_by_text("Paused.")).to_be_visible()
    for button in (resume, page.get_by_role("button", name="Stop", exact=True)):
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    page.keyboard.press("Space")
    until(page, 3)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All of it is kept.")).to_be_visible()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [("NotAllowedError", "Allow it by the sign beside the address"), ("NotFoundError", "No microphone was found")],
)
def test_a_microphone_that_cannot_be_had_gets_a_sentence(
    error: str, sentence: str, context: BrowserContext, newcomer: Desk
) -> None:
    context.add_init_script(
        f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '{error}'))"
    )
    page = start_page(context, newcomer)
    record(page).click()
    expect(page.get_by_role("alert").get_by_text(sentence)).to_be_visible()
    expect(record(page)).to_be_enabled()


def test_a_microphone_that_hears_nothing_and_one_that_goes_away_get_a_sentence(
    context: BrowserContext, newcomer: Desk
) -> None:
    context.add_init_script(
        """navigator.mediaDevices.getUserMedia = async () => {
            const context = new AudioContext()
            const [silence, out] = [context.createConstantSource(), context.createMediaStreamDestination()]
            silence.offset.value = 0
            silence.connect(out)
            silence.start()
            return (window.heard = out.stream)
        }"""
    )
    page = start_page(context, newcomer)
    record(page).click()
    expect(page.get_by_role("status").get_by_text("Nothing is heard.")).to_be_visible(timeout=30_000)
    page.evaluate("heard.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    expect(page.get_by_text("The microphone went away.")).to_be_visible()
    expect(page.get_by_role("button", name="Make notes")).to_be_visible()


def test_where_there_is_no_room_it_is_said_and_the_recording_waits_in_the_browser_until_there_is(
    context: BrowserContext, newcomer: Desk
) -> None:
    server = newcomer.server
    page = start_page(context, newcomer)
    context.route("**/recordings/**", lambda route: route.abort())
    record(page).click()
    until(page, 6)
    server.kill()
    server.start(LECTURE_NOTEBOOK_LECTURES="0")
    try:
        context.unroute("**/recordings/**")
        full = page.get_by_role("alert").get_by_text(re.compile("This notebook is full.* waits in this browser"))
        expect(full).to_be_visible(timeout=30_000)
        page.close()
        page = start_page(context, newcomer)
        full = page.get_by_role("alert").get_by_text(re.compile("This notebook is full.* waits in this browser"))
        expect(full).to_be_visible(timeout=30_000)
        assert kept(newcomer) == []
    finally:
        server.kill()
        server.start()
    expect(page.get_by_text("broken off")).to_be_visible(timeout=60_000)
    (recording,) = kept(newcomer)
    assert heard(recording) > 5
