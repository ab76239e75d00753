"""The queue: every lecture is worked on once, in a fair order, and goes on where it stopped.

SQLite holds the state of each job; what a job reports is kept beside it, in the lecture's own folder. So the work needs
nothing but that folder and a `concurrent.futures.Executor` to run in: a thread, or a Dask cluster.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field, replace

from lecture import codec
from lecture.errors import LectureError, ModelError, RecordingError, StoreError
from lecture.store import jobs
from lecture.store.attempt import Work, begun, forget, grant_lease, run, withdraw_lease
from lecture.store.database import store_errors
from lecture.store.edits import history
from lecture.store.executors import OneThread
from lecture.store.jobs import Job, State
from lecture.store.library import Library
from lecture.store.line import leave_worker, next_due, place
from lecture.store.notebook import Notebook
from lecture.store.pace import Ends, ends_with, keep_pace
from lecture.store.progress_log import ProgressLog, Report
from lecture.store.replacements import prompt_with
from lecture.store.rows import finish, keep_to_oneself, twin
from lecture.store.servers import Server, found_dead
from lecture.tongue import N_, _, speaking
from lecture.values import Lecture, Options, Progress, Stage, Transcript

# When a job is given up. A failure is an error, or that its worker died while the server lived. That the server died is
# none: it was killed, or the power failed. Where that comes ever again at one place, it may be the work that brings the
# machine down, and so this has to end too. A server that is closed counts as nothing.
ATTEMPTS = 3  # failures in a row, without getting further
STOPS = 30  # deaths of its server in a row, without getting further
REST = (1.0, 10.0)  # seconds until the second and the third attempt
PAUSE = 0.25  # seconds between two looks at the store
UNWELL = 1.0  # seconds more, while the store cannot be used
HOUR = 3600.0  # seconds between two sweeps of the library
HELD = 32  # progress logs held in memory
STOPPED = N_("The app stopped {times} times while it worked on this, at the same place.")

log = logging.getLogger(__name__)


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
    began: float | None = field(default=None, compare=False)  # when the attempt that runs was begun, Unix time


class Queue:
    """Works through the library's queued lectures from the moment it is made, those of an earlier life included.

    `executor` runs the work, at most `at_once()` jobs at a time: `Queue(library, work, *cluster(address))`. Without it,
    one thread of this process does. With `by_itself=False` the queue does nothing but at a call of `round()`.
    """

    def __init__(
        self,
        library: Library,
        work: Work,
        executor: Executor | None = None,
        at_once: Callable[[], int] = lambda: 1,
        *,
        by_itself: bool = True,
    ) -> None:
        self.library, self.work = library, work
        self._clock = library.clock
        self._executor = executor or OneThread()
        self._at_once = at_once
        self._running: dict[Future[Lecture], Job] = {}
        self._logs: dict[tuple[str, float], ProgressLog] = {}  # by lecture and when it was queued; last looked at last
        self._looking = threading.Lock()
        self._bell = threading.Event()
        self._closing = threading.Event()
        self._swept = self._clock.passed()
        self._trouble = ""  # what keeps the queue from working, a sentence
        with store_errors(library.folder):
            self._server = Server(library.folder / "servers")
        self._thread = threading.Thread(target=self._loop, name="queue", daemon=True)
        if by_itself:
            self._thread.start()

    # What a page asks and says

    def status(self, notebook: Notebook, lecture: str) -> Status:
        """Where the job of this lecture stands. Raises UnknownLecture."""
        with self.library.database.reading() as rows:
            number = notebook.number(rows, lecture)
            job = rows.execute("SELECT * FROM jobs WHERE lecture = ?", (number,)).fetchone()
            waits_at = place(rows, number)
        if job["state"] == "done":
            return Status("done")
        last, heard = self._look(lecture, job["queued"])
        reason = job["reason"] or self._trouble
        status = Status(job["state"], reason, bool(job["permanent"]), waits_at, transcript=heard)
        if status.state == "running":
            status = replace(status, began=begun(self.library.work_folder(lecture)))
        if not last:
            return status
        left = last.seconds_left if status.state == "running" else None
        return replace(
            status, stage=last.stage, done=last.done, total=last.total, fraction=last.fraction, seconds_left=left
        )

    def _look(self, lecture: str, queued: float) -> tuple[Report | None, Transcript | None]:
        """The log's last report and all that was heard. Those looked at last are held, not read anew."""
        with self._looking:
            progress_log = self._logs.pop((lecture, queued), None) or self._log_of(lecture)
            self._logs[lecture, queued] = progress_log.refresh()
            if len(self._logs) > HELD:
                del self._logs[next(iter(self._logs))]
            return progress_log.last, progress_log.heard

    def cancel(self, notebook: Notebook, lecture: str) -> None:
        """Stop it, waiting or running; what was heard is kept. Nothing happens where it is over already."""
        self.library.database.freeing(lambda rows: jobs.cancel(rows, notebook.number(rows, lecture)))
        self._withdraw(lecture)  # work that runs stops at its next report

    def retry(self, notebook: Notebook, lecture: str) -> None:
        """Queue a failed or cancelled lecture again; it goes on from what was heard."""
        self._requeue(notebook, lecture, "failed", "cancelled")

    def remake(self, notebook: Notebook, lecture: str) -> None:
        """Make the summary and the cards of a finished lecture anew, of what the student has made of its transcript.

        What was heard is kept. Raises NotFinished.
        """
        transcript = notebook.lecture(lecture).transcript
        with self.library.database.writing() as rows:
            number = notebook.number(rows, lecture)
            if history(rows, number).done:
                keep_to_oneself(rows, number)
        folder = self.library.work_folder(lecture)
        with store_errors(folder):
            folder.mkdir(exist_ok=True)
            ProgressLog(folder).grow(Progress("speech", transcript.heard, transcript.duration, transcript))
        self._requeue(notebook, lecture, "done")

    def _requeue(self, notebook: Notebook, lecture: str, *states: State) -> None:
        with self.library.database.writing() as rows:
            jobs.requeue(rows, notebook.number(rows, lecture), states, self._clock.now())
        self._bell.set()

    def close(self) -> None:
        """Stop working. Jobs that were running are queued again, for whoever opens the library next."""
        self._closing.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join()
        for future, job in self._running.items():
            self._withdraw(job.lecture)
            future.cancel()
        self._executor.shutdown(wait=False)
        with suppress(StoreError):  # else the next server finds this one's lock free, and does it
            self._release(self._server.name, died=False)
        self._server.leave()

    def _withdraw(self, lecture: str) -> None:
        with store_errors(self.library.folder):
            withdraw_lease(self.library.work_folder(lecture))

    def _release(self, server: str, *, died: bool) -> None:
        with self.library.database.writing() as rows:
            released = jobs.release(rows, server, died)
            for number in released if died else ():  # others first, lest it brings every server down before them
                leave_worker(rows, number, self._clock.now())

    def _log_of(self, lecture: str) -> ProgressLog:
        return ProgressLog(self.library.work_folder(lecture))

    # Handing out work

    def _loop(self) -> None:
        while not self._closing.is_set():
            self._bell.clear()
            try:
                self.round()
                self._trouble = ""
            except Exception as error:
                log.warning("The queue waits.", exc_info=error)
                self._trouble = sentence(error)
                self._closing.wait(UNWELL)
            self._bell.wait(PAUSE)

    def round(self) -> None:
        """Keep what is over, and start what is due. Where that is nothing, no writer has to wait for it."""
        for future in [future for future in self._running if future.done()]:
            self._settle(future)
        self._reclaim()
        while len(self._running) < self._at_once() and self._start_next():
            pass
        if self._clock.passed() - self._swept > HOUR:
            self._swept = self._clock.passed()
            self.library.sweep()

    def _reclaim(self) -> None:
        """Queue again what a server was running that is no longer alive."""
        with self.library.database.reading() as rows:
            others = jobs.servers(rows) - {self._server.name}
        for server in others:
            with found_dead(self.library.folder / "servers", server) as dead:
                if dead:
                    self._release(server, died=True)

    def _start_next(self) -> bool:
        """Start the job whose turn it is. False where none is due."""
        now = self._clock.now()
        with self.library.database.reading() as rows:  # looks first: a writer keeps all others waiting
            if not next_due(rows, now, REST[-1]):
                return False
        with self.library.database.writing() as rows:
            row = next_due(rows, now, REST[-1])
            if not row:  # another server was faster
                return False
            options = codec.load(Options, row["options"])
            prompt = prompt_with(rows, row, options.prompt) if row["body"] is None else options.prompt
            if row["body"] is None and prompt == options.prompt and (finished := twin(rows, row)):
                finish(rows, row["number"], finished)
                return True
            if prompt != options.prompt:
                keep_to_oneself(rows, row["number"])
            job = self._claim(rows, row)
            ends = ends_with(rows, row["models"])
        if job:
            self._submit(job, row, replace(options, prompt=prompt), ends)
        return True

    def _claim(self, rows: sqlite3.Connection, row: sqlite3.Row) -> Job | None:
        """Make the job ours and grant its lease, in one transaction: a student who cancels comes before or after."""
        reached = self._log_of(row["id"]).refresh().reached
        attempts, stops = (1, 0) if reached > row["reached"] else (row["attempts"] + 1, row["stops"])
        if stops >= STOPS:
            jobs.give_up(rows, row["number"], STOPPED.format(times=stops), permanent=False)
            return None
        job = Job(row["number"], row["id"], attempts, stops, reached)
        jobs.claim(rows, job, self._server.name)
        grant_lease(self.library.work_folder(job.lecture), job.token)
        return job

    def _submit(self, job: Job, row: sqlite3.Row, options: Options, ends: Ends) -> None:
        folder, recording = self.library.work_folder(job.lecture), self.library.recording(row["recording"])
        future: Future[Lecture]
        try:
            what = (self.work, recording, folder, job.token, options, row["file_name"], ends, self._clock.passed)
            future = self._executor.submit(run, *what)
        except Exception as error:  # noqa: BLE001  whatever stops it from being handed out is its failure
            future = Future()
            future.set_exception(error)
        self._running[future] = job
        future.add_done_callback(lambda _: self._bell.set())

    # Keeping what comes of it

    def _settle(self, future: Future[Lecture]) -> None:
        """Keep the outcome of a job that is over."""
        job, error = self._running[future], _error_of(future)
        with self.library.database.writing() as rows:
            mine = jobs.holds(rows, job)
            if mine and not error:
                error = self._finish(rows, job, future.result())
            if mine and error:
                self._failed(rows, job, error)
            leave_worker(rows, job.number, self._clock.now())
        del self._running[future]
        if mine and not error:
            with suppress(OSError):  # else it is swept away
                forget(self.library.work_folder(job.lecture))

    def _finish(self, rows: sqlite3.Connection, job: Job, lecture: Lecture) -> ValueError | None:
        """Keep the result, or say why it cannot be: e.g. a number that JSON lacks."""
        try:
            finish(rows, job.number, lecture)
        except ValueError as unkept:
            return unkept
        if not job.reached:  # it ran through in one attempt
            keep_pace(rows, job.number, self._log_of(job.lecture).refresh().spent)
        return None

    def _failed(self, rows: sqlite3.Connection, job: Job, error: BaseException) -> None:
        """Try it again a little later, unless that is of no use."""
        log.warning("%s failed, attempt %d", job.lecture, job.attempts, exc_info=error)
        further = self._log_of(job.lecture).refresh().reached > job.reached
        ours = isinstance(error, StoreError)  # e.g. a full disk: no fault of the job, which waits for room
        worn_out = job.attempts >= ATTEMPTS and not further and not ours
        if worn_out or isinstance(error, (RecordingError, ModelError)):
            jobs.give_up(rows, job.number, sentence(error), permanent=isinstance(error, RecordingError))
        else:
            rest = REST[-1] if ours else REST[min(job.attempts, len(REST)) - 1]
            jobs.rest(rows, job, sentence(error), self._clock.now() + rest, counts=not ours)


def _error_of(future: Future[Lecture]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as cancelled:
        return cancelled


@speaking("en")  # it is kept
def sentence(error: BaseException) -> str:
    """The error in words for the student."""
    if isinstance(error, LectureError):
        return str(error)
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return _("Something went wrong while working on this lecture ({detail}).", detail=detail)
