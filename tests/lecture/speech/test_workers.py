"""The cores work for one caller, who hears of it in time, and can stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest
import torch

from lecture.speech import batch as batch_module
from lecture.speech import transcribe as door
from lecture.speech import workers
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Transcript
from tests.lecture.speech.listening import ENGLISH, hear, only_words


def test_the_same_words_whatever_is_decoded_beside(
    growing: list[Transcript], recognizer: Recognizer, lesson_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "MOST_SEQUENCES", 1)
    monkeypatch.setattr(workers, "MOST_WORKERS", 1)
    assert only_words(hear(recognizer, lesson_file)) == only_words(growing[-1])


def test_who_stops_listening_stops_the_work(recognizer: Recognizer, lesson_file: Path) -> None:
    transcripts = transcribe(recognizer, lesson_file, ENGLISH)
    assert isinstance(transcripts, Generator)
    next(transcripts)  # the recording is opened
    next(transcripts)
    assert any(thread.name == "whisper" for thread in threading.enumerate())
    transcripts.close()
    assert not any(thread.name == "whisper" for thread in threading.enumerate())


def test_the_caller_hears_of_it_at_least_every_few_seconds_of_work(
    recognizer: Recognizer, lesson_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even while one product takes for ever: yields come from the caller's own clock."""
    encode = recognizer.engine.encode

    def slowly(mel: torch.Tensor) -> torch.Tensor:
        time.sleep(0.5)
        return encode(mel)

    monkeypatch.setattr(recognizer.engine, "encode", slowly)
    for module in (workers, door):
        monkeypatch.setattr(module, "PATIENCE", 0.1)
    yields = list(transcribe(recognizer, lesson_file, ENGLISH))
    assert len(yields) > 3 * len({transcript.heard for transcript in yields})


def test_trouble_in_a_worker_reaches_the_caller(
    recognizer: Recognizer, lesson_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognizer.engine, "encode", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(transcribe(recognizer, lesson_file, ENGLISH))
    assert not any(thread.name == "whisper" for thread in threading.enumerate())
