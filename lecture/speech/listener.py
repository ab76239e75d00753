"""A chunk through Whisper: asked in its language, its words judged, and heard again where they cannot be right."""

from __future__ import annotations

from threading import Event

from lecture.speech.alignment import timed_words
from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.batch import LONGEST_TEXT, Batch, Decoded, Sequence
from lecture.speech.encoder import POSITIONS_PER_SECOND
from lecture.speech.engine import CHUNK_POSITIONS, WINDOW, Engine, encoded
from lecture.speech.heard import HeardChunk, doubt, repeats_itself, unsaid
from lecture.values import Options

TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # as openai-whisper's, for chunks that decode badly
ASKING = 4  # tokens between the prompt and the text: start, language, task, no times
SHORTEST_HALF = 2.0  # seconds; nobody says in less what Whisper could not write at once
LOYALTY = 4  # how many times likelier than the main language another must be for a chunk to be heard in it


class Listener:
    """Hears chunks with one model and one student's options. Not for two threads at once.

    language : the recording's main one
    stop : set where nobody waits for the words any more
    """

    def __init__(self, engine: Engine, options: Options, language: str, stop: Event) -> None:
        self.engine, self.options, self.language, self.stop = engine, options, language, stop
        prompt = engine.tokenizer.encode(" " + options.prompt.strip()) if options.prompt.strip() else []
        room = engine.dims.n_text_ctx - LONGEST_TEXT - ASKING - 1
        self.prompt = [engine.tokenizer.sot_prev, *prompt[-room:]] if prompt else []
        self.text = len(self.prompt) + ASKING + LONGEST_TEXT  # tokens of the longest sequence

    def batch(self, size: int, positions: int = CHUNK_POSITIONS) -> Batch:
        return Batch(self.engine, size, positions, self.text)

    def start(self, batch: Batch, heard: HeardChunk) -> Sequence:
        """Begin with a chunk; `judge` takes what its sequence becomes."""
        probabilities = batch.prefill(encoded(self.engine, heard.chunk.sound))
        heard.no_speech = float(probabilities[self.engine.tokenizer.no_speech])
        heard.language = self.language
        if self.options.language is None and self.engine.languages:
            likely = self.engine.likely_languages(probabilities)
            likely[list(self.engine.languages).index(self.language)] *= LOYALTY
            heard.language = list(self.engine.languages)[int(likely.argmax())]
        sequence = Sequence([*self.prompt, *self.engine.before_text(heard.language, self.options.task)])
        batch.start(sequence)
        return sequence

    def judge(self, heard: HeardChunk, decoded: Decoded) -> None:
        """Take what was heard; hear it again in another way where it cannot be right."""
        self._take(heard, decoded)
        more = decoded.broken_off and not repeats_itself(decoded, self.engine.tokenizer)
        if more and len(heard.chunk.sound) > 2 * SHORTEST_HALF * SAMPLE_RATE:
            heard.halves = tuple(map(HeardChunk, heard.chunk.halves()))
            for half in heard.halves:
                self._hear_alone(half)
        elif self._failed(heard):
            self._hear_again(heard)

    def _hear_alone(self, heard: HeardChunk) -> None:
        batch = self.batch(1)
        self.start(batch, heard)
        while batch.sequences and not self.stop.is_set():
            for _, decoded in batch.step():
                self.judge(heard, decoded)

    def _take(self, heard: HeardChunk, decoded: Decoded) -> None:
        language = heard.language if self.options.task == "transcribe" else "en"
        heard.decoded = decoded
        heard.words = timed_words(heard.chunk, decoded, self.engine.tokenizer_for(language))

    def _failed(self, heard: HeardChunk) -> bool:
        return bool(doubt(heard, self.engine.tokenizer)) and not unsaid(heard)

    def _hear_again(self, heard: HeardChunk) -> None:
        """The full 30 s window, without the prompt, ever more freely; where all fail, the best is kept."""
        assert heard.decoded is not None
        batch = self.batch(1, round(WINDOW * POSITIONS_PER_SECOND))
        tries = [heard.decoded]
        window = encoded(self.engine, heard.chunk.sound, WINDOW)
        for attempt, temperature in enumerate(TEMPERATURES):
            batch.prefill(window)
            prompt = self.engine.before_text(heard.language, self.options.task)
            batch.start(Sequence(prompt, temperature, seed=heard.chunk.end + 1000 * attempt))
            while batch.sequences and not self.stop.is_set():
                tries += [decoded for _, decoded in batch.step()]
            self._take(heard, tries[-1])
            if self.stop.is_set() or not self._failed(heard):
                return
        self._take(heard, min(tries, key=lambda d: (repeats_itself(d, self.engine.tokenizer), -d.mean)))
