"""One attempt: it works under its lease alone, and goes on from what was heard."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from time import monotonic

import pytest

from lecture.errors import Cancelled, RecordingGone
from lecture.store.attempt import check_lease, forget, grant_lease, run, withdraw_lease
from lecture.store.pace import USUAL_ENDS
from lecture.store.progress_log import ProgressLog
from lecture.values import Options, Progress
from tests.lecture.store.hands import watched
from tests.lecture.store.script import Script, alone, hear

SCRIPT = Script(1)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / sha256(SCRIPT.recording()).hexdigest()
    path.write_bytes(SCRIPT.recording())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lecture"


def test_an_attempt_reports_all_that_it_hears(recording: Path, folder: Path) -> None:
    grant_lease(folder, "mine")
    moments = iter(range(100))
    run(hear, recording, folder, "mine", Options(), "a.mp3", USUAL_ENDS, lambda: float(next(moments)))
    log = ProgressLog(folder).refresh()
    assert log.heard == alone(SCRIPT)
    assert log.spent == {"speech": 10.0, "summary": 12.0, "cards": 14.0}


def test_work_whose_lease_was_given_to_another_attempt_stops(recording: Path, folder: Path) -> None:
    grant_lease(folder, "new")
    with pytest.raises(Cancelled):
        run(hear, recording, folder, "old", Options(), "a.mp3", USUAL_ENDS, monotonic)
    assert not (folder / "progress.jsonl").exists()
    check_lease(folder, "new")


def test_work_whose_lease_is_withdrawn_stops_at_its_next_report(recording: Path, folder: Path) -> None:
    grant_lease(folder, "mine")

    def withdraw(progress: Progress) -> None:
        if progress.done == 4:
            withdraw_lease(folder)

    with pytest.raises(Cancelled):
        run(watched(withdraw), recording, folder, "mine", Options(), "a.mp3", USUAL_ENDS, monotonic)
    heard = ProgressLog(folder).refresh().heard
    assert heard
    assert heard.segments == alone(SCRIPT).segments[:4]


def test_without_its_recording_it_works_only_where_all_was_heard(tmp_path: Path, folder: Path) -> None:
    grant_lease(folder, "mine")
    what = (watched(print), tmp_path / "gone", folder, "mine", Options(), "a.mp3", USUAL_ENDS, monotonic)
    with pytest.raises(RecordingGone, match=r"“a\.mp3”"):
        run(*what)
    log = ProgressLog(folder)
    whole = alone(SCRIPT)
    log.grow(Progress("speech", 9, 10, whole.__class__(whole.segments[:9], "en", 10.0, 9.0)))
    with pytest.raises(RecordingGone):
        run(*what)
    log.grow(Progress("speech", 10, 10, whole))
    with pytest.raises(FileNotFoundError):  # the stand-in reads its script also where it has nothing to hear
        run(*what)


def test_what_is_forgotten_is_gone_and_the_rest_stays(recording: Path, folder: Path) -> None:
    grant_lease(folder, "mine")
    (folder / "about.json").touch()
    run(hear, recording, folder, "mine", Options(), "a.mp3", USUAL_ENDS, monotonic)
    for _ in range(2):
        forget(folder)
        assert [path.name for path in folder.iterdir()] == ["about.json"]
