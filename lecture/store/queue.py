"""The queue: every lecture is worked on once, in a fair order, and goes on where it stopped.

SQLite holds the state of each job. What a job hears is kept beside it, in the lecture's own folder, where any process
on any machine that shares the folder can write it and read it:

    lease           the token of the attempt that may work; any other attempt stops at its next report
    progress.jsonl     its reports, one a line, each with only the segments that are new

So the work needs nothing but a folder and a `concurrent.futures.Executor` to run in: a thread, or a Dask cluster.
"""

from __future__ import annotations

import errno
import logging
import os
import queue
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from lecture import codec
from lecture.errors import (
    Cancelled,
    DamagedData,
    LectureError,
    ModelError,
    RecordingError,
    RecordingGone,
    SettingError,
    StoreError,
)
from lecture.store.database import store_errors
from lecture.store.library import Library, Notebook, State, finish, requeue, write_whole
from lecture.values import Lecture, Options, Progress, Segment, Stage, Transcript

STAGES: tuple[Stage, ...] = ("speech", "summary", "cards")
ATTEMPTS = 3  # failures in a row, without getting further, until a job stops
REST = (1.0, 10.0)  # seconds until the second and the third attempt
PAUSE = 0.25  # seconds between two looks at the store
TELLING = 0.05  # of all the work has to be seen done before it tells how long the rest will take
HOUR = 3600.0
HELD = 32  # progress logs held in memory
CLUSTER_PATIENCE = 10.0  # seconds to wait for a Dask scheduler

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class Status:
    """Where a job stands. `done`, `total`, `fraction` and `seconds_left` never go back while it runs."""

    state: State
    reason: str = ""  # why it failed, or what it waits for, a sentence
    permanent: bool = False  # it failed in a way that another try would not change: the recording cannot be used
    place: int = 0  # in the line: 1 is next; 0 where it does not wait
    stage: Stage | None = None  # None until the work has said something
    done: float = 0.0  # of `total`: seconds of audio for speech, else pieces of work
    total: float = 0.0
    fraction: float | None = None  # share of all the work that is done, from 0 to 1; None until something is
    seconds_left: float | None = None  # None until it can be known
    transcript: Transcript | None = None  # what has been heard so far; None also when the lecture is done


Ends = tuple[float, float, float]  # the share of all the work that is done when each of STAGES ends
USUAL_ENDS: Ends = (0.8, 0.9, 1.0)  # until this machine has shown what it takes


def share(progress: Progress, ends: Ends = USUAL_ENDS) -> float:
    """How much of all the work is done, from 0 to 1."""
    index = STAGES.index(progress.stage)
    start = ends[index - 1] if index else 0.0
    return start + (ends[index] - start) * min(1.0, progress.done / progress.total if progress.total else 1.0)


# What the work leaves behind


@dataclass(frozen=True, slots=True)
class Report:
    """One line of a progress log. `new` holds the segments from `place` on; those before are in earlier lines."""

    stage: Stage
    done: float
    total: float
    fraction: float  # of all the work
    spent: float = 0.0  # seconds since the attempt began
    seconds_left: float | None = None
    place: int = 0
    new: Transcript | None = None


