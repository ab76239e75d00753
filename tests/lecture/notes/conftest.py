"""Small lectures as they are read, and a T5 that was trained on exactly what may be asked of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from lecture.notes.reading import read
from lecture.notes.t5 import T5
from lecture.values import Chapter, Reading, Segment, Transcript
from tests.tiny_t5 import train_tiny_t5

SAID = (
    "The wax of a candle melts near the flame.",
    "In 1848 Michael Faraday spoke of the flame.",
    "The lungs take oxygen from the air.",
    "Blood carries the oxygen to the heart.",
)
ONE, TWO, THREE, FOUR = SAID
SUMMARIES = {  # with a half sentence at the end, as T5 leaves it when its tokens run out
    f"summarize: {ONE} {TWO}": "the flame melts wax . Faraday spoke . and",
    f"summarize: {THREE} {FOUR}": "blood takes oxygen from the lungs .",
    "summarize: The flame melts wax. Blood takes oxygen from the lungs.": "wax and oxygen",
}
QUESTIONS = {
    f"generate question: {ONE} In <hl> 1848 <hl> Michael Faraday spoke of the flame.": "When did Faraday speak?",
    f"generate question: {ONE} In 1848 <hl> Michael Faraday <hl> spoke of the flame.": "Who spoke of the flame?",
    f"generate question: {ONE} In 1848 Michael Faraday spoke of the <hl> flame <hl> .": "What is it?",
    f"generate question: The wax of a candle melts near the <hl> flame <hl> . {TWO}": "Where does the wax melt?",
    f"generate question: The lungs take <hl> oxygen <hl> from the air. {FOUR}": "What do the lungs take?",
    f"generate question: {THREE} Blood carries the <hl> oxygen <hl> to the heart.": "What does blood carry?",
}


def transcript_of(*said: str, language: str = "en", doubt: str = "") -> Transcript:
    """One segment of 8 s for each, every 10 s."""
    segments = tuple(
        Segment(10.0 * i, 10.0 * i + 8, text, language=language, doubt=doubt) for i, text in enumerate(said)
    )
    return Transcript(segments, language, 10.0 * len(said), 10.0 * len(said))


TOPICS = {
    "candle": "The wax of the candle melts under the flame. The wick of the candle lifts the wax to the flame.",
    "heart": "The heart pumps the blood into the lungs. The blood takes oxygen from the lungs to the heart.",
    "planets": "The planets turn around the sun on an orbit. The orbit of a planet is an ellipse around the sun.",
}


def three_topics() -> Transcript:
    return transcript_of(*[TOPICS[topic] for topic in TOPICS for _ in range(14)])


def reading_of(*said: str, language: str = "en", doubt: str = "") -> Reading:
    return read(transcript_of(*said, language=language, doubt=doubt))


@pytest.fixture
def small() -> Reading:
    """In two chapters, though it is short."""
    chapters = (Chapter(0.0, 20.0, "Flame"), Chapter(20.0, 40.0, "Oxygen"))
    return replace(reading_of(*SAID), chapters=chapters)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny-t5")
    train_tiny_t5(folder, SUMMARIES | QUESTIONS)
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> T5:
    """Through transformers."""
    return _load(tiny_folder, None)


@pytest.fixture(scope="session")
def tiny_fast(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> T5:
    """Through CTranslate2."""
    return _load(tiny_folder, tmp_path_factory.mktemp("converted"))


def _load(folder: Path, cache: Path | None) -> T5:
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True).eval()
    return T5(model, AutoTokenizer.from_pretrained(folder, local_files_only=True), "tiny-t5", cache)
