"""The network between browser and server is cut for a while: while one plays, writes, records, uploads, waits, saves.

In CI for 5 seconds; with LECTURE_TEST_CUT=60 for a minute.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lecture.speech.clip import clip
from tests.browser.conftest import Opener
from tests.browser.network import CUT, Network
from tests.browser.served import Desk, Server
from tests.browser.steps import (
    LAPTOP,
    PHONE,
    comes_true,
    give,
    has_sound,
    is_silent,
    notes,
    open_,
    sounds,
    take,
    time,
    transcript,
)
from tests.browser.test_access import Looker
from tests.browser.test_microphone import heard, kept, record, stop, until

LONG = CUT * 1000 + 90_000  # ms until what waited for the network has come


@pytest.fixture
def network(server: Server) -> Iterator[Network]:
    one = Network(server.port)
    yield one
    one.close()


def over(network: Network, desk: Desk, title: str = "") -> str:
    lecture = f"&lecture={desk.lecture(title)}" if title else ""
    return f"{network.url}/?notebook={desk.key}{lecture}"


@pytest.fixture
def page(opener: Opener, student: Desk, network: Network) -> Page:
    """The sample lecture, open, with its sound."""
    opened = opener().new_page()
    open_(opened, over(network, student, "Tides"))
    notes(opened)
    has_sound(opened)
    return opened


@pytest.fixture
def empty(opener: Opener, newcomer: Desk, network: Network) -> Page:
    """An empty notebook's page."""
    opened = opener().new_page()
    open_(opened, over(network, newcomer))
    return opened


def connected(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]", timeout=LONG)


def away(page: Page) -> Locator:
    """What the page says while it cannot reach the app."""
    return page.get_by_role("alert").filter(has_text="The app cannot be reached just now.")


@pytest.mark.parametrize("how", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_page_that_cannot_reach_the_app_says_so_as_long_as_it_is_so(
    opener: Opener, student: Desk, network: Network, how: dict[str, Any]
) -> None:
    page = opener(**how, reduced_motion="reduce").new_page()
    open_(page, over(network, student, "Tides"))
    notes(page)
    expect(away(page)).to_be_hidden()
    looker = Looker(page)
    with network.cut():
        expect(away(page)).to_contain_text("If you have closed the app, start it again.", timeout=30_000)
        looker.look("away")
        expect(page.get_by_role("dialog")).to_have_count(0)
        box = away(page).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= how["viewport"]["width"]
        assert "Streamlit" not in page.locator("body").inner_text()
    connected(page)
    expect(away(page)).to_be_hidden()
    rests = "color-contrast: <p>"  # the label of what rests meanwhile, greyed by Streamlit
    assert [line for lines in looker.wrong.values() for line in lines if not line.startswith(rests)] == []


def test_what_plays_plays_on_and_what_is_written_arrives(page: Page, student: Desk, network: Network) -> None:
    text = transcript(page)
    text.locator(".lt-p").nth(1).locator(".lt-s").first.click(position={"x": 4, "y": 10})
    began = sounds(page)
    page.get_by_role("button", name="Correct", exact=True).click()
    text.locator(".lt-s").last.click()
    with network.cut():
        expect(away(page)).to_be_visible(timeout=30_000)
        comes_true(page, "at => document.querySelector('audio').currentTime > at", arg=began + 1.5)
        assert not is_silent(page)
        page.keyboard.press("Control+a")  # nothing has taken the keyboard away
        page.keyboard.type("The moon did it.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".lt-saved")).to_contain_text("kept here and sent", timeout=30_000)
    expect(page.locator(".lt-saved")).to_have_text("Saved", timeout=LONG)
    connected(page)
    assert time(page) > began
    segments = student.notebook().lecture(student.lecture("Tides")).transcript.segments
    assert segments[-1].text.strip() == "The moon did it."


def test_what_is_recorded_arrives_without_a_gap(empty: Page, newcomer: Desk, network: Network) -> None:
    record(empty).click()
    until(empty, 3)
    with network.cut():
        expect(empty.get_by_text("cannot be reached just now. Stay on this page")).to_be_visible(timeout=30_000)
        expect(away(empty)).to_be_visible(timeout=30_000)
    expect(empty.get_by_text("cannot be reached just now. Stay on this page")).to_have_count(0, timeout=LONG)
    until(empty, int(CUT) + 4)
    stop(empty)
    (recording,) = kept(newcomer)
    assert heard(recording) > CUT + 3.5
    connected(empty)
    expect(empty.get_by_role("button", name="Make notes")).to_have_count(1)


def test_a_lecture_that_is_worked_on_is_there_when_the_network_is_back(
    empty: Page, newcomer: Desk, network: Network, spoken: Path
) -> None:
    give(empty, spoken)
    expect(empty.get_by_role("button", name="Make notes")).to_have_count(0)
    with network.cut():
        expect(away(empty)).to_be_visible(timeout=30_000)
    connected(empty)
    expect(away(empty)).to_be_hidden()
    notes(empty)


@pytest.fixture
def large(tmp_path: Path, sample: Path) -> Path:
    path = tmp_path / "Large.wav"
    path.write_bytes(clip(sample, 0, 82))
    return path


def begin_upload(page: Page, network: Network, recording: Path) -> None:
    """Some of the recording has gone when this returns."""
    network.slowly = 0.1
    before = network.sent
    page.locator("[data-testid=stMain] input[type=file]").set_input_files(recording)
    for _ in range(600):
        if network.sent - before > recording.stat().st_size / 4:
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing was uploaded")


def test_an_upload_that_is_cut_is_said_and_goes_at_the_next_try(
    empty: Page, newcomer: Desk, network: Network, large: Path
) -> None:
    begin_upload(empty, network, large)
    with network.cut():
        network.slowly = 0.0
    connected(empty)
    if pictures := os.environ.get("BROWSER_PICTURES"):
        empty.screenshot(path=Path(pictures) / "upload-cut.png")
    files = empty.get_by_test_id("stMain").get_by_test_id("stFileUploader")
    said = files.evaluate("one => getComputedStyle(one, '::after').content")
    assert "If the connection broke off, give it again" in said
    assert newcomer.notebook().page().total == 0
    with empty.expect_file_chooser() as chooser:  # Playwright does not set anew what the field holds already
        files.get_by_role("button").last.click()
    chooser.value.set_files(large)
    empty.get_by_role("button", name="Make notes").click()
    expect(empty.get_by_role("heading", name="Large")).to_be_visible(timeout=LONG)
    assert newcomer.notebook().page().total == 1


def test_of_an_upload_that_its_browser_leaves_nothing_stays(
    empty: Page, opener: Opener, newcomer: Desk, network: Network, large: Path, spoken: Path
) -> None:
    begin_upload(empty, network, large)
    empty.close()
    network.slowly = 0.0
    page = opener().new_page()
    open_(page, over(network, newcomer))
    assert newcomer.notebook().page().total == 0
    assert list((newcomer.server.data / "incoming").iterdir()) == []
    give(page, spoken)
    expect(page.get_by_role("heading", name="Two sentences")).to_be_visible()
    assert newcomer.notebook().page().total == 1


def test_a_file_can_be_taken_away_once_the_network_is_back(page: Page, network: Network, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Download").click()
    with network.cut():
        expect(away(page)).to_be_visible(timeout=30_000)
    connected(page)
    expect(away(page)).to_be_hidden()
    assert "rise and fall of the sea" in re.sub(r"\s+", " ", take(page, "Report (TXT)", tmp_path).read_text())
