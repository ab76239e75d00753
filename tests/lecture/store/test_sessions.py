"""The real Whisper behind the queue: many students at once, and a job that breaks off.

Each student gets exactly the words that the recording gives alone. Two and five sessions' jobs truly run at once, each
in a thread of its own; openai-whisper's own decoding gives garbage so. Twenty go through the queue as the app runs it.
Each session has its own 6 s of the sample.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import pipeline
from lecture.speech.clip import clip
from lecture.store.library import Library
from lecture.store.queue import Queue
from lecture.values import Lecture, Options, Progress, Transcript
from tests.lecture.store.hands import ByHand, Standing, work_off
from tests.lecture.store.script import until_over

MOST = 20
LENGTH, STEP = 6.0, 3.0  # seconds of the sample


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


def test_a_job_that_breaks_off_twice_ends_with_the_same_transcript(
    studied: Lecture, sample: Path, tmp_path: Path, clock: Standing, hand: ByHand
) -> None:
    begun: list[float] = []  # where each attempt went on, in seconds of the recording

    def work(
        recording: Path,
        options: Options,
        *,
        name: str,
        on_progress: Callable[[Progress], None],
        so_far: Transcript | None,
    ) -> Lecture:
        begun.append(so_far.heard if so_far else 0.0)

        def break_off(progress: Progress) -> None:
            on_progress(progress)
            if len(begun) < 3 and progress.done > begun[-1]:
                raise MemoryError

        return pipeline.study(recording, options, name=name, on_progress=break_off, so_far=so_far)

    library = Library(tmp_path, clock=clock.clock)
    notebook = library.notebook(library.new_notebook())
    queue = Queue(library, work, hand, by_itself=False)
    lecture = notebook.add("Tides.mp3", [sample.read_bytes()])
    while notebook.entry(lecture).state == "queued":
        work_off(queue, hand)
        clock.move(10)
    queue.close()
    assert len(begun) == 3
    assert 0.0 == begun[0] < begun[1] < begun[2] < studied.transcript.duration
    found, whole = notebook.lecture(lecture).transcript.segments, studied.transcript.segments
    assert [segment.text for segment in found] == [segment.text for segment in whole]
    starts = [segment.start for segment in whole]
    assert [segment.start for segment in found] == pytest.approx(starts, abs=0.1)  # another batch rounds otherwise
    library.close()