class ProgressLog:
    """What one job has reported so far, read and written a line at a time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "progress.jsonl"
        self.last: Report | None = None
        self.spent: dict[Stage, float] = {}  # seconds from the attempt's beginning to the stage's last report
        self._segments: list[Segment] = []
        self._head: Transcript | None = None
        self._read = 0  # bytes
        self._start = 0.0  # the fraction from which on this object's own reports grow
        self._first: tuple[float, float] | None = None  # of these reports: the fraction, and the seconds spent

    @property
    def reached(self) -> float:
        return self.last.fraction if self.last else 0.0

    @property
    def heard(self) -> Transcript | None:
        return replace(self._head, segments=tuple(self._segments)) if self._head else None

    def refresh(self) -> ProgressLog:
        """Read the lines that are new. A line that breaks off, where a process was killed, counts as not written."""
        with suppress(FileNotFoundError), self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                with suppress(DamagedData, UnicodeDecodeError):  # a line that broke off, and was ended by the next
                    self._take(codec.load(Report, line.decode("utf-8")))
        self._start = self.reached
        return self

    def _take(self, report: Report) -> None:
        if report.new and report.place <= len(self._segments):
            self._segments[report.place :] = report.new.segments
            self._head = replace(report.new, segments=())
        self.spent[report.stage] = report.spent
        self.last = report

    def grow(self, progress: Progress, ends: Ends = USUAL_ENDS, spent: float = 0.0) -> None:
        """Append what `progress` brings, `spent` seconds after the attempt began; on disk before this returns."""
        report = self._report(progress, ends, spent)
        line = codec.dump(report).encode("utf-8") + b"\n"
        with self.path.open("ab+", buffering=0) as file:
            if size := file.seek(0, os.SEEK_END):
                file.seek(size - 1)
                if file.read(1) != b"\n":  # a killed process left half a line
                    line = b"\n" + line
            if file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if report.new:
                os.fsync(file.fileno())
        self._take(report)

    def _report(self, progress: Progress, ends: Ends, spent: float) -> Report:
        """`progress` as a line that never goes back behind the last one."""
        place, new = self._growth(progress.transcript)
        fraction, last = share(progress, ends), self.last
        left = self._time_left(fraction, spent)
        report = Report(progress.stage, progress.done, progress.total, fraction, spent, left, place, new)
        if not last:
            return report
        report = replace(report, seconds_left=_least(left, last.seconds_left))
        if fraction < last.fraction or STAGES.index(progress.stage) < STAGES.index(last.stage):
            report = replace(report, stage=last.stage, done=last.done, total=last.total, fraction=last.fraction)
        return report

    def _time_left(self, fraction: float, spent: float) -> float | None:
        """In seconds, by the pace since the first report: what came before it, loading models, is over."""
        if fraction <= self._start:
            return None
        self._first = self._first or (fraction, spent)
        done, since = fraction - self._first[0], spent - self._first[1]
        return since * (1 - fraction) / done if done >= TELLING else None

    def _growth(self, transcript: Transcript | None) -> tuple[int, Transcript | None]:
        """The transcript with only the segments that are not kept yet, and the place of the first."""
        if not transcript:
            return 0, None
        place = min(len(self._segments), len(transcript.segments))
        while place and transcript.segments[place - 1] != self._segments[place - 1]:
            place -= 1
        return place, replace(transcript, segments=transcript.segments[place:])


def _least(*numbers: float | None) -> float | None:
    return min((number for number in numbers if number is not None), default=None)


def run(work: Work, recording: Path, folder: Path, token: str, options: Options, name: str, ends: Ends) -> Lecture:
    """Do the work of one attempt, wherever the executor runs it. Raises Cancelled when its lease is withdrawn."""
    progress_log = ProgressLog(folder).refresh()
    began = time.monotonic()

    def on_progress(progress: Progress) -> None:
        check_lease(folder, token)
        with store_errors(folder):
            progress_log.grow(progress, ends, time.monotonic() - began)

    check_lease(folder, token)
    heard = progress_log.heard
    if not recording.exists() and not (heard and heard.finished):
        raise RecordingGone(name)
    return work(recording, options, name=name, on_progress=on_progress, so_far=heard)


def check_lease(folder: Path, token: str) -> None:
    """Raise Cancelled unless the folder's lease names this attempt. The file is opened anew: NFS then looks afresh."""
    try:
        found = (folder / "lease").read_text(encoding="ascii")
    except FileNotFoundError:  # the lecture was deleted
        found = ""
    if found != token:
        raise Cancelled


# The queue

# Round by round, one lecture of each notebook. A notebook joins the line when it first waits, and joins it again at
# its end when a job of it has left the worker; a job that runs counts as its notebook's turn in this round.
LINE = """
    WITH waiting AS (
        SELECT j.lecture, j.state, j.not_before, j.queued,
            row_number() OVER (PARTITION BY l.notebook ORDER BY j.state = 'queued', j.queued, j.lecture) AS round,
            max(n.served, min(j.queued) OVER (PARTITION BY l.notebook)) AS joined
        FROM jobs j JOIN lectures l ON l.number = j.lecture JOIN notebooks n ON n.id = l.notebook
        WHERE j.state IN ('queued', 'running')
    ),
    line AS (
        SELECT lecture, not_before, row_number() OVER (ORDER BY round, joined, queued, lecture) AS place
        FROM waiting WHERE state = 'queued'
    )
"""


