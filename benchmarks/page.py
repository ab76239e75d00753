"""How long a student waits for the page, and what it sends: `python -m benchmarks.page [--old COMMIT] [--repeat 3]`.

Lectures of 10 minutes, 1 hour and 3 hours, made up, lie in a data folder; the real app is served from it and used in a
headless Chromium. Counted are the runs of the app's script and the bytes that come through the page's websocket. Times
are what the browser sees: "server" from what was sent to it until it says that the run has ended, "stands" from the
press until what was asked for has been drawn, "answered" of a route's request; "longest task" is how long the browser
could not answer a key. "Server busy" is the processor's time that it took, about the same where others work at the
machine. Each is the median of the repeats. COMMIT is checked out beside this version and measured in turn with
it, in what its page has. A step that does not come to its end is named, with its page and its lecture.
"""

from __future__ import annotations

import argparse
import base64
import importlib.metadata
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

HERE = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
MINUTES = {10: "10 minutes", 60: "1 hour", 180: "3 hours"}
PATIENCE = 30_000  # ms
QUIET = 400  # ms without a frame, after which nothing more comes
STILL = 3000  # ms that are listened to
TABS = ("Flashcards", "Transcript", "Download")
ANOTHER = "another widget, the transcript open"

# Resolves to the milliseconds from the press until what is awaited is there and has been drawn.
PRESS = """([press, there, patience]) => new Promise((done, fail) => {
    const all = document.querySelectorAll(press.selector);
    const target = [...all].find(one => one.textContent.includes(press.text ?? ''));
    if (!target) throw Error(`there is no ${press.selector} to press`);
    const begin = performance.now(), drawn = new Function(`return (${there})`);
    const stands = () => setTimeout(() => done(performance.now() - begin));
    const look = () => {
        if (performance.now() - begin > patience) fail(Error(`it never came to this: ${there}`));
        else requestAnimationFrame(drawn() ? stands : look);
    };
    target.click();
    look();
})"""
LONGEST = "() => new Promise(done => setTimeout(() => done(Math.max(0, ...globalThis.tasks)), 100))"
WATCH = """globalThis.tasks = [];
const keep = list => globalThis.tasks.push(...list.getEntries().map(one => one.duration));
new PerformanceObserver(keep).observe({type: 'longtask'});"""
SOUNDS = """(audio => audio?.currentTime > 0 && !audio.paused && !audio.seeking && audio.readyState > 2)
    (document.querySelector('audio'))"""


@dataclass
class Seen:
    """What came of one thing that the student did."""

    runs: int = 0
    bytes: int = 0
    times: dict[str, float] = field(default_factory=dict)  # what: seconds

    def __str__(self) -> str:
        times = [f"{what} {seconds:.2f} s" for what, seconds in self.times.items()]
        runs = f"{self.runs} run{'' if self.runs == 1 else 's'}"
        return ", ".join([*times, runs, f"{self.bytes / 1000:.1f} KB" if self.bytes else "0 bytes"])


