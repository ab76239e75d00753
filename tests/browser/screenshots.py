"""Takes the README's picture of the page anew: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

import pipeline
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.served import Server, desk, packed
from tests.browser.steps import TIME, comes_true, has_sound, notes, open_, sounds, transcript
from tests.conftest import ROOT, SAMPLE

PICTURE = ROOT / "sample" / "page.png"
SIZE: ViewportSize = {"width": 1280, "height": 800}
COLOURS = 96  # a page has few; with so many it is a third as large, and the eye sees no difference


def main() -> None:
    studied = pipeline.study(SAMPLE, name="Sample lecture.mp3")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data")
        server.start()
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            lectures = [replace(studied, file_name=name) for name in ("Waves.mp3", "Tides.mp3")]
            student = desk(server, packed(Path(folder) / "before", lectures, course="Oceans"))
            page = chromium.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
            open_(page, student.address("Tides"))
            PICTURE.write_bytes(small(reading(page)))
        finally:
            chromium.close()
            server.kill()


def reading(page: Page) -> bytes:
    """A student reads along."""
    notes(page)
    has_sound(page)
    transcript(page).locator(".lt-time").nth(1).click()
    begun = sounds(page)
    comes_true(page, f"at => {TIME} > at", arg=begun + 3)
    page.keyboard.press("k")
    page.evaluate("document.activeElement.blur()")
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    return page.screenshot()


def small(picture: bytes) -> bytes:
    out = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


if __name__ == "__main__":
    main()
