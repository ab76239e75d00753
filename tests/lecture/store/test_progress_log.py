"""The progress log: small, true after any break, and never behind what it has said before."""

from __future__ import annotations

import json
import resource
from itertools import pairwise
from pathlib import Path

import pytest

from lecture.store.progress_log import ProgressLog, Report
from lecture.values import Progress, Segment, Transcript


def grown(folder: Path, *reports: Progress) -> ProgressLog:
    progress_log = ProgressLog(folder).refresh()
    for report in reports:
        progress_log.grow(report)
    return ProgressLog(folder).refresh()


def speech(*words: str, heard: float | None = None) -> Progress:
    segments = tuple(Segment(i, i + 1, word) for i, word in enumerate(words))
    done = float(len(words)) if heard is None else heard
    return Progress("speech", done, 10, Transcript(segments, "en", 10, done))


def text(progress_log: ProgressLog) -> str:
    return progress_log.heard.text if progress_log.heard else ""


def test_a_progress_log_keeps_only_what_is_new(tmp_path: Path) -> None:
    progress_log = ProgressLog(tmp_path)
    sizes = []
    words: list[str] = []
    for number in range(200):
        words.append(f"w{number:03}")
        progress_log.grow(speech(*words, heard=number / 20))
        sizes.append(progress_log.path.stat().st_size)
    steps = {after - before for before, after in pairwise(sizes)}
    assert max(steps) < 2 * min(steps)
    assert text(ProgressLog(tmp_path).refresh()) == " ".join(words)


def test_a_line_that_breaks_off_counts_as_not_written_and_the_next_attempt_goes_on(tmp_path: Path) -> None:
    whole = grown(tmp_path, speech("a"), speech("a", "b"), speech("a", "b", "c")).path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in range(len(lines[0]) + len(lines[1]), len(whole)):
        (tmp_path / "progress.jsonl").write_bytes(whole[:cut])
        assert text(ProgressLog(tmp_path).refresh()) == "a b"
    assert text(grown(tmp_path, speech("a", "b", "C", "D"))) == "a b C D"


def test_a_line_of_a_newer_app_counts_as_not_written(tmp_path: Path) -> None:
    path = grown(tmp_path, speech("a"), speech("a", "b")).path
    first, second = path.read_text().splitlines(keepends=True)
    version = f'"version": {Transcript.VERSION}'
    assert version in second
    path.write_text(first + second.replace(version, '"version": 99'))
    assert text(ProgressLog(tmp_path).refresh()) == "a"
    assert text(grown(tmp_path, speech("a", "B"))) == "a B"


def test_two_attempts_that_write_at_once_leave_one_truth(tmp_path: Path) -> None:
    ahead, behind = ProgressLog(tmp_path), ProgressLog(tmp_path)
    ahead.grow(speech("a", "b", "c"))
    behind.grow(speech("a"))
    behind.grow(speech("a", "b"))
    ahead.grow(speech("a", "b", "c", "d"))  # belongs behind three: it is passed over
    behind.grow(speech("a", "b", "c"))
    assert text(ProgressLog(tmp_path).refresh()) == "a b c"


def test_a_segment_that_is_heard_otherwise_later_replaces_the_first(tmp_path: Path) -> None:
    assert text(grown(tmp_path, speech("a", "be"), speech("a", "bee", "c"))) == "a bee c"


def test_a_report_never_falls_behind_an_earlier_one(tmp_path: Path) -> None:
    progress_log = grown(
        tmp_path, speech("a", "b", "c"), Progress("summary", 1, 2), speech("a"), Progress("summary", 0, 2)
    )
    assert progress_log.last
    assert (progress_log.last.stage, progress_log.last.done, progress_log.last.total) == ("summary", 1, 2)


def test_the_time_left_is_told_once_the_pace_is_known(tmp_path: Path) -> None:
    """A minute of loading models before the first words is no part of the pace."""
    progress_log = ProgressLog(tmp_path)
    lefts = []
    for heard, spent in ((12.0, 60.0), (27.0, 61.0), (500.0, 70.0), (1000.0, 80.0)):
        progress_log.grow(Progress("speech", heard, 1000.0), (0.8, 0.9, 1.0), spent)
        assert progress_log.last
        lefts.append(progress_log.last.seconds_left)
    assert lefts == [None, None, pytest.approx(10.0 * (1 - 0.4) / (0.4 - 0.0096)), pytest.approx(20 * 0.2 / 0.7904)]


def test_the_time_left_counts_from_where_this_attempt_went_on(tmp_path: Path) -> None:
    grown(tmp_path, Progress("speech", 500, 1000))
    progress_log = ProgressLog(tmp_path).refresh()
    lefts = []
    for heard, spent in ((500.0, 30.0), (510.0, 31.0), (610.0, 41.0)):
        progress_log.grow(Progress("speech", heard, 1000.0), (0.5, 0.75, 1.0), spent)
        assert progress_log.last
        lefts.append(progress_log.last.seconds_left)
    assert lefts == [None, None, None]  # 0.25 by these ends is behind the 0.4 that was reached by the usual ones
    progress_log.grow(Progress("speech", 1000.0, 1000.0), (0.5, 0.75, 1.0), 81.0)
    progress_log.grow(Progress("summary", 1, 1), (0.5, 0.75, 1.0), 91.0)
    assert progress_log.last
    assert progress_log.last.seconds_left == pytest.approx(10.0)


def test_each_stage_was_spent_until_its_last_report(tmp_path: Path) -> None:
    progress_log = ProgressLog(tmp_path)
    for stage, done, spent in (("speech", 1, 3.0), ("speech", 2, 5.0), ("summary", 1, 6.0), ("summary", 2, 8.5)):
        progress_log.grow(Progress("speech" if stage == "speech" else "summary", done, 2), spent=spent)
    assert progress_log.spent == ProgressLog(tmp_path).refresh().spent == {"speech": 5.0, "summary": 8.5}


def test_the_time_left_never_grows(tmp_path: Path) -> None:
    """A second piece that takes ten times as long changes nothing of what was said."""
    progress_log = ProgressLog(tmp_path)
    for done, spent in ((10, 0.0), (20, 10.0), (30, 110.0)):
        progress_log.grow(Progress("speech", done, 100), (1.0, 1.0, 1.0), spent)
    assert progress_log.last == Report("speech", 30, 100, 0.3, 110.0, seconds_left=80.0)


def test_a_report_is_one_line_of_json_with_what_is_new(tmp_path: Path) -> None:
    lines = grown(tmp_path, speech("a"), speech("a", "b", "c"), Progress("summary", 1, 2)).path.read_text().splitlines()
    found = [json.loads(line) for line in lines]
    new = [[segment["text"] for segment in line["new"]["segments"]] if line["new"] else None for line in found]
    assert [(line["stage"], line["place"]) for line in found] == [("speech", 0), ("speech", 1), ("summary", 0)]
    assert new == [["a"], ["b", "c"], None]


def test_a_log_that_the_disk_has_no_room_for_is_an_error_and_the_next_line_is_whole(tmp_path: Path) -> None:
    progress_log = grown(tmp_path, speech("a"))
    size = progress_log.path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, hard))
    try:
        with pytest.raises(OSError, match=r"No space left|File too large"):
            progress_log.grow(speech("a", "b"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert progress_log.path.stat().st_size == size + 20
    progress_log.grow(speech("a", "b", "c"))
    assert text(ProgressLog(tmp_path).refresh()) == "a b c"