# What becomes of a job that ends without a result: a lecture that was finished before, and is only being made anew,
# stays as it was.
OVER = "CASE WHEN (SELECT body FROM lectures WHERE number = jobs.lecture) IS NULL THEN ? ELSE 'done' END"


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at one lecture."""

    number: int
    lecture: str
    token: str
    attempts: int
    reached: float


class Queue:
    """Works through the library's queued lectures from the moment it is made, those of an earlier life included.

    `executor` runs the work, at most `at_once()` jobs at a time: `Queue(library, work, *cluster(address))`. Without it,
    one thread of this process does.
    """

    def __init__(
        self,
        library: Library,
        work: Work,
        executor: Executor | None = None,
        at_once: Callable[[], int] = lambda: 1,
    ) -> None:
        self.library, self.work = library, work
        self._executor = executor or OneThread()
        self._at_once = at_once
        self._running: dict[Future[Lecture], Job] = {}
        self._logs: dict[tuple[str, float], ProgressLog] = {}  # by lecture and when it was queued; last looked at last
        self._looking = threading.Lock()
        self._bell = threading.Event()
        self._closing = threading.Event()
        self._swept = time.monotonic()
        self._trouble = ""  # what keeps the queue from working, a sentence
        self.server = secrets.token_hex(8)
        with store_errors(library.folder):
            (library.folder / "servers").mkdir(exist_ok=True)
            self._alive = FileLock(self._lock_of(self.server), thread_local=False)
            self._alive.acquire()
        self._thread = threading.Thread(target=self._loop, name="queue", daemon=True)
        self._thread.start()

    def status(self, notebook: Notebook, lecture: str) -> Status:
        """Where the job of this lecture stands. Raises UnknownLecture."""
        with self.library.database.reading() as rows:
            job = self._job(rows, notebook, lecture)
            line = rows.execute(f"{LINE} SELECT place FROM line WHERE lecture = ?", (job["lecture"],)).fetchone()
        if job["state"] == "done":
            return Status("done")
        last, heard = self._look(lecture, job["queued"])
        status = Status(
            job["state"],
            job["reason"] or self._trouble,
            bool(job["permanent"]),
            line["place"] if line else 0,
            transcript=heard,
        )
        if not last:
            return status
        left = last.seconds_left if status.state == "running" else None
        return replace(
            status, stage=last.stage, done=last.done, total=last.total, fraction=last.fraction, seconds_left=left
        )

    def _look(self, lecture: str, queued: float) -> tuple[Report | None, Transcript | None]:
        """The log's last report and all that was heard. Those looked at last are held, not read anew."""
        with self._looking:
            progress_log = self._logs.pop((lecture, queued), None) or ProgressLog(self.library.work_folder(lecture))
            self._logs[lecture, queued] = progress_log.refresh()
            if len(self._logs) > HELD:
                del self._logs[next(iter(self._logs))]
            return progress_log.last, progress_log.heard

    def cancel(self, notebook: Notebook, lecture: str) -> None:
        """Stop it, waiting or running; what was heard is kept. Nothing happens where it is over already."""
        with self.library.database.writing() as rows:
            number = notebook.number(rows, lecture)
            rows.execute(
                f"UPDATE jobs SET state = {OVER}, token = '' WHERE lecture = ? AND state IN ('queued', 'running')",
                ("cancelled", number),
            )
        self._withdraw(lecture)
        self._bell.set()

    def retry(self, notebook: Notebook, lecture: str) -> None:
        """Queue a failed or cancelled lecture again; it goes on from what was heard."""
        with self.library.database.writing() as rows:
            number = notebook.number(rows, lecture)
            requeue(rows, number, ("failed", "cancelled"))
        self._bell.set()

    def remake(self, notebook: Notebook, lecture: str) -> None:
        """Make the summary and the cards of a finished lecture anew; what was heard is kept. Raises NotFinished."""
        transcript = notebook.lecture(lecture).transcript
        folder = self.library.work_folder(lecture)
        with store_errors(folder):
            folder.mkdir(exist_ok=True)
            ProgressLog(folder).grow(Progress("speech", transcript.heard, transcript.duration, transcript))
        with self.library.database.writing() as rows:
            number = notebook.number(rows, lecture)
            requeue(rows, number, ("done",))
        self._bell.set()

    def close(self) -> None:
        """Stop working. Jobs that were running are queued again, for whoever opens the library next."""
        self._closing.set()
        self._bell.set()
        self._thread.join()
        for future, job in self._running.items():
            self._withdraw(job.lecture)
            future.cancel()
        self._executor.shutdown(wait=False)
        with suppress(StoreError):  # else the next server finds this one's lock free, and does it
            self._release(self.server)
        self._alive.release()
        self._lock_of(self.server).unlink(missing_ok=True)

    def _release(self, server: str) -> None:
        """Queue again what this server was running."""
        with self.library.database.writing() as rows:
            rows.execute(
                "UPDATE jobs SET state = 'queued', attempts = attempts - ?, token = '', server = ''"
                " WHERE state = 'running' AND server = ?",
                (int(server == self.server), server),  # to be closed is no failure
            )

    def _job(self, rows: sqlite3.Connection, notebook: Notebook, lecture: str) -> sqlite3.Row:
        number = notebook.number(rows, lecture)
        row: sqlite3.Row = rows.execute("SELECT * FROM jobs WHERE lecture = ?", (number,)).fetchone()
        return row

    def _withdraw(self, lecture: str) -> None:
        """Nobody may work on it any more. A file is deleted, not written: that goes on a full disk too."""
        with store_errors(self.library.folder):
            (self.library.work_folder(lecture) / "lease").unlink(missing_ok=True)

    # The thread that hands out work

    def _loop(self) -> None:
        while not self._closing.is_set():
            self._bell.clear()
            try:
                self._settle()
                self._reclaim()
                while len(self._running) < self._at_once() and self._start_next():
                    pass
                self._sweep()
                self._trouble = ""
            except Exception as error:
                log.warning("The queue waits.", exc_info=error)
                self._trouble = sentence(error)
                self._closing.wait(1.0)
            self._bell.wait(PAUSE)

    def _sweep(self) -> None:
        if time.monotonic() - self._swept > HOUR:
            self._swept = time.monotonic()
            self.library.sweep()

    def _reclaim(self) -> None:
        """Queue again what a server was running that is no longer alive. Its lock file tells: the system frees it."""
        with self.library.database.reading() as rows:
            servers = [
                row["server"]
                for row in rows.execute(
                    "SELECT DISTINCT server FROM jobs WHERE state = 'running' AND server != ?", (self.server,)
                )
            ]
        for server in servers:
            lock = FileLock(self._lock_of(server), timeout=0)
            try:
                lock.acquire()
            except Timeout:
                continue
            try:
                self._release(server)
            finally:
                lock.release()
                self._lock_of(server).unlink(missing_ok=True)

    def _start_next(self) -> bool:
        """Start the job whose turn it is. False where none waits."""
        with self.library.database.writing() as rows:
            row = rows.execute(
                f"{LINE} SELECT l.*, j.attempts, j.reached, j.reason"
                " FROM line JOIN lectures l ON l.number = line.lecture JOIN jobs j ON j.lecture = line.lecture"
                " WHERE line.not_before <= ? ORDER BY place LIMIT 1",
                (time.time(),),
            ).fetchone()
            if not row:
                return False
            if row["body"] is None and (twin := _twin(rows, row)):
                finish(rows, row["number"], twin)
                return True
            job = self._claim(rows, row)
            ends = _ends(rows, row["models"])
        if job:
            self._submit(job, row, ends)
        return True

    def _claim(self, rows: sqlite3.Connection, row: sqlite3.Row) -> Job | None:
        """Make the job ours and write its lease, in one transaction: a student who cancels comes before or after."""
        folder = self.library.work_folder(row["id"])
        reached = ProgressLog(folder).refresh().reached
        attempts = 1 if reached > row["reached"] else row["attempts"] + 1
        if attempts > ATTEMPTS:
            reason = row["reason"] or f"The app stopped {ATTEMPTS} times while it worked on this, at the same place."
            rows.execute("UPDATE jobs SET state = 'failed', reason = ? WHERE lecture = ?", (reason, row["number"]))
            return None
        job = Job(row["number"], row["id"], secrets.token_hex(8), attempts, reached)
        rows.execute(
            "UPDATE jobs SET state = 'running', attempts = ?, reached = ?, server = ?, token = ? WHERE lecture = ?",
            (attempts, reached, self.server, job.token, job.number),
        )
        folder.mkdir(exist_ok=True)
        write_whole(folder / "lease", job.token)
        return job

    def _submit(self, job: Job, row: sqlite3.Row, ends: Ends) -> None:
        folder, recording = self.library.work_folder(job.lecture), self.library.recording(row["recording"])
        options = codec.load(Options, row["options"])
        future: Future[Lecture]
        try:
            what = (self.work, recording, folder, job.token, options, row["file_name"], ends)
            future = self._executor.submit(run, *what)
        except Exception as error:  # noqa: BLE001  whatever stops it from being handed out is its failure
            future = Future()
            future.set_exception(error)
        self._running[future] = job
        future.add_done_callback(lambda _: self._bell.set())

    def _settle(self) -> None:
        """Keep the outcome of every job that is over."""
        for future in [future for future in self._running if future.done()]:
            job = self._running[future]
            try:
                error = future.exception()
            except CancelledError as cancelled:
                error = cancelled
            with self.library.database.writing() as rows:
                mine = rows.execute(
                    "SELECT reason FROM jobs WHERE lecture = ? AND token = ?", (job.number, job.token)
                ).fetchone()
                if mine and not error:
                    try:
                        finish(rows, job.number, future.result())
                    except ValueError as unkept:  # e.g. a number that JSON lacks: this job's failure, not the queue's
                        error = unkept
                if mine and error:
                    self._failed(rows, job, error)
                elif mine and not job.reached:  # it ran through in one attempt
                    _keep_pace(rows, job.number, ProgressLog(self.library.work_folder(job.lecture)).refresh().spent)
                rows.execute(
                    "UPDATE notebooks SET served = ? WHERE id = (SELECT notebook FROM lectures WHERE number = ?)",
                    (time.time(), job.number),
                )
            del self._running[future]
            if mine and not error:
                for name in ("lease", "progress.jsonl"):
                    (self.library.work_folder(job.lecture) / name).unlink(missing_ok=True)

    def _failed(self, rows: sqlite3.Connection, job: Job, error: BaseException) -> None:
        """Try it again a little later, unless that is of no use."""
        log.warning("%s failed, attempt %d", job.lecture, job.attempts, exc_info=error)
        further = ProgressLog(self.library.work_folder(job.lecture)).refresh().reached > job.reached
        ours = isinstance(error, StoreError)  # e.g. a full disk: no fault of the job, which waits for room
        over = isinstance(error, (RecordingError, ModelError)) or (
            job.attempts >= ATTEMPTS and not further and not ours
        )
        rest = REST[-1] if ours else REST[min(job.attempts, len(REST)) - 1]
        rows.execute(
            f"UPDATE jobs SET state = {OVER if over else '?'}, reason = ?, permanent = ?, not_before = ?,"
            " attempts = attempts - ?, token = '', server = '' WHERE lecture = ?",
            (
                "failed" if over else "queued",
                sentence(error),
                isinstance(error, RecordingError),
                time.time() + rest,
                int(ours),
                job.number,
            ),
        )

    def _lock_of(self, server: str) -> Path:
        return self.library.folder / "servers" / f"{server}.lock"


