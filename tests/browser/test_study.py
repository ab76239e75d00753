"""A student listens and reads: the word that sounds is marked, any place plays, keys act, words are found."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lecture.export.doubts import words_in
from tests.browser.conftest import Opener
from tests.browser.served import Desk, Server, desk
from tests.browser.steps import (
    TIME,
    cards,
    comes_true,
    has_sound,
    is_silent,
    notes,
    open_,
    sounds,
    study,
    time,
    transcript,
)

MARKED = """() => {
    const [range] = CSS.highlights.get('lecture-word'), node = range.startContainer;
    return {
        segment: Number(node.parentElement.dataset.i),
        begin: range.startOffset,
        text: node.data.slice(range.startOffset, range.endOffset),
        at: document.querySelector('audio').currentTime,
    };
}"""


@pytest.fixture
def page(opener: Opener, student: Desk) -> Page:
    """The sample lecture, open, with its sound."""
    opened = opener().new_page()
    open_(opened, student.address("Tides"))
    notes(opened)
    has_sound(opened)
    return opened


def test_a_word_plays_from_there_and_the_word_that_sounds_is_marked(page: Page, student: Desk) -> None:
    transcript(page).locator(".lt-p").nth(2).locator(".lt-s").first.click(position={"x": 4, "y": 10})
    at, seen = sounds(page), []
    segments = student.notebook().lecture(student.lecture("Tides")).transcript.segments
    for _ in range(5):
        marked = page.evaluate(MARKED)
        segment = segments[marked["segment"]]
        places = {place.begin: place for place in words_in(segment, segment.text) or []}
        said = places[marked["begin"]]
        assert segment.text[said.begin : said.until] == marked["text"]
        assert said.start - 0.3 <= marked["at"] <= said.end + 0.3
        seen.append(marked["text"])
        comes_true(page, f"at => {TIME} > at", arg=marked["at"] + 0.8)
    assert len(set(seen)) > 2
    assert marked["at"] > at + 2


def test_the_player_stays_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    last = transcript(page).get_by_role("link").last
    last.scroll_into_view_if_needed()
    last.click()
    sounds(page)
    expect(page.get_by_role("region", name="Player")).to_be_in_viewport(ratio=1)
    expect(last).to_be_in_viewport()


def test_what_has_the_focus_is_never_under_the_player(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    places = transcript(page).get_by_role("link").count()
    page.get_by_role("searchbox").focus()
    met = []
    for key in ["Tab"] * (places + 3) + ["Shift+Tab"] * (places + 3):
        page.keyboard.press(key)
        page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )  # it has scrolled
        met += [seen for seen in [page.evaluate(COVERED)] if seen is not None]
    assert met == [""] * (2 * places)


# Of a place of the transcript that has the focus, whether something else lies over it; null of anything else.
COVERED = """() => {
    const one = document.activeElement
    if (!one.matches('.lt-time, .lt-span')) return null
    const {left, right, top, bottom} = one.getBoundingClientRect()
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    return over && (one.contains(over) || over.contains(one)) ? '' : `${one.textContent} under ${over?.className}`
}"""


def test_j_and_l_move_by_ten_seconds(page: Page) -> None:
    for key, at in (("l", 10), ("l", 20), ("j", 10)):
        page.keyboard.press(key)
        assert time(page) == pytest.approx(at, abs=0.05)
    assert is_silent(page)


def test_speed_and_volume_stay_when_a_place_is_played(page: Page) -> None:
    page.get_by_role("combobox", name="Speed").select_option("1.5")
    page.evaluate("document.querySelector('audio').volume = 0.4")
    page.get_by_role("link", name="0:27–0:32").or_(page.get_by_role("tabpanel").get_by_role("link")).first.click()
    sounds(page)
    transcript(page).locator(".lt-time").nth(3).click()
    how = "(({playbackRate, volume}) => [playbackRate, volume])(document.querySelector('audio'))"
    assert page.evaluate(how) == [1.5, 0.4]


FOUND = """[...CSS.highlights.get('lecture-found')].map(
    ({startContainer, startOffset, endOffset}) => startContainer.data.slice(startOffset, endOffset))"""


def test_find_marks_and_counts_and_goes_round(page: Page) -> None:
    transcript(page)
    page.keyboard.press("/")
    page.keyboard.type("TÍDES")
    count = page.locator(".lt-count")
    hits = page.evaluate("CSS.highlights.get('lecture-find').size")
    assert hits > 3
    expect(count).to_have_text(f"1 of {hits}")
    marked = (
        "[...CSS.highlights.get('lecture-found')].map(r => r.startContainer.data.slice(r.startOffset, r.endOffset))"
    )
    assert page.evaluate(marked) == ["tides"]
    page.keyboard.press("Enter")
    expect(count).to_have_text(f"2 of {hits}")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text(f"{hits} of {hits}")
    page.keyboard.press("Escape")
    expect(count).to_have_text("")
    assert page.evaluate("CSS.highlights.get('lecture-find').size") == 0


def test_keys_and_what_is_said_of_the_sound_lie_over_the_page_and_move_nothing(page: Page) -> None:
    tabs, keys = page.get_by_role("tablist"), page.locator(".lp-keys")
    before = tabs.bounding_box()
    for close in ("?", "Escape"):
        page.keyboard.press("?")
        expect(keys).to_be_visible()
        assert tabs.bounding_box() == before
        page.keyboard.press(close)
        expect(keys).to_be_hidden()
    page.keyboard.press("?")
    page.get_by_role("heading", name="Tides").click()  # beside it
    expect(keys).to_be_hidden()
    page.route("**/sound?*", lambda route: route.fulfill(status=503, json={"preparing": 0.4}))
    page.reload()
    note = page.get_by_text("The sound is being prepared: 40 %.")
    expect(note).to_be_visible()
    there = tabs.bounding_box()
    page.unroute("**/sound?*")
    has_sound(page)
    expect(note).to_have_count(0)
    assert tabs.bounding_box() == there == before


def test_page_and_transcript_say_in_which_tongue_they_are_and_another_is_chosen_while_it_sounds(page: Page) -> None:
    lang = "[document.documentElement.lang, document.querySelector('.lt-text').lang]"
    transcript(page).locator(".lt-time").first.click()
    sounds(page)
    assert page.evaluate(lang) == ["en", "en"]
    page.get_by_role("combobox", name="Language of this page").click()
    page.get_by_role("option", name="Deutsch").click()
    expect(page.get_by_placeholder("In der Mitschrift suchen")).to_be_visible()
    expect(page.get_by_role("button", name="Korrigieren")).to_be_visible()
    assert page.evaluate(lang) == ["de", "en"]
    assert not is_silent(page)


def test_keys_do_nothing_while_one_writes(page: Page) -> None:
    transcript(page)
    page.keyboard.press("/")
    page.keyboard.type("jell k?")
    assert (time(page), is_silent(page)) == (0, True)
    expect(page.locator(".lp-keys")).to_be_hidden()
    expect(page.get_by_role("button", name="Correct")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("searchbox")).to_have_value("jell k?")


def test_after_a_refresh_the_same_tab_is_open(page: Page) -> None:
    transcript(page)
    page.reload()
    expect(page.locator(".lt-text")).to_contain_text("to produce electricity")


def test_after_a_refresh_the_same_card_is_shown(page: Page) -> None:
    shown = cards(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(shown.get_by_text("Card 3 of")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Card 3 of")).to_be_visible()


def test_what_is_written_for_one_lecture_is_never_saved_for_another(
    opener: Opener, server: Server, oceans: bytes
) -> None:
    """The browser keeps what was typed into a field; the server must not take it for another lecture's."""
    page = opener().new_page()
    open_(page, desk(server, oceans).url)
    study(page, "Currents")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Title").fill("A title nobody saved")
    page.get_by_label("Your notes").fill("only for the second")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Title")).to_have_count(0)
    study(page, "Waves")
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Title")).to_have_count(1)  # while the page is drawn, what it showed before is there too
    expect(page.get_by_label("Title")).to_have_value("Waves")
    expect(page.get_by_label("Your notes")).to_have_value("")
    page.get_by_label("Your notes").fill("about the moon")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)  # the form is closed
    expect(page.get_by_text("about the moon")).to_be_visible()
    study(page, "Currents")
    expect(page.get_by_text("about the moon")).to_have_count(0)


def test_a_search_stays_when_a_lecture_of_it_is_opened(opener: Opener, student: Desk) -> None:
    page = opener().new_page()
    open_(page, student.url)
    search = page.get_by_placeholder("Search titles and what was said")
    search.fill("fundy")
    search.press("Enter")
    page.get_by_role("button", name="Tides").click()
    expect(page.locator(".lt-count")).to_have_text("1 of 1")
    expect(search).to_have_value("fundy")
