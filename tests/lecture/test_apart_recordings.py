"""Recordings that are read apart: they sound as they do here, and one that crashes its reader is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import pipeline
from lecture import apart
from lecture.apart_errors import ReadingFailed
from lecture.speech import clip, source
from lecture.speech.audio import Recording
from lecture.speech.clip import Cutter
from lecture.speech.making import made_apart
from lecture.speech.source import Source
from lecture.values import Cards, Lecture, Summary, Transcript
from tests.conftest import ROOT, posix
from tests.lecture.done_apart import (
    NAME,
    block_then_crash,
    crash,
    crash_later,
    killed,
    part_then_crash,
)


def looked_at(path: Path) -> Source:
    found = Source(path, NAME, None)
    assert not list(found.look())  # there is one track, and nothing to listen to
    return found


def test_a_recording_sounds_apart_as_it_does_here(sample: Path) -> None:
    here, source = Recording(sample), looked_at(sample)
    for one, other in zip(here, source, strict=True):
        np.testing.assert_array_equal(one, other)
    assert (source.expected, source.tracks, source.seconds, source.remark) == (
        here.length(),
        here.tracks,
        here.seconds,
        here.remark,
    )
    cut, apart_cut = Cutter(sample), apart.Kept(Cutter, sample, name=NAME)
    assert [apart_cut(start, start + 2) for start in (5.0, 20.0)] == [cut(start, start + 2) for start in (5.0, 20.0)]


@posix
def test_a_recording_that_crashes_its_reader_is_said_and_one_that_was_heard_stays(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = looked_at(sample)
    monkeypatch.setattr(source, "_heard", block_then_crash)
    blocks = iter(found)
    assert len(next(blocks)) == 1000
    with pytest.raises(ReadingFailed, match=NAME):
        next(blocks)
    for end in (crash, killed):
        monkeypatch.setattr(source, "marks", end)
        assert found.marks() == ()
    monkeypatch.setattr(source, "_looked_at", crash)
    with pytest.raises(ReadingFailed, match=NAME):
        looked_at(sample)


@posix
def test_a_copy_whose_making_crashes_leaves_no_part_of_it(sample: Path, tmp_path: Path) -> None:
    with pytest.raises(ReadingFailed):
        made_apart(part_then_crash, sample, tmp_path / "copy", name=NAME)
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_recording_that_crashes_its_reader_has_no_sounds_for_cards(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip, "Cutter", crash_later)
    heard = Transcript((), "en", 1.0, 1.0)
    lecture = Lecture("Monday", NAME, "2026-11-27", heard, (), (), Summary("", (), 0.0, 1.0), Cards(()))
    assert pipeline.cutter(sample, lecture)(0, 1) == b""


@posix
def test_what_reads_recordings_and_slides_brings_no_torch_along(sample: Path) -> None:
    brought = subprocess.run([sys.executable, "-c", READER, sample], cwd=ROOT, capture_output=True, text=True)
    assert (brought.stdout, brought.returncode) == ("[]\n", 0), brought.stderr


READER = """
import sys
from pathlib import Path
from lecture import apart
from lecture.intake.slides import read
from lecture.speech.copies import copy
from lecture.speech.playable import playable
from lecture.speech.making import made_apart
from lecture.speech.source import Source
from lecture.speech.subtitled import has_picture
from tests.lecture.done_apart import imported
sample = Path(sys.argv[1])
list(Source(sample, "a", None).look())
apart.call(playable, sample, "a", name="a")
apart.call(has_picture, sample, name="a")
print(sorted(apart.call(imported, name="a") & {"torch", "whisper", "transformers", "spacy", "streamlit"}))
"""
