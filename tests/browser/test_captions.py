"""Captions in the page's own player: what is said at each second, as it stands now, where the student wants them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from lecture.export.cues import Cue, cues
from tests.browser.conftest import Opener
from tests.browser.served import Desk
from tests.browser.steps import PHONE, comes_true, has_sound, notes, open_, sounds, transcript
from tests.browser.test_access import Looker, address_to_read

SWITCH = "Captions (T)"
LATE = 0.4  # seconds; Chromium tells of cues four times a second, and shares two cores here
WATCH = """() => {
    const caption = document.querySelector('.lp-caption'), audio = document.querySelector('audio')
    const keep = () => seen.push([caption.textContent, audio.currentTime])
    window.seen = []
    new MutationObserver(keep).observe(caption, { childList: true })
}"""


@pytest.fixture
def page(opener: Opener, student: Desk) -> Page:
    opened = opener().new_page()
    study(opened, student.address("Tides"))
    return opened


def study(page: Page, address: str) -> None:
    open_(page, address)
    notes(page)
    has_sound(page)


def switch(page: Page) -> Locator:
    return page.get_by_role("button", name=SWITCH)


def caption(page: Page) -> Locator:
    return page.locator(".lp-caption")


def cues_of(desk: Desk) -> list[Cue]:
    return cues(desk.notebook().lecture(desk.lecture("Tides")).transcript)


def seek(page: Page, time: float) -> None:
    page.evaluate("time => { document.querySelector('audio').currentTime = time }", time)


def stands(page: Page, cue: Cue) -> None:
    """Wait until the cue stands there, line by line."""
    comes_true(page, "lines => document.querySelector('.lp-caption').textContent === lines", arg="\n".join(cue.lines))


def test_the_caption_of_the_second_stands_there_while_it_plays_and_wherever_one_goes(page: Page, student: Desk) -> None:
    expect(caption(page)).to_be_hidden()
    switch(page).click()
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    expect(caption(page)).to_be_visible()
    told = cues_of(student)
    two_lines = next(cue for cue in told if len(cue.lines) == 2)
    for cue in (told[-1], two_lines, told[3]):
        seek(page, (cue.start + cue.end) / 2000)
        stands(page, cue)
    page.evaluate(WATCH)
    page.keyboard.press("k")
    sounds(page)
    stands(page, told[5])  # it goes on by itself
    seen = dict(page.evaluate("seen"))
    for cue in told[4:6]:
        assert seen["\n".join(cue.lines)] == pytest.approx(cue.start / 1000, abs=LATE)
    track = page.locator("audio track")
    expect(track).to_have_count(1)
    expect(track).to_have_attribute("kind", "captions")
    expect(track).to_have_attribute("srclang", "en")


def test_a_key_shows_and_hides_them_and_they_stay_as_they_were_chosen(page: Page, student: Desk) -> None:
    page.keyboard.press("t")
    expect(caption(page)).to_be_visible()
    page.reload()
    has_sound(page)
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    cue = cues_of(student)[2]
    seek(page, (cue.start + cue.end) / 2000)
    stands(page, cue)
    page.keyboard.press("t")
    expect(caption(page)).to_be_hidden()
    expect(page.locator("audio track")).to_have_count(0)
    page.reload()
    has_sound(page)
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("?")
    expect(page.locator(".lp-keys")).to_contain_text("show or hide captions")


def test_after_an_edit_the_new_words_stand_there(page: Page, student: Desk) -> None:
    switch(page).click()
    transcript(page)
    page.keyboard.press("e")
    segment = student.notebook().lecture(student.lecture("Tides")).transcript.segments[1]
    page.locator(".lt-s").nth(1).click()
    page.locator(".lt-area").fill("<b>Neaps</b> & springs, they said.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lt-saved")).to_have_text("Saved")
    seek(page, (segment.start + segment.end) / 2)
    expect(caption(page)).to_contain_text("<b>Neaps</b> & springs")
    assert caption(page).evaluate("one => one.childElementCount") == 0  # words, and no HTML
    page.get_by_role("button", name="Undo").click()
    expect(caption(page)).not_to_contain_text("Neaps")


def test_nothing_moves_and_the_page_is_not_asked_while_captions_come_and_go(page: Page, student: Desk) -> None:
    switch(page).click()
    seek(page, cues_of(student)[0].start / 1000 + 0.1)
    stands(page, cues_of(student)[0])
    before, asked = page.locator(".lp").bounding_box(), []
    page.on("request", lambda request: asked.append(request.url))
    for cue in cues_of(student)[:6]:
        seek(page, (cue.start + cue.end) / 2000)
        stands(page, cue)
        assert page.locator(".lp").bounding_box() == before
    assert [url for url in asked if "/sound?" not in url] == []


def test_who_reads_a_shared_lecture_has_them_too(opener: Opener, student: Desk) -> None:
    page = opener().new_page()
    study(page, address_to_read(student, "Tides"))
    page.keyboard.press("t")
    cue = cues_of(student)[1]
    seek(page, (cue.start + cue.end) / 2000)
    stands(page, cue)


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wrong_with_the_player_and_two_lines_fit(opener: Opener, student: Desk, width: int) -> None:
    how = {"reduced_motion": "reduce"} | (PHONE if width == 390 else {})
    page = opener(**how).new_page()
    study(page, student.address("Tides"))
    switch(page).click()
    looker = Looker(page)
    longest = max(cues_of(student), key=lambda cue: (len(cue.lines), max(map(len, cue.lines))))
    seek(page, (longest.start + longest.end) / 2000)
    stands(page, longest)
    looker.look("captions")
    assert caption(page).evaluate(
        "one => [one.scrollHeight <= one.clientHeight, one.scrollWidth <= one.clientWidth]"
    ) == [True, True]
    bar = page.locator(".lp-bar")
    assert bar.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    assert looker.wrong == {}
