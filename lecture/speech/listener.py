"""A chunk through Whisper: asked in its language, its words judged, and heard again where they cannot be right."""

from __future__ import annotations

import math
from threading import Event

import numpy as np
from torch import Tensor

from lecture.speech.alignment import timed_words
from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.batch import LONGEST_TEXT, Batch, Decoded, Sequence
from lecture.speech.beams import WIDTH, likeliest
from lecture.speech.bias import Bias, CourseWords
from lecture.speech.detector import SpeechDetector
from lecture.speech.encoder import POSITIONS_PER_SECOND
from lecture.speech.engine import CHUNK_POSITIONS, WINDOW, Engine, encoded
from lecture.speech.heard import (
    GIBBERISH,
    HARD_TO_UNDERSTAND,
    HOLE,
    LEAST_LIKELY,
    HeardChunk,
    doubt,
    echoes,
    holes,
    loops,
    repetitive,
    unsaid,
    without_echo,
)
from lecture.values import Options

TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # as openai-whisper's, for chunks that decode badly
ASKING = 4  # tokens before the text: start, language, task, no times
SHORTEST_HALF = 2.0  # seconds; nobody says in less what Whisper could not write at once
LOYALTY = 4  # how many times likelier than the main language another must be for a chunk to be heard in it
ENOUGH = 6.0  # seconds of sound that tell a language; by less, the text itself has to fit as well
CERTAIN = -0.17  # mean log probability from which the likeliest token each time is the likeliest text as well
SURE = -0.3  # mean log probability from which a text is the right language's
CONTENDERS = 3  # languages that a short phrase is tried in
WEIGHT = 0.1  # of a language's log probability beside its text's
LIKELY_PART = -0.7  # mean log probability from which a word or two are believed that were missed at first
SENTENCE = 2.0  # seconds of what was missed from which as little is enough as anywhere
VOICED = 0.3  # share of what sounds that is a voice, where somebody speaks
LEAST_VOICE = 0.45  # seconds of voice, from which what no word covers is heard again
AROUND = 0.15  # seconds around a hole that are heard with it


