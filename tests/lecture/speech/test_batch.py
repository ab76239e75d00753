"""Sequences side by side: each as alone, and as openai-whisper decodes it."""

from __future__ import annotations

import pytest
import whisper

from lecture.speech.batch import Batch, Decoded, Sequence
from lecture.speech.engine import Engine, encoded
from lecture.speech.transcribe import Recognizer
from tests.lecture.speech import sounds


def test_a_sequence_is_the_same_to_the_last_bit_whatever_lies_beside_it(recognizer: Recognizer) -> None:
    engine = recognizer.engine
    windows = [encoded(engine, sounds.spoken(name)) for name in ("moon", "bread", "leaves", "heat")]

    def decoded(chosen: list[int]) -> dict[int, tuple[list[int], list[float]]]:
        batch, asked = Batch(engine, 4, 1100, 240), {}
        for number in chosen:
            batch.prefill(windows[number])
            asked[id(sequence := Sequence(engine.before_text("en", "transcribe")))] = number
            batch.start(sequence)
        found = {}
        while batch.sequences:
            for sequence, decoded in batch.step():
                found[asked[id(sequence)]] = (decoded.tokens, decoded.log_probabilities)
        return found

    alone = {number: decoded([number])[number] for number in range(4)}
    assert decoded([0, 1, 2, 3]) == alone
    assert decoded([3, 1, 0]) == {number: alone[number] for number in (0, 1, 3)}


@pytest.mark.parametrize("name", ["heat", "bread", "name"])
def test_in_float32_the_words_and_their_likelihood_are_openai_whispers_own(plain: Engine, name: str) -> None:
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sounds.spoken(name)))
    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False)
    expected = whisper.decode(plain.model, mel, options)
    batch = Batch(plain, 2, 1500, 240)
    said = batch.prefill(plain.encode(mel))
    batch.start(Sequence(plain.before_text("en", "transcribe")))
    finished: list[tuple[Sequence, Decoded]] = []
    while batch.sequences:
        finished += batch.step()
    ((_, decoded),) = finished
    assert decoded.tokens == expected.tokens
    assert decoded.mean == pytest.approx(expected.avg_logprob, abs=5e-3)  # we leave no room for tokens of time
    assert float(said[plain.tokenizer.no_speech]) == pytest.approx(expected.no_speech_prob, abs=1e-4)
