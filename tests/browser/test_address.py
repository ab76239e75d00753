"""The address in a real browser: it tells what is shown, and Back and Forward lead through what was."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import listed, study

HOME = re.compile("^(?!.*(lecture|review|tab)=)")


def test_back_and_forward_lead_through_lectures_tabs_and_review(page: Page) -> None:
    study(page, "Tides")
    for tab in ("Transcript", "Download"):
        page.get_by_role("tab", name=tab).click()
        expect(page).to_have_url(re.compile(f"tab={tab}"))
    page.get_by_role("button", name=re.compile("^Review")).click()
    expect(page).to_have_url(re.compile("review=all"))
    for tab in ("Download", "Transcript", "Summary"):
        rests(page)
        page.go_back()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    rests(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Turn a lecture into notes")).to_be_visible()
    expect(page).to_have_url(HOME)
    for tab in ("Summary", "Transcript"):
        rests(page)
        page.go_forward()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name="Tides", exact=True)).to_be_visible()


def rests(page: Page) -> None:
    """Streamlit loses a Back that comes while the page asks to be drawn anew."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def test_a_press_at_once_after_another_leads_where_it_leads(page: Page) -> None:
    for _ in range(3):
        listed(page, "Tides").click()
        page.get_by_role("button", name="New lecture").click()  # as soon as it can be pressed
        expect(page.get_by_role("heading", name="Turn a lecture into notes")).to_be_visible()
    expect(page).to_have_url(HOME)
    listed(page, "Tides").click()
    page.get_by_role("button", name=re.compile("^Review")).click()
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("review=all"))
