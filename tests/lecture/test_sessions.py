"""Many students at once on the real Whisper: each gets exactly the words that the recording gives alone.

Two and five sessions' jobs truly run at once, each in a thread of its own, so that what keeps them apart is what the
app relies on: two threads on one Whisper model give garbage. Twenty go through the queue as the app runs it. Each
session has its own 6 s of the sample lecture, no two the same.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import pipeline
from lecture.clip import clip
from lecture.jobs import Queue
from lecture.library import Library
from tests.lecture.hearing import until_over

MOST = 20
LENGTH, STEP = 6.0, 3.0  # seconds


@pytest.fixture(scope="module")
def recordings(sample: Path) -> list[bytes]:
    found = [clip(sample, number * STEP, number * STEP + LENGTH) for number in range(MOST)]
    assert len(set(found)) == MOST
    return found


@pytest.fixture(scope="module")
def alone(recordings: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each recording gives when nobody else is there."""
    folder = tmp_path_factory.mktemp("alone")
    texts = []
    for number, recording in enumerate(recordings):
        (folder / str(number)).write_bytes(recording)
        texts.append(pipeline.transcribe(folder / str(number)).text)
    assert len(set(texts)) == MOST
    return texts


@pytest.mark.parametrize(("sessions", "at_once"), [(2, 2), (5, 5), (MOST, 1)])
def test_every_session_gets_the_text_it_gets_alone(
    sessions: int, at_once: int, recordings: list[bytes], alone: list[str], tmp_path: Path
) -> None:
    library = Library(tmp_path)
    queue = Queue(library, pipeline.study, ThreadPoolExecutor(at_once), lambda: at_once)
    everybody = threading.Barrier(sessions)
    found: dict[int, str] = {}

    def visit(number: int) -> None:
        notebook = library.notebook(library.new_notebook())
        everybody.wait()
        lecture = notebook.add(f"lecture {number}.wav", [recordings[number]])
        until_over(queue, notebook, lecture, every=1.0)
        found[number] = notebook.lecture(lecture).transcript.text

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(sessions)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    queue.close()
    library.close()
    assert found == dict(enumerate(alone[:sessions]))
