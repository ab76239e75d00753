"""What every test stands on: folders of its own, no model hub, and one lecture that was really worked on."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import streamlit as st

from lecture import settings
from lecture.store.executors import OneThread
from lecture.values import Lecture
from tests.pressed import Button

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample" / "lecture.mp3"
SHARED = ROOT.parent / "shared"

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are POSIX's")


def pytest_configure(config: pytest.Config) -> None:
    """Tests leave the student's own notebook, cache and T5 alone; those marked `hub` may fetch."""
    # A busy machine is no failure; CI tries the same examples each time.
    calm = hypothesis.settings(
        deadline=None, derandomize="CI" in os.environ, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.register_profile("calm", calm)
    hypothesis.settings.load_profile("calm")
    for setting in [name for name in os.environ if name.startswith("LECTURE_")] + ["WHISPER_MODEL"]:
        os.environ.pop(setting, None)
    os.environ["LECTURE_DATA"] = tempfile.mkdtemp(prefix="lecture-test-data-")
    os.environ["LECTURE_CACHE"] = tempfile.mkdtemp(prefix="lecture-test-cache-")
    if config.option.markexpr != "hub":
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["SUMMARY_MODEL"], os.environ["QUESTION_MODEL"] = "nobody/has-t5-small", "nobody/has-t5-qg"


def pytest_unconfigure() -> None:
    import shutil

    for folder in ("LECTURE_DATA", "LECTURE_CACHE"):
        shutil.rmtree(os.environ[folder], ignore_errors=True)


@pytest.fixture(autouse=True)
def _the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a thread of the test's own process, where it may have replaced the models."""
    monkeypatch.setattr("server.services.WORKER", OneThread)


@pytest.fixture(autouse=True)
def _settings_are_read_anew() -> Iterator[None]:
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


@pytest.fixture(scope="session")
def sample() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def studied(sample: Path) -> Lecture:
    """The sample lecture, worked on by real Whisper; summary and cards without T5, which tests do not have."""
    import pipeline

    return pipeline.study(sample, name="Tides.mp3")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, and a server that has just been started on it.

    It has come to rest when the test is over: what it still worked on would ask the models of the next one.
    """
    monkeypatch.setenv("LECTURE_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    before = set(threading.enumerate())
    yield tmp_path / "data"
    st.cache_resource.clear()
    for thread in set(threading.enumerate()) - before:
        if thread.name == "worker":
            thread.join(60)
            assert not thread.is_alive(), "the work went on after its server was closed"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, studied: Lecture) -> Counter[str]:
    """Counts what asks a model. It answers with what the models really made of the sample."""
    from lecture.notes import cards, summary
    from lecture.speech import transcribe as speech

    counted: Counter[str] = Counter()

    def instead(name: str, answer: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: Any, **named: Any) -> object:
            counted[name] += 1
            return answer(*arguments, **named)

        return call

    monkeypatch.setattr(speech, "transcribe", instead("speech", lambda *_, **__: iter([studied.transcript])))
    monkeypatch.setattr(summary, "summarize", instead("summary", lambda *_, **__: studied.summary))
    monkeypatch.setattr(cards, "make_cards", instead("cards", lambda *_, **__: studied.cards))
    return counted


@pytest.fixture
def button(monkeypatch: pytest.MonkeyPatch) -> Button:
    """The download button of the pages that are drawn."""
    made = Button()
    monkeypatch.setattr(st, "download_button", made.draw)
    return made