class Wire:
    """The page's websocket, as the browser tells it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", self._sent)
        session.on("Network.webSocketFrameReceived", self._received)
        self.begin()

    def begin(self) -> None:
        self.sent: float | None = None
        self.ended: float | None = None
        self.frames = self.runs = self.bytes = self.finished = 0

    def end(self, runs: int, **times: float) -> Seen:
        """What has come since the beginning, when all of it is there. At least so many runs are awaited."""
        before, latest = -1, time.monotonic() + PATIENCE / 1000
        while self.finished < max(self.runs, runs) or before != self.frames:
            if time.monotonic() > latest:
                raise TimeoutError(f"{self.finished} of {max(self.runs, runs)} runs of the script have ended")
            before = self.frames
            self.page.wait_for_timeout(QUIET)
        server = {"server": self.ended - self.sent} if self.runs and self.ended and self.sent else {}
        return Seen(self.runs, self.bytes, {**server, **times})

    def _sent(self, event: dict[str, Any]) -> None:
        self.frames += 1
        self.sent = self.sent or event["timestamp"]

    def _received(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        payload = base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else frame["payloadData"].encode()
        self.frames += 1
        self.bytes += len(payload)
        message = ForwardMsg.FromString(payload)
        match message.WhichOneof("type"):
            case "new_session":
                self.runs += 1
            case "script_finished":
                self.finished += 1
                self.ended = event["timestamp"]


class Student:
    """Uses the page of one version, with a lecture of one length; `doing` names the step that they are at."""

    def __init__(self, page: Page, title: str, note: Callable[[str, Seen], None], server: int = 0) -> None:
        self.page, self.title, self.note, self.server = page, title, note, server
        self.wire = Wire(page)
        self.doing = ""
        self.before = 0.0

    def begin(self, what: str) -> None:
        self.doing, self.before = what, busy(self.server)
        self.wire.begin()

    def end(self, runs: int, answer: Any = None, **times: float) -> None:
        """Notes what has come of the step. `answer` is that of a route, which does not pass through the websocket."""
        seen = self.wire.end(runs, **times)
        seen.bytes += len(answer.body()) if answer else 0
        if self.before and "server" in seen.times:
            seen.times["server busy"] = busy(self.server) - self.before
        self.note(self.doing, seen)

    def work(self, address: str, new: bool) -> None:
        self.begin("load the page")
        self.page.goto(address)
        self.page.wait_for_selector(f"[data-testid=stSidebar] button:has-text('{self.title}')")
        self.wire.end(1)
        side = {"selector": "[data-testid=stSidebar] button", "text": self.title}
        self.press("open it: the summary", side, "document.querySelectorAll('[role=tab]').length > 3")
        for tab in TABS:
            self.turn(tab, f"open its {tab.lower()}", new)
        for tab in TABS[:2]:
            self.turn(tab, f"turn to its {tab.lower()} again", new)
        self.search(ANOTHER, "zzz")
        self.search(ANOTHER, "")
        (self.study if new else self.study_by_reruns)()

    def press(self, what: str, target: dict[str, str], there: str, runs: int = 1) -> None:
        self.begin(what)
        self.end(runs, stands=self.stands(target, there))

    def stands(self, target: dict[str, str], there: str) -> float:
        """Presses, and waits until it has come to this. The seconds between."""
        return float(self.page.evaluate(PRESS, [target, there, PATIENCE])) / 1000

    def turn(self, tab: str, what: str, new: bool) -> None:
        there = {
            "Flashcards": "document.querySelector('.lc-question, [class*=st-key-show]')",
            "Transcript": "document.querySelector('.lt-s, [class*=st-key-said-]')",
            "Download": "document.querySelector('[data-testid=stMain] [data-testid=stDownloadButton]')",
        }[tab]
        if new and tab == "Transcript":
            there = "document.querySelector('.lt-s')?.getBoundingClientRect().height > 0"
        self.press(what, {"selector": "[role=tab]", "text": tab}, there)

    def search(self, what: str, words: str) -> None:
        field = self.page.locator("[data-testid=stSidebar] input[type=text]").first
        self.doing = what
        field.fill(words)
        self.begin(what)
        field.press("Enter")
        self.end(1)
        field.blur()  # the keys are the page's again

    # What the new page has

    def study(self) -> None:
        page = self.page
        self.begin("play from a time")
        self.end(0, sounds=self.stands({"selector": ".lt-time"}, SOUNDS))
        self.calm(f"{STILL // 1000} s of playing and marking")
        page.wait_for_timeout(STILL)
        marked = page.evaluate("CSS.highlights.get('lecture-word').size")
        assert marked == 1, "no word is marked while it plays"
        self.end(0, **self.longest())
        page.keyboard.press("k")
        page.keyboard.press("/")
        self.calm("find a word, typed")
        page.keyboard.type("which", delay=30)
        self.end(0, **self.longest())
        page.keyboard.press("Escape")
        self.write()
        self.search("the first rerun after an edit", "zzz")
        self.search(ANOTHER, "")
        self.turn("Flashcards", "turn to its flashcards after playing", new=True)
        self.press("see a card's answer", {"selector": ".lc-main"}, "document.querySelector('.lc-answer')", runs=0)
        self.begin("grade a card")
        with page.expect_response(lambda answer: "/cards?" in answer.url) as answered:
            page.keyboard.press("3")
        self.end(0, answered.value, answered=took(answered.value))

    def calm(self, what: str) -> None:
        """Begins a step in which the longest task counts."""
        self.page.wait_for_timeout(QUIET)
        self.page.evaluate("globalThis.tasks.length = 0")
        self.begin(what)

    def longest(self) -> dict[str, float]:
        return {"longest task": self.page.evaluate(LONGEST) / 1000}

    def write(self) -> None:
        page = self.page
        self.calm("correct: what to check is listed")
        page.keyboard.press("e")
        self.end(0, **self.longest())
        page.locator(".lt-s").nth(2).focus()
        page.keyboard.press("Enter")
        self.calm("write into a sentence, until it is saved")
        with page.expect_response(lambda answer: "/text?" in answer.url) as answered:
            page.keyboard.type("Zebrafish ", delay=30)
        self.end(0, answered.value, answered=took(answered.value), **self.longest())
        page.keyboard.press("Control+Enter")
        page.keyboard.press("e")

    # What the page before had: each of it is a run of the script

    def study_by_reruns(self) -> None:
        self.press("play from a time", {"selector": "[class*=st-key-said-] button"}, SOUNDS)
        self.turn("Flashcards", "turn to its flashcards after playing", new=False)
        shown = "!document.querySelector('.st-key-show')"
        self.press("see a card's answer", {"selector": ".st-key-show button"}, shown)


def busy(process: int) -> float:
    """The seconds that the processor has worked for a process; 0 where this system does not tell."""
    told = Path(f"/proc/{process}/stat")
    return sum(map(int, told.read_text().split()[13:15])) / os.sysconf("SC_CLK_TCK") if told.exists() else 0.0


def took(answer: Any) -> float:
    answer.finished()
    timing = answer.request.timing
    return float(timing["responseEnd"] - timing["requestStart"]) / 1000


@contextmanager
def served(checkout: Path, data: Path) -> Iterator[tuple[str, int]]:
    """The address of this checkout's app on this data folder, and its process."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    run = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    environment = {**os.environ, "LECTURE_DATA": str(data), "HF_HUB_OFFLINE": "1"}
    with (data.parent / "server.log").open("ab") as log:
        process = subprocess.Popen(run, cwd=checkout, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", process)
        yield f"http://localhost:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    sys.exit("the app did not start")


def filled(checkout: Path, data: Path, minutes: list[int]) -> None:
    """Lectures of these lengths in a data folder, put there by the checkout's own store."""
    script, recording = HERE / "benchmarks" / "made_up.py", HERE / "sample" / "lecture.mp3"
    run = [sys.executable, str(script), str(data), str(recording), *map(str, minutes)]
    subprocess.run(run, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, check=True, capture_output=True)


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "old"
        subprocess.run(["git", "worktree", "add", "--detach", "-q", str(place), commit], cwd=HERE, check=True)
        try:
            yield place
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(place)], cwd=HERE, check=True)


