"""`kill -9` of a real server, or of its worker, while real Whisper works; thirty: `python -m benchmarks.kills`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.kills import same, story
from lecture.values import Lecture

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def test_a_lecture_whose_server_or_worker_is_killed_thrice_is_the_one_that_nobody_disturbed(
    tmp_path: Path, studied: Lecture
) -> None:
    told = story(tmp_path, kills=3, span=10, seed=5)
    assert told.fell.total() == 3
    assert told.lectures
    for lecture in told.lectures:
        assert same(lecture, studied), told
