"""Access for all: what axe-core finds on each panel in each state, in both themes and widths.

In the folder that BROWSER_PICTURES names, if it does, lies a picture of each.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lecture.errors import BACK_UP
from lecture.store.progress_log import ProgressLog
from lecture.values import Lecture, Progress, Transcript
from tests.browser.conftest import Opener
from tests.browser.served import Desk
from tests.browser.steps import (
    LAPTOP,
    PATIENCE,
    PHONE,
    cards,
    comes_true,
    give,
    has_sound,
    heard,
    listed,
    notes,
    open_,
    transcript,
)

# What lies in Streamlit's own elements and cannot be mended from here: a rule, what the element's HTML holds, and why.
STREAMLITS_OWN = (
    ("target-size", 'role="spinbutton"', "the day and the month of a date field, 22 px wide beside each other"),
)

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
WEIGHTY = ("serious", "critical")
ALSO = ("heading-order", "target-size", "page-has-heading-one")  # axe calls some of these moderate; we do not


def found(page: Page) -> list[str]:
    """What axe has against the page as it stands: a line for each element."""
    said: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'].splitlines()[-1].strip()[:160]}"
        for rule in said
        if rule["impact"] in WEIGHTY or rule["id"] in ALSO
        for node in rule["nodes"]
        if not any(rule["id"] == known and part in node["html"] for known, part, _ in STREAMLITS_OWN)
    ]


class Looker:
    """Looks at the states of a page, each in these themes, and keeps what axe has against them."""

    def __init__(self, page: Page, *themes: Literal["light", "dark"]) -> None:
        self.page, self.themes = page, themes or ("light", "dark")
        self.wrong: dict[str, list[str]] = {}

    def look(self, state: str) -> None:
        for theme in self.themes:
            self.page.emulate_media(color_scheme=theme)
            comes_true(self.page, IN_THEME, arg=theme)
            if pictures := os.environ.get("BROWSER_PICTURES"):
                width = self.page.evaluate("innerWidth")
                self.page.screenshot(path=Path(pictures) / f"{width}-{theme}-{state}.png")
            if lines := found(self.page):
                self.wrong[f"{state}, {theme}"] = lines


IN_THEME = """theme => {
    const [red] = getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g).map(Number)
    const moves = one => one.playState === 'running' && one.effect.getTiming().iterations !== Infinity
    const still = !document.getAnimations().some(moves)
    return (red < 128) === (theme === 'dark') && still && !document.querySelector('[data-stale=true]')
}"""


@pytest.fixture(params=["laptop", "phone"])
def window(request: pytest.FixtureRequest, opener: Opener) -> Page:
    how = LAPTOP if request.param == "laptop" else PHONE
    return opener(**how, reduced_motion="reduce").new_page()


AT_ITS_END = """[document.querySelector('.st-key-so-far')].every(
    part => part.scrollTop > 0 && part.scrollTop + part.clientHeight > part.scrollHeight - 8
)"""


def recordings(folder: Path, page: Page, sample: Path) -> list[Path]:
    """Three that nobody has given before."""
    mark = str(page.viewport_size).encode()
    paths = [folder / f"{name}.mp3" for name in ("First", "Second", "Third")]
    for path in paths:
        path.write_bytes(sample.read_bytes() + mark + path.stem.encode())
    return paths


def hear(desk: Desk, title: str, transcript: Transcript) -> None:
    """As if so much of the lecture had been heard."""
    folder = desk.library().work_folder(desk.lecture(title))
    folder.mkdir(parents=True, exist_ok=True)
    ProgressLog(folder).grow(Progress("speech", transcript.duration / 2, transcript.duration, transcript))


def test_nothing_is_wrong_where_a_lecture_is_given(
    window: Page, newcomer: Desk, tmp_path: Path, sample: Path, studied: Lecture
) -> None:
    page, looker = window, Looker(window)
    open_(page, newcomer.url)
    expect(page.get_by_role("button", name="Try the sample lecture")).to_be_visible()
    looker.look("start")
    page.get_by_text("Options").click()
    looker.look("options")
    bad = tmp_path / "words.mp3"
    bad.write_text("nobody says this\n" * 100)
    files = page.locator("[data-testid=stMain] input[type=file]")
    files.set_input_files(recordings(tmp_path, page, sample))
    page.get_by_role("button", name="Make notes of 3 recordings").wait_for()
    looker.look("given")
    page.get_by_role("button", name="Make notes of 3 recordings").click()
    expect(page.get_by_text("lectures at work")).to_be_visible()
    looker.look("at work")
    open_(page, newcomer.address("Third"))
    page.get_by_role("button", name="Stop", exact=True).wait_for()
    looker.look("waiting")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("Stopped.").wait_for()
    looker.look("stopped")
    hear(newcomer, "Third", replace(studied.transcript, segments=studied.transcript.segments * 4))
    page.reload()
    so_far = page.get_by_role("region", name="Heard so far")
    expect(so_far).to_contain_text("produce electricity")
    comes_true(page, AT_ITS_END)
    so_far.focus()
    page.keyboard.press("Home")
    comes_true(page, f"!({AT_ITS_END})")
    page.keyboard.press("End")
    comes_true(page, AT_ITS_END)
    looker.look("heard")
    mine = newcomer.notebook()
    mine.put_away(*(entry.id for entry in mine.page(count=9).entries))
    open_(page, newcomer.url)
    give(page, bad)
    expect(page.get_by_text("is not a recording that can be read")).to_be_visible(timeout=PATIENCE)
    looker.look("failed")
    assert looker.wrong == {}


def test_nothing_is_wrong_with_a_finished_lecture(window: Page, student: Desk) -> None:
    page, looker = window, Looker(window)
    open_(page, student.address("Tides"))
    notes(page)
    has_sound(page)
    looker.look("summary")
    page.keyboard.press("?")
    looker.look("keys")
    page.keyboard.press("?")
    for popover in ("Edit", "Hear again", "Share"):
        page.get_by_role("button", name=popover).click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        looker.look(popover)
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    transcript(page)
    looker.look("transcript")
    page.get_by_role("searchbox").fill("tide")
    looker.look("found")
    page.get_by_role("button", name="Correct").click()
    page.locator(".lt-s").nth(2).click()
    heard(page).fill("tides")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    looker.look("correcting")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("textbox", name="Ask your lectures").fill("What causes the tides?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("0:0"))).not_to_have_count(0, timeout=PATIENCE)
    looker.look("asked")
    page.get_by_role("tab", name="Download").click()
    expect(page.get_by_role("button", name="Download")).to_be_visible()
    looker.look("download")
    page.get_by_role("combobox", name="Format").click()
    expect(page.get_by_role("option", name="Cornell notes (PDF)")).to_be_visible()
    looker.look("formats")
    page.keyboard.press("Escape")
    assert looker.wrong == {}


def test_nothing_is_wrong_with_cards_and_their_review(window: Page, student: Desk) -> None:
    page, looker = window, Looker(window)
    open_(page, student.address("Tides"))
    notes(page)
    cards(page)
    looker.look("question")
    page.keyboard.press("Space")
    looker.look("answer")
    page.keyboard.press("e")
    looker.look("editor")
    page.keyboard.press("Escape")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    looker.look("choices")
    page.keyboard.press("2")
    looker.look("chosen")
    page.get_by_text("All cards").click()
    expect(page.get_by_text("7 cards")).to_be_visible()
    page.get_by_role("button", name="Drop").first.click()
    page.get_by_text("Dropped (1)").click()
    looker.look("list")
    open_(page, f"{student.url}&review=all")
    expect(page.get_by_text(re.compile(r"^\d+ left"))).to_be_visible()
    looker.look("review")
    for _ in range(9):
        if page.get_by_role("button", name="Show the answer").or_(page.locator(".lc-choice")).count():
            page.keyboard.press("Space")
            page.keyboard.press("4")
    expect(page.get_by_text("Nothing is due")).to_be_visible()
    looker.look("reviewed")
    assert looker.wrong == {}


def test_nothing_is_wrong_in_the_library(window: Page, student: Desk, opener: Opener) -> None:
    page, looker = window, Looker(window)
    tides = student.address("Tides")
    open_(page, f"{student.url}&lecture=nowhere")
    expect(page.get_by_text("This lecture is not here")).to_be_visible()
    looker.look("not here")
    if page.viewport_size == PHONE["viewport"]:
        page.get_by_test_id("stExpandSidebarButton").tap()
    looker.look("side")
    page.get_by_placeholder("Search titles and what was said").fill("fundy")
    page.keyboard.press("Enter")
    expect(listed(page, "Tides")).to_contain_text("Fundy")
    looker.look("search")
    page.get_by_text(BACK_UP).click()
    expect(page.get_by_text("as one file that this app opens")).to_be_visible()
    looker.look("backup")
    read = address_to_read(student, "Tides")
    student.notebook().put_away(student.lecture("Tides"))
    open_(page, tides)
    expect(page.get_by_text("This lecture was deleted")).to_be_visible()
    looker.look("deleted")
    open_(page, read)
    expect(page.get_by_text("This address opens no lecture")).to_be_visible()
    looker.look("closed")
    (away,) = student.notebook().put_away_list()
    student.notebook().bring_back(away.id)
    open_(page, read)
    notes(page)
    looker.look("read only")
    assert looker.wrong == {}


GERMAN = {  # a panel: its address, and what is there when all of it is
    "start": ("", "[data-testid=stMain] .stFileUploader"),
    "summary": ("&tab=Summary", "audio[src]"),
    "cards": ("&tab=Flashcards", ".lc"),
    "transcript": ("&tab=Transcript", ".lt-text p"),
    "ask": ("&tab=Ask", "[data-testid=stMain] input"),
    "report": ("&tab=Download", "[data-testid=stMain] .stDownloadButton"),
    "review": ("&review=all", ".lc"),
}


def test_nothing_is_wrong_in_german(opener: Opener, student: Desk) -> None:
    page = opener(**LAPTOP, locale="de-DE", reduced_motion="reduce").new_page()
    looker = Looker(page, "light")
    for panel, (where, there) in GERMAN.items():
        open_(page, (student.address("Tides") if "tab" in where else student.url) + where)
        page.locator(there).first.wait_for(state="attached")
        expect(page.locator("html")).to_have_attribute("lang", "de")
        looker.look(panel)
    read = address_to_read(student, "Tides")
    open_(page, f"{student.url}&lecture=nowhere")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    looker.look("not here")
    open_(page, read)
    page.locator("audio[src]").wait_for(state="attached")
    looker.look("read only")
    assert looker.wrong == {}


def address_to_read(student: Desk, title: str) -> str:
    lecture = student.lecture(title)
    return f"{student.server.url}/?read={lecture}&key={student.library().lecture_key(lecture, 'read')}"


# Controls and links of our own components that are smaller than 24 by 24 px. A box to tick counts with its label.
SMALL = """() => [...document.querySelectorAll('.lp, .lt, .lc')].flatMap(
    part => [...part.querySelectorAll('a, button, input, select, summary, [role=slider]')]
).filter(one => one.checkVisibility()
).map(one => [one, (one.closest('label') ?? one).getBoundingClientRect()]
).filter(([, box]) => box.width < 24 || box.height < 24
).map(([one, box]) => `${one.className || one.tagName} ${one.textContent}: ${box.width} by ${box.height}`)"""


def test_what_is_pressed_is_at_least_24_pixels_large(window: Page, student: Desk) -> None:
    page = window
    open_(page, student.address("Tides"))
    notes(page)
    transcript(page)
    page.get_by_role("searchbox").fill("tide")
    page.get_by_role("button", name="Correct").click()
    page.locator(".lt-s").nth(2).click()
    heard(page).fill("tides")
    page.get_by_role("checkbox").first.wait_for()
    small = page.evaluate(SMALL)
    cards(page)
    page.keyboard.press("Space")
    page.get_by_role("button", name="Good", exact=True).wait_for()
    small += page.evaluate(SMALL)
    page.get_by_text("All cards").click()
    page.get_by_text("7 cards").wait_for()
    small += page.evaluate(SMALL)
    assert small == []


def test_only_what_can_be_pressed_is_framed_when_it_has_the_focus(window: Page, newcomer: Desk) -> None:
    open_(window, newcomer.url)
    window.get_by_role("button", name="Try the sample lecture").wait_for()
    comes_true(window, UNFRAMED)


UNFRAMED = """() => {
    const main = document.querySelector('[data-testid=stMain]')
    main.focus({ focusVisible: true })
    const looks = ['', '::before', '::after'].map(part => getComputedStyle(main, part || null))
    return looks.every(one => one.outlineStyle === 'none' && one.boxShadow === 'none')
}"""


def test_nothing_moves_for_who_wants_no_motion(window: Page, student: Desk) -> None:
    open_(window, student.address("Tides"))
    notes(window)
    transcript(window)
    window.get_by_role("searchbox").fill("electricity")
    scrolled = window.evaluate(
        """async () => {
            const main = document.querySelector('[data-testid=stMain]'), at = main.scrollTop
            for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame)
            return [at > 0, main.scrollTop - at]
        }"""
    )
    assert scrolled == [True, 0]
