"""A whole course at once: `python -m benchmarks.load [--students 50] [--readers 200] [--minutes 60] [--app DIR]`.

A real server with LECTURE_SHARED=yes and a data folder of its own, and students that speak to it as their browsers do:

1. Fifty open the page at once, and each uploads a minute of their own, of sentences in an order that nobody else has;
   each waits until the notes are shown. Is every transcript nearest to what was said in that student's own recording?
2. Two hundred, each with a finished lecture of 50 minutes, look at its tabs and review cards, every few seconds.
3. So many minutes in which fifty of them go on, ten others come and leave each minute, and one gives a recording.

All the while somebody opens the page anew, and somebody else uses an open one, once a second each. The memory is that
of the server's processes together, resident, read from /proc: Linux only. The students share the machine's cores with
the server, in one process; how much of them that process used is said too.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import jiwer
import numpy as np
import streamlit
from whisper.normalizers import EnglishTextNormalizer

from benchmarks.made_up import lecture_of
from benchmarks.robustness import joined, sentences
from benchmarks.students import Refused, Student
from benchmarks.visitors import Server, served
from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Options
from tests.sounds.make import SPOKEN, write

HERE = Path(__file__).resolve().parents[1]
MB = 2**20
ENGLISH = [name for name, (voice, _) in SPOKEN.items() if voice.startswith("flite")]
PAUSES = (0.4, 1.2)  # s between sentences
LENGTH = 50  # minutes of the lectures that are looked at
TABS = ("Summary", "Flashcards", "Transcript", "Ask", "Download")
THINKING = (4.0, 12.0)  # s between two things that a student does
REVIEWS = 0.75  # how often a student at the cards reviews one more
LONGEST = 1800.0  # s until a student's notes must be there
WARM = 5  # minutes that do not count for how the memory grows
STAY, COME, GIVE = 50, 10, 60.0  # students who stay; who come each minute; s between two recordings


@dataclass
class Answers:
    """How long the page took, in seconds, by what was asked of it; and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    async def of(self, what: str, asked: Awaitable[float]) -> None:
        try:
            self.taken.setdefault(what, []).append(await asked)
        except (OSError, TimeoutError, httpx.HTTPError, Refused, LookupError) as error:
            self.failed.append(f"{what}: {error!r}")

    def say(self) -> None:
        print(f"  {'':34} {'times':>6} {'median':>8} {'95 %':>8} {'slowest':>8} {'above 1 s':>10}")
        for what, times in self.taken.items():
            late = sum(one > 1 for one in times) / len(times)
            figures = (statistics.median(times), float(np.percentile(times, 95)), max(times))
            print(f"  {what:34} {len(times):6} " + " ".join(f"{one:6.2f} s" for one in figures) + f" {late:9.1%}")
        print(f"  went wrong: {len(self.failed)}" + "".join(f"\n    {one[:200]}" for one in self.failed[:5]))


@dataclass
class Watch:
    """What a server's processes hold, each second: (second, MB of the page's process, MB of all)."""

    server: Server
    seen: list[tuple[float, float, float]] = field(default_factory=list)

    async def looks(self) -> None:
        while True:
            ids = _family(self.server.pid)
            held = [_resident(one) for one in ids]
            self.seen.append((time.monotonic(), held[0], sum(held)))
            await asyncio.sleep(1)

    def say(self) -> None:
        _, page, together = map(max, zip(*self.seen, strict=True))
        print(f"  memory at most: {page:.0f} MB the page's process, {together:.0f} MB all of the server's")


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _resident(pid: int) -> float:
    """In MB; 0 of one that has just ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB
    return 0.0


def _spent(pid: int) -> float:
    """Seconds of the processor's time that a process and those below it have used."""
    ticks = 0
    for one in _family(pid):
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


# A minute of each


def minute(student: int) -> tuple[bytes, str]:
    """An Ogg Opus file of sentences in an order of this student's own, and what is said in it."""
    dice = random.Random(f"a minute of {student}")
    names = dice.sample(ENGLISH, len(ENGLISH))
    sounds, words = sentences(names)
    sound = joined(sounds, [dice.uniform(*PAUSES) for _ in names])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "minute.opus"
        write(file, np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16))
        return file.read_bytes(), " ".join(words)


