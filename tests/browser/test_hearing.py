"""From a recording to notes, with real Whisper: what a student gives, waits for and takes away."""

from __future__ import annotations

import re
import shutil
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lecture.speech.clip import clip
from tests.browser.conftest import Opener
from tests.browser.served import Desk
from tests.browser.steps import PATIENCE, cards, give, notes, open_, take, transcript


@pytest.fixture
def page(opener: Opener, newcomer: Desk) -> Page:
    opened = opener().new_page()
    open_(opened, newcomer.url)
    return opened


def test_a_student_uploads_waits_reads_and_downloads_both_reports(page: Page, tmp_path: Path, sample: Path) -> None:
    recording = tmp_path / "Tides.mp3"
    shutil.copy(sample, recording)
    give(page, recording)
    notes(page)
    expect(page.get_by_role("heading", name="Tides", exact=True)).to_be_visible()
    expect(transcript(page)).to_contain_text("A tide is the slow rise and fall of the sea")
    show = cards(page).get_by_role("button", name="Show the answer")
    show.click()
    expect(show).to_have_count(0)
    pdf = PdfReader(take(page, "Report (PDF)", tmp_path))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert "slow rise and fall of the sea" in text
    assert "Tides.mp3" in text
    txt = " ".join(take(page, "Report (TXT)", tmp_path).read_text().split())
    assert "slow rise and fall of the sea" in txt
    assert "Whisper base" in txt


def test_with_the_keyboard_alone_a_recording_becomes_a_reviewed_card(page: Page, sample: Path) -> None:
    """Only the system's own window for choosing a file is left out."""
    page.get_by_text("Options: ").wait_for()
    tab_to(page, "Upload")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(sample)
    page.get_by_role("button", name="Make notes").wait_for()
    tab_to(page, "Make notes")
    page.keyboard.press("Enter")
    notes(page)
    tab_to(page, "Summary")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Card 1 of")).to_be_visible()
    tab_to(page, "Show the answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Good", exact=True)).to_be_visible()
    page.keyboard.press("3")
    expect(page.get_by_text("Card 2 of")).to_be_visible()
    tab_to(page, "Review · ", back=True)
    page.keyboard.press("Enter")
    left = page.get_by_text(re.compile(r"^\d+ left$"))
    expect(left).to_be_visible()
    before = left.inner_text()
    tab_to(page, "Show the answer")
    page.keyboard.press("Enter")
    page.keyboard.press("4")
    expect(left).not_to_have_text(before)


NAME = """() => {
    let one = document.activeElement
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement
    return [one?.getAttribute('aria-label'), one?.textContent].filter(Boolean).join(' ')
}"""


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until what is called so has the focus."""
    met = []
    for _ in range(90):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        met.append(page.evaluate(NAME)[:40])
        if name in met[-1]:
            return
    pytest.fail(f"Tab never came to “{name}”, but to {met}")


def test_a_bad_file_gets_a_sentence_and_the_next_one_works(page: Page, tmp_path: Path, spoken: Path) -> None:
    bad = tmp_path / "words.mp3"
    bad.write_text("nobody says this\n" * 100)
    give(page, bad)
    expect(page.get_by_text("is not a recording that can be read")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)  # it would fail for ever
    page.get_by_role("button", name="New lecture").click()
    give(page, spoken)
    notes(page)


def test_a_lecture_is_heard_again_beside_the_first(page: Page, spoken: Path) -> None:
    give(page, spoken)
    notes(page)
    first = page.url
    page.get_by_role("button", name="Hear again").click()
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="small (").first.click()
    expect(page.get_by_text("484\N{NO-BREAK SPACE}MB are downloaded first")).to_be_visible()  # the popover stays open
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="base (on this computer)").click()
    expect(page.get_by_text("are downloaded first")).to_have_count(0)
    page.get_by_role("textbox", name="Course words").fill("Bay of Fundy")
    page.get_by_role("button", name="Make a second version").click()
    page.wait_for_url(lambda url: url != first)
    notes(page)
    expect(page.get_by_text("Heard by Whisper base")).to_be_visible()
    expect(page.get_by_role("button", name="Make a second version")).to_have_count(0)  # the popover is closed
    expect(page.get_by_role("button", name="Two sentences")).to_have_count(2)
    expect(page.get_by_role("button", name=re.compile("Two sentences .*Bay of Fundy"))).to_be_visible()


def test_a_refresh_and_a_killed_server_in_mid_work_lose_nothing(
    page: Page, newcomer: Desk, tmp_path: Path, sample: Path
) -> None:
    give(page, twice(sample, tmp_path))
    expect(page.get_by_text("Heard so far")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(page.get_by_text("Heard so far")).to_be_visible(timeout=PATIENCE)
    newcomer.server.kill()
    address = page.url
    newcomer.server.start()
    open_(page, address)
    notes(page)
    assert page.url == address
    page.get_by_role("tab", name="Transcript").click()
    expect(page.locator(".lt-s").filter(has_text="A tide is the slow rise and fall of the sea")).to_have_count(2)


def twice(sample: Path, folder: Path) -> Path:
    """The sample, and the sample again."""
    long, piece = folder / "Long.wav", folder / "piece.wav"
    piece.write_bytes(clip(sample, 0, 82))
    with wave.open(str(piece)) as read, wave.open(str(long), "wb") as out:
        out.setparams(read.getparams())
        frames = read.readframes(read.getnframes())
        out.writeframes(frames + frames)
    return long