Cells = dict[tuple[str, str, int], list[Seen]]  # what was done, by which version, in a lecture of how many minutes


def measure(browser: Browser, checkout: Path, version: str, minutes: list[int], cells: Cells) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        filled(checkout, data, minutes)
        with served(checkout, data) as (address, process):
            warm(browser, address)
            for length in minutes:
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                context.set_default_timeout(PATIENCE)
                page = context.new_page()
                page.add_init_script(WATCH)

                def note(what: str, seen: Seen, length: int = length) -> None:
                    cells[what, version, length].append(seen)
                    print(f"  {version}, {MINUTES.get(length, length)}, {what}: {seen}", file=sys.stderr)

                student = Student(page, f"{length} minutes", note, process)
                try:
                    student.work(address, new=checkout == HERE)
                except (Error, TimeoutError, AssertionError) as problem:
                    sys.exit(f"{version}, {MINUTES.get(length, length)}, {student.doing}: {problem}")
                context.close()


def warm(browser: Browser, address: str) -> None:
    """The first page of a server imports what the others find there."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("[data-testid=stSidebar] button:has-text('minutes')", timeout=PATIENCE)
    page.close()


def table(cells: Cells, versions: list[str], minutes: list[int]) -> str:
    rows = [f"| what | version | {' | '.join(str(MINUTES.get(one, one)) for one in minutes)} |"]
    rows.append(f"| --- | --- |{' --- |' * len(minutes)}")
    for what in dict.fromkeys(what for what, _, _ in cells):
        name = what
        for version in versions:
            found = [cells.get((what, version, length)) for length in minutes]
            if any(found):
                told = " | ".join(str(middle(seen)) if seen else "" for seen in found)
                rows.append(f"| {name} | {version} | {told} |")
                name = ""
    return "\n".join(rows)


def middle(seen: list[Seen]) -> Seen:
    times = {what: statistics.median(one.times.get(what, 0.0) for one in seen) for what in seen[0].times}
    return Seen(max(one.runs for one in seen), round(statistics.median(one.bytes for one in seen)), times)


def machine() -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        cpu = next((line.split(":")[1].strip() for line in info.read_text().splitlines() if "model name" in line), cpu)
    streamlit = importlib.metadata.version("streamlit")
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, streamlit {streamlit}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--old", metavar="COMMIT", help="another version of this repository, measured beside this one")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--minutes", type=int, nargs="*", default=list(MINUTES))
    asked = parser.parse_args()
    cells: Cells = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        print(f"{machine()}, Chromium {browser.version}")
        for _ in range(asked.repeat):
            if asked.old:
                with checked_out(asked.old) as old:
                    measure(browser, old, asked.old, asked.minutes, cells)
            measure(browser, HERE, "this", asked.minutes, cells)
        browser.close()
    print(table(cells, [asked.old, "this"] if asked.old else ["this"], asked.minutes))


if __name__ == "__main__":
    main()