async def gives(student: Student, number: int, answers: Answers) -> float:
    """Opens the page, uploads, and waits until the notes are there. Returns the seconds from the press until then."""
    sound, _ = minute(number)
    await answers.of("first page, all at once", student.opens(within=120))
    await answers.of("upload of a minute", student.uploads("Sound or video files", f"Minute {number}.opus", sound))
    await answers.of("press of “Make notes”", student.presses("Make notes"))
    begun = time.monotonic()
    while not student.has("tabs-en"):
        if student.closed or time.monotonic() > begun + LONGEST:
            raise TimeoutError(f"no notes ({student.closed}); there is:\n{student.text}")
        await asyncio.sleep(0.5)
    return time.monotonic() - begun


def heard(server: Server, students: list[Student]) -> list[str]:
    """What the transcript of each says; empty where there is none."""
    library = Library(server.data)
    texts = []
    for student in students:
        text = ""
        if key := student.query.get("notebook", ""):
            mine = library.notebook(key)
            for entry in mine.page(count=1).entries:
                if entry.state == "done":
                    text = " ".join(one.text for one in mine.lecture(entry.id).transcript.segments)
        texts.append(text)
    library.close()
    return texts


def judge(texts: list[str]) -> None:
    clean = EnglishTextNormalizer()
    said = [clean(minute(number)[1]) for number in range(len(texts))]
    own, wrong = 0, []
    for number, text in enumerate(map(clean, texts)):
        rates = [jiwer.wer(one, text) if text else 1.0 for one in said]
        own += bool(text) and min(rates) == rates[number]
        wrong.append(rates[number])
    print(f"  transcripts: {sum(map(bool, texts))} of {len(texts)} are there, {own} nearest to the student's own words")
    print(f"  word error rate: median {statistics.median(wrong):.1%}, worst {max(wrong):.1%}")


# Who looks and reviews


def lay_out(data: Path, readers: int) -> list[str]:
    """So many notebooks with a finished lecture each: their addresses' queries."""
    library, made, queries = Library(data), lecture_of(LENGTH), []
    sound, _ = minute(0)
    for _ in range(readers):
        key = library.new_notebook()
        mine = library.notebook(key)
        lecture = mine.add("lecture.opus", io.BytesIO(sound), Options())
        with library.database.writing() as rows:
            finish(rows, mine.number(rows, lecture), made)
        queries.append(f"notebook={key}&lecture={lecture}")
    library.close()
    return queries


async def reads(student: Student, until: float, answers: Answers) -> None:
    """Looks at one tab after the other and reviews a card where there are some, until that moment."""
    dice = random.Random(student.url)
    await asyncio.sleep(dice.uniform(0, THINKING[1]))  # they do not all come at once
    await answers.of("open a lecture", student.opens())
    at = 0
    while time.monotonic() < until:
        await asyncio.sleep(dice.uniform(*THINKING))
        if student.closed:
            await answers.of("open a lecture", student.opens())
        if TABS[at % len(TABS)] == "Flashcards" and dice.random() < REVIEWS:
            await answers.of("review a card", grades(student, dice))
            continue
        at += 1
        await answers.of("turn to a tab", student.sets("tabs-en", string_value=TABS[at % len(TABS)]))


async def grades(student: Student, dice: random.Random) -> float:
    card = dice.choice(student.component("cards")["cards"])
    path, _, query = str(card["write"]).partition("?")
    asked = {"do": "grade", "card": card["owned"]["card"]["id"], "rating": dice.choice((1, 3, 3, 4))}
    body, key = json.dumps(asked).encode(), dict(parse_qsl(query))
    begun = time.monotonic()
    while (answer := await student.posts(path, body, **key)).status_code == 503:
        await asyncio.sleep(float(answer.headers["Retry-After"]))  # as the page's outbox does
    if answer.is_error:
        raise Refused(answer.status_code, answer.text)
    return time.monotonic() - begun


# The run


async def probes(server: Server, query: str, answers: Answers) -> None:
    """Somebody who uses an open page each second, and somebody who opens it anew."""

    async def uses() -> None:
        async with Student(f"{server.url}?{query}") as student:
            await student.opens()
            while True:
                await answers.of("use an open page", student.runs_anew())
                await asyncio.sleep(1)

    async def comes() -> None:
        while True:
            async with Student(f"{server.url}?{query}") as student:
                await answers.of("open the page", student.opens())
            await asyncio.sleep(1)

    await asyncio.gather(uses(), comes())


