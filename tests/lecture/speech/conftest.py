"""Whisper as the app loads it, a lesson of about a minute, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import whisper

import models
from lecture import settings
from lecture.speech.audio import Samples
from lecture.speech.checkpoint import embedded_checkpoint
from lecture.speech.engine import Engine
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Transcript
from tests.lecture.speech import sounds
from tests.lecture.speech.listening import CLEAR, ENGLISH
from tests.lecture.speech.sounds import Truth


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    return models.load_whisper()


@pytest.fixture(scope="session")
def plain() -> Engine:
    """The same model as float32 throughout, as on a GPU, or where there is no FBGEMM."""
    return Engine(whisper.load_model(str(embedded_checkpoint(settings.current().cache)), device="cpu"), int8=False)


@pytest.fixture(scope="session")
def lesson() -> tuple[Samples, list[Truth]]:
    """About a minute: sentences with pauses of all lengths between them."""
    return sounds.joined([*CLEAR, *CLEAR, *CLEAR], [0.7, 1.5, 0.8, 3.0, 0.7, 6.0, 1.0, 0.7, 2.0] * 2)


@pytest.fixture(scope="session")
def lesson_file(lesson: tuple[Samples, list[Truth]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds.write(tmp_path_factory.mktemp("lesson") / "lesson.wav", lesson[0])


@pytest.fixture(scope="session")
def growing(recognizer: Recognizer, lesson_file: Path) -> list[Transcript]:
    return list(transcribe(recognizer, lesson_file, ENGLISH))
