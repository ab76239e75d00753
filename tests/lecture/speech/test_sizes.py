"""Whispers of every size and layout, the distilled ones among them, through the app's own path.

In the place of their checkpoints come stand-ins of benchmarks/sizes.py: the real numbers of layers, heads, mels and
tokens (of the smallest one also the real width), weights drawn by lot, and a text that they always say.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import whisper
from whisper.model import disable_sdpa

import models
from benchmarks.sizes import SHAPES, make_stand_in, tokenizer_of
from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.batch import Batch
from lecture.speech.engine import Engine
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Options
from tests.lecture.speech import sounds
from tests.sounds.make import HERE

SAID = "Photosynthesis stores sunlight."
MOON = HERE / "moon.opus"
PER_HEAD = {"tiny.en": 64}  # as the real one; the others are narrower
NARROW = 8
OPENAIS_HEADS = {"small": 10, "medium": 6, "large-v3-turbo": 6, "tiny.en": 8}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Products as narrow as these are slower on several."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def stand_in(path: Path, size: str, per_head: int = NARROW) -> Path:
    dims = SHAPES[size].dims(per_head)
    text = tokenizer_of(dims).encode(" " + SAID)
    make_stand_in(path, dims, text, pace=len(text) / 1.8)
    return path


@pytest.fixture(scope="module", params=["tiny.en", "small", "medium", "large-v3-turbo", "distil-large-v3"])
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def loaded(size: str, tmp_path_factory: pytest.TempPathFactory) -> Recognizer:
    return models.load_whisper(
        str(stand_in(tmp_path_factory.mktemp(size) / f"{size}.pt", size, PER_HEAD.get(size, NARROW)))
    )


@pytest.mark.parametrize("int8", [True, False], ids=["int8", "float"])
def test_a_whisper_of_any_size_hears_words_within_the_sound(loaded: Recognizer, size: str, int8: bool) -> None:
    recognizer = copy(loaded)
    if not int8:
        recognizer.engine = Engine(loaded.model, int8=False)
    *_, transcript = transcribe(recognizer, MOON, Options())
    words = [word for segment in transcript.segments for word in segment.words]
    assert {word.text.strip() for word in words} == set(SAID.split())
    assert all(0 <= word.start <= word.end <= transcript.duration for word in words)
    assert max(word.end for word in words) - words[0].start > 1
    assert transcript.language == "en"
    assert transcript.heard == transcript.duration


def test_in_float_the_logits_and_what_the_heads_look_at_are_openai_whispers_own(
    loaded: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, engine = loaded.model, Engine(loaded.model, int8=False)
    mel = whisper.log_mel_spectrogram(sounds.spoken("moon")[:SAMPLE_RATE], model.dims.n_mels)
    # openai-whisper's encoder takes 30 s, or as many positions as it knows.
    monkeypatch.setattr(model.encoder, "positional_embedding", model.encoder.positional_embedding[: mel.shape[1] // 2])
    before = engine.before_text("en", "transcribe")
    looked: list[torch.Tensor] = []
    hooks = [
        block.cross_attn.register_forward_hook(lambda _, __, found: looked.append(found[1][0, :, -1].softmax(-1)))
        for block in model.decoder.blocks
    ]
    with torch.inference_mode(), disable_sdpa():
        expected = model(mel[None], torch.tensor([before]))[0, -1]
    for hook in hooks:
        hook.remove()

    batch = Batch(engine, 1, mel.shape[1] // 2, len(before))
    batch.prefill(engine.encode(mel))
    with torch.inference_mode():
        logits, attention = batch.forward([before], range(1))
    assert torch.allclose(logits[0], expected, atol=1e-4 * float(expected.abs().max()))
    heads = model.alignment_heads.indices().T
    assert torch.allclose(attention[0], torch.stack([looked[layer][head] for layer, head in heads]), atol=1e-4)


def test_a_whisper_called_as_openais_own_has_the_heads_that_openai_found(loaded: Recognizer, size: str) -> None:
    heads = loaded.model.alignment_heads
    if size.startswith("distil"):  # openai-whisper does not know it
        assert heads.to_dense().tolist() == [[False] * 20, [True] * 20]
    else:
        assert len(heads.indices().T) == OPENAIS_HEADS[size]


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ("distil-large-v3", "large-v3"),
        ("distil-large-v3", "small"),
        ("distil-small.en", "small.en"),
        ("distil-small.en", "base.en"),  # 4 layers of 12 heads are as many heads as 6 of 8
        ("large-v3-turbo", "large-v3"),
    ],
)
def test_a_distilled_whisper_called_as_another_keeps_the_heads_of_its_own_upper_layers(
    size: str, name: str, tmp_path: Path
) -> None:
    narrow = replace(SHAPES[size], encoder_layers=1)
    dims = narrow.dims(2)
    make_stand_in(tmp_path / f"{name}.pt", dims, [])
    recognizer = models.load_whisper(str(tmp_path / f"{name}.pt"))
    upper = [layer >= dims.n_text_layer // 2 for layer in range(dims.n_text_layer)]
    assert recognizer.model.alignment_heads.to_dense().all(1).tolist() == upper
    assert recognizer.model.alignment_heads.to_dense().any(1).tolist() == upper