async def watched(server: Server, query: str, title: str, work: Coroutine[Any, Any, Answers]) -> Watch:
    """Do the work while the page is probed and the memory watched; print what came of it."""
    watch, answers = Watch(server), Answers()
    beside = [asyncio.create_task(watch.looks()), asyncio.create_task(probes(server, query, answers))]
    began, own, theirs = time.monotonic(), time.process_time(), _spent(server.pid)
    print(f"\n{title}")
    done = await work
    passed = time.monotonic() - began
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    done.taken.update(answers.taken)
    done.failed += answers.failed
    done.say()
    watch.say()
    used = [(time.process_time() - own) / passed, (_spent(server.pid) - theirs) / passed]
    print(f"  {passed:.0f} s; of a core, the students used {used[0]:.0%}, the server {used[1]:.0%}")
    return watch


async def upload(server: Server, count: int) -> Answers:
    answers = Answers()
    students = [Student(server.url) for _ in range(count)]
    for student in students:
        await student.__aenter__()
    try:
        given = [gives(student, number, answers) for number, student in enumerate(students)]
        waited = await asyncio.gather(*given, return_exceptions=True)
        done = [one for one in waited if isinstance(one, float)]
        answers.failed += [f"notes: {one!r}" for one in waited if isinstance(one, BaseException)]
        if done:
            print(f"  notes of {len(done)} of {count} are shown, after {min(done):.0f} to {max(done):.0f} s")
        judge(heard(server, students))
    finally:
        await asyncio.gather(*(student.__aexit__(None, None, None) for student in students))
    return answers


async def look(server: Server, queries: list[str], seconds: float) -> Answers:
    answers, until = Answers(), time.monotonic() + seconds
    await asyncio.gather(*(_stays(server, query, until, answers) for query in queries))
    return answers


async def _stays(server: Server, query: str, until: float, answers: Answers) -> None:
    async with Student(f"{server.url}?{query}") as student:
        await reads(student, until, answers)


async def go_on(server: Server, queries: list[str], minutes: float) -> Answers:
    answers, until = Answers(), time.monotonic() + minutes * 60
    number = 1000

    async def come_and_leave() -> None:
        while time.monotonic() < until:
            passing = random.sample(queries, COME)
            await asyncio.gather(*(_stays(server, one, time.monotonic() + 45, answers) for one in passing))

    async def give() -> None:
        nonlocal number
        while time.monotonic() < until:
            number += 1
            async with Student(f"{server.url}?{random.choice(queries)}") as student:
                student.query.pop("lecture")
                with suppress(TimeoutError, ConnectionError):
                    await gives(student, number, answers)
            await asyncio.sleep(GIVE)

    stay = [_stays(server, one, until, answers) for one in queries[:STAY]]
    await asyncio.gather(*stay, come_and_leave(), give())
    return answers


def slope(watch: Watch) -> None:
    """How fast the memory grew once it was warm: least squares, in MB an hour."""
    begun = watch.seen[0][0] + WARM * 60
    warm = [one for one in watch.seen if one[0] > begun]
    if len(warm) < 60:
        print("  too short to say how the memory grows")
        return
    hours = np.array([one[0] / 3600 for one in warm])
    for name, at in (("the page's process", 1), ("all of the server's", 2)):
        held = np.array([one[at] for one in warm])
        grown = np.polyfit(hours, held, 1)[0]
        print(f"  {name}: {held[:30].mean():.0f} MB at first, {held[-30:].mean():.0f} MB at last, {grown:+.1f} MB/hour")


async def run(server: Server, asked: argparse.Namespace, queries: list[str]) -> None:
    probe = queries[-1]
    async with Student(f"{server.url}?{probe}") as first:
        print(f"the first page of all, for which the server loads the app: {await first.opens():.1f} s")
    if asked.students:
        await watched(server, probe, f"{asked.students} students upload a minute each", upload(server, asked.students))
    if asked.readers:
        title = f"{asked.readers} students look and review for {asked.look:.0f} s"
        await watched(server, probe, title, look(server, queries[: asked.readers], asked.look))
    if asked.minutes:
        watch = await watched(server, probe, f"{asked.minutes:g} minutes of it", go_on(server, queries, asked.minutes))
        slope(watch)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--students", type=int, default=50)
    said.add_argument("--readers", type=int, default=200)
    said.add_argument("--look", type=float, default=120, help="seconds that the readers stay")
    said.add_argument("--minutes", type=float, default=60, help="how long it goes on")
    said.add_argument("--app", type=Path, default=HERE, help="another version of the app")
    asked = said.parse_args()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, Streamlit {streamlit.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        queries = lay_out(data, max(asked.readers, STAY, COME) + 1)
        with served(asked.app, LECTURE_DATA=str(data)) as server:
            asyncio.run(run(replace(server, data=data), asked, queries))


if __name__ == "__main__":
    main()
