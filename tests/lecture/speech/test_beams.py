"""Beam search: the likeliest of many texts, as openai-whisper finds it."""

from __future__ import annotations

import numpy as np
import pytest
import whisper

from lecture.speech.audio import Samples
from lecture.speech.batch import Batch
from lecture.speech.beams import WIDTH, likeliest
from lecture.speech.bias import BONUS, CourseWords, Progress
from lecture.speech.engine import Engine, encoded
from tests.lecture.speech import sounds


def noisy(name: str) -> Samples:
    sound = sounds.spoken(name)
    return sound + np.random.default_rng(5).normal(0, 0.3 * np.abs(sound).mean(), len(sound)).astype(np.float32)


def searched(engine: Engine, sound: Samples, words: str = "") -> tuple[str, float]:
    window = encoded(engine, sound)
    asked = engine.before_text("en", "transcribe")
    batch = Batch(engine, WIDTH, len(window), len(asked) + 224)
    found = likeliest(batch, window, asked, CourseWords(words, engine.tokenizer))
    assert found.attention.shape[1:] == (len(found.tokens) + 1, len(window))
    return engine.tokenizer.decode(found.tokens), found.mean


@pytest.mark.parametrize("name", ["heat", "bread", "bridge", "leaves", "river"])
def test_beams_find_what_openai_whisper_finds(name: str, plain: Engine) -> None:
    sound = whisper.pad_or_trim(noisy(name))
    options = whisper.DecodingOptions(language="en", beam_size=WIDTH, without_timestamps=True, fp16=False)
    expected = whisper.decode(plain.model, whisper.log_mel_spectrogram(sound), options)
    text, mean = searched(plain, sound)
    assert text.strip() == expected.text
    assert mean == pytest.approx(expected.avg_logprob, abs=0.01)


def test_a_course_word_wins_over_what_sounds_like_it(plain: Engine) -> None:
    sound = sounds.spoken("eigenvalues")
    assert "Eigen values tell you" in searched(plain, sound)[0]
    assert "Eigenvalues tell you" in searched(plain, sound, "Dirichlet, Laplacian, eigenvalue")[0]


def test_a_course_word_that_is_begun_and_not_gone_on_with_is_worth_nothing(plain: Engine) -> None:
    words = CourseWords("Kjeldahl", plain.tokenizer)
    first, second, *rest = plain.tokenizer.encode(" Kjeldahl")
    other = plain.tokenizer.encode(" moon")[0]
    begun = Progress().after(first, words.root).after(second, words.root)
    assert begun.bonus() == 2 * BONUS
    assert begun.bonus(ended=True) == begun.after(other, words.root).bonus() == 0
    whole = begun
    for token in [*rest, other]:
        whole = whole.after(token, words.root)
    assert whole.bonus() == whole.bonus(ended=True) == (2 + len(rest)) * BONUS
