"""A stand-in for the work on a lecture: quick, and as exact about what it hears as a recording is about what was said.

A "recording" is a script in JSON. What is heard is a pure function of it, so that a job that was broken off and went on
can be compared with one that ran through.

`python -m tests.lecture.store.script FOLDER` is a server without a page: it adds a recording, prints the lecture's id
once that is kept, and works until it is killed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from lecture.errors import NoSpeech
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.queue import Queue
from lecture.store.rows import finish
from lecture.values import Card, Cards, Lecture, Options, Progress, Segment, Summary, Transcript, identified

PATIENCE = 300.0  # seconds until a test gives up on something that should happen


@dataclass(frozen=True)
class Script:
    """`seconds` of speech. `trouble` comes before second `trouble_at`.

    Each second is heard in `pause` seconds: slow work for tests that kill another process in the middle of it.
    """

    seed: int
    seconds: int = 10
    pause: float = 0.0
    trouble: str = ""  # "no speech", "crash", "exit", or "once": a crash that does not come again
    trouble_at: int = 0
    diary: str = ""  # a file into which every second that is heard is written

    def recording(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def hear(
    recording: Path,
    options: Options,
    *,
    name: str,
    on_progress: Callable[[Progress], None],
    so_far: Transcript | None,
) -> Lecture:
    """What `pipeline.study` is in the app."""
    script = Script(**json.loads(recording.read_text()))
    segments = list(so_far.segments) if so_far else []
    for second in range(len(segments), script.seconds):
        time.sleep(script.pause)
        _trouble(script, second, name, recording)
        note(script, str(second))
        segments.append(Segment(second, second + 1, said(script, second), language="en"))
        on_progress(Progress("speech", second + 1, script.seconds, _transcript(segments, script)))
    transcript = _transcript(segments, script)
    for stage in ("summary", "cards"):
        for piece in (1, 2):
            time.sleep(script.pause)
            on_progress(Progress("summary" if stage == "summary" else "cards", piece, 2))
    return Lecture(
        title=name.rpartition(".")[0],
        file_name=name,
        date="2026-11-24",
        transcript=transcript,
        chapters=(),
        terms=(),
        summary=Summary(segments[0].text, (), 0.0, transcript.duration),
        cards=Cards(
            identified([Card("What was said?", segments[-1].text, segments[-1].text, 0.0, 1.0, "question", 1.0)])
        ),
    )


def said(script: Script, second: int) -> str:
    return f"word{hashlib.sha256(f'{script.seed}/{second}'.encode()).hexdigest()[:8]} is said at second {second}."


def note(script: Script, words: str) -> None:
    if script.diary:
        with Path(script.diary).open("a") as file:
            file.write(f"{words}\n")


def _trouble(script: Script, second: int, name: str, recording: Path) -> None:
    if not script.trouble or second != script.trouble_at:
        return
    if script.trouble == "no speech":
        raise NoSpeech(name, script.seconds)
    if script.trouble == "exit":
        os._exit(9)
    if script.trouble == "crash" or "crashed" not in diary(script):
        note(script, "crashed")
        raise ValueError("the model fell over")


def _transcript(segments: Iterable[Segment], script: Script) -> Transcript:
    heard = tuple(segments)
    return Transcript(heard, "en", float(script.seconds), float(len(heard)))


def alone(script: Script) -> Transcript:
    """The transcript that this script must give."""
    return _transcript([Segment(s, s + 1, said(script, s), language="en") for s in range(script.seconds)], script)


def heard(script: Script, seconds: int) -> Transcript:
    """What is known when so much of it has been heard."""
    return _transcript(alone(script).segments[:seconds], script)


def diary(script: Script) -> list[str]:
    """What was heard and what went wrong, in order."""
    return Path(script.diary).read_text().split()


def add(notebook: Notebook, script: Script, name: str = "") -> str:
    return notebook.add(name or f"lecture {script.seed}.mp3", [script.recording()])


def made(notebook: Notebook, lecture: str) -> Lecture:
    """What the work makes of a lecture, without a queue."""
    name = notebook.entry(lecture).file_name
    return hear(notebook.recording(lecture), Options(), name=name, on_progress=lambda progress: None, so_far=None)


def worked_on(notebook: Notebook, script: Script, name: str = "") -> str:
    """Add a lecture and finish it at once, without a queue."""
    lecture = add(notebook, script, name)
    with notebook.storage.database.writing() as rows:
        finish(rows, notebook.number(rows, lecture), made(notebook, lecture))
    return lecture


def until(happens: Callable[[], object], what: str = "", every: float = 0.01) -> None:
    """Wait for it, looking `every` so many seconds."""
    end = time.monotonic() + PATIENCE
    while not happens():
        if time.monotonic() > end:
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain {what}")
        time.sleep(every)


def until_over(queue: Queue, notebook: Notebook, *lectures: str, every: float = 0.01) -> None:
    left = list(lectures)

    def over() -> bool:
        while left and queue.status(notebook, left[0]).state not in ("queued", "running"):
            left.pop(0)
        return not left

    until(over, f"for {lectures}", every)


def served(seed: int) -> Script:
    """What the server below is given: half a second's work, to be killed at a random moment of it."""
    return Script(seed, seconds=25, pause=0.02)


def serve(folder: Path, seed: int) -> None:
    library = Library(folder)
    notebook = library.notebook(library.first_notebook())
    Queue(library, hear)
    print(add(notebook, served(seed)), flush=True)  # noqa: T201
    while True:
        time.sleep(1)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
