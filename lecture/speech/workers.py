"""Chunks heard on all cores at once, and given back in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread

import torch

from lecture.speech.batch import batch_size
from lecture.speech.chunks import Chunk
from lecture.speech.detector import SpeechDetector
from lecture.speech.engine import CHUNK_POSITIONS, Engine
from lecture.speech.heard import HeardChunk
from lecture.speech.listener import Listener
from lecture.values import Options

MOST_WORKERS = 4  # more share memory's bandwidth to no gain; cores beyond that are divided among them
FIRST_SEQUENCES = 2  # chunks that a worker decodes at once until its first words are out
PATIENCE = 1.0  # seconds between yields


def hear(found: Iterator[Chunk], engine: Engine, options: Options, language: str) -> Iterator[HeardChunk | None]:
    """Every chunk, in order, once its words are known; None in between, at least every second.

    Each core has a worker with chunks of its own: no core ever waits for another within a product.
    """
    cores = torch.get_num_threads()
    count = 1 if engine.device.type == "cuda" else min(cores, MOST_WORKERS)
    todo: Queue[HeardChunk | None] = Queue(maxsize=count)
    finished: Queue[HeardChunk | BaseException] = Queue()
    stop = Event()
    size = batch_size(engine, CHUNK_POSITIONS, count)
    workers = [
        _Worker(Listener(engine, options, language, stop), size, cores // count, todo, finished) for _ in range(count)
    ]
    detector = SpeechDetector()
    line: deque[HeardChunk] = deque()
    try:
        for worker in workers:
            worker.start()
        for heard in map(HeardChunk, found):
            line.append(heard)
            heard.done = not detector.hears_speech(heard.chunk.sound)
            while not heard.done and not _put(todo, heard):
                yield from _arrived(line, finished)
            yield from _arrived(line, finished)
        for _ in workers:
            while not _put(todo, None):
                yield from _arrived(line, finished)
        while line:
            yield from _arrived(line, finished, PATIENCE)
    finally:
        stop.set()
        for worker in workers:
            worker.join()
        torch.set_num_threads(cores)


def _put(todo: Queue[HeardChunk | None], heard: HeardChunk | None) -> bool:
    try:
        todo.put(heard, timeout=PATIENCE)
    except Full:
        return False
    return True


def _arrived(
    line: deque[HeardChunk], finished: Queue[HeardChunk | BaseException], patience: float = 0.0
) -> Iterator[HeardChunk | None]:
    """What is done at the head of the line."""
    with suppress(Empty):
        while True:
            result = finished.get(timeout=patience) if patience else finished.get_nowait()
            if isinstance(result, BaseException):
                raise result
            result.done, patience = True, 0.0
    yield None
    while line and line[0].done:
        yield line.popleft()


class _Worker(Thread):
    """Takes chunks, gives them back heard. A sequence that finishes makes room for the next chunk at once.

    size : chunks that it decodes at once; threads : torch's, for its products; todo : None ends the work
    """

    def __init__(
        self,
        listener: Listener,
        size: int,
        threads: int,
        todo: Queue[HeardChunk | None],
        finished: Queue[HeardChunk | BaseException],
    ) -> None:
        super().__init__(name="whisper", daemon=True)
        self.listener, self.stop, self.size, self.threads = listener, listener.stop, size, threads
        self.todo, self.finished = todo, finished

    def run(self) -> None:
        torch.set_num_threads(self.threads)
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001  it is raised again where it can be seen, in the caller's thread
            self.finished.put(error)

    def _work(self) -> None:
        batch = self.listener.batch(self.size)
        decoding: dict[int, HeardChunk] = {}
        room, more = min(FIRST_SEQUENCES, self.size), True
        while (more or batch.sequences) and not self.stop.is_set():
            while more and len(batch.sequences) < room and not self.stop.is_set():
                try:
                    heard = self.todo.get(timeout=0 if batch.sequences else PATIENCE)
                except Empty:
                    break
                if heard is None:
                    more = False
                    break
                decoding[id(self.listener.start(batch, heard))] = heard
            for sequence, decoded in batch.step() if batch.sequences else []:
                heard, room = decoding.pop(id(sequence)), self.size
                self.listener.judge(heard, decoded)
                self.finished.put(heard)
