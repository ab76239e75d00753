"""The encoder is openai-whisper's own, in float32 and nearly so in int8."""

from __future__ import annotations

import torch
import whisper

from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.engine import Engine
from lecture.speech.transcribe import Recognizer
from tests.lecture.speech import sounds


def test_in_float32_the_encoder_is_openai_whispers_own(plain: Engine) -> None:
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sounds.spoken("bread")))
    with torch.inference_mode():
        assert torch.allclose(plain.encode(mel), plain.model.encoder(mel[None])[0], atol=1e-3)


def test_int8_stays_close_to_float32(plain: Engine, recognizer: Recognizer) -> None:
    mel = whisper.log_mel_spectrogram(sounds.spoken("leaves")[: 3 * SAMPLE_RATE])
    exact, rounded = plain.encode(mel), recognizer.engine.encode(mel)
    assert float((exact - rounded).norm() / exact.norm()) < 0.1