def sentence(error: BaseException) -> str:
    """The error in words for the student."""
    if isinstance(error, LectureError):
        return str(error)
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"Something went wrong while working on this lecture ({detail})."


def _twin(rows: sqlite3.Connection, row: sqlite3.Row) -> Lecture | None:
    """The same recording with the same options and models, if it is finished in any notebook and can be read."""
    found = rows.execute(
        "SELECT body FROM lectures WHERE recording = ? AND options = ? AND models = ?"
        " AND body IS NOT NULL AND NOT taken_in",
        (row["recording"], row["options"], row["models"]),
    ).fetchone()
    with suppress(DamagedData):
        return codec.load(Lecture, found["body"]) if found else None
    return None


def _keep_pace(rows: sqlite3.Connection, number: int, spent: dict[Stage, float]) -> None:
    """Remember how long each stage of a job took, so that the next one's time left is no guess."""
    if len(spent) == len(STAGES):
        speech, summary, cards = (spent[stage] for stage in STAGES)
        rows.execute(
            "INSERT INTO pace (models, speech, summary, cards) SELECT models, ?, ?, ? FROM lectures WHERE number = ?",
            (speech, summary - speech, cards - summary, number),
        )


def _ends(rows: sqlite3.Connection, models: str) -> Ends:
    """Where the stages of a job end, as they did in the last ten with the same models."""
    speech, summary, cards = rows.execute(
        "SELECT total(speech), total(summary), total(cards)"
        " FROM (SELECT * FROM pace WHERE models = ? ORDER BY number DESC LIMIT 10)",
        (models,),
    ).fetchone()
    whole = speech + summary + cards
    return (speech / whole, (speech + summary) / whole, 1.0) if whole else USUAL_ENDS


# Executors


def cluster(address: str) -> tuple[Executor, Callable[[], int]]:
    """The Dask cluster whose scheduler is at `address`, and how many jobs it takes at once: one a worker.

    Its workers see the data folder under the same path. Raises SettingError where there is no such cluster.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise SettingError("LECTURE_SCHEDULER", address, "unset, or the package “distributed” installed") from error
    connect: Any = Client  # has no types
    try:
        client = connect(address, timeout=CLUSTER_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SettingError("LECTURE_SCHEDULER", address, "the address of a Dask scheduler that runs") from error
    executor: Executor = client.get_executor()
    return executor, lambda: len(client.nthreads())


class OneThread(Executor):
    """One worker thread that does not keep the process alive: unfinished work is picked up at the next start."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        threading.Thread(target=self._loop, name="worker", daemon=True).start()

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._calls.put((future, lambda: call(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._calls.put(None)

    def _loop(self) -> None:
        while waiting := self._calls.get():
            future, call = waiting
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001  it is handed to whoever waits for the future
                future.set_exception(error)
