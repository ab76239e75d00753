"""The loaders: where they look, what they refuse, and that each loads once."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import models
from lecture.errors import ModelOutOfReach, NotAModel
from lecture.notes.t5 import T5
from lecture.speech import checkpoint

ROOT = Path(__file__).resolve().parent.parent
MAKE_STAND_IN = ROOT.parent / "shared" / "t5" / "make_stand_in.py"


@pytest.fixture(autouse=True)
def _nothing_loaded() -> Iterator[None]:
    def forget() -> None:
        models._out_of_reach.clear()
        for load in (models.load_whisper, models.load_summarizer, models.load_question_generator):
            load.clear()

    forget()
    yield
    forget()


def test_whisper_base_loads_without_a_download_and_once_for_all_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    import whisper

    loads: list[str] = []
    real = whisper.load_model

    def counting(name: str, device: str) -> whisper.Whisper:
        loads.append(name)
        return real(name, device=device)

    monkeypatch.setattr(whisper, "load_model", counting)
    monkeypatch.setattr(whisper, "_download", lambda *_: pytest.fail("a download"))
    with ThreadPoolExecutor(8) as sessions:
        loaded = list(sessions.map(lambda _: models.load_whisper(), range(8)))
    assert len(loads) == 1
    assert all(recognizer is loaded[0] for recognizer in loaded)
    assert loaded[0].name == "Whisper base"
    assert loaded[0].model.alignment_heads.coalesce().values().sum() == 8  # the heads that openai names for base


def test_a_checkpoint_given_by_its_path_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import torch
    import whisper

    small = dict(checkpoint.DIMS, n_audio_state=64, n_text_state=64, n_audio_head=1, n_text_head=1)
    path = tmp_path / "course.pt"
    state = whisper.Whisper(whisper.ModelDimensions(**small)).state_dict()
    torch.save({"dims": small, "model_state_dict": state}, path)
    monkeypatch.setenv("WHISPER_MODEL", str(path))
    recognizer = models.load_whisper()
    assert recognizer.model.dims == whisper.ModelDimensions(**small)
    assert recognizer.name == "Whisper course"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no such file"),
        *(
            (content, "does not hold a Whisper checkpoint")
            for content in (b"", b"words, not weights", b"PK\x03\x04rest")
        ),
    ],
)
def test_a_file_that_is_no_whisper_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "wrong.pt"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("WHISPER_MODEL", str(path))
    with pytest.raises(NotAModel, match=f"(?s)wrong.pt.*{why}.*WHISPER_MODEL"):
        models.load_whisper()


@pytest.mark.parametrize(
    ("kind", "setting", "load"),
    [
        ("summary", "SUMMARY_MODEL", models.load_summarizer),
        ("question", "QUESTION_MODEL", models.load_question_generator),
    ],
)
def test_both_layouts_of_t5_load(
    kind: str, setting: str, load: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not MAKE_STAND_IN.exists():
        pytest.skip("../shared/t5 is not here: no stand-ins of T5's real shape and layout")
    folder = tmp_path / kind
    subprocess.run([sys.executable, MAKE_STAND_IN, kind, folder], check=True, capture_output=True)
    monkeypatch.setenv(setting, str(folder))
    monkeypatch.setenv("LECTURE_CACHE", str(tmp_path / "cache"))
    t5 = load()  # type: ignore[operator]
    assert isinstance(t5, T5)
    # "summarize" is one known split of T5's own vocabulary, and </s> is counted once.
    assert t5.count(["summarize: the tide"]) == [len(["▁summarize", ":", "▁the", "▁tide", "</s>"])]
    assert load() is t5  # type: ignore[operator]


@pytest.mark.parametrize("content", [{}, {"config.json": "{}"}, {"config.json": "no json"}])
def test_a_folder_that_is_no_model_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: dict[str, str]
) -> None:
    folder = tmp_path / "not-a-model"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).write_text(text)
    monkeypatch.setenv("SUMMARY_MODEL", str(folder))
    with pytest.raises(NotAModel, match=r"(?s)not-a-model.*SUMMARY_MODEL"):
        models.load_summarizer()


def test_a_hub_out_of_reach_is_asked_once_until_the_student_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def nobody_answers(name: str) -> str:
        asked.append(name)
        return "no route to host"

    monkeypatch.setattr(models, "_why_hub_is_out_of_reach", nobody_answers)
    monkeypatch.setenv("SUMMARY_MODEL", "nobody/has-this-model")
    first, second = models.load_summarizer(), models.load_summarizer()
    assert isinstance(first, ModelOutOfReach)
    assert second is first
    assert asked == ["nobody/has-this-model"]
    models.try_again()
    assert isinstance(models.load_summarizer(), ModelOutOfReach)
    assert asked == ["nobody/has-this-model"] * 2


def test_a_hub_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from huggingface_hub import HfApi

    silence = threading.Event()
    monkeypatch.setattr(HfApi, "model_info", lambda *_, **__: silence.wait(60))
    monkeypatch.setattr(models, "HUB_PATIENCE", 0.2)
    assert models._why_hub_is_out_of_reach("t5-small") == "the model hub did not answer within 0 s"
    silence.set()


def test_the_loaders_give_no_warnings_outside_the_page() -> None:
    ask = "import models; models.load_whisper(); print('loaded')"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("loaded\n", "")


def test_importing_the_loaders_imports_no_heavy_package() -> None:
    heavy = ["torch", "whisper", "transformers", "openvino", "ctranslate2"]
    assert all(importlib.util.find_spec(name) for name in heavy[:3])
    ask = f"import sys, models, pipeline; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
