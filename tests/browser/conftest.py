"""Chromium, one server for all and a notebook for each test; and what is kept of a test that failed.

In the folder that BROWSER_FAILURES names, else in pytest's own temporary one, lie a screenshot of each of its pages,
and a trace for `playwright show-trace`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from lecture.speech.clip import clip
from lecture.values import Lecture
from tests.browser.served import Desk, Server, desk, packed
from tests.browser.steps import LAPTOP, PHONE, open_

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

Opener = Callable[..., BrowserContext]
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # Chromium, a server and Whisper share two cores there: what fails once is tried again, and told as RERUN.
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_runtest_setup(item: pytest.Item) -> None:
    item.stash[FAILED] = False  # when it is tried again


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed  # type: ignore[attr-defined]
    return report


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """Two sentences of the sample, as a WAV file."""
    path = tmp_path_factory.mktemp("spoken") / "Two sentences.wav"
    path.write_bytes(clip(sample, 0, 14))
    return path


@pytest.fixture(scope="package")  # no longer: Playwright's loop would run under the tests of others
def browser(spoken: Path) -> Iterator[Browser]:
    """A Chromium whose microphone hears `spoken`, over and over."""
    if not Path(CHROMIUM).exists():
        missing = f"no browser at {CHROMIUM}; install Chromium, or name another by CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    microphone = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={spoken}",
    ]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *microphone])
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("served") / "data")
    yield one
    if one.lives:
        one.kill()


@pytest.fixture
def server(served: Server) -> Server:
    """The server that all tests use, started where one has killed it."""
    if not served.lives:
        served.start()
    return served


@pytest.fixture(scope="package")
def tides(tmp_path_factory: pytest.TempPathFactory, studied: Lecture) -> bytes:
    """The file of a notebook with the sample lecture in it, finished."""
    return packed(tmp_path_factory.mktemp("tides") / "data", [studied])


@pytest.fixture(scope="package")
def oceans(tmp_path_factory: pytest.TempPathFactory, studied: Lecture) -> bytes:
    """The file of a notebook with two finished lectures of one course."""
    two = [replace(studied, file_name=f"{title}.mp3") for title in ("Waves", "Currents")]
    return packed(tmp_path_factory.mktemp("oceans") / "data", two, course="Oceans")


@pytest.fixture
def student(server: Server, tides: bytes) -> Desk:
    """A notebook of this test's own, the sample lecture in it."""
    return desk(server, tides)


@pytest.fixture
def newcomer(server: Server) -> Desk:
    """An empty notebook of this test's own."""
    return desk(server)


@pytest.fixture
def opener(
    browser: Browser, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opener]:
    """Opens windows, each with a memory of its own."""
    contexts: list[BrowserContext] = []

    def opened(**how: object) -> BrowserContext:
        context = browser.new_context(**{**LAPTOP, "permissions": ["microphone"], **how})
        context.tracing.start(snapshots=True)
        contexts.append(context)
        return context

    yield opened
    failed = request.node.stash.get(FAILED, False)
    kept = Path(os.environ.get("BROWSER_FAILURES") or tmp_path_factory.getbasetemp() / "failures")
    name = re.sub(r"\W+", "_", request.node.name)
    for number, context in enumerate(contexts):
        if failed:
            for at, page in enumerate(context.pages):
                page.screenshot(path=kept / f"{name}-{number}-{at}.png")
            context.tracing.stop(path=kept / f"{name}-{number}.zip")
            print(f"what was on the page: {kept / name}-*")  # noqa: T201  (pytest shows it with the failure)
        context.close()


@pytest.fixture
def page(opener: Opener, student: Desk) -> Page:
    """The student's page on a laptop."""
    opened = opener().new_page()
    open_(opened, student.url)
    return opened


@pytest.fixture
def phone(opener: Opener, student: Desk) -> Page:
    """The student's page on a phone."""
    opened = opener(**PHONE).new_page()
    open_(opened, student.url)
    return opened
