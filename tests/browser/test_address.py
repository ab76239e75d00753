"""The address in a real browser: it tells what is shown, and Back and Forward lead through what was."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import listed, study

HOME = re.compile("^(?!.*(lecture|review|tab)=)")


def test_back_and_forward_lead_through_lectures_tabs_and_review_as_fast_as_one_presses(
    page: Page,
) -> None:
    study(page, "Tides")
    page.get_by_role("tab", name="Transcript").click()
    expect(page).to_have_url(re.compile("tab=Transcript"))
    page.get_by_role("tab", name="Report").click()
    expect(page).to_have_url(re.compile("tab=Report"))
    page.get_by_role("button", name=re.compile("^Review")).click()
    expect(page).to_have_url(re.compile("review=all"))
    page.go_back()
    expect(page.get_by_role("tab", name="Report")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.get_by_role("tab", name="Transcript")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.get_by_role("tab", name="Summary")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.get_by_role("heading", name="Turn a lecture into notes")).to_be_visible()
    expect(page).to_have_url(HOME)
    page.go_forward()
    expect(page.get_by_role("heading", name="Tides", exact=True)).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("tab", name="Transcript")).to_have_attribute("aria-selected", "true")


def test_presses_faster_than_the_address_follows_lead_where_the_last_one_leads(page: Page) -> None:
    for _ in range(3):
        listed(page, "Tides").click()
        page.get_by_role("button", name="New lecture").click()
    expect(page.get_by_role("heading", name="Turn a lecture into notes")).to_be_visible()
    expect(page).to_have_url(HOME)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(page.get_by_role("heading", name="Turn a lecture into notes")).to_be_visible()
    listed(page, "Tides").click()
    page.get_by_role("button", name=re.compile("^Review")).click()
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("review=all"))
