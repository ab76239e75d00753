"""A chunk is heard again where its words cannot be right."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import jiwer
import numpy as np
import pytest
from whisper.normalizers import EnglishTextNormalizer

from lecture.speech import batch as batch_module
from lecture.speech import beams, listener
from lecture.speech import heard as heard_module
from lecture.speech.batch import Batch, Decoded, Sequence
from lecture.speech.listener import TEMPERATURES
from lecture.speech.transcribe import Recognizer
from lecture.values import Transcript
from tests.lecture.speech import sounds
from tests.lecture.speech.listening import hear


def test_a_chunk_that_decodes_badly_is_tried_again_and_then_kept_and_marked(
    recognizer: Recognizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, _ = sounds.joined(["moon"], [0.3])
    path = sounds.write(tmp_path / "moon.wav", sound)
    heated: list[float] = []
    start = Batch.start

    def counted(batch: Batch, sequence: Sequence) -> None:
        heated.append(sequence.temperature)
        start(batch, sequence)

    monkeypatch.setattr(Batch, "start", counted)
    monkeypatch.setattr(heard_module, "LEAST_LIKELY", 0.1)  # nothing is good enough
    monkeypatch.setattr(heard_module, "SILENT", 1.0)
    transcript = hear(recognizer, path)
    assert heated == [0.0, *TEMPERATURES[1:]]  # without heat the second time by beams
    assert [s.doubt for s in transcript.segments] == ["hard to understand"]
    assert transcript.segments[0].doubtful
    assert "moon reflects the light" in transcript.text  # the likeliest of all tries


@pytest.mark.parametrize("times", [2, 9])  # few repetitions show in the times, many in the text
def test_a_loop_is_noticed_and_tried_again(
    times: int, recognizer: Recognizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, _ = sounds.joined(["moon"], [0.3])
    path = sounds.write(tmp_path / "moon.wav", sound)
    step = Batch.step

    def stuck(batch: Batch) -> list[tuple[Sequence, Decoded]]:
        finished = step(batch)
        for sequence, decoded in finished:
            if sequence.temperature == 0:
                decoded.tokens *= times
                decoded.log_probabilities *= times
                rows = [decoded.attention[:, :-1]] * times
                decoded.attention = np.concatenate([*rows, decoded.attention[:, -1:]], axis=1)
        return finished

    monkeypatch.setattr(Batch, "step", stuck)
    transcript = hear(recognizer, path)
    assert transcript.text.count("moon") == 1
    assert not transcript.segments[0].doubtful


def test_a_chunk_with_more_words_than_whisper_writes_at_once_is_heard_in_parts(
    recognizer: Recognizer, lesson_file: Path, growing: list[Transcript], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Georgian or Tamil, where a letter may take three tokens."""
    for module in (batch_module, beams, listener):
        monkeypatch.setattr(module, "LONGEST_TEXT", 24)
    found = hear(recognizer, lesson_file)
    clean = EnglishTextNormalizer()
    assert jiwer.wer(clean(growing[-1].text), clean(found.text)) < 0.05
    assert all(after.start >= before.end for before, after in pairwise(found.segments))
    assert not any(segment.doubtful for segment in found.segments)


def test_what_breaks_off_and_cannot_be_divided_is_marked(
    recognizer: Recognizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (batch_module, beams, listener):
        monkeypatch.setattr(module, "LONGEST_TEXT", 3)
    sound, _ = sounds.joined(["moon"], [0.3])
    found = hear(recognizer, sounds.write(tmp_path / "moon.wav", sound))
    assert {segment.doubt for segment in found.segments} == {"more was said than could be written"}
