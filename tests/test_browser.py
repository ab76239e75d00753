"""The page in a real Chromium, served by a real `streamlit run`, with real Whisper behind it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from pypdf import PdfReader

from lecture.export.doubts import words_in
from lecture.speech.clip import clip
from lecture.store.library import Library
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

PATIENCE = 240_000  # ms; two busy cores, and the first lecture loads Whisper
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


class Server:
    """`streamlit run app.py` on a port and a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        run = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        environment = {**os.environ, "LECTURE_DATA": str(self.data)}
        with (self.data.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*run, f"--server.port={self.port}"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None:
                    break
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        pytest.fail(f"the server did not start:\n{(self.data.parent / 'server.log').read_text()}")

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    served = Server(tmp_path_factory.mktemp("served") / "data")
    served.start()
    yield served
    served.kill()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """Two sentences of the sample, as a WAV file."""
    path = tmp_path_factory.mktemp("spoken") / "Two sentences.wav"
    path.write_bytes(clip(sample, 0, 14))
    return path


@contextmanager
def chromium(spoken: Path) -> Iterator[Browser]:
    """A Chromium whose microphone hears `spoken`, over and over."""
    if not Path(CHROMIUM).exists():
        missing = f"no browser at {CHROMIUM}; install Chromium, or name another by CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    microphone = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={spoken}",
    ]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*quiet, *microphone])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def browser(spoken: Path) -> Iterator[Browser]:
    with chromium(spoken) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["microphone"])
    opened = context.new_page()
    open_(opened, server.url)
    yield opened
    context.close()


def open_(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")


def give(page: Page, recording: Path) -> None:
    page.locator("[data-testid=stMain] input[type=file]").set_input_files(recording)
    page.get_by_role("button", name="Make notes").click()


def notes(page: Page) -> None:
    page.get_by_role("tab", name="Summary").wait_for(timeout=PATIENCE)


def take(page: Page, label: str, into: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name=label).click()
    saved = into / started.value.suggested_filename
    started.value.save_as(saved)
    return saved


def test_a_student_uploads_waits_reads_and_downloads_both_reports(page: Page, tmp_path: Path, sample: Path) -> None:
    recording = tmp_path / "Tides.mp3"
    shutil.copy(sample, recording)
    give(page, recording)
    notes(page)
    expect(page.get_by_role("heading", name="Tides", exact=True)).to_be_visible()
    expect(transcript(page)).to_contain_text("A tide is the slow rise and fall of the sea")
    page.get_by_role("tab", name="Flashcards").click()
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_role("button", name="Show the answer")).to_have_count(0)
    page.get_by_role("tab", name="Report").click()
    pdf = PdfReader(take(page, "Report (PDF)", tmp_path))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert "slow rise and fall of the sea" in text
    assert "Tides.mp3" in text
    txt = " ".join(take(page, "Report (TXT)", tmp_path).read_text().split())
    assert "slow rise and fall of the sea" in txt
    assert "Whisper base" in txt


def transcript(page: Page) -> Locator:
    page.get_by_role("tab", name="Transcript").click()
    text = page.locator(".lt-text")
    expect(text).to_contain_text("to produce electricity")  # it is all there
    return text


def sounds(page: Page) -> float:
    """Wait until it sounds; where it is then, in seconds."""
    page.wait_for_function("() => { const a = document.querySelector('audio'); return a.currentTime > 0 && !a.paused }")
    at: float = page.evaluate("document.querySelector('audio').currentTime")
    return at


MARKED = """() => {
    const [range] = CSS.highlights.get('lecture-word'), node = range.startContainer;
    return {
        segment: Number(node.parentElement.dataset.i),
        begin: range.startOffset,
        text: node.data.slice(range.startOffset, range.endOffset),
        at: document.querySelector('audio').currentTime,
    };
}"""


def test_a_word_plays_from_there_and_the_word_that_sounds_is_marked(page: Page, server: Server) -> None:
    page.get_by_role("button", name="Tides").click()
    notes(page)
    transcript(page).locator(".lt-p").nth(2).locator(".lt-s").first.click(position={"x": 4, "y": 10})
    at, seen = sounds(page), []
    library = Library(server.data)
    mine = library.notebook(library.first_notebook())
    segments = mine.lecture(page.url.partition("lecture=")[2].partition("&")[0]).transcript.segments
    library.close()
    for _ in range(5):
        marked = page.evaluate(MARKED)
        segment = segments[marked["segment"]]
        places = {place.begin: place for place in words_in(segment, segment.text) or []}
        said = places[marked["begin"]]
        assert segment.text[said.begin : said.until] == marked["text"]
        assert said.start - 0.3 <= marked["at"] <= said.end + 0.3
        seen.append(marked["text"])
        page.wait_for_function("at => document.querySelector('audio').currentTime > at", arg=marked["at"] + 0.8)
    assert len(set(seen)) > 2
    assert marked["at"] > at + 2


