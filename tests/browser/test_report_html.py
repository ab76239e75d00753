"""The report as a page, opened from a folder as students do: read, heard, turned and printed, and fetching nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from lecture.export import report_html
from lecture.export.options import Options, Origin
from lecture.values import Aside, Cards, Chapter, Lecture, Unheard
from tests.browser.conftest import Opener
from tests.browser.steps import LAPTOP, PHONE, comes_true, has_sound, is_silent, sounds, time
from tests.browser.test_access import RULES
from tests.lecture.export.tides import TIDES

QUESTION = replace(TIDES.cards.cards[0], question="When?", answer="1687", wrong=("1543", "1859", "1905"))
FULL = replace(
    TIDES,
    file_name="Tides & floods #1.mp3",
    asides=(Aside(0.0, 2.6),),
    transcript=replace(TIDES.transcript, unheard=(Unheard(20.0, 29.0),)),
    cards=Cards((*TIDES.cards.cards, QUESTION), TIDES.cards.made_by, TIDES.cards.remark),
    chapters=(*TIDES.chapters, Chapter(3700.0, 3729.0, "Exam", aside=True)),
)
ARABIC = replace(FULL, title="المد والجزر", transcript=replace(FULL.transcript, language="ar"))
Put = Callable[..., str]


@pytest.fixture
def put(tmp_path: Path, sample: Path) -> Put:
    """Puts the report of a lecture into a folder, the recording beside it; gives its address."""

    def put(lecture: Lecture = FULL, *, recording: bool = True) -> str:
        (tmp_path / "report.html").write_bytes(report_html.write(lecture, Options(origin=Origin(course="Oceans"))))
        if recording:
            shutil.copy(sample, tmp_path / lecture.file_name)
        return (tmp_path / "report.html").as_uri()

    return put


def card(page: Page, question: str) -> Locator:
    return page.locator(".card").filter(has_text=question)


def answer(page: Page, question: str) -> Locator:
    return card(page, question).locator(".answer")


def marked(page: Page) -> list[str]:
    texts: list[str] = page.locator(".said.now").all_inner_texts()
    return texts


# For everyone


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("window", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("lecture", [FULL, ARABIC], ids=["english", "arabic"])
def test_axe_finds_nothing(opener: Opener, put: Put, window: dict[str, Any], theme: str, lecture: Lecture) -> None:
    page = opener(**window, color_scheme=theme, reduced_motion="reduce").new_page()
    page.goto(put(lecture))
    has_sound(page)
    assert wrong(page) == []
    page.get_by_role("button", name="Show all answers").click()
    page.get_by_role("link", name="0:12–0:15").click()
    sounds(page)
    assert wrong(page) == []
    page.goto(put(replace(lecture, file_name="lost.mp3"), recording=False))
    expect(page.get_by_label("Choose the recording:")).to_be_visible()
    assert wrong(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def wrong(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def test_the_first_key_leads_past_what_stands_before_the_notes(opener: Opener, put: Put) -> None:
    page = opener().new_page()
    page.goto(put())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the notes")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the notes")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="0:12–0:15")).to_be_focused()


# Cards


def test_a_card_turns_by_keyboard_and_turns_back(opener: Opener, put: Put) -> None:
    page = opener().new_page()
    page.goto(put())
    expect(answer(page, "What is a tide?")).to_be_hidden()
    expect(card(page, "When?")).to_contain_text("1859")
    card(page, "What is a tide?").locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer(page, "What is a tide?")).to_be_visible()
    page.keyboard.press("Space")
    expect(answer(page, "What is a tide?")).to_be_hidden()


def test_all_cards_turn_at_once(opener: Opener, put: Put) -> None:
    page = opener().new_page()
    page.goto(put())
    turn = page.get_by_role("button", name="Show all answers")
    turn.click()
    assert [each.is_visible() for each in page.locator(".answer").all()] == [True] * 3
    expect(turn).to_have_attribute("aria-pressed", "true")
    turn.click()
    assert [each.is_visible() for each in page.locator(".answer").all()] == [False] * 3


# Sound


def test_a_time_plays_the_recording_from_there_and_marks_what_sounds(opener: Opener, put: Put) -> None:
    page = opener().new_page()
    page.goto(put())
    has_sound(page)
    expect(page.locator(".where")).to_be_hidden()
    page.get_by_role("link", name="0:12–0:15").click()
    assert 12 <= sounds(page) < 15
    assert marked(page) == ["The Moon pulls harder on the near side."]
    page.evaluate("document.querySelector('audio').currentTime = 40")
    comes_true(page, "document.querySelectorAll('.now').length === 0")


def test_a_link_to_a_moment_opens_the_recording_there(opener: Opener, put: Put) -> None:
    page = opener().new_page()
    page.goto(put() + "#t=12.5")
    has_sound(page)
    assert (time(page), is_silent(page)) == (12.5, True)


def test_a_recording_that_lies_elsewhere_is_chosen_and_plays_from_the_time_that_was_asked_for(
    opener: Opener, put: Put, sample: Path
) -> None:
    page = opener().new_page()
    page.goto(put(recording=False))
    expect(page.get_by_text("The recording “Tides & floods #1.mp3” plays here if it lies in the same")).to_be_visible()
    chosen = page.get_by_label("Choose the recording:")
    expect(chosen).to_be_visible()
    page.get_by_role("link", name="0:12–0:15").click()
    expect(chosen).to_be_focused()
    chosen.set_input_files(sample)
    assert 12 <= sounds(page) < 15
    expect(page.locator(".where")).to_be_hidden()


# On its own


def test_nothing_is_fetched_but_the_recording_and_nothing_else_may_run(opener: Opener, put: Put) -> None:
    page = opener().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    address = put(replace(FULL, title="<script>document.title = 'run'</script>"))
    page.goto(address)
    has_sound(page)
    assert set(asked) == {"report.html", "Tides%20%26%20floods%20%231.mp3"}
    assert page.title() == "<script>document.title = 'run'</script>"
    assert page.evaluate(SMUGGLE) == ["img-src", "script-src-attr", "script-src-elem"]
    assert page.evaluate("'ran' in window") is False


# Puts what would run or be fetched into the page; what the browser turned down of it.
SMUGGLE = """async () => {
    const turnedDown = new Set()
    document.addEventListener('securitypolicyviolation', (event) => turnedDown.add(event.effectiveDirective))
    document.body.insertAdjacentHTML('beforeend', '<img src="https://example.org/x" onerror="ran = true">')
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'ran = true' }))
    while (turnedDown.size < 3) await new Promise(requestAnimationFrame)
    return [...turnedDown].sort()
}"""


def test_without_its_script_all_of_it_can_be_read_turned_and_heard(opener: Opener, put: Put) -> None:
    page = opener(java_script_enabled=False).new_page()
    page.goto(put())
    for text in (
        "A tide is the slow rise",
        "Moon and Sun",
        "Good morning.",
        "What is a tide?",
        "that could not be made",
    ):
        expect(page.get_by_text(text).first).to_be_visible()
    card(page, "What is a tide?").locator("summary").focus()
    page.keyboard.press("Space")
    expect(answer(page, "What is a tide?")).to_be_visible()
    expect(page.locator("audio")).to_be_visible()
    page.get_by_role("link", name="0:12–0:15").click()
    expect(page.locator(".said:target")).to_have_text("The Moon pulls harder on the near side.")
    assert [each.is_visible() for each in page.locator("button, input").all()] == [False, False]


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_every_card_is_turned_and_what_cannot_be_pressed_is_left_out(
    opener: Opener, put: Put, script: bool
) -> None:
    page = opener(java_script_enabled=script).new_page()
    page.goto(put())
    page.emulate_media(media="print")
    for each in page.locator(".answer").all():
        box = each.bounding_box()
        assert box
        assert box["height"] > 10
    for left_out in ("audio", "nav", ".where", ".turn"):
        expect(page.locator(left_out)).to_be_hidden()