class Listener:
    """Hears chunks with one model and one student's options. Not for two threads at once.

    language : the recording's main one
    stop : set where nobody waits for the words any more
    """

    def __init__(self, engine: Engine, options: Options, language: str, stop: Event) -> None:
        self.engine, self.options, self.language, self.stop = engine, options, language, stop
        self.words = CourseWords(options.prompt, engine.tokenizer)
        self.text = ASKING + LONGEST_TEXT  # tokens of the longest sequence
        self.detector = SpeechDetector()

    def batch(self, size: int, positions: int = CHUNK_POSITIONS) -> Batch:
        return Batch(self.engine, size, positions, self.text)

    def start(self, batch: Batch, heard: HeardChunk) -> Sequence:
        """Begin with a chunk; `judge` takes what its sequence becomes."""
        heard.encoded = encoded(self.engine, heard.chunk.sound)
        probabilities = batch.prefill(heard.encoded)
        heard.no_speech = float(probabilities[self.engine.tokenizer.no_speech])
        heard.language = self.language
        if self.options.language is None and self.engine.languages:
            likely = self.engine.likely_languages(probabilities)
            seconds = len(heard.chunk.sound) / SAMPLE_RATE
            likely[list(self.engine.languages).index(self.language)] *= LOYALTY * max(1, ENOUGH / seconds) ** 2
            heard.language = list(self.engine.languages)[int(likely.argmax())]
        asked = self.engine.before_text(heard.language, self.options.task)
        sequence = Sequence(asked, bias=self._bias())
        batch.start(sequence)
        return sequence

    def judge(self, heard: HeardChunk, decoded: Decoded) -> None:
        """Take what was heard, hear it again where it cannot be right, and by itself what of it has no words."""
        self._understand(heard, decoded)
        for start, end in holes(heard):
            self._fill(heard, start, end)

    def _understand(self, heard: HeardChunk, decoded: Decoded) -> None:
        self._take(heard, decoded)
        sound = heard.chunk.sound
        if len(sound) < ENOUGH * SAMPLE_RATE and decoded.mean < SURE and self.options.language is None:
            decoded = self._in_best_language(heard) or decoded
            self._take(heard, decoded)
        if decoded.mean < CERTAIN and not decoded.broken_off:
            decoded = self._searched(heard, decoded)
        heard.encoded = None
        more = decoded.broken_off and not loops(heard, self.engine.tokenizer)
        if more and len(sound) > 2 * SHORTEST_HALF * SAMPLE_RATE:
            heard.decoded, heard.words = None, []
            heard.parts = list(map(HeardChunk, heard.chunk.halves()))
            for half in heard.parts:
                self._hear_alone(half)
        elif self._failed(heard):
            self._hear_again(heard)

    def _searched(self, heard: HeardChunk, decoded: Decoded) -> Decoded:
        """The likeliest of many texts, where that is likelier than the one at hand."""
        assert heard.encoded is not None
        asked = self.engine.before_text(heard.language, self.options.task)
        found = likeliest(self.batch(WIDTH, len(heard.encoded)), heard.encoded, asked, self.words)
        looped = loops(heard, self.engine.tokenizer)
        self._take(heard, found)
        fewer = self.words.bonus(found.tokens) < self.words.bonus(decoded.tokens)  # course words; they were looked into
        likelier = not loops(heard, self.engine.tokenizer) and self._worth(found) > self._worth(decoded)
        if looped or (likelier and not fewer):
            return found
        self._take(heard, decoded)
        return decoded

    def _worth(self, decoded: Decoded) -> float:
        """Its mean log probability, and what speaks for its course words."""
        return decoded.mean + self.words.bonus(decoded.tokens) / len(decoded.log_probabilities)

    def _bias(self) -> Bias | None:
        return Bias(self.words) if self.words.terms else None

    def _hear_alone(self, heard: HeardChunk) -> None:
        batch = self.batch(1)
        self.start(batch, heard)
        while batch.sequences and not self.stop.is_set():
            for _, decoded in batch.step():
                self._understand(heard, decoded)

    def _take(self, heard: HeardChunk, decoded: Decoded) -> None:
        language = heard.language if self.options.task == "transcribe" else "en"
        heard.decoded = decoded
        heard.words = without_echo(timed_words(heard.chunk, decoded, self.engine.tokenizer_for(language)))

    def _failed(self, heard: HeardChunk) -> bool:
        assert heard.decoded is not None
        why = doubt(heard, self.engine.tokenizer)
        holds = self.words.bonus(heard.decoded.tokens) > 0
        if why == HARD_TO_UNDERSTAND and holds and self._worth(heard.decoded) >= LEAST_LIKELY:
            return False  # a course word made it unlikely, as it would any text
        return bool(why) and not unsaid(heard)

    def _hear_again(self, heard: HeardChunk) -> None:
        """The full 30 s window, ever more freely; where all fail, the best, if that is words."""
        assert heard.decoded is not None
        batch = self.batch(WIDTH, round(WINDOW * POSITIONS_PER_SECOND))
        tries = [heard.decoded]
        window = encoded(self.engine, heard.chunk.sound, WINDOW)
        for attempt, temperature in enumerate(TEMPERATURES):
            if temperature:
                tries += self._decoded(batch, window, heard.language, temperature, heard.chunk.end + 1000 * attempt)
            else:
                asked = self.engine.before_text(heard.language, self.options.task)
                tries.append(likeliest(batch, window, asked, self.words))
            self._take(heard, tries[-1])
            if self.stop.is_set() or not self._failed(heard):
                return

        def worth(decoded: Decoded) -> tuple[bool, float]:
            self._take(heard, decoded)
            return not loops(heard, self.engine.tokenizer), self._worth(decoded)

        best = max(tries, key=worth)
        self._take(heard, best)
        if best.mean < GIBBERISH or (best.mean < LEAST_LIKELY and not self._voiced(heard)):
            heard.decoded, heard.words = None, []

    def _voiced(self, heard: HeardChunk) -> bool:
        """Whether there is a voice in most of what sounds: an unlikely text over music is nobody's."""
        return self.detector.voiced_seconds(heard.chunk.sound) > VOICED * heard.chunk.spoken_seconds

    def _in_best_language(self, heard: HeardChunk) -> Decoded | None:
        """A short phrase in the language that it fits best, of those that it may be; None where it does in its own."""
        batch = self.batch(1)
        window = encoded(self.engine, heard.chunk.sound)
        likely = self.engine.likely_languages(batch.prefill(window))
        names = list(self.engine.languages)
        contenders = {self.language, heard.language, *(names[i] for i in np.argsort(-likely)[:CONTENDERS])}
        best: tuple[float, str, Decoded] | None = None
        for language in sorted(contenders):
            for decoded in self._decoded(batch, window, language):
                fit = decoded.mean + WEIGHT * math.log(max(likely[names.index(language)], 1e-6))
                sound_fits = (
                    decoded.tokens and not decoded.broken_off and not repetitive(decoded, self.engine.tokenizer)
                )
                if sound_fits and (best is None or fit > best[0]):
                    best = fit, language, decoded
        if best is None:
            return None
        heard.language = best[1]
        return best[2]

    def _decoded(
        self, batch: Batch, window: Tensor, language: str, temperature: float = 0.0, seed: int = 0
    ) -> list[Decoded]:
        """What is heard in a window in this language; nothing where nobody waits for it any more."""
        batch.prefill(window)
        asked = self.engine.before_text(language, self.options.task)
        batch.start(Sequence(asked, temperature, seed, bias=self._bias()))
        found: list[Decoded] = []
        while batch.sequences and not self.stop.is_set():
            found += [decoded for _, decoded in batch.step()]
        return found

    def _fill(self, heard: HeardChunk, start: float, end: float) -> None:
        """Hear by itself what no word covers; where none comes of it either, note that."""
        part = HeardChunk(heard.chunk.within(start - AROUND, end + AROUND))
        voiced = self.detector.voiced_seconds(part.chunk.sound)
        if voiced < LEAST_VOICE:
            return
        self._hear_alone(part)
        part.words = [
            word for word in part.words if start <= (word.start + word.end) / 2 <= end
        ]  # the others are known
        if part.words and echoes(part, heard):
            return
        if (
            part.decoded
            and part.words
            and part.decoded.mean >= (LIKELY_PART if end - start < SENTENCE else LEAST_LIKELY)
            and not self._failed(part)
            and not unsaid(part)
        ):
            heard.parts.append(part)
            for word in heard.words:  # that were stretched over it
                if word.start < start < word.end:
                    word.end = start
                elif word.start < end < word.end:
                    word.start = end
        elif voiced >= HOLE:
            heard.unheard.append((start, end))
