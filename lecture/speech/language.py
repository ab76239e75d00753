"""Which language is spoken: asked of a recording's first chunks, and counted in its segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from lecture.speech.audio import Samples
from lecture.speech.batch import Batch
from lecture.speech.chunks import chunks
from lecture.speech.detector import SpeechDetector
from lecture.speech.engine import CHUNK_POSITIONS, Engine, encoded
from lecture.values import Segment

FIRST_LOOK = 4  # chunks with speech that the recording's main language is found from


def main_language(source: Iterable[Samples], engine: Engine) -> Iterator[str]:
    """The language that the first chunks with speech agree on: the best guess after each, the last one counts."""
    if not engine.languages:  # a model that knows English alone
        yield "en"
        return
    detector, looked = SpeechDetector(), 0
    batch = Batch(engine, 1, CHUNK_POSITIONS, 4)
    total = np.zeros(len(engine.languages))
    for chunk in chunks(iter(source)):
        if detector.hears_speech(chunk.sound):
            total += np.log(engine.likely_languages(batch.prefill(encoded(engine, chunk.sound))) + 1e-6)
            looked += 1
        yield list(engine.languages)[int(total.argmax())]
        if looked == FIRST_LOOK:
            return


def spoken_most(segments: Sequence[Segment]) -> str:
    """The language of most of the time that is spoken; empty where nothing is."""
    seconds: Counter[str] = Counter()
    for segment in segments:
        seconds[segment.language] += max(1, round(100 * (segment.end - segment.start)))
    return seconds.most_common(1)[0][0] if seconds else ""
