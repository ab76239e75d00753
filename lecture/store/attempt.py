"""One attempt at a lecture: it works while its lease holds, and goes on from where the one before it stopped.

All that it needs lies in the lecture's own folder, so that it can run in a thread, in a process or on another machine:

    lease             the token of the attempt that may work; any other attempt stops at its next report
    progress.jsonl    what was reported so far; see progress_log.py
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from lecture.errors import Cancelled, RecordingError, RecordingGone
from lecture.store.away import FolderAway
from lecture.store.database import store_errors
from lecture.store.files import write_whole
from lecture.store.intact import RecordingDamaged, whole
from lecture.store.pace import Ends
from lecture.store.progress_log import ProgressLog
from lecture.values import Lecture, Options, Progress, Transcript


class Work(Protocol):
    """What makes a lecture from a recording, e.g. `pipeline.study`. For a cluster: a function that can be imported."""

    def __call__(
        self,
        recording: Path,
        options: Options,
        *,
        name: str,
        on_progress: Callable[[Progress], None],
        so_far: Transcript | None,
    ) -> Lecture: ...


def run(
    work: Work,
    recording: Path,
    folder: Path,
    token: str,
    options: Options,
    name: str,
    ends: Ends,
    passed: Callable[[], float],
) -> Lecture:
    """Do the work of one attempt, wherever the executor runs it. `passed` tells the seconds since some moment.

    Raises Cancelled when its lease is withdrawn, FolderAway, RecordingGone, RecordingDamaged, and whatever the work
    raises.
    """
    progress_log = ProgressLog(folder).refresh()
    began = passed()

    def on_progress(progress: Progress) -> None:
        check_lease(folder, token)
        with store_errors(folder):
            progress_log.grow(progress, ends, passed() - began)

    check_lease(folder, token)
    heard = progress_log.heard
    try:
        if not (heard and heard.finished):
            _check(recording, name, lambda: check_lease(folder, token))
        return work(recording, options, name=name, on_progress=on_progress, so_far=heard)
    except RecordingError:
        check_lease(folder, token)  # where the data folder is away the recording is not at fault
        raise


def _check(recording: Path, name: str, go_on: Callable[[], None]) -> None:
    """Raise RecordingGone or RecordingDamaged: nothing is made of what was not given."""
    with store_errors(recording.parent):
        try:
            is_whole = whole(recording, go_on)
        except FileNotFoundError as gone:
            raise RecordingGone(name) from gone
    if not is_whole:
        raise RecordingDamaged(name)


def grant_lease(folder: Path, token: str) -> None:
    """From now on the attempt with this token may work, and no other."""
    folder.mkdir(exist_ok=True)
    write_whole(folder / "lease", token)


def begun(folder: Path) -> float | None:
    """When the attempt that may work was given its lease, Unix time; None where there is none."""
    with suppress(FileNotFoundError):
        return (folder / "lease").stat().st_mtime
    return None


def check_lease(folder: Path, token: str) -> None:
    """Raise Cancelled unless the folder's lease names this attempt, and FolderAway where the data folder is not there.

    The file is opened anew: NFS then looks afresh.
    """
    try:
        found = (folder / "lease").read_text(encoding="ascii")
    except FileNotFoundError as error:
        if not folder.parent.exists():
            raise FolderAway(folder.parents[1], str(error)) from error
        found = ""  # the lecture was deleted
    if found != token:
        raise Cancelled


def withdraw_lease(folder: Path) -> None:
    """Nobody may work on it any more. A file is deleted, not written: that goes on a full disk too."""
    (folder / "lease").unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """What was kept of unfinished work, once it is finished."""
    withdraw_lease(folder)
    ProgressLog(folder).path.unlink(missing_ok=True)