def test_the_player_stays_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.get_by_role("button", name="Tides").click()
    notes(page)
    last = transcript(page).get_by_role("link").last
    last.scroll_into_view_if_needed()
    last.click()
    sounds(page)
    expect(page.get_by_role("region", name="Player")).to_be_in_viewport(ratio=1)
    expect(last).to_be_in_viewport()


def test_cards_are_studied_with_the_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Tides").click()
    notes(page)
    expect(page.get_by_text("Covers")).to_be_visible()
    page.get_by_role("tab", name="Flashcards").click()
    expect(page.get_by_text("Card 1 of")).to_be_visible()
    show = page.get_by_role("button", name="Show the answer")
    expect(show).to_be_visible()
    page.get_by_text("Card 1 of").click()  # the tab itself keeps the keys while it has the focus
    page.keyboard.press("Space")
    expect(show).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Card 2 of")).to_be_visible()
    expect(show).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Card 1 of")).to_be_visible()


def test_what_is_written_for_one_lecture_is_never_saved_for_another(page: Page, tmp_path: Path, sample: Path) -> None:
    """The browser keeps what was typed into a field; the server must not take it for another lecture's."""
    recording = tmp_path / "Harbour.wav"
    recording.write_bytes(clip(sample, 14, 24))
    give(page, recording)
    notes(page)
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Title").fill("A title nobody saved")
    page.get_by_label("Your notes").fill("only for the second")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Title")).to_have_count(0)
    page.get_by_role("button", name="Tides").click()
    expect(page.get_by_role("heading", name="Tides", exact=True)).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Title")).to_have_count(1)  # while the page is drawn, what it showed before is there too
    expect(page.get_by_label("Title")).to_have_value("Tides")
    expect(page.get_by_label("Your notes")).to_have_value("")
    page.get_by_label("Your notes").fill("about the moon")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)  # the form is closed
    expect(page.get_by_text("about the moon")).to_be_visible()
    page.get_by_role("button", name="Harbour").click()
    expect(page.get_by_role("heading", name="Harbour", exact=True)).to_be_visible()
    expect(page.get_by_text("about the moon")).to_have_count(0)


def test_a_search_stays_when_a_lecture_of_it_is_opened(page: Page) -> None:
    search = page.get_by_placeholder("Search titles and what was said")
    search.fill("fundy")
    search.press("Enter")
    expect(page.get_by_role("button", name="Harbour")).to_have_count(0)
    page.get_by_role("button", name="Tides").click()
    notes(page)
    expect(search).to_have_value("fundy")
    expect(page.get_by_role("button", name="Harbour")).to_have_count(0)


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
    expect(page.get_by_role("button", name="Two sentences").filter(has_text="Bay of Fundy")).to_be_visible()


def test_a_refresh_and_a_killed_server_in_mid_work_lose_nothing(browser: Browser, tmp_path: Path, sample: Path) -> None:
    long = tmp_path / "Long.wav"
    with wave.open(str(long), "wb") as out:
        for _ in range(2):
            piece = tmp_path / "piece.wav"
            piece.write_bytes(clip(sample, 0, 82))
            with wave.open(str(piece)) as read:
                if not out.getnframes():
                    out.setparams(read.getparams())
                out.writeframes(read.readframes(read.getnframes()))
    served = Server(tmp_path / "data")
    served.start()
    context = browser.new_context()
    try:
        page = context.new_page()
        open_(page, served.url)
        give(page, long)
        expect(page.get_by_text("Heard so far")).to_be_visible(timeout=PATIENCE)
        page.reload()
        expect(page.get_by_text("Heard so far")).to_be_visible(timeout=PATIENCE)
        served.kill()
        address = page.url
        served.start()
        open_(page, address)
        notes(page)
        assert page.url == address
        page.get_by_role("tab", name="Transcript").click()
        expect(page.locator(".lt-s").filter(has_text="A tide is the slow rise and fall of the sea")).to_have_count(2)
    finally:
        context.close()
        served.kill()
