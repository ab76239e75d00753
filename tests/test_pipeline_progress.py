"""What the work says of itself: each stage before it waits for anything, and how far it is."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import models
import pipeline
from lecture.errors import ModelOutOfReach
from lecture.values import Lecture, Options, Progress


def test_progress_never_goes_back_and_ends_whole(sample: Path) -> None:
    reports: list[Progress] = []
    transcript = pipeline.transcribe(sample, on_progress=reports.append)
    loading, opened, *_ = reports
    assert loading == Progress("start", 0, 0)
    assert (opened.stage, opened.done, round(opened.total)) == ("speech", 0, round(transcript.duration))
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert reports[-1].done == reports[-1].total == transcript.duration
    assert reports[-1].transcript == transcript


def test_each_stage_is_reported_before_its_models_are_loaded(
    sample: Path, studied: Lecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def loads(name: str) -> None:
        real = getattr(models, name)
        monkeypatch.setattr(models, name, lambda: said.append(name) or real())  # type: ignore[func-returns-value]

    for name in ("load_parser", "load_summarizer", "load_question_generator"):
        loads(name)
    pipeline.study(
        sample, so_far=studied.transcript, on_progress=lambda p: said.append(p.stage) if not p.done else None
    )
    first = list(dict.fromkeys(said))
    assert first == ["read", "load_parser", "summary", "load_summarizer", "cards", "load_question_generator"]


def test_while_a_whisper_is_fetched_it_is_said_how_much_has_arrived(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """openai-whisper writes what arrives straight to its place."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(pipeline, "LOOK", 0.01)
    seen: list[Progress] = []
    half = threading.Event()

    def fetch(_: str) -> object:
        (tmp_path / "whisper").mkdir()
        with (tmp_path / "whisper" / "small.pt").open("wb") as arriving:
            arriving.truncate(242_000_000)
        assert half.wait(60)
        raise ModelOutOfReach("Whisper small", "the line broke")

    def watch(progress: Progress) -> None:
        seen.append(progress)
        if progress.done:
            half.set()

    monkeypatch.setattr(models, "load_whisper", fetch)
    with pytest.raises(ModelOutOfReach):
        pipeline.transcribe(sample, Options(model="small"), on_progress=watch)
    assert seen[0] == Progress("start", 0, 484)
    assert Progress("start", 242.0, 484) in seen
