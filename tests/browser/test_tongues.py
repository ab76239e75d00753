"""The language of the page in a real Chromium: the browser's own, until another is chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.served import Desk, Server, desk
from tests.browser.steps import listed, open_

DAY = re.compile(r"\d+\. \w+\.? · 1 min")


@pytest.fixture
def student(server: Server, oceans: bytes) -> Desk:
    """A notebook with two finished lectures, of one course."""
    return desk(server, oceans)


@pytest.fixture
def german(opener: Opener, student: Desk) -> Page:
    """The student's page in a browser that wants German."""
    page = opener(locale="de-DE").new_page()
    open_(page, student.url)
    return page


def test_a_german_browser_sees_a_german_page(german: Page) -> None:
    expect(german.get_by_role("heading", name="Aus Vorlesungen werden Notizen")).to_be_visible()
    expect(german).to_have_title("Vorlesungsnotizen")
    expect(german.locator("html")).to_have_attribute("lang", "de")
    expect(listed(german, "Waves")).to_contain_text(DAY)
    expect(german.get_by_text("Oceans 2 Vorlesungen, 3 min")).to_be_visible()
    main = german.get_by_test_id("stMain")
    expect(main.get_by_role("button", name="Auswählen")).to_be_visible()  # Streamlit calls it “Upload”
    expect(german.get_by_role("button", name="Kurs umbenennen")).to_be_visible()
    expect(german.get_by_role("button", name="Aufnehmen", exact=True)).to_be_visible()


def test_the_language_that_is_chosen_stays(german: Page, opener: Opener, student: Desk) -> None:
    german.get_by_role("combobox", name="Sprache dieser Seite").click()
    german.get_by_role("option", name="English").click()
    turned = german.get_by_role("heading", name="Turn a lecture into notes")
    expect(turned).to_be_visible()
    german.reload()
    expect(turned).to_be_visible()
    expect(german).to_have_title("Lecture notes")
    expect(german.locator("html")).to_have_attribute("lang", "en")
    other = opener(locale="de-DE").new_page()
    open_(other, student.url)
    expect(other.get_by_role("heading", name="Turn a lecture into notes")).to_be_visible()  # the notebook keeps it


@pytest.mark.parametrize(
    ("locale", "choice", "day"),
    [("de-AT", "Sprache dieser Seite", r"\d+\. \w+ 20\d\d"), ("fr-FR", "Language of this page", r"\d+ \w+ 20\d\d")],
)
def test_a_shared_lecture_speaks_the_language_of_who_reads_it(
    locale: str, choice: str, day: str, opener: Opener, student: Desk
) -> None:
    student.notebook().choose_tongue("en" if locale == "de-AT" else "de")  # whoever shared it speaks another
    lecture = student.lecture("Waves")
    page = opener(locale=locale).new_page()
    key = student.library().lecture_key(lecture, "read")
    open_(page, f"{student.server.url}/?read={lecture}&key={key}")
    expect(page.get_by_role("combobox", name=choice)).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_text(re.compile(day)).first).to_be_visible()


def test_a_report_that_is_taken_speaks_as_the_page_does(german: Page, student: Desk, tmp_path: Path) -> None:
    open_(german, f"{student.address('Waves')}&tab=Download")
    german.get_by_role("combobox", name="Format").click()
    german.get_by_role("option", name="Bericht (TXT)", exact=True).click()
    with german.expect_download() as started:
        german.get_by_role("button", name="report.txt herunterladen").click()
    started.value.save_as(tmp_path / "report.txt")
    assert "Zusammenfassung" in (tmp_path / "report.txt").read_text()


def test_the_recorder_answers_in_german(german: Page) -> None:
    missing = (
        "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') } }"
    )
    german.evaluate(missing)
    german.get_by_role("button", name="Aufnehmen", exact=True).click()
    expect(german.get_by_role("alert").get_by_text("Es wurde kein Mikrofon gefunden.")).to_be_visible()
