"""Broken and odd files, drawn by lot: each is taken, or refused in a sentence. benchmarks/fuzz.py tries more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import fuzz, odd_doors
from benchmarks.fuzz import Odd, Outcome, odd_files, through
from benchmarks.odd_formats import FEW, speech, written
from lecture.errors import NotARecording

LONG = (
    "24 hours",
    "60 days",
    "0.1 hours",
    "0.01 days",
    "radio",
    "120 tracks",
    "900 tracks",
)  # of names


def test_odd_files_are_taken_or_refused_in_a_sentence(tmp_path: Path) -> None:
    bases = list(written(speech(1), FEW).items())
    files = [odd for odd in odd_files(100, 5, bases) if not odd.name.startswith(LONG)]
    found = [(odd, through(odd, tmp_path)) for odd in files]
    assert [(odd.seed, odd.what, one) for odd, one in found if one.ended not in ("taken", "refused")] == []
    ended = Counter((odd.door == "recording", outcome.ended) for odd, outcome in found)
    assert len(ended) == 4  # of both some are taken and some refused, or nothing is tried here
    assert min(ended.values()) > 5


@pytest.mark.parametrize(
    ("raised", "ended"), [(KeyError("a"), "bare"), (MemoryError(), "bare"), (NotARecording("a"), "refused")]
)
def test_only_an_error_with_a_sentence_is_let_through(
    raised: Exception, ended: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(name: str, data: bytes, folder: Path) -> float:
        raise raised

    monkeypatch.setattr(fuzz, "DOORS", {**odd_doors.DOORS, "recording": broken})
    outcome = through(Odd("1 1", "recording", "as it was written", "a.mp3", b"a"), tmp_path)
    assert (outcome.ended, bool(outcome.wrong(1))) == (ended, ended == "bare")


def test_what_takes_longer_or_more_memory_than_its_size_allows_is_wrong() -> None:
    assert not Outcome("taken", sound=3600, seconds=70).wrong(2**20)
    assert Outcome("taken", seconds=70).wrong(2**20).startswith("slow")
    assert Outcome("taken", memory=5000).wrong(2**20).startswith("large")
    assert Outcome("killed").wrong(2**20) == "killed"
