"""Every value as JSON and back."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture import codec
from lecture.errors import DamagedData
from lecture.values import Segment, Transcript, Word
from tests.lecture.values import ALL, TRANSCRIPTS


@settings(max_examples=300, deadline=None)
@given(ALL)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    text = codec.dump(value)
    assert codec.load(type(value), text) == value
    assert text.encode("utf-8").decode("utf-8") == text
    assert codec.dump(codec.load(type(value), text)) == text
    assert json.loads(codec.dump(value, indent=1)) == json.loads(text)


def test_a_segment_reads_as_plain_json() -> None:
    segment = Segment(0.0, 2.5, "Größe “α”", words=(Word(0.0, 0.5, "Größe"),), language="de")
    assert codec.dump(segment) == (
        '{"start": 0.0, "end": 2.5, "text": "Größe “α”", "words": '
        '[{"start": 0.0, "end": 0.5, "text": "Größe", "probability": 1.0, "perhaps": ""}], '
        '"language": "de", "mean_log_probability": 0.0, "no_speech_probability": 0.0, "compression_ratio": 1.0, '
        '"doubt": ""}'
    )


def test_what_an_older_app_did_not_write_takes_its_default_and_what_a_newer_one_added_is_passed_over() -> None:
    assert codec.load(Word, '{"start": 1, "end": 2, "text": "so", "pitch": 3}') == Word(1.0, 2.0, "so")
    assert codec.load(Segment, '{"start": 1, "end": 2, "text": "so"}') == Segment(1.0, 2.0, "so")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        '{"start": 0, "end": 1}',
        '{"start": "soon", "end": 1, "text": ""}',
        '{"start": 0, "end": 1, "text": 5}',
        '{"start": NaN, "end": 1, "text": ""}',
        '{"start": ' + "9" * 5000 + ', "end": 1, "text": ""}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_damaged_text_is_named_as_damaged(text: str) -> None:
    with pytest.raises(DamagedData) as caught:
        codec.load(Word, text)
    assert caught.value.kind == "Word"
    assert caught.value.detail
    assert "\n" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@settings(max_examples=50, deadline=None)
@given(TRANSCRIPTS, st.data())
def test_a_text_cut_off_anywhere_is_damaged(transcript: Transcript, data: st.DataObject) -> None:
    text = codec.dump(transcript)
    cut = data.draw(st.integers(0, len(text) - 1), "cut")
    with pytest.raises(DamagedData):
        codec.load(Transcript, text[:cut])


def test_what_json_cannot_hold_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        codec.dump(Word(float("nan"), 1.0, ""))


def test_importing_it_does_not_wait_for_pydantic() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import sys, lecture.codec; print('pydantic' in sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout == "False\n"
