"""Another program holds the database, in a real Chromium: what waits is said, and done when that program lets go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from lecture.store import cards as store
from tests.browser.served import Desk, packed
from tests.browser.steps import cards, listed, open_, study
from tests.held import held
from tests.lecture.export.tides import TIDES


@pytest.fixture(scope="module")
def tides(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A lecture that no Whisper need hear first."""
    lecture = replace(TIDES, title="Tides", file_name="Tides.mp3")
    return packed(tmp_path_factory.mktemp("held") / "data", [lecture])


WAITS = "Another program holds the app's database."


def test_a_press_says_what_it_waits_for_and_is_done_when_the_other_lets_go(page: Page, student: Desk) -> None:
    study(page, "Tides")
    with held(student.server.data):
        open_(page, student.address("Tides"))  # it is there at once: who reads waits for nobody
        expect(page.get_by_role("heading", name="Tides", exact=True)).to_be_visible()
        page.get_by_role("button", name="Edit").click()
        page.get_by_label("Title").fill("Ebb and flow")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(WAITS)).to_be_visible(timeout=15_000)
        expect(listed(page, "Tides")).to_be_visible()
    expect(page.get_by_role("heading", name="Ebb and flow", exact=True)).to_be_visible(timeout=20_000)
    expect(page.get_by_text(WAITS)).to_have_count(0)


def test_what_is_done_to_a_card_stays_in_the_browser_until_the_other_lets_go(page: Page, student: Desk) -> None:
    study(page, "Tides")
    shown = cards(page)
    lecture, mine = student.lecture("Tides"), student.notebook()
    before = [one.state for one in store.deck(mine, lecture)]
    with held(student.server.data):
        page.keyboard.press("s")
        expect(shown.get_by_text("is kept here and sent")).to_be_visible(timeout=20_000)
        assert [one.state for one in store.deck(mine, lecture)] == before
    expect(shown.get_by_text("is kept here and sent")).to_have_count(0, timeout=20_000)
    assert [one.state for one in store.deck(mine, lecture)] != before
