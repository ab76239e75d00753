"""How long the page waits for the library: `python -m benchmarks.library`.

A notebook of 500 lectures of an hour each, about 9,000 words, beside as many of others, on the disk of the temporary
folder. Each time is the median and the longest of 20.
"""

from __future__ import annotations

import io
import os
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lecture.settings import Limits
from lecture.store import archive
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.progress_log import ProgressLog
from lecture.store.queue import Queue
from lecture.store.rows import finish
from lecture.values import Cards, Lecture, Progress, Segment, Summary, Transcript, Word

MINE, OTHERS = 500, 500
SEGMENTS, WORDS = 720, 12  # of an hour: one segment every 5 s
RUNS = 20
SYLLABLES = [a + b for a in "bdfgklmnprstvwz" for b in ("a", "e", "i", "o", "u", "ei", "an", "or")]
VOCABULARY = ["".join(random.Random(number).choices(SYLLABLES, k=1 + number % 4)) for number in range(10_000)]


def main() -> None:
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "data", Limits(waiting=10**6, notebook_lectures=10**6))
        key = library.new_notebook()
        mine, others = library.notebook(key), library.notebook(library.new_notebook())
        texts = random.Random(1)
        for notebook, count in ((others, OTHERS), (mine, MINE)):
            fill(notebook, count, texts)
        size = (library.folder / "library.db").stat().st_size
        print(f"library.db: {size / 2**20:.0f} MB")
        lecture = mine.page().entries[0].id
        measure("first page of the list (25 of 500)", lambda: mine.page())
        measure("last page of the list", lambda: mine.page(start=475))
        measure("search: a rare word", lambda: mine.page("zebrafish"))
        measure("search: a word of every lecture", lambda: mine.page(VOCABULARY[7]))
        measure("search: two words, unfinished", lambda: mine.page(f"{VOCABULARY[12]} {VOCABULARY[3][:3]}"))
        measure("open a lecture of an hour", lambda: mine.lecture(lecture))
        draw(library.folder, key)
        watch(library, mine)
        pack_and_unpack(mine, Path(folder))
        start = time.perf_counter()
        library.close()
        Library(library.folder).close()
        print(f"{'open the library (checks every page)':45}{time.perf_counter() - start:8.2f} s")


def fill(notebook: Notebook, count: int, texts: random.Random) -> None:
    for number in range(count):
        words = [VOCABULARY[min(int(texts.expovariate(0.004)), 9999)] for _ in range(SEGMENTS * WORDS)]
        if number % 100 == 7:
            words[5] = "zebrafish"
        lecture = notebook.add(f"lecture {number}.mp3", [f"{notebook.name} {number}".encode()])
        with notebook.storage.database.writing() as rows:
            finish(rows, notebook.number(rows, lecture), made(number, words))


def made(number: int, words: list[str]) -> Lecture:
    starts = [5.0 * place for place in range(SEGMENTS)]
    texts = [words[place * WORDS : (place + 1) * WORDS] for place in range(SEGMENTS)]
    segments = tuple(
        Segment(start, start + 5.0, " ".join(text), timed(start, text) if number < 0 else ())
        for start, text in zip(starts, texts, strict=True)
    )
    transcript = Transcript(segments, "en", 3600.0, 3600.0)
    summary = Summary("An overview.", (), 0.0, 3600.0)
    return Lecture(f"Lecture {number}", "a.mp3", "2026-11-24", transcript, (), (), summary, Cards(()))


def timed(start: float, text: list[str]) -> tuple[Word, ...]:
    return tuple(Word(start + place * 0.4, start + place * 0.4 + 0.3, word) for place, word in enumerate(text))


def draw(folder: Path, key: str) -> None:
    """The whole page, the list beside it, as a server draws it for a browser."""
    from streamlit.testing.v1 import AppTest

    os.environ["LECTURE_DATA"] = str(folder)
    app = AppTest.from_file(str(Path(__file__).resolve().parent.parent / "app.py"), default_timeout=60)
    app.query_params["notebook"] = key
    start = time.perf_counter()
    app.run()
    assert not app.exception
    print(f"{'the page, its first run in this server':45}{(time.perf_counter() - start) * 1000:8.1f} ms")
    measure("the page with its list of 500, each rerun", lambda: app.run())


def watch(library: Library, notebook: Notebook) -> None:
    """What each second of a student's looking at a running job costs, near the end of three hours."""
    lecture = notebook.add("running.mp3", [b"running"])
    with library.database.writing() as rows:
        rows.execute("UPDATE jobs SET state = 'cancelled'")
    words = [f"word{i % 5000}" for i in range(SEGMENTS * WORDS)]
    segments = made(-1, words).transcript.segments * 3
    progress_log = ProgressLog(library.work_folder(lecture))
    for end in range(20, len(segments) + 1, 20):
        progress_log.grow(Progress("speech", end, len(segments), Transcript(segments[:end], "en", len(segments), end)))
    queue = Queue(library, nothing)
    start = time.perf_counter()
    queue.status(notebook, lecture)
    print(f"{'status of a job, first look (3 h heard)':45}{(time.perf_counter() - start) * 1000:8.1f} ms")
    measure("status of a job, each look after that", lambda: queue.status(notebook, lecture))
    queue.close()


def nothing(*_: object, **__: object) -> Lecture:
    raise AssertionError


def pack_and_unpack(mine: Notebook, folder: Path) -> None:
    start = time.perf_counter()
    archive.export(mine, folder / "notebook.zip")
    data = (folder / "notebook.zip").read_bytes()
    packed = time.perf_counter()
    other = Library(folder / "other")
    taken = archive.take_in(other.notebook(other.new_notebook()), "notebook.zip", io.BytesIO(data))
    print(f"{'export of the notebook':45}{packed - start:8.1f} s, {len(data) / 2**20:.0f} MB")
    print(f"{'import of its ' + str(taken) + ' lectures':45}{time.perf_counter() - packed:8.1f} s")
    other.close()


def measure(what: str, call: Callable[[], object]) -> None:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    print(f"{what:45}{statistics.median(times):8.1f} ms, longest {max(times):.1f} ms")


if __name__ == "__main__":
    main()
